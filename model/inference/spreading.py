"""How far what hints say is taken to hold: places of a picture that are alike, and edges that lie between.

``spread`` corrects what is still wrong where hints are by simple kriging (Gaussian-process regression), with a kernel
of what the picture itself tells: the colour inferred without hints, texture, lightness and distance. ``hold`` takes
back what is large and has little for it: a colour that surprises is one thing's, and not the light of the scene.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.inference import geodesic, strokes
from model.inference.guided import mean
from model.inference.hints import Hint, held, line, pixels
from model.inference.resample import resize, size_for

Plane = NDArray[np.floating]

_STRIP = 1 << 20
"""Pairs of a pixel and a place worked on at a time, so that memory stays bounded."""

_MOST_PLACES = 16
"""Places that a stroke or an area counts as in kriging, at most."""

_SPACING = 0.02
"""Distance between those of a stroke in shorter sides, at least; else they are one radius apart."""

_EVEN = 0.04
"""Variance of L under which a window counts as even: less is rounding, which is not the same everywhere."""

# Measured over 200,000 pairs of places in 36 of the free photographs and 5 that scikit-image ships: the logarithm of
# how far errors go together falls with these. The colour inferred explains most of it, distance and edges least.
_DISTANCE, _LIGHTNESS, _COLOUR, _TEXTURE = 4.0, 70.0, 11.0, 5.0
"""In shorter sides, L*, units of a and b, and units of the texture: where likeness has fallen to 37 %."""

_FINE, _COARSE = 1 / 320, 1 / 20
"""Half widths of the windows in which texture is looked at, in shorter sides."""

_NUGGET = 0.03
"""Variance that no neighbour explains, beside 1. Hints may lie on one another, whatever they say: they are averaged."""

WORD = 0.7
"""How much of the network's change is taken in a photograph; the rest is left to kriging. Between 0.5 and 1, ten
hints gained most at 0.5 and a single one at 1."""

# What is held back, chosen on a car with a red bonnet before a hill, a saucer on wood, and an orange suit.
_FREE = 5.0
"""Change in a and b that is taken anywhere. Of one that is twice as large, half is taken where nothing speaks for it:
the larger, the less, since what is far from all that was expected is not likely to be said of the whole scene."""

_SURPRISE = 30.0
"""How far a hint is from what was inferred, in a and b, where likeness is asked for as below. Half as far asks for a
sixteenth: what agrees with all expectation is said of the whole scene, and trusted widely."""

_SAME_COLOUR, _EDGES = 3.2, 20.0
"""Difference in inferred colour, and change in L* on the way through the picture, that each leave 37 %. They count by
their fourth power, so that a thing is one colour as far as it goes, and the next thing has none of it."""

_MOST = 5.0
"""However much speaks against it, so much counts, so that what a hint that hardly surprises says goes on far away."""

_GRID = 160
"""Shorter side, in pixels, at which ways through the picture are looked for."""

_AT_ONCE = 64
"""Places whose ways are looked for together."""

# Between places, by distance and lightness alone: for the doubt, which colours inferred alike do not remove.
_DOUBT = ((0.6, 0.4, 25.0), (0.4, 0.08, 16.0))
"""Share, σ in shorter sides, σ in L*: a sum of Gaussian kernels."""


class Scene:
    """What the pixels of a picture are compared by: the same whatever hints there are."""

    def __init__(self, lightness: Float, inferred: Float) -> None:
        """A picture of L ``(H, W)``, for which a and b ``(2, H, W)`` were inferred without hints."""
        self.size = lightness.shape[0], lightness.shape[1]
        fine, coarse = (_texture(lightness, max(1, round(share * min(self.size)))) for share in (_FINE, _COARSE))
        self.planes = np.stack([lightness, *inferred, fine, coarse])
        """L, a, b, fine and coarse texture, ``(5, H, W)``."""
        self.ground = mean(resize(lightness, size_for(*self.size, _GRID)), 1)
        """L that ways are looked for through, ``(h, w)``."""


class Places:
    """Where hints lie in a picture, strokes and areas at several places, and how alike its pixels are to them."""

    def __init__(self, hints: Sequence[Hint], scene: Scene) -> None:
        self._size, self._planes, self._ground = scene.size, scene.planes, scene.ground
        size, short = scene.size, min(scene.size)
        self._grid = (np.arange(size[0]) + 0.5) / short, (np.arange(size[1]) + 0.5) / short
        found = [_places(hint, size) for hint in hints]
        self.ab = np.repeat([hint.ab for hint in hints], [len(its) for its in found], axis=0)  # (K, 2)
        every = np.concatenate(found)
        self.columns, self.rows = pixels(every, size).T
        self._x, self._y = every.T / short
        self._own = self._planes[:, self.rows, self.columns]  # (5, K)
        contradiction = np.hypot(*(self.ab.T - self._own[1:3]))
        self._asked = np.minimum(1, (contradiction / _SURPRISE) ** 4).astype(np.float32)

    def _apart(self, rows: slice) -> Float:
        """Squares of distance in shorter sides, ``(K, R, W)``."""
        across = np.subtract.outer(self._x, self._grid[1]) ** 2
        down = np.subtract.outer(self._y, self._grid[0][rows]) ** 2
        return np.asarray(down[:, :, None] + across[:, None], np.float32)

    def strips(self) -> Iterator[tuple[slice, Float]]:
        """Rows of the picture, and how alike each of their pixels is to each place, ``(K, R, W)``."""
        height, width = self._size
        step = max(1, _STRIP // (width * len(self._y)))
        for top in range(0, height, step):
            rows = slice(top, min(top + step, height))
            others = self._planes[:, rows]
            unlike = np.abs(others[:, None] - self._own[:, :, None, None])  # (5, K, R, W)
            yield rows, _alike(self._apart(rows), unlike)

    def weights(self, errors: Plane) -> Float:
        """What each place adds per likeness, so that ``errors`` ``(K, C)`` are corrected, ``(K, C)``."""
        apart = np.subtract.outer(self._y, self._y) ** 2 + np.subtract.outer(self._x, self._x) ** 2
        own = self._own.astype(np.float64)
        unlike = np.abs(own[:, :, None] - own[:, None])
        covariance = _alike(apart, unlike) + _NUGGET * np.eye(len(apart))
        return np.asarray(np.linalg.solve(covariance, errors), np.float32)

    def unlike(self) -> Float:
        """What speaks against each pixel's being of one colour with a hint, of the hint with least, ``(H, W)``."""
        least = np.full(self._size, np.inf, np.float32)
        ground, size = self._ground, self._ground.shape
        rows, columns = (self.rows * size[0]) // self._size[0], (self.columns * size[1]) // self._size[1]
        for start in range(0, len(rows), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            for place, way in enumerate(geodesic.distances(ground, rows[some], columns[some]), start):
                a, b = (self._planes[i] - self._own[i, place] for i in (1, 2))
                against = ((a * a + b * b) / _SAME_COLOUR**2) ** 2 + (resize(way, self._size) / _EDGES) ** 4
                np.minimum(least, self._asked[place] * np.minimum(against, _MOST), out=least)
        return least


def spread(places: Places, ab: Float) -> Float:
    """``ab`` ``(2, H, W)`` less the error it is expected to have, given its errors where hints are."""
    weights = places.weights(places.ab - ab[:, places.rows, places.columns].T)
    out = ab.copy()
    for strip, alike in places.strips():
        out[:, strip] += np.tensordot(weights, alike, axes=(0, 0))
    return out


def hold(places: Places, change: Float) -> Float:
    """What is taken of a ``change`` ``(2, H, W)`` in a photograph: all where it is small or something speaks for it."""
    size = np.hypot(*change)
    taken = np.exp(-places.unlike())
    free = np.minimum(1, (_FREE / np.maximum(size, 1e-6)) ** 2)
    return np.asarray(change * (taken + (1 - taken) * free), np.float32)


def _places(hint: Hint, size: tuple[int, int]) -> strokes.Line:
    """Where a hint counts, x and y in pixels, ``(P, 2)``."""
    if hint.area is not None:
        rows, columns = np.nonzero(held(hint, size))
        count = min(len(rows), _MOST_PLACES)
        some = (2 * np.arange(count) + 1) * len(rows) // (2 * count)
        return np.stack([columns[some] + 0.5, rows[some] + 0.5], axis=1)
    gap = max(hint.radius * max(size), _SPACING * min(size))
    return strokes.places(line(hint, size), gap, _MOST_PLACES)


def _texture(lightness: Float, radius: int) -> Float:
    """How uneven L is in a window about each pixel: the logarithm of its standard deviation, plus 1."""
    centred = lightness - np.float32(50)
    variance = mean(centred * centred, radius) - mean(centred, radius) ** 2
    return np.asarray(np.log(np.sqrt(np.maximum(variance, _EVEN)) + 1), np.float32)


def _alike(apart: Plane, differences: Plane) -> Plane:
    """Likeness of places ``apart`` (shorter sides, squared) that differ so in L, a, b, fine and coarse texture."""
    lightness, a, b, fine, coarse = differences
    unlike = np.sqrt(apart) / _DISTANCE + lightness / _LIGHTNESS
    unlike += np.sqrt(a * a + b * b) / _COLOUR + (fine + coarse) / _TEXTURE
    return np.asarray(np.exp(-unlike))


def doubt(hints: Sequence[Hint], lightness: Float) -> Float:
    """Share of the doubt that hints remove in a picture of L ``(H, W)``, 0..1: the variance that kriging takes away."""
    height, width = lightness.shape
    short = min(height, width)
    every = np.concatenate([_places(hint, (height, width)) for hint in hints])
    x, y = every.T / short
    columns, rows = pixels(every, (height, width)).T
    light = lightness[rows, columns].astype(np.float64)
    apart = np.subtract.outer(y, y) ** 2 + np.subtract.outer(x, x) ** 2
    own = _gaussian(apart, np.subtract.outer(light, light) ** 2) + _NUGGET * np.eye(len(y))
    precision = np.linalg.inv(own).astype(np.float32)
    out = np.empty_like(lightness)
    step = max(1, _STRIP // (width * len(y)))
    across = np.subtract.outer(x, (np.arange(width) + 0.5) / short)[:, None] ** 2
    for top in range(0, height, step):
        part = slice(top, min(top + step, height))
        down = np.subtract.outer(y, (np.arange(height)[part] + 0.5) / short)[:, :, None] ** 2
        unlike = (lightness[part] - light[:, None, None]) ** 2
        alike = _gaussian((down + across).astype(np.float32), unlike.astype(np.float32))
        out[part] = np.einsum("krw,krw->rw", np.tensordot(precision, alike, axes=(1, 0)), alike)
    return np.clip(out, 0, 1)


def _gaussian(apart: Plane, unlike: Plane) -> Plane:
    """Of places that are ``apart`` (shorter sides, squared) and ``unlike`` in lightness (L*, squared)."""
    parts = (share * np.exp(-0.5 * (apart / far**2 + unlike / light**2)) for share, far, light in _DOUBT)
    return sum(parts, np.zeros_like(apart))
