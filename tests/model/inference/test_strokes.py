"""Strokes: a colour known along a line is put within the radius of that line, and counts at places along it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.color.lab import Float
from model.errors import HintError
from model.inference.hints import Hint, planes, pull
from model.inference.spreading import Places, Scene, doubt
from model.inference.strokes import places

BROWN = (91, 58, 41)
SIZE = (30, 45)
AREA = ((0, 0), (1, 1), (1, 0))
POINT = st.tuples(st.floats(0, 1), st.floats(0, 1))
POINTS = st.lists(POINT, min_size=2, max_size=6)
RADIUS = st.floats(1e-6, 0.5)
Dot = tuple[float, float]


def stroke(*along: Dot, radius: float = 0.02) -> Hint:
    return Hint(along=along, color=BROWN, radius=radius)


def noise(seed: int = 3) -> tuple[Float, Float]:
    """Chroma and lightness of a picture in which no two pixels are alike."""
    random = np.random.default_rng(seed)
    ab, lightness = random.uniform(-50, 50, (2, *SIZE)), random.uniform(0, 100, SIZE)
    return ab.astype(np.float32), lightness.astype(np.float32)


def everything(*hints: Hint) -> list[Float]:
    """All that is made of hints."""
    ab, lightness = noise()
    places = Places(hints, Scene(lightness, ab / 5))
    return [planes(hints, SIZE), places.corrected(ab), doubt(hints, lightness), *pull(hints, ab, lightness)]


def pixel(point: Dot, size: tuple[int, int]) -> Dot:
    """Column and row of the pixel that holds a point."""
    return min(int(point[0] * size[1]), size[1] - 1), min(int(point[1] * size[0]), size[0] - 1)


def apart(point: Dot, start: Dot, end: Dot) -> float:
    """From a point to a straight line between two others: by the foot of the perpendicular, or by the nearer end."""
    length = math.dist(start, end)
    unit = [(e - s) / length for s, e in zip(start, end, strict=True)] if length else [0.0, 0.0]
    foot = sum(u * (p - s) for u, p, s in zip(unit, point, start, strict=True))
    if 0 < foot < length:
        return math.dist(point, [s + foot * u for s, u in zip(start, unit, strict=True)])
    return min(math.dist(point, start), math.dist(point, end))


@given(POINT, RADIUS)
def test_a_stroke_of_two_equal_points_is_that_point(at: Dot, radius: float) -> None:
    point, same = everything(Hint(at, BROWN, radius)), everything(stroke(at, at, radius=radius))
    assert all(np.array_equal(one, other) for one, other in zip(point, same, strict=True))


@given(POINTS, RADIUS)
def test_the_order_of_points_reversed_changes_nothing(along: list[Dot], radius: float) -> None:
    there, back = everything(stroke(*along, radius=radius)), everything(stroke(*along[::-1], radius=radius))
    assert all(np.array_equal(one, other) for one, other in zip(there, back, strict=True))


@given(POINTS, RADIUS)
def test_the_pixels_of_a_stroke_are_those_within_its_radius(along: list[Dot], radius: float) -> None:
    mask = planes([stroke(*along, radius=radius)], SIZE)[2]
    held = [pixel(point, SIZE) for point in along]
    wanted = max(radius * max(SIZE), 0.5)
    for (row, column), known in np.ndenumerate(mask):
        distance = min(apart((column, row), *ends) for ends in pairwise(held))
        assert known == (distance <= wanted) or distance == pytest.approx(wanted)


def test_a_stroke_is_as_wide_as_two_radii_in_pixels_whichever_way_it_goes() -> None:
    across = planes([stroke((0.2, 0.5), (0.8, 0.5), radius=0.05)], (100, 200))[2]
    down = planes([stroke((0.5, 0.2), (0.5, 0.8), radius=0.05)], (100, 200))[2]
    assert across[:, 100].sum() == down[50].sum() == 21
    assert np.nonzero(across.any(axis=0))[0][[0, -1]].tolist() == [30, 170]  # round ends


def test_the_thinnest_stroke_has_no_gap() -> None:
    mask = planes([stroke((0, 0.1), (1, 0.7), radius=1e-6)], SIZE)[2]
    rows = [np.nonzero(column)[0] for column in mask.T]
    assert all(len(found) for found in rows)
    assert all(np.ptp(np.concatenate(pair)) <= 1 for pair in pairwise(rows))


def test_the_colour_is_exact_along_a_stroke_that_crosses_light_and_dark() -> None:
    lightness = np.where(np.arange(101) < 50, 20, 90).astype(np.float32)[None].repeat(101, axis=0)
    hint = stroke((0.1, 0.5), (0.9, 0.5), radius=0.05)
    drawn, amount = pull([hint], np.zeros((2, 101, 101), np.float32), lightness)
    assert (amount[50, 10:91] == 1).all()
    assert np.allclose(drawn[:, 50, 10:91], hint.ab[:, None])
    assert (np.diff(amount[50:, 30]) <= 0).all()
    assert amount[100, 30] < 1e-6


def test_what_is_beside_a_stroke_is_compared_with_its_nearest_point() -> None:
    lightness = np.full((101, 101), 20, np.float32)
    lightness[:, 50:] = 90
    lightness[53, 30] = 90  # as light as the stroke is elsewhere
    _, amount = pull([stroke((0.1, 0.5), (0.9, 0.5), radius=0.05)], np.zeros((2, 101, 101), np.float32), lightness)
    assert amount[53, 30] < 1e-6
    assert amount[53, 31] == amount[53, 70] == 1


@given(POINTS, st.floats(0.5, 40), st.integers(1, 16))
def test_places_lie_evenly_on_the_line_and_never_closer_than_they_should(
    along: list[Dot], spacing: float, most: int
) -> None:
    line = np.array(along) * 50
    found = places(line, spacing, most)
    length = sum(math.dist(*ends) for ends in pairwise(line))
    assert len(found) == min(max(1, math.floor(length / spacing)), most)
    for place in found:
        assert min(apart(place, *ends) for ends in pairwise(line)) < 1e-9
    gaps = [math.dist(*ends) for ends in pairwise(found)]
    assert all(gap <= length / len(found) + 1e-9 for gap in gaps)  # less where the line bends
    if len(along) == 2:
        assert gaps == pytest.approx([length / len(found)] * len(gaps))


def test_a_stroke_shorter_than_the_spacing_counts_at_its_middle() -> None:
    line = np.array([(10.0, 10.0), (14.0, 10.0)])
    assert places(line, 4.1, 16).tolist() == [[12, 10]]
    assert places(line, 2.0, 16).tolist() == [[11, 10], [13, 10]]


def test_a_stroke_corrects_as_hints_at_places_along_it_do() -> None:
    ab, lightness = noise()
    dots = [Hint(((x + 0.5) / 16, 0.5), BROWN) for x in range(16)]
    one = stroke((0, 0.5), (1, 0.5), radius=1e-3)
    # In photographs sixteen hints are held less than a single one.
    line, points = (Places(hints, Scene(lightness, ab / 5)).corrected(ab, 0) for hints in ([one], dots))
    assert line == pytest.approx(points, abs=1e-3)
    assert doubt([one], lightness) == pytest.approx(doubt(dots, lightness), abs=1e-4)


@given(POINTS, RADIUS, st.integers(0, 5))
def test_whatever_strokes_say_what_is_made_of_them_is_bounded(along: list[Dot], radius: float, seed: int) -> None:
    hints = [stroke(*along, radius=radius), Hint((0.5, 0.5), (0, 0, 255))]
    ab, lightness = noise(seed)
    assert np.abs(Places(hints, Scene(lightness, ab / 5)).corrected(ab)).max() < 1000
    for plane in (doubt(hints, lightness), pull(hints, ab, lightness)[1], planes(hints, SIZE)[2]):
        assert (plane.shape, plane.dtype) == (SIZE, np.float32)
        assert 0 <= plane.min() <= plane.max() <= 1


@pytest.mark.parametrize("given", [{}, {"at": (0.5, 0.5), "along": ((0, 0), (1, 1))}, {"along": AREA, "area": AREA}])
def test_a_hint_is_a_point_or_a_stroke_or_an_area(given: dict[str, object]) -> None:
    with pytest.raises(HintError, match="a point, 'at', a stroke, 'along', or an area, 'area': give one of the three"):
        Hint(color=BROWN, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 65])
def test_a_stroke_of_too_few_or_too_many_points_is_refused(count: int) -> None:
    with pytest.raises(HintError, match=f"a stroke has 2 to 64 points, not {count}"):
        stroke(*[(0.5, 0.5)] * count)


@pytest.mark.parametrize("point", [(1.1, 0.5), (0.5, -0.1), (0.5, math.nan), (0.5,), (0.5, 0.5, 0.5)])
def test_a_point_of_a_stroke_outside_the_picture_is_refused(point: tuple[float, ...]) -> None:
    with pytest.raises(HintError, match=r"is outside the picture: x and y are fractions in 0\.\.1"):
        stroke((0, 0), point)  # type: ignore[arg-type]


def test_a_hint_without_a_colour_is_refused() -> None:
    with pytest.raises(HintError, match="is not sRGB"):
        Hint(along=[(0, 0), (1, 1)])
