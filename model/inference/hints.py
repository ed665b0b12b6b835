"""Hints: colours that someone knows, at a point of the picture or along a stroke through it.

What is made of them, in this order:

1. The network reads them at the coarsest scale, where a picture is of the size it learned from, and changes its
   answer all over the picture. ``reach`` says how much of that change is taken where.
2. What is still wrong where hints were given is taken to be wrong with what is near and about as light, too:
   ``spread`` corrects it by simple kriging (Gaussian-process regression), and the variance that kriging takes away is
   the share of the doubt that the hints remove. A stroke counts there as several places along it.
3. Within a hint's radius its colour is put exactly: ``pull``. So what the curator knows is what the visitor sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, rgb_to_lab
from model.errors import HintError
from model.inference import strokes

Plane = NDArray[np.floating]

_SIMILAR = 8.0
"""Difference in L* at which a hint's local pull has fallen to 61 % (one σ)."""

_STRIP = 1 << 20
"""Pairs of a pixel and a place worked on at a time, so that memory stays bounded."""

MOST_POINTS = 64
"""Of a stroke."""

_MOST_PLACES = 16
"""Places that a stroke counts as in kriging, at most."""

_SPACING = 0.02
"""Distance between them in shorter sides, at least; else they are one radius apart."""


@dataclass(frozen=True)
class _Kernel:
    """How alike two places are: Gaussian in their distance and in their difference in lightness."""

    share: float
    """At one and the same place; those of a sum of kernels add up to 1."""
    reach: float
    """σ of the distance, in shorter sides of the picture."""
    lightness: float
    """σ of the difference in L*."""


# Chosen on 200 validation images of CIFAR-10 with 1, 3, 10 and 100 hints, and on the five colour photographs that
# scikit-image ships (astronaut, chelsea, coffee, motorcycle, rocket) with hints at three sets of places.
_ERRORS = (_Kernel(0.6, 0.4, 25.0), _Kernel(0.4, 0.08, 16.0))
"""How alike the errors of the answer are at two places. With the wide kernel alone 100 hints gained 0.3 dB less."""

_NUGGET = 0.03
"""Variance that no neighbour explains, beside 1. Hints may lie on one another, whatever they say: they are averaged.
Between 0.03 and 0.2 the gain of 1 to 10 hints changed by less than 0.03 dB."""

_WORD = (_Kernel(1.0, 0.9, 50.0),)
"""How far the network's reading of a hint is taken in a photograph; in a thumbnail it is taken everywhere. On the five
photographs, what is farther than 0.7 shorter sides from a single hint changes by 13 % of what changes beside it; were
the reading taken everywhere, by 44 %. The gain of 1, 3, 10 and 100 hints is 0.8, 0.5, 0.1 and 0.0 dB less for it,
most of that on two that have one colour all over."""


Point = tuple[float, float]


@dataclass(frozen=True)
class Hint:
    """A known colour: ``Hint((0.4, 0.6), (91, 58, 41))``, or with ``along=`` in place of the point."""

    at: Point | None = None
    """A point: x and y as fractions of width and height, 0..1, from the upper left. None for a stroke."""
    color: tuple[int, ...] = ()
    """sRGB: three numbers, 0..255. Only its a and b count: the lightness is the photograph's."""
    radius: float = 0.02
    """Fraction of the picture's longer side within which the colour is known; a stroke is twice as wide."""
    along: Sequence[Point] | None = None
    """A stroke: 2 to 64 points like ``at``, joined by straight lines. Which end comes first changes nothing."""

    def __post_init__(self) -> None:
        if (self.at is None) == (self.along is None):
            raise HintError("a hint has either a point, 'at', or a stroke, 'along': give one of the two")
        if self.along is not None and not 2 <= len(self.along) <= MOST_POINTS:
            raise HintError(f"a stroke has 2 to {MOST_POINTS} points, not {len(self.along)}")
        for at in self.points:
            if len(at) != 2 or not all(0 <= v <= 1 for v in at):
                raise HintError(f"hint at {at} is outside the picture: x and y are fractions in 0..1")
        whole = all(isinstance(v, (int, np.integer)) for v in self.color)
        if len(self.color) != 3 or not whole or not all(0 <= v <= 255 for v in self.color):
            raise HintError(f"hint colour {self.color} is not sRGB: three whole numbers in 0..255")
        if not 0 < self.radius <= 0.5:
            raise HintError(f"hint radius {self.radius} is not in 0..0.5 of the longer side")

    @property
    def points(self) -> tuple[Point, ...]:
        """Those of the stroke, or the one point."""
        if self.along is not None:
            return tuple(self.along)
        return () if self.at is None else (self.at,)

    @cached_property
    def ab(self) -> Float:
        """Its a and b, float32 ``(2,)``."""
        return rgb_to_lab(np.array(self.color, np.uint8))[1:]


def planes(hints: Sequence[Hint], size: tuple[int, int]) -> Float:
    """What the network reads, float32 ``(3, H, W)``: a/110, b/110 and the mask, zero where nothing is known."""
    out = np.zeros((3, *size), np.float32)
    for hint in hints:
        inside = _distance(hint, size)[0] <= 1
        out[0][inside], out[1][inside] = hint.ab / 110
        out[2][inside] = 1
    return out


def reach(hints: Sequence[Hint], lightness: Float, least: float = 0.0) -> tuple[Float, Float]:
    """How far hints count in a picture of L ``(h, w)``: two planes ``(h, w)`` in 0..1.

    The first is how much of the network's change is taken, never under ``least``; the second the share of the doubt
    that is removed.
    """
    places = _Places(hints, lightness)
    return np.float32(least) + np.float32(1 - least) * places.explained(_WORD), places.explained(_ERRORS)


def spread(hints: Sequence[Hint], ab: Float, lightness: Float) -> Float:
    """``ab`` ``(2, H, W)`` less the error it is expected to have, given its errors where hints are."""
    places = _Places(hints, lightness)
    errors = places.ab - ab[:, places.rows, places.columns].T
    weights = (places.precision(_ERRORS) @ errors).astype(np.float32)  # (K, 2)
    out = ab.copy()
    for strip, alike in places.strips(_ERRORS):
        out[:, strip] += np.tensordot(weights, alike, axes=(0, 0))
    return out


class _Places:
    """Where hints lie in a picture, strokes at several places, and how alike its pixels are to them."""

    def __init__(self, hints: Sequence[Hint], lightness: Float) -> None:
        height, width = lightness.shape
        short = min(height, width)
        self._lightness = lightness
        self._grid = (np.arange(height) + 0.5) / short, (np.arange(width) + 0.5) / short
        size = height, width
        spacings = [max(hint.radius * max(size), _SPACING * short) for hint in hints]
        found = [strokes.places(_line(h, size), gap, _MOST_PLACES) for h, gap in zip(hints, spacings, strict=True)]
        self.ab = np.repeat([hint.ab for hint in hints], [len(its) for its in found], axis=0)  # (K, 2)
        every = np.concatenate(found)
        self.columns, self.rows = _pixels(every, size).T
        self._x, self._y = every.T / short
        self._light = lightness[self.rows, self.columns].astype(np.float64)

    def precision(self, kernels: Sequence[_Kernel]) -> Plane:
        """Inverse of the covariance of what is said at the places, ``(K, K)``."""
        apart = np.subtract.outer(self._y, self._y) ** 2 + np.subtract.outer(self._x, self._x) ** 2
        unlike = np.subtract.outer(self._light, self._light) ** 2
        return np.linalg.inv(_covariance(kernels, apart, unlike) + _NUGGET * np.eye(len(self._y)))

    def strips(self, kernels: Sequence[_Kernel]) -> Iterator[tuple[slice, Float]]:
        """Rows of the picture, and the covariance of each of their pixels with each place, ``(K, rows, W)``."""
        height, width = self._lightness.shape
        step = max(1, _STRIP // (width * len(self._y)))
        across = np.subtract.outer(self._x, self._grid[1])[:, None] ** 2
        for top in range(0, height, step):
            rows = slice(top, min(top + step, height))
            apart = np.subtract.outer(self._y, self._grid[0][rows])[:, :, None] ** 2 + across
            unlike = (self._lightness[rows] - self._light[:, None, None]) ** 2
            yield rows, _covariance(kernels, apart.astype(np.float32), unlike.astype(np.float32))

    def explained(self, kernels: Sequence[_Kernel]) -> Float:
        """Share of a pixel's variance that hints explain, ``(H, W)`` in 0..1."""
        precision = self.precision(kernels).astype(np.float32)
        out = np.empty_like(self._lightness)
        for rows, alike in self.strips(kernels):
            out[rows] = np.einsum("krw,krw->rw", np.tensordot(precision, alike, axes=(1, 0)), alike)
        return np.clip(out, 0, 1)


def _covariance(kernels: Sequence[_Kernel], apart: Plane, unlike: Plane) -> Plane:
    """Of places that are ``apart`` (shorter sides, squared) and ``unlike`` in lightness (L*, squared)."""
    parts = (k.share * np.exp(-0.5 * (apart / k.reach**2 + unlike / k.lightness**2)) for k in kernels)
    return sum(parts, np.zeros_like(apart))


def pull(hints: Sequence[Hint], ab: Float, lightness: Float) -> tuple[Float, Float]:
    """Draw ``ab`` ``(2, H, W)`` to the hints where they were given; with how far it was drawn, ``(H, W)`` in 0..1.

    A pixel is drawn as far as it is near, and as light as the nearest point of the hint: a stroke may cross light and
    dark, and keeps its colour on both.
    """
    amount = np.zeros(lightness.shape, np.float32)
    height, width = lightness.shape
    for hint in hints:
        distance, nearest = _distance(hint, (height, width))
        like = np.exp(-0.5 * ((lightness - lightness[nearest]) / _SIMILAR) ** 2)
        weight = (np.exp(-0.5 * np.clip(distance - 1, 0, None) ** 2) * like).astype(np.float32)
        ab = ab + weight * (hint.ab[:, None, None] - ab)
        amount = np.maximum(amount, weight)
    return ab, amount


def _distance(hint: Hint, size: tuple[int, int]) -> tuple[Float, strokes.Index]:
    """Distance of each pixel from the hint in radii, and the pixel that holds the hint's nearest point.

    The pixels that hold the hint's points are within one radius always.
    """
    distance, nearest = strokes.nearest(_pixels(_line(hint, size), size).astype(np.float64), size)
    return (distance / max(hint.radius * max(size), 0.5)).astype(np.float32), nearest


def _line(hint: Hint, size: tuple[int, int]) -> strokes.Line:
    """The hint's points in pixels. Of the two ways to read a stroke always the same, so that all rounding is, too."""
    points = [tuple(point) for point in hint.points]
    return np.array(min(points, points[::-1]), np.float64) * size[::-1]


def _pixels(line: strokes.Line, size: tuple[int, int]) -> NDArray[np.intp]:
    """Column and row of the pixels that hold the points of ``line``, ``(P, 2)``."""
    return np.minimum(line.astype(np.intp), [size[1] - 1, size[0] - 1])
