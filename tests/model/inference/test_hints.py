"""Hints: what is known is put where it is known, and nothing outside the picture is accepted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.color.lab import rgb_to_lab
from model.errors import HintError
from model.inference.hints import Hint, held, planes, pull

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


SQUARE = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))


def test_an_area_holds_the_pixels_whose_centres_lie_in_it() -> None:
    inside = held(Hint(area=SQUARE, color=BROWN), (40, 60))
    assert inside[10:30, 15:45].all()
    assert inside.sum() == 20 * 30


def test_an_area_that_holds_no_pixels_centre_is_its_outline() -> None:
    tiny = Hint(area=((0.5, 0.5), (0.501, 0.5), (0.5, 0.501)), color=BROWN)
    assert np.argwhere(held(tiny, (40, 60))).tolist() == [[20, 30]]


def test_the_colour_of_an_area_is_exact_in_it_on_light_and_dark_and_hardly_outside() -> None:
    lightness = np.random.default_rng(0).uniform(0, 100, (40, 60)).astype(np.float32)
    hint = Hint(area=SQUARE, color=BROWN, radius=0.5)
    drawn, amount = pull([hint], np.zeros((2, 40, 60), np.float32), lightness)
    assert np.allclose(drawn[:, 10:30, 15:45], hint.ab[:, None, None])
    assert amount[:8].max() < 0.02


@pytest.mark.parametrize("count", [0, 2, 65])
def test_an_area_of_too_few_or_too_many_corners_is_refused(count: int) -> None:
    with pytest.raises(HintError, match=f"an area has 3 to 64 points, not {count}"):
        Hint(area=[(0.5, 0.5)] * count, color=BROWN)


CORNERS = [(0.1, 0.2), (0.5, 0.25), (0.75, 0.875)]


@pytest.mark.parametrize(
    "given",
    [
        np.array(CORNERS),
        np.array(CORNERS, np.float32).astype(np.float64).round(6),
        [np.array(point) for point in CORNERS],
        [list(point) for point in CORNERS],
        iter(CORNERS),
    ],
)
@pytest.mark.parametrize("place", ["along", "area"])
def test_points_may_be_an_array_or_come_one_after_another(place: str, given: object) -> None:
    if isinstance(given, type(iter([]))):
        given = iter(CORNERS)
    hint, plain = Hint(color=np.array(BROWN, np.uint8), **{place: given}), Hint(color=BROWN, **{place: CORNERS})
    assert hint == plain
    assert hash(hint) == hash(plain)
    assert repr(hint) == repr(plain)
    assert (held(hint, (40, 50)) == held(plain, (40, 50))).all()


def test_a_point_may_be_an_array() -> None:
    assert Hint(np.array([0.25, 0.5]), np.array(BROWN)) == Hint((0.25, 0.5), BROWN)


NO_NUMBERS = [5, "x", "xy", object(), ["a", "b"], [None, None], [[0.1], [0.2]], {}, True, np.array(0.5), 1j]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
@pytest.mark.parametrize("name", ["at", "along", "area", "color", "radius"])
def test_whatever_is_given_the_error_is_one_of_a_hint(name: str, value: object) -> None:
    given = {"at": (0.5, 0.5), "color": BROWN, name: value}
    if name in ("along", "area"):
        del given["at"]
    with pytest.raises(HintError):
        Hint(**given)
