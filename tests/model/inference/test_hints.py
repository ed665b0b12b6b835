"""Hints: what is known is put where it is known, and nothing outside the picture is accepted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.color.lab import rgb_to_lab
from model.errors import HintError
from model.inference import hints as module
from model.inference.hints import Hint, planes, pull, reach, spread

BROWN = (91, 58, 41)


@given(
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    color=st.tuples(*[st.integers(0, 255)] * 3),
    radius=st.floats(1e-6, 0.5),
    height=st.integers(1, 50),
    width=st.integers(1, 50),
)
def test_any_hint_inside_the_picture_marks_its_own_pixel(
    x: float, y: float, color: tuple[int, int, int], radius: float, height: int, width: int
) -> None:
    hint = Hint((x, y), color, radius)
    read = planes([hint], (height, width))
    row, column = min(int(y * height), height - 1), min(int(x * width), width - 1)
    assert read[2, row, column] == 1
    assert read[:2, row, column] * 110 == pytest.approx(hint.ab, abs=1e-3)
    assert (read[:2, read[2] == 0] == 0).all()
    assert np.abs(read).max() <= 1


@given(st.one_of(st.floats(max_value=-1e-9), st.floats(min_value=1, exclude_min=True), st.just(math.nan)))
def test_a_place_outside_the_picture_is_refused(value: float) -> None:
    for at in ((value, 0.5), (0.5, value)):
        with pytest.raises(HintError, match=r"is outside the picture: x and y are fractions in 0\.\.1"):
            Hint(at, BROWN)


@pytest.mark.parametrize("at", [(), (0.5,), (0.5, 0.5, 0.5)])
def test_a_place_of_other_than_two_numbers_is_refused(at: tuple[float, ...]) -> None:
    with pytest.raises(HintError, match="outside the picture"):
        Hint(at, BROWN)  # type: ignore[arg-type]


@pytest.mark.parametrize("color", [(0, 0), (0, 0, 256), (-1, 0, 0), (0.5, 0, 0), "abc", "#5b3a29", (0, 0, 0, 0)])
def test_what_is_no_srgb_colour_is_refused(color: object) -> None:
    with pytest.raises(HintError, match=r"is not sRGB: three whole numbers in 0\.\.255"):
        Hint((0.5, 0.5), color)  # type: ignore[arg-type]


@pytest.mark.parametrize("radius", [0, -1, 0.51, math.nan, math.inf])
def test_a_radius_that_is_none_is_refused(radius: float) -> None:
    with pytest.raises(HintError, match=r"is not in 0\.\.0\.5 of the longer side"):
        Hint((0.5, 0.5), BROWN, radius)


def test_a_hints_chroma_is_its_colours_and_its_lightness_does_not_count() -> None:
    lab = rgb_to_lab(np.array(BROWN, np.uint8))
    assert Hint((0, 0), BROWN).ab == pytest.approx(lab[1:])
    assert Hint((0, 0), (200, 200, 200)).ab.tolist() == [0, 0]


def test_a_disc_has_the_radius_it_says_as_a_fraction_of_the_longer_side() -> None:
    mask = planes([Hint((0.5, 0.5), BROWN, 0.1)], (100, 200))[2]
    rows, columns = np.nonzero(mask)
    assert (rows.min(), rows.max()) == (30, 70)
    assert (columns.min(), columns.max()) == (80, 120)
    assert mask.sum() == pytest.approx(math.pi * 20**2, rel=0.03)


def test_without_hints_nothing_is_known() -> None:
    assert (planes([], (4, 5)) == np.zeros((3, 4, 5))).all()


def test_a_later_hint_lies_over_an_earlier_one() -> None:
    read = planes([Hint((0.5, 0.5), BROWN), Hint((0.5, 0.5), (0, 0, 255))], (9, 9))
    assert read[:2, 4, 4] * 110 == pytest.approx(Hint((0, 0), (0, 0, 255)).ab, abs=1e-3)


def test_the_colour_is_exact_at_its_place_and_fades_with_distance() -> None:
    hint = Hint((0.5, 0.5), BROWN, 0.05)
    drawn, amount = pull([hint], np.zeros((2, 101, 101), np.float32), np.full((101, 101), 50, np.float32))
    assert drawn[:, 50, 50] == pytest.approx(hint.ab)
    assert amount[50, 50] == 1
    assert (np.diff(amount[50, 50:]) <= 0).all()
    assert amount[50, 100] < 1e-6
    assert amount.min() >= 0
    assert amount.max() <= 1


def test_it_stays_on_what_is_as_light_as_its_own_pixel() -> None:
    lightness = np.where(np.arange(101) < 60, 50, 90).astype(np.float32)[None].repeat(101, axis=0)
    hint = Hint((0.5, 0.5), BROWN, 0.2)
    drawn, amount = pull([hint], np.zeros((2, 101, 101), np.float32), lightness)
    assert drawn[:, 50, 59] == pytest.approx(hint.ab)
    assert amount[50, 60] < 1e-4
    assert np.abs(drawn[:, 50, 60]).max() < 0.01


def test_pulling_leaves_the_colours_it_is_given_as_they_are() -> None:
    before = np.zeros((2, 9, 9), np.float32)
    pull([Hint((0.5, 0.5), BROWN)], before, np.full((9, 9), 50, np.float32))
    assert (before == 0).all()


EVEN = np.full((60, 90), 50, np.float32)
GREY = np.zeros((2, 60, 90), np.float32)
MANY = st.lists(
    st.builds(Hint, st.tuples(st.floats(0, 1), st.floats(0, 1)), st.tuples(*[st.integers(0, 255)] * 3)),
    min_size=1,
    max_size=12,
)


def test_an_error_is_corrected_where_it_is_known_and_ever_less_with_distance() -> None:
    hint = Hint((0.25, 0.5), BROWN)
    corrected = spread([hint], GREY, EVEN)
    assert corrected[:, 30, 22] == pytest.approx(hint.ab, rel=0.05)
    along = np.hypot(*corrected)[30, 22:]
    assert (np.diff(along) < 0).all()
    assert along[-1] < 0.02 * along[0]


def test_what_is_as_light_as_a_hints_place_is_corrected_most() -> None:
    lightness = np.where(np.arange(90) < 45, 30, 80).astype(np.float32)[None].repeat(60, axis=0)
    corrected = np.hypot(*spread([Hint((0.5, 0.5), BROWN)], GREY, lightness))[30]  # on the light side
    assert corrected[40] < 0.2 * corrected[50]


def test_hints_that_say_what_was_inferred_correct_nothing() -> None:
    hints = [Hint((x, 0.4), BROWN) for x in (0.1, 0.5, 0.51)]
    inferred = np.broadcast_to(hints[0].ab[:, None, None], GREY.shape)
    assert np.abs(spread(hints, inferred, EVEN) - inferred).max() < 1e-4


def test_an_error_that_all_hints_share_is_corrected_between_them() -> None:
    hints = [Hint((x, y), BROWN) for x in (0.1, 0.5, 0.9) for y in (0.1, 0.5, 0.9)]
    corrected = spread(hints, GREY, EVEN)[:, 18, 27]  # between four of them
    assert corrected == pytest.approx(hints[0].ab, rel=0.15)


def test_hints_on_one_another_that_contradict_are_averaged_round_them() -> None:
    hints = [Hint((0.5, 0.5), color) for color in (BROWN, (0, 0, 255), (0, 0, 255), BROWN)]
    corrected = spread(hints, GREY, EVEN)
    assert corrected[:, 30, 45] == pytest.approx((hints[0].ab + hints[1].ab) / 2, rel=0.05)


@given(MANY, st.integers(0, 5))
def test_whatever_hints_say_what_is_made_of_them_is_bounded(hints: list[Hint], seed: int) -> None:
    random = np.random.default_rng(seed)
    lightness = random.uniform(0, 100, (20, 30)).astype(np.float32)
    ab = random.uniform(-50, 50, (2, 20, 30)).astype(np.float32)
    assert np.abs(spread(hints, ab, lightness)).max() < 1000
    for plane in reach(hints, lightness):
        assert (plane.shape, plane.dtype) == ((20, 30), np.float32)
        assert 0 <= plane.min() <= plane.max() <= 1


def test_a_hint_counts_near_it_and_not_at_the_other_end() -> None:
    taken, removed = reach([Hint((0.02, 0.5), BROWN)], EVEN)
    for plane in (taken, removed):
        assert plane[30, 1] > 0.9
        assert plane[30, -1] < 0.2
    assert (removed <= taken + 1e-3).all()


def test_more_hints_count_for_more() -> None:
    hints = [Hint((x, 0.5), BROWN) for x in (0.1, 0.5, 0.9)]
    for fewer, more in zip(reach(hints[:2], EVEN), reach(hints, EVEN), strict=True):
        assert (more >= fewer - 1e-5).all()
        assert more[30, -1] > fewer[30, -1] + 0.3


def test_no_less_is_taken_of_a_hint_than_is_asked_for() -> None:
    hint, everywhere = Hint((0, 0), BROWN), np.ones_like(EVEN)
    assert reach([hint], EVEN, 0.4)[0].min() >= 0.4
    assert (reach([hint], EVEN, 1.0)[0] == everywhere).all()


def test_strips_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    hints = [Hint((x, x), BROWN) for x in (0.1, 0.3, 0.8)]
    whole = spread(hints, GREY, EVEN), reach(hints, EVEN)
    monkeypatch.setattr(module, "_STRIP", 1000)
    assert spread(hints, GREY, EVEN) == pytest.approx(whole[0], abs=1e-4)
    assert np.array(reach(hints, EVEN)) == pytest.approx(np.array(whole[1]), abs=1e-4)


def test_a_picture_looks_the_same_to_hints_at_any_resolution() -> None:
    hints = [Hint((0.2, 0.3), BROWN), Hint((0.7, 0.6), (0, 0, 255))]
    small = spread(hints, GREY[:, ::2, ::2], EVEN[::2, ::2])
    large = spread(hints, GREY, EVEN).reshape(2, 30, 2, 45, 2).mean(axis=(2, 4))
    assert np.abs(small - large).max() < 1
