"""How far what hints say is taken to hold: places of a picture that are alike, and edges that lie between.

What is wrong where hints are is corrected by simple kriging (Gaussian-process regression), with a kernel of what the
picture itself tells: the colour inferred without hints, texture, lightness and distance. In photographs what is large
is held: a colour that surprises is one thing's, and not the light of the scene. So each hint has its own reach, and
one that agrees with all expectation sets no other free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.inference import strokes
from model.inference.guided import mean
from model.inference.hints import Hint, held, line, pixels
from model.inference.reaches import Ground
from model.inference.resample import resize

Plane = NDArray[np.floating]

_STRIP = 1 << 20
"""Pairs of a pixel and a place for which doubt is worked out at a time, so that memory stays bounded."""

_AT_A_TIME = 1 << 15
"""Pixels that are compared with a place at a time."""

_MOST_PLACES = 16
"""Places that a stroke or an area counts as in kriging, at most."""

_SPACING = 0.02
"""Distance between those of a stroke in shorter sides, at least; else they are one radius apart."""

_EVEN = 0.04
"""Variance of L under which a window counts as even: less is rounding, which is not the same everywhere."""

# Found by gradient descent on the errors at 200 places in half of the free photographs, given the truth at 1, 10 and 30
# others; lightness counts a little less than found, so that dark tyres are as grey as is said of them. What the network
# states of its doubt, texture in wider windows, directions of edges and the network's inner layers were worth less than
# 0.05 dB more in the other half.
_ACROSS, _DOWN = 8.0, 2.0
"""In shorter sides, where likeness has fallen to 37 %: photographs are layers, of sky, of houses, of ground."""

_LIGHTNESS, _AROUND, _A, _B, _TEXTURE = 200.0, 222.0, 16.5, 29.6, 13.4
"""The same in L*, in L* of what is around, in units of a and of b as they were inferred, and of the texture."""

_FINE, _COARSE = 1 / 320, 1 / 20
"""Half widths of the windows in which texture and what is around are looked at, in shorter sides."""

_NUGGET = 0.014
"""Variance that no neighbour explains, beside 1. Hints may lie on one another, whatever they say: they are averaged."""

# What is held back, chosen on a car with a red bonnet before a hill, a saucer on wood, and an orange suit.
_FREE = 5.0
"""Change in a and b that is taken anywhere. Of one that is twice as large, half is taken where nothing speaks for it:
the larger, the less, since what is far from all that was expected is not likely to be said of the whole scene."""

_SURPRISE, _OPPOSITE = 30.0, 20.0
"""How far a hint is from what was inferred, in a and b, where it is held as below, and how far where its hue is the
opposite one: blue on trousers among sepia is said of the trousers, however pale both are. Half as far it is held a
sixteenth as much: what agrees with all expectation is said of the whole scene, and trusted widely. With 33 and the
twelfth power in place of the fourth ten hints gain 0.3 dB more, and denim and a cap tint the photographs that they are
in. Were it 24 for all hues, ten hints would gain 0.3 dB less; opposite ones cost 0.05."""

_PALE = 5.0
"""Chroma about and below which a hue says little."""

_GREY, _COLOURED = 5.0, 8.0
"""A hint of no chroma, where so much chroma was inferred, is held whole, and one of this much not on that account: it
says that one thing is grey, among others that are not, and is never far from what was inferred."""

_MANY = 8
"""Of more hints each is held so much less: the more is said of a picture, the less is left to what is not said."""

_HELD = 1e-3
"""Hints that are held less are not held at all."""

_RIDGE = 1e-3
"""Added to the squares of likeness where reaches differ, so that what a place adds stays bounded."""

# Between places, by distance and lightness alone: for the doubt, which colours inferred alike do not remove.
_DOUBT = ((0.6, 0.6, 25.0), (0.4, 0.12, 16.0))
"""Share, σ in shorter sides, σ in L*: a sum of Gaussian kernels."""


class Scene:
    """What the pixels of a picture are compared by: the same whatever hints there are."""

    def __init__(self, lightness: Float, inferred: Float) -> None:
        """A picture of L ``(H, W)``, for which a and b ``(2, H, W)`` were inferred without hints."""
        self.size = lightness.shape[0], lightness.shape[1]
        fine, around = (max(1, round(share * min(self.size))) for share in (_FINE, _COARSE))
        self.inferred = inferred
        """a and b, ``(2, H, W)``."""
        planes = lightness, mean(lightness, around), *inferred, _texture(lightness, fine)
        steps = _LIGHTNESS, _AROUND, _A, _B, _TEXTURE
        self.planes = np.stack([plane / np.float32(step) for plane, step in zip(planes, steps, strict=True)])
        """L, L of what is around, a, b, texture, ``(5, H, W)``: a difference of 1 leaves 37 % of likeness."""
        self.ground = Ground(lightness, inferred)
        """Where ways through the picture are looked for."""

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        return self.planes.nbytes + self.ground.nbytes


class Places:
    """Where hints lie in a picture, strokes and areas at several places, and how alike its pixels are to them."""

    def __init__(self, hints: Sequence[Hint], scene: Scene) -> None:
        self._scene, self._hints, size = scene, hints, scene.size
        steps = np.array([_ACROSS, _DOWN]) * min(size)
        found = [_places(hint, size) for hint in hints]
        self._hint = np.repeat(np.arange(len(hints)), [len(its) for its in found])
        """Which hint each place is of, ``(K,)``."""
        self.ab = np.array([hint.ab for hint in hints])[self._hint]
        """a and b that are said of each place, ``(K, 2)``."""
        every = np.concatenate(found)
        self.columns, self.rows = pixels(every, size).T
        self._x, self._y = (every / steps).T
        self._across, self._down = ((np.arange(size[axis]) + 0.5) / steps[1 - axis] for axis in (1, 0))
        self._own = scene.planes[:, self.rows, self.columns]  # (5, K)
        inferred = scene.inferred[:, self.rows, self.columns]  # (2, K)
        opposite = np.maximum(-(self.ab.T * inferred).sum(axis=0), 0)
        opposite /= np.hypot(*self.ab.T) * np.hypot(*inferred) + _PALE**2
        surprise = np.hypot(*(self.ab.T - inferred)) / (_SURPRISE + (_OPPOSITE - _SURPRISE) * opposite)
        held = np.minimum(1, surprise) ** 4
        grey = np.clip(1 - np.hypot(*self.ab.T) / _GREY, 0, 1) * np.minimum(1, np.hypot(*inferred) / _COLOURED)
        held = np.maximum(held, grey)
        held *= min(1, _MANY / len(hints))
        self._held = np.where(held < _HELD, 0, held).astype(np.float32)
        """How far each is held, 0..1."""

    def corrected(self, ab: Float, photograph: float = 1.0) -> Float:
        """``ab`` ``(2, H, W)`` less the error it is expected to have, given its errors where hints are.

        ``photograph``, 0..1, is how far the picture is one: in a thumbnail nothing is held.
        """
        wrong = self.ab - ab[:, self.rows, self.columns].T
        covariance, nugget = self._covariance(), _NUGGET * np.eye(len(wrong))
        free = np.linalg.solve(covariance + nugget, wrong).astype(np.float32)
        if not (photograph and self._held.any()):
            return ab + self._everywhere(free)
        mine = [self._hint == hint for hint in range(len(self._hints))]
        spots = [self._scene.ground.spots(self.rows[its], self.columns[its]) for its in mine]
        reaches = self._scene.ground.reaches(self._hints, spots)
        everywhere, bounded = self._bounded(free, *self._bound(covariance, wrong, reaches), reaches)
        # What is small is taken anywhere.
        kept = np.minimum(1, (_FREE / np.maximum(np.hypot(*everywhere), 1e-6)) ** 2)
        return np.asarray(ab + everywhere + np.float32(photograph) * (1 - kept) * (bounded - everywhere), np.float32)

    def _everywhere(self, free: Float) -> Float:
        """What all places add, ``(2, H, W)``, wherever it is alike: so much of each, ``(K, 2)``."""
        everywhere = np.zeros_like(self._scene.inferred)
        for rows in _strips(self._scene.size):
            for place, amount in enumerate(free):
                everywhere[:, rows] += amount[:, None, None] * self._alike(place, rows)
        return everywhere

    def _bounded(self, free: Float, bound: Float, held: Float, reaches: Float) -> tuple[Float, Float]:
        """The same; and where each is ``held``, ``(K,)``, and adds what is ``bound``, within its hint's reach."""
        everywhere, bounded = np.zeros_like(self._scene.inferred), np.zeros_like(self._scene.inferred)
        for hint, its in enumerate(reaches):
            reach, places = resize(its, self._scene.size), np.flatnonzero(self._hint == hint).tolist()
            for rows in _strips(self._scene.size):
                for place in places:
                    alike = self._alike(place, rows)
                    everywhere[:, rows] += free[place, :, None, None] * alike
                    if held[place]:
                        alike *= np.exp(-held[place] * reach[rows])
                    bounded[:, rows] += bound[place, :, None, None] * alike
        return everywhere, bounded

    def _bound(self, covariance: Plane, wrong: Plane, reaches: Float) -> tuple[Float, Float]:
        """What each place adds to correct what is ``wrong`` there, ``(K, 2)``, no farther than ``reaches``; and how far
        each is held, ``(K,)``."""
        against = reaches[:, *self._scene.ground.spots(self.rows, self.columns)][self._hint].T  # (K, K)
        # What is alike to a place that is held, and within its reach, keeps that one in bounds, and would say the
        # opposite of it wherever it alone reached: so it is held as well.
        held = np.max(self._held * covariance * np.exp(-against), axis=1).astype(np.float32)
        likeness = covariance * np.exp(-held * against) + _NUGGET * np.eye(len(wrong))
        return _least_squares(likeness, wrong).astype(np.float32), held

    def _covariance(self) -> Plane:
        """How alike places are to one another, ``(K, K)``."""
        apart = np.subtract.outer(self._y, self._y) ** 2 + np.subtract.outer(self._x, self._x) ** 2
        own = self._own.astype(np.float64)
        return _alike(apart, np.abs(own[:, :, None] - own[:, None]))

    def _alike(self, place: int, rows: slice) -> Float:
        """How alike each pixel of some rows is to a place, ``(R, W)``."""
        across, down = (self._across - self._x[place]) ** 2, (self._down[rows] - self._y[place]) ** 2
        apart = (down[:, None] + across).astype(np.float32)
        return _alike(apart, np.abs(self._scene.planes[:, rows] - self._own[:, place, None, None]))


def _strips(size: tuple[int, int]) -> Iterator[slice]:
    """Rows of a picture, a strip at a time: all that is made of one stays in the processor's cache."""
    step = max(1, _AT_A_TIME // size[1])
    for top in range(0, size[0], step):
        yield slice(top, min(top + step, size[0]))


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
    """Likeness of places by the squares of their distances and how they differ in L, what is around, a, b, texture."""
    lightness, around, a, b, texture = differences
    return np.asarray(np.exp(-(np.sqrt(apart) + lightness + around + np.sqrt(a * a + b * b) + texture)))


def _least_squares(likeness: Plane, wrong: Plane) -> Plane:
    """What each place adds where reaches differ, so that likeness is no covariance: bounded by a ridge."""
    normal = likeness.T @ likeness + _RIDGE * np.eye(len(likeness))
    return np.asarray(np.linalg.solve(normal, likeness.T @ wrong))


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
