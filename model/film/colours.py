"""The colours of one shot, found in small, and how each frame's own lightness carries them to every pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, lightness
from model.color.table import Table
from model.errors import PictureError
from model.film import carrying, flow, following
from model.film.carrying import Carried
from model.film.flow import Grey
from model.film.following import TimedArea, TimedHint
from model.film.ways import Ways
from model.inference.checks import check
from model.inference.colorist import Colorist
from model.inference.colours import Colours, side_by_side, strips
from model.inference.polygons import Polygon, polygon_of
from model.inference.resample import resize, size_for

SMALL = 144
"""Shorter side of the frames that colours are found from."""

_GRID = 96
"""Shorter side at which motion is kept, and chroma carried along it: more than the network answers at."""

_ABOUT = 12
"""Round about: within this part of the shorter side."""

_FOR_TABLE = 48
"""Frames that a table of colours is made for, at most: larger ones leave a processor's cache."""

_AT_ONCE = 4
"""Key frames that the network is asked for together; a multiple of four, so that turns go on."""

_TURNS = 2
"""Key frames from which on they are looked at by turns, each at some scales and on one side: what wavers is averaged
over more looks in the same time."""


@dataclass(frozen=True, eq=False)
class ShotColours:
    """Colours of one shot. The same frames give the same colours, in any process."""

    vividness: float
    """As rendered, 0..1."""
    ways: Ways
    """Its key frames, and the motion between them."""
    _small: Sequence[Grey]
    _carried: Carried
    _protect: Sequence[Sequence[Polygon]]
    """Of each key frame."""
    _window: tuple[int, float]
    """Radius and epsilon of the guided filter."""
    _tables: dict[tuple[int, int], Table | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        colorist: Colorist,
        small: Sequence[Grey],
        *,
        hints: Sequence[TimedHint] = (),
        protect: Sequence[TimedArea] = (),
        vividness: float | None = None,
    ) -> ShotColours:
        """Find the colours of the shot whose frames, all of them and of one size, are ``small``.

        Args:
            colorist: answers for key frames.
            small: uint8 ``(h, w)`` grey, a shorter side of about SMALL; frame 0 is the first.
            hints: colours that are known, by frames of the shot.
            protect: areas that stay grey, by frames of the shot.
            vividness: as in :meth:`Colorist.colorize`, one for the shot.

        Raises:
            PictureError: no frames, or frames that are no pictures or of different sizes.
            HintError: areas that are none.
            ModelError: a vividness outside 0..1.
        """
        size = _check(small)
        protect = [replace(its, area=polygon_of(its.area, "area")) for its in protect]
        gain, vivid = colorist.gain(size, vividness)
        grid = size_for(*size, _GRID)
        ways = Ways.of(small, grid, following.starts([*hints, *protect], len(small)))
        given = following.hints_at_keys(hints, ways)
        ab, confidence = [], []
        for start in range(0, len(ways.keys), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            pictures = np.stack([small[number] for number in ways.keys[some]])
            _, found, sure = colorist.chroma(pictures, given[some], gain, by_turns=len(ways.keys) >= _TURNS)
            ab += [flow.resized(np.ascontiguousarray(each.transpose(1, 2, 0)), grid) for each in found]
            confidence += [flow.resized(each, grid) for each in sure]
        level = np.stack([_level(flow.resized(lightness(small[number]), grid)) for number in ways.keys])
        carried = carrying.fuse(
            ways, np.asarray(np.stack(ab) / level[..., None], np.float32), np.stack(confidence), level
        )
        return cls(vivid, ways, small, carried, following.areas_at_keys(protect, ways), colorist.window(size))

    def paint(self, number: int, grey: Grey) -> NDArray[np.uint8]:
        """Frame ``number`` in colour: grey ``(H, W)`` of any size → sRGB uint8 ``(H, W, 3)``, its lightness kept."""
        cv2 = flow.opencv()
        height, width = grey.shape
        ab, confidence = self._settled(number)
        coefficients = _coefficients(ab, lightness(self._small[number]), *self._window)
        if width > coefficients.shape[2]:
            wide = np.empty((*coefficients.shape[:2], width), np.float32)
            for plane, out in zip(coefficients, wide, strict=True):
                cv2.resize(plane, out.shape[::-1], out, interpolation=cv2.INTER_LINEAR)
            coefficients = wide
        colours = Colours(
            (height, width), self.vividness, confidence, coefficients, self._table(height, width), self._areas(number)
        )
        rgbx = np.empty((height, width, 4), np.uint8)

        def render(rows: slice) -> None:
            colours.paint(rows, grey[rows], rgbx[rows])

        parts = list(strips(height, width))
        if len(parts) == 1:
            render(parts[0])
        else:
            side_by_side(render, parts)
        return np.asarray(cv2.cvtColor(rgbx, cv2.COLOR_RGBA2RGB), np.uint8)

    def confidence(self, number: int, size: tuple[int, int] | None = None) -> Float:
        """For each pixel of frame ``number`` how sure its colour is, float32 in 0..1: in small ``(h, w)``, or at a
        ``size`` (H, W)."""
        confidence = self._settled(number)[1]
        return confidence if size is None else resize(confidence, size)

    @cached_property
    def mean_confidence(self) -> float:
        """That of all its key frames, 0..1."""
        return float(np.mean([self._settled(number)[1].mean() for number in self.ways.keys]))

    def _settled(self, number: int) -> tuple[Float, Float]:
        """a and b ``(2, h, w)`` and confidence ``(h, w)``, as they are carried."""
        known = carrying.at(self._carried, self.ways, number)
        light = flow.resized(lightness(self._small[number]), (known.shape[0], known.shape[1]))
        found = carrying.settled(known, light)
        return found[:2] * _level(light), found[2]

    def _areas(self, number: int) -> Sequence[Polygon]:
        index = self.ways.before(number)
        if number == self.ways.keys[index]:
            return self._protect[index]
        return [following.area_between(area, self.ways.back[number]) for area in self._protect[index]]

    def _table(self, height: int, width: int) -> Table | None:
        """One for the shot, as the colours of its key frames need it."""
        if (height, width) not in self._tables:
            found = np.stack([self._settled(number)[0] for number in self.ways.keys])
            self._tables[height, width] = Table.spanning(
                found[:, 0], found[:, 1], height * width * min(len(self._small), _FOR_TABLE)
            )
        return self._tables[height, width]


def _level(light: Float) -> Float:
    """How light a frame is round about each pixel of the grid, by its L there, ``(h, w)``; 1 for L = 50.

    Chroma is carried as a multiple of it: where a scene fades, or a print flickers, a thing's a and b fall and rise
    with f(Y) = (L + 16) / 116 of CIE Lab, for its X, Y and Z do so together.
    """
    return np.asarray((flow.blurred(light, max(1, min(light.shape) // _ABOUT)) + 16) / 66, np.float32)


def _coefficients(ab: Float, light: Float, radius: int, epsilon: float) -> Float:
    """As :func:`model.inference.guided.coefficients`, slopes and offsets in one ``(4, h, w)``, by OpenCV; a and b
    ``(2, h, w)`` may be smaller than L."""
    a, b = (flow.resized(plane, light.shape) for plane in ab)
    level, mean_a, mean_b = (flow.blurred(plane, radius) for plane in (light, a, b))
    variance = flow.blurred(light * light, radius) - level * level
    np.maximum(variance, 0, out=variance)
    variance += np.float32(epsilon * 100**2)
    found = np.empty((4, *light.shape), np.float32)
    for at, (plane, mean) in enumerate(((a, mean_a), (b, mean_b))):
        slope = (flow.blurred(plane * light, radius) - mean * level) / variance
        found[at], found[at + 2] = flow.blurred(slope, radius), flow.blurred(mean - slope * level, radius)
    return found


def _check(small: Sequence[Grey]) -> tuple[int, int]:
    """Height and width of all frames."""
    if not small:
        raise PictureError("the shot has no frames")
    check(small[0])
    for number, frame in enumerate(small):
        if frame.ndim != 2 or frame.shape != small[0].shape or frame.dtype != np.uint8:
            raise PictureError(f"frame {number} is {frame.dtype} of {frame.shape}, and frame 0 {small[0].shape}")
    return small[0].shape[0], small[0].shape[1]
