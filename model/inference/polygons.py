"""Areas of a picture: polygons whose corners are fractions of width and height, from the upper left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.errors import HintError

Point = tuple[float, float]
Polygon = Sequence[Point]

MOST_POINTS = 64
"""Of a stroke or a polygon."""


def check(polygon: Polygon, named: str) -> None:
    """Raise HintError, that speaks of what is ``named``, unless ``polygon`` lies in the picture."""
    if not 3 <= len(polygon) <= MOST_POINTS:
        raise HintError(f"an area has 3 to {MOST_POINTS} points, not {len(polygon)}")
    for at in polygon:
        if len(at) != 2 or not all(0 <= v <= 1 for v in at):
            raise HintError(f"{named} at {at} is outside the picture: x and y are fractions in 0..1")


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
