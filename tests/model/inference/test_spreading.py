"""Hints hold for what is alike, and a colour that surprises stays with the thing that it was given for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from model import Colorist, Hint
from model.color.lab import Float, rgb_to_lab
from model.inference import reaches
from model.inference import spreading as module
from model.inference.polygons import inside
from model.inference.spreading import Places, Scene, doubt

BROWN, RED, GREY_COLOUR = (91, 58, 41), (150, 20, 20), (100, 100, 100)
EVEN = np.full((60, 90), 50, np.float32)
NONE = np.zeros((2, 60, 90), np.float32)
MANY = st.lists(
    st.builds(Hint, st.tuples(st.floats(0, 1), st.floats(0, 1)), st.tuples(*[st.integers(0, 255)] * 3)),
    min_size=1,
    max_size=12,
)


def corrected(hints: list[Hint], ab: Float = NONE, lightness: Float = EVEN, inferred: Float = NONE) -> Float:
    return Places(hints, Scene(lightness, inferred)).corrected(ab)


def test_an_error_is_corrected_where_it_is_known_and_ever_less_with_distance() -> None:
    hint = Hint((0.25, 0.5), BROWN)
    found = corrected([hint])
    assert found[:, 30, 22] == pytest.approx(hint.ab, rel=0.05)
    assert (np.diff(np.hypot(*found)[30, 22:]) < 0).all()


@pytest.mark.parametrize("unlike", ["lightness", "inferred", "texture"])
def test_what_differs_from_a_hints_place_is_corrected_less(unlike: str) -> None:
    right = np.arange(90) >= 45
    lightness, inferred = EVEN.copy(), NONE.copy()
    if unlike == "lightness":
        lightness[:, right] = 90
    elif unlike == "inferred":
        inferred[:, :, right] = 10
    else:
        lightness[:, right] += np.where(np.indices((60, 45)).sum(axis=0) % 2, 8, -8)
    along = np.hypot(*corrected([Hint((0.4, 0.5), BROWN)], lightness=lightness, inferred=inferred))[30]
    assert along[49] < 0.82 * along[39]


def test_what_is_said_of_a_place_holds_farther_along_the_horizon_than_up_and_down() -> None:
    lightness, inferred = np.full((90, 90), 50, np.float32), np.zeros((2, 90, 90), np.float32)
    chroma = np.hypot(*corrected([Hint((0.5, 0.5), BROWN)], inferred, lightness, inferred))
    assert chroma[45, 85] > 1.15 * chroma[85, 45]


def test_hints_that_say_what_was_inferred_correct_nothing() -> None:
    hints = [Hint((x, 0.4), BROWN) for x in (0.1, 0.5, 0.51)]
    inferred = np.broadcast_to(hints[0].ab[:, None, None], NONE.shape)
    assert np.abs(corrected(hints, inferred, inferred=inferred) - inferred).max() < 1e-4


def test_an_error_that_all_hints_share_is_corrected_between_them() -> None:
    hints = [Hint((x, y), BROWN) for x in (0.1, 0.5, 0.9) for y in (0.1, 0.5, 0.9)]
    assert corrected(hints)[:, 18, 27] == pytest.approx(hints[0].ab, rel=0.15)  # between four of them


def test_hints_on_one_another_that_contradict_are_averaged_round_them() -> None:
    hints = [Hint((0.5, 0.5), color) for color in (BROWN, (0, 0, 255), (0, 0, 255), BROWN)]
    assert corrected(hints)[:, 30, 45] == pytest.approx((hints[0].ab + hints[1].ab) / 2, rel=0.05)


@given(MANY, st.integers(0, 5))
def test_whatever_hints_say_what_is_made_of_them_is_bounded(hints: list[Hint], seed: int) -> None:
    random = np.random.default_rng(seed)
    lightness = random.uniform(0, 100, (20, 30)).astype(np.float32)
    ab = random.uniform(-50, 50, (2, 20, 30)).astype(np.float32)
    places = Places(hints, Scene(lightness, ab))
    for photograph in (0.0, 0.5, 1.0):
        assert np.abs(places.corrected(ab, photograph)).max() < 1000
    removed = doubt(hints, lightness)
    assert (removed.shape, removed.dtype) == ((20, 30), np.float32)
    assert 0 <= removed.min() <= removed.max() <= 1


def test_doubt_is_removed_near_a_hint_and_more_by_more_hints() -> None:
    hints = [Hint((x, 0.5), BROWN) for x in (0.02, 0.5, 0.9)]
    fewer, more = doubt(hints[:1], EVEN), doubt(hints, EVEN)
    assert fewer[30, 1] > 0.9
    assert fewer[30, -1] < 0.2
    assert (more >= fewer - 1e-5).all()
    assert more[30, -1] > fewer[30, -1] + 0.3


def test_strips_and_groups_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    hints = [Hint((x, x), BROWN) for x in (0.1, 0.3, 0.8)]

    def everything() -> list[Float]:
        return [Places(hints, Scene(EVEN, NONE + 40)).corrected(NONE + 40), doubt(hints, EVEN)]

    whole = everything()
    monkeypatch.setattr(module, "_STRIP", 1000)
    monkeypatch.setattr(module, "_AT_A_TIME", 200)
    monkeypatch.setattr(reaches, "_AT_ONCE", 1)
    for part, all_of_it in zip(everything(), whole, strict=True):
        assert part == pytest.approx(all_of_it, abs=1e-4)


def test_a_picture_looks_the_same_to_hints_at_any_resolution() -> None:
    hints = [Hint((0.2, 0.3), BROWN), Hint((0.7, 0.6), (0, 0, 255))]
    small = corrected(hints, NONE[:, ::2, ::2], EVEN[::2, ::2], NONE[:, ::2, ::2])
    large = corrected(hints).reshape(2, 30, 2, 45, 2).mean(axis=(2, 4))
    assert np.abs(small - large).max() < 1


def halves(line: bool = True) -> Float:
    """L of two flat areas of one tone, with a dark line between them."""
    lightness = np.full((120, 160), 55, np.float32)
    if line:
        lightness[:, 78:82] = 10
    return lightness


def change(hints: list[Hint], lightness: Float) -> Float:
    """How far the colours of a photograph move that was inferred grey."""
    none = np.zeros((2, *lightness.shape), np.float32)
    return np.hypot(*Places(hints, Scene(lightness, none)).corrected(none))


def test_a_large_change_stops_at_an_edge_and_goes_on_where_there_is_none() -> None:
    hint = Hint((0.25, 0.5), RED)
    divided, whole = change([hint], halves()), change([hint], halves(line=False))
    assert divided[60, 40] > 0.9 * np.hypot(*hint.ab)
    assert divided[20:100, 90:].max() < 4
    assert whole[20:100, 90:110].min() > 20


def test_a_small_change_goes_on_over_edges() -> None:
    hint = Hint((0.25, 0.5), (130, 118, 112))
    divided, whole = change([hint], halves()), change([hint], halves(line=False))
    assert divided[60, 90:] == pytest.approx(whole[60, 90:], rel=0.25)


@pytest.mark.parametrize("at", [(0.3, 0.9), (0.75, 0.5), (0.9, 0.1)])
def test_a_hint_that_agrees_with_what_was_inferred_sets_no_other_free(at: tuple[float, float]) -> None:
    found = change([Hint((0.25, 0.5), RED), Hint(at, (119, 119, 119))], halves())
    assert found[55:65, 35:45].min() > 30
    assert found[20:100, 90:].max() < 6


def painted(hints: list[Hint], lightness: Float) -> Float:
    """The a and b of a flat picture with hints."""
    level = np.round(np.clip(lightness * 2.4, 0, 255)).astype(np.uint8)
    return np.moveaxis(rgb_to_lab(Colorist.load().colorize(level, hints).rgb), -1, 0)[1:]


@pytest.mark.parametrize(
    "place", [{"at": (0.25, 0.5)}, {"along": ((0.1, 0.3), (0.4, 0.6))}, {"area": ((0.1, 0.2), (0.4, 0.2), (0.3, 0.8))}]
)
def test_one_of_two_areas_takes_the_colour_given_for_it_and_the_other_does_not(place: dict[str, Any]) -> None:
    hint = Hint(color=RED, **place)
    before, after = painted([], halves()), painted([hint], halves())
    moved = np.hypot(*(after - before))
    assert np.abs(after[:, 40:80, 25:60] - hint.ab[:, None, None]).mean() < 15
    assert moved[10:110, 95:].mean() < 6


def test_a_grey_hint_below_a_red_one_makes_things_grey_and_not_teal() -> None:
    lightness = np.full((120, 160), 55, np.float32)
    lightness[58:62] = 10
    found = painted([Hint((0.5, 0.25), RED), Hint((0.5, 0.75), GREY_COLOUR)], lightness)
    assert np.hypot(*found)[75:105, 60:100].max() < 8
    assert found[0, 15:45, 60:100].min() > 25


def test_hints_that_contradict_each_hold_round_themselves() -> None:
    red, blue = Hint((0.2, 0.5), RED, 0.05), Hint((0.8, 0.5), (20, 20, 150), 0.05)
    found = painted([red, blue], halves(line=False))
    for hint, column in ((red, 32), (blue, 128)):
        assert np.abs(found[:, 60, column] - hint.ab).max() < 6


def test_a_suit_given_in_three_strokes_is_orange_between_them_and_nothing_else_is() -> None:
    picture = skimage.data.astronaut()
    strokes = {
        (228, 115, 78): ((0.22, 0.52), (0.14, 0.62), (0.09, 0.76), (0.12, 0.88), (0.20, 0.94)),
        (211, 92, 56): ((0.29, 0.58), (0.35, 0.63), (0.43, 0.66), (0.44, 0.80), (0.40, 0.92)),
        (224, 106, 67): ((0.57, 0.63), (0.63, 0.58), (0.66, 0.63)),
    }
    hints = [Hint(along=along, color=color) for color, along in strokes.items()]
    truth, plain, told = (
        np.moveaxis(rgb_to_lab(shown), -1, 0)[1:]
        for shown in (picture, *(Colorist.load().colorize(picture, its, 0.0).rgb for its in ([], hints)))
    )
    between = inside(((0.17, 0.62), (0.27, 0.62), (0.30, 0.72), (0.28, 0.85), (0.20, 0.85), (0.15, 0.75)), (512, 512))
    assert np.hypot(*(told - truth)[:, between]).mean() < 20  # 51 without hints, 27 where each place had its own reach
    for area in (((0.38, 0.2), (0.5, 0.2), (0.5, 0.32), (0.38, 0.32)), ((0.55, 0.05), (0.65, 0.05), (0.65, 0.3))):
        assert np.hypot(*(told - plain)[:, inside(area, (512, 512))]).mean() < 8


def hue_apart(ab: Float, hint: Hint) -> float:
    """Mean distance in hue, in degrees."""
    turned = np.arctan2(ab[1], ab[0]) - np.arctan2(hint.ab[1], hint.ab[0])
    return float(np.degrees(np.abs(np.angle(np.exp(1j * turned)))).mean())


@pytest.mark.parametrize(
    ("weights", "agreeing"),
    [("default", ()), ("default", ((0.30, 0.85),)), ("default", ((0.30, 0.85), (0.5, 0.2))), ("both", ())],
)
def test_hints_stay_where_they_are_put_in_a_photograph(
    shared_data: Path, weights: str, agreeing: tuple[tuple[float, float], ...]
) -> None:
    colorist, most = Colorist.load(weights), 4 if weights == "default" else 5
    cases = shared_data.parent / "cases" / "hints.yaml"
    if not cases.is_file():
        pytest.skip("no cases of hints beside the data")
    for case in yaml.safe_load(cases.read_text(encoding="utf-8")):
        picture = np.asarray(Image.open(shared_data / "photographs" / case["photograph"]).convert("L"))
        hints = [Hint(**{**hint, "color": tuple(bytes.fromhex(hint["color"][1:]))}) for hint in case["hints"]]
        guessed = colorist.colorize(picture, (), 0.0).rgb
        rows, columns = picture.shape
        others = [Hint((x, y), tuple(guessed[int(y * rows), int(x * columns)].tolist())) for x, y in agreeing]
        told = np.moveaxis(rgb_to_lab(colorist.colorize(picture, hints + others, 0.0).rgb), -1, 0)[1:]
        plain = np.moveaxis(rgb_to_lab(guessed), -1, 0)[1:]
        for name, area in case.get("reach", {}).items():
            assert hue_apart(told[:, inside(area, picture.shape)], hints[0]) < 10, name
        for name, area in case.get("leave", {}).items():
            assert np.hypot(*(told - plain)[:, inside(area, picture.shape)]).mean() < most, name
        for name, area in case.get("grey", {}).items() if weights == "default" and not agreeing else ():
            assert np.hypot(*told[:, inside(area, picture.shape)]).mean() < 4, name


@pytest.mark.parametrize("weights", ["default", "both"])
@pytest.mark.parametrize(
    ("photograph", "at", "color", "radius"),
    [
        ("evans_floyd_and_lucille_burroughs_1936.jpg", (0.30, 0.66), (100, 115, 138), 0.02),
        ("lange_on_her_car_california_1936.jpg", (0.35, 0.50), (122, 32, 32), 0.01),
    ],
)
def test_a_hint_about_one_thing_leaves_most_of_the_photograph_as_it_was(
    shared_data: Path,
    photograph: str,
    at: tuple[float, float],
    color: tuple[int, int, int],
    radius: float,
    weights: str,
) -> None:
    picture = np.asarray(Image.open(shared_data / "photographs" / "historical" / photograph).convert("L"))
    hint = Hint(at, color, radius)
    plain, told = (
        np.moveaxis(rgb_to_lab(Colorist.load(weights).colorize(picture, hints).rgb), -1, 0)[1:]
        for hints in ([], [hint])
    )
    moved = np.hypot(*(told - plain))
    row, column = (int(share * length) for share, length in zip(at[::-1], picture.shape, strict=True))
    assert moved[row, column] > 15
    assert np.median(moved) < 4
    assert (moved > 10).mean() < 0.1


def changed_by(shared_data: Path, photograph: str, hint: Hint) -> Float:
    """How far a hint changes each pixel of a photograph in a and b, at the usual vividness."""
    with Image.open(shared_data / "photographs" / "historical" / photograph) as opened:
        opened.thumbnail((900, 900))
        picture = np.asarray(opened.convert("L"))
    plain, told = (
        np.moveaxis(rgb_to_lab(Colorist.load().colorize(picture, hints).rgb), -1, 0)[1:] for hints in ([], [hint])
    )
    return np.asarray(np.hypot(*(told - plain)))


GRASS = ((0.0, 0.75), (1.0, 0.78), (1.0, 1.0), (0.0, 1.0))
DRESS = ((0.57, 0.4), (0.575, 0.6), (0.58, 0.75))


def test_a_dress_that_is_said_to_be_grey_leaves_the_lawn_green(shared_data: Path) -> None:
    moved = changed_by(shared_data, "earle_ovington_and_wife_bleriot.jpg", Hint(along=DRESS, color=(128, 128, 128)))
    assert moved[inside(GRASS, moved.shape)].mean() < 4  # 10.7 while what is grey was never held


HOUSE = ((0.53, 0.33), (0.95, 0.33), (0.95, 0.58), (0.53, 0.58))


def test_an_area_that_takes_in_some_of_the_sky_colours_the_house_and_no_more_of_the_sky(shared_data: Path) -> None:
    moved = changed_by(shared_data, "lange_abandoned_dust_bowl_home.jpg", Hint(area=HOUSE, color=(155, 44, 31)))
    clouds = inside(((0.0, 0.0), (1.0, 0.0), (1.0, 0.2), (0.0, 0.2)), moved.shape)
    assert moved[clouds].mean() < 4
    assert moved[inside(HOUSE, moved.shape)].mean() > 25
