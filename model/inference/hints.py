"""Hints: colours that someone knows, at a point of the picture or along a stroke through it.

What is made of them, in this order:

1. Of thumbnails the network reads them at the coarsest scale, where a picture is of the size it learned from, and
   changes its answer all over the picture.
2. What is still wrong where hints were given is taken to be wrong with what is alike, too, and in photographs a large
   change goes only as far as something speaks for it: :mod:`model.inference.spreading`.
3. Within a hint's radius its colour is put exactly: ``pull``. So what the curator knows is what the visitor sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from numbers import Integral, Real

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, rgb_to_lab
from model.errors import HintError
from model.inference import polygons, strokes
from model.inference.polygons import Point, Polygon

_SIMILAR = 8.0
"""Difference in L* at which a hint's local pull has fallen to 61 % (one σ)."""

_FADED = 6.0
"""Radii beyond its own at which the pull is less than float32 resolves: e to the −18th."""


@dataclass(frozen=True)
class Hint:
    """A known colour: ``Hint((0.4, 0.6), (91, 58, 41))``, or with ``along=`` in place of the point.

    Points and colours may be arrays, or anything that gives the numbers one after another; they are kept as tuples.
    Raises HintError for what is no place in the picture, no colour or no radius.
    """

    at: Point | None = None
    """A point: x and y as fractions of width and height, 0..1, from the upper left. None for a stroke."""
    color: tuple[int, ...] = ()
    """sRGB: three numbers, 0..255. Only its a and b count: the lightness is the photograph's."""
    radius: float = 0.02
    """Fraction of the picture's longer side within which the colour is known; a stroke is twice as wide."""
    along: Sequence[Point] | None = None
    """A stroke: 2 to 64 points like ``at``, joined by straight lines. Which end comes first changes nothing."""
    area: Polygon | None = None
    """An area: the 3 to 64 corners of a polygon. Its radius counts for nothing."""
    assumed: bool = False
    """Whether nobody knows this colour: it is painted like any other, but makes nothing surer."""

    def __post_init__(self) -> None:
        if sum(place is not None for place in (self.at, self.along, self.area)) != 1:
            raise HintError("a hint has a point, 'at', a stroke, 'along', or an area, 'area': give one of the three")
        keep = partial(object.__setattr__, self)  # it is frozen for everybody else
        if self.at is not None:
            keep("at", polygons.point_of(self.at, "hint"))
        if self.along is not None:
            keep("along", polygons.points_of(self.along, "hint", ("stroke", 2)))
        if self.area is not None:
            keep("area", polygons.polygon_of(self.area, "hint"))
        keep("color", _colour(self.color))
        if not isinstance(self.radius, Real) or not 0 < self.radius <= 0.5:
            raise HintError(f"hint radius {self.radius} is not in 0..0.5 of the longer side")

    @property
    def points(self) -> tuple[Point, ...]:
        """Those of the stroke, the corners of the area, or the one point."""
        if self.along is not None or self.area is not None:
            return tuple(self.along or self.area or ())
        return () if self.at is None else (self.at,)

    @cached_property
    def ab(self) -> Float:
        """Its a and b, float32 ``(2,)``."""
        return rgb_to_lab(np.array(self.color, np.uint8))[1:]


def _colour(color: Iterable[int]) -> tuple[int, ...]:
    """Three plain numbers; HintError where they are no colour."""
    try:
        found = tuple(color)
    except TypeError:
        found = ()
    if len(found) != 3 or not all(isinstance(v, Integral) and 0 <= v <= 255 for v in found):
        raise HintError(f"hint colour {color} is not sRGB: three whole numbers in 0..255")
    return tuple(int(v) for v in found)


def planes(hints: Sequence[Hint], size: tuple[int, int]) -> Float:
    """What the network reads, float32 ``(3, H, W)``: a/110, b/110 and the mask, zero where nothing is known."""
    out = np.zeros((3, *size), np.float32)
    for hint in hints:
        inside = held(hint, size)
        out[0][inside], out[1][inside] = hint.ab / 110
        out[2][inside] = 1
    return out


def pull(hints: Sequence[Hint], ab: Float, lightness: Float) -> tuple[Float, Float]:
    """Draw ``ab`` ``(2, H, W)`` to the hints where they were given; with how far it was drawn, ``(H, W)`` in 0..1.

    A pixel is drawn as far as it is near, and as light as the nearest point of the hint: a stroke may cross light and
    dark, and keeps its colour on both.
    """
    size = lightness.shape[0], lightness.shape[1]
    ab, amount = ab.copy(), np.zeros(size, np.float32)
    for hint in hints:
        window = _window(hint, size)
        distance, nearest = _distance(hint, size, window)
        like = np.exp(-0.5 * ((lightness[window] - lightness[nearest]) / _SIMILAR) ** 2)
        weight = (np.exp(-0.5 * np.clip(distance - 1, 0, None) ** 2) * like).astype(np.float32)
        ab[:, *window] += weight * (hint.ab[:, None, None] - ab[:, *window])
        np.maximum(amount[window], weight, out=amount[window])
    return ab, amount


def held(hint: Hint, size: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels whose colour the hint says, ``(H, W)``: one at least."""
    found, window = np.zeros(size, bool), _window(hint, size)
    found[window] = _distance(hint, size, window)[0] <= 1
    return found


def _window(hint: Hint, size: tuple[int, int]) -> strokes.Window:
    """Rows and columns outside of which a hint draws nothing."""
    points = np.array(hint.points, np.float64) * size[::-1]
    beyond = (1 + _FADED) * _radius(hint, size) + 1
    low, high = np.floor(points.min(axis=0) - beyond), np.ceil(points.max(axis=0) + beyond)
    (left, top), (right, bottom) = np.clip([low, high], 0, size[::-1]).astype(int).tolist()
    return slice(top, bottom), slice(left, right)


def _radius(hint: Hint, size: tuple[int, int]) -> float:
    """In pixels: of an area, which has none, half a pixel beyond its outline."""
    return 0.5 if hint.area is not None else max(hint.radius * max(size), 0.5)


def _distance(hint: Hint, size: tuple[int, int], window: strokes.Window) -> tuple[Float, strokes.Index]:
    """Distance of each pixel in a window from the hint in radii, and the pixel that holds the hint's nearest point.

    The pixels that hold the hint's points are within one radius always. An area has no radius: pixels within it are at
    no distance and their own nearest ones, others are counted from its outline, and only by half pixels.
    """
    if hint.area is not None:
        return _from_area(hint.area, size, window)
    distance, nearest = strokes.nearest(pixels(line(hint, size), size).astype(np.float64), size, window)
    return (distance / _radius(hint, size)).astype(np.float32), nearest


def _from_area(area: Polygon, size: tuple[int, int], window: strokes.Window) -> tuple[Float, strokes.Index]:
    outline = pixels(np.array([*area, area[0]], np.float64) * size[::-1], size).astype(np.float64)
    distance, (rows, columns) = strokes.nearest(outline, size, window)
    inside = polygons.inside(area, size, window[0])[:, window[1]]
    y, x = np.arange(size[0])[window[0], None], np.arange(size[1])[window[1]]
    distance = np.where(inside, 0, np.maximum(2 * distance, 2 if inside.any() else 0))
    return distance.astype(np.float32), (np.where(inside, y, rows), np.where(inside, x, columns))


def line(hint: Hint, size: tuple[int, int]) -> strokes.Line:
    """The points of a point or stroke in pixels. Of two ways to read one always the same, so that rounding is, too."""
    points = [tuple(point) for point in hint.points]
    return np.array(min(points, points[::-1]), np.float64) * size[::-1]


def pixels(line: strokes.Line, size: tuple[int, int]) -> NDArray[np.intp]:
    """Column and row of the pixels that hold the points of ``line``, ``(P, 2)``."""
    return np.minimum(line.astype(np.intp), [size[1] - 1, size[0] - 1])
