"""Areas of a picture: polygons whose corners are fractions of width and height, from the upper left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from model.errors import HintError

Point = tuple[float, float]
Polygon = Sequence[Point]

MOST_POINTS = 64
"""Of a stroke or a polygon."""


def polygon_of(points: Iterable[Point], named: str) -> tuple[Point, ...]:
    """A polygon's corners as :func:`points_of` has them; HintError where they are too few or too many."""
    return points_of(points, named, ("area", 3))


def points_of(points: Iterable[Point], named: str, kind: tuple[str, int]) -> tuple[Point, ...]:
    """``points`` as plain numbers, whatever holds them: a list, an array ``(P, 2)``, what gives one after another.

    ``kind`` is what they make, and the least of them that do. Raises HintError, that speaks of what is ``named``,
    unless they are so many and lie in the picture.
    """
    try:
        found = tuple(points)
    except TypeError as error:
        raise HintError(f"{named} with points {points!r}: give a list of pairs, x and y") from error
    what, least = kind
    if not least <= len(found) <= MOST_POINTS:
        article = "an" if what == "area" else "a"
        raise HintError(f"{article} {what} has {least} to {MOST_POINTS} points, not {len(found)}")
    return tuple(point_of(at, named) for at in found)


def point_of(at: Iterable[float], named: str) -> Point:
    """A point as two plain numbers; HintError unless they are fractions."""
    try:
        found = tuple(at)
    except TypeError:
        found = ()
    if len(found) != 2 or not all(isinstance(v, Real) and 0 <= v <= 1 for v in found):
        raise HintError(f"{named} at {at} is outside the picture: x and y are fractions in 0..1")
    return float(found[0]), float(found[1])


def inside(polygon: Polygon, size: tuple[int, int], rows: slice = slice(None)) -> NDArray[np.bool_]:
    """Which pixels' centres lie in ``polygon``, of those ``rows`` of a picture of ``size``, ``(R, W)``.

    Where it crosses itself, what is inside twice is outside.
    """
    height, width = size
    top, bottom, _ = rows.indices(height)
    y = (np.arange(top, bottom) + 0.5) / height
    x = (np.arange(width) + 0.5) / width
    found = np.zeros((bottom - top, width), bool)
    for (left, upper), (right, lower) in _sides(polygon):
        between = np.nonzero((upper > y) != (lower > y))[0]
        crossing = (right - left) * (y[between] - upper) / (lower - upper) + left if len(between) else between
        found[between] ^= x < crossing[:, None]
    return found


def _sides(polygon: Polygon) -> Iterator[tuple[Point, Point]]:
    corners = [tuple(corner) for corner in polygon]
    yield from zip(corners, [*corners[1:], corners[0]], strict=True)
