"""sRGB looked up: every grey in every chroma of a range, made once for a photograph.

The chroma of a photograph lies in a small part of Lab. Where the photograph has many more pixels than that part has
colours, looking one up costs a third of reckoning it. Lightness is exact: it is one of 256 greys. Chroma is rounded
to a quarter of a unit, or half of one, which is less than the rounding of sRGB to eight bits does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.color.gamut import to_rgb8
from model.color.lab import LIGHTNESS, Float

STEPS = (0.25, 0.5)
"""Distances between chromas in Lab units; the first that is affordable is taken."""

SHARE = 8
"""A table has at most one colour for so many pixels."""

MARGIN = 2.0
"""Units that the range goes beyond what was seen. What lies outside of it is reckoned, not looked up."""

_GREYS = 256


@dataclass(frozen=True, eq=False)
class Table:
    """Colours of the range ``low`` to ``low + step · counts``."""

    low: tuple[float, float]
    """Least a and b."""
    step: float
    counts: tuple[int, int]
    """How many different a and b there are."""
    colours: NDArray[np.uint32]
    """For each a, b and grey: red, green, blue and a byte of no meaning, as they follow in memory."""

    @classmethod
    def spanning(cls, a: Float, b: Float, pixels: int) -> Table | None:
        """A table for chromas like ``a`` and ``b``, and a picture of ``pixels``; None where it is not worth it."""
        low = float(a.min()) - MARGIN, float(b.min()) - MARGIN
        high = float(a.max()) + MARGIN, float(b.max()) + MARGIN
        for step in STEPS:
            counts = tuple(int((upper - lower) / step) + 1 for lower, upper in zip(low, high, strict=True))
            if counts[0] * counts[1] * _GREYS * SHARE <= pixels:
                return cls(low, step, (counts[0], counts[1]), _colours(low, step, (counts[0], counts[1])))
        return None

    def in_steps(self, slopes: Float, offsets: Float) -> Float:
        """Slopes and offsets of a and b on lightness, ``(2, …)`` each, so that they give steps of the table: ``(4, …)``
        for :meth:`look_up`."""
        low = np.asarray(self.low, np.float32).reshape(2, *[1] * (offsets.ndim - 1)) - np.float32(self.step / 2)
        return np.concatenate([slopes, offsets - low]) * np.float32(1 / self.step)

    def look_up(self, grey: NDArray[np.uint8], a: Float, b: Float, out: NDArray[np.uint8]) -> None:
        """What :func:`model.color.gamut.to_rgb8` makes of ``grey`` and of a and b, which are in steps of the table.

        All are ``(H, W)`` and contiguous; ``out`` is contiguous uint8 ``(H, W, 4)``, the fourth byte without meaning.
        """
        grey, a, b = grey.reshape(-1), a.reshape(-1), b.reshape(-1)
        colours = out.reshape(-1, 4).view(np.uint32)[:, 0]
        index = a.astype(np.int32)
        index *= self.counts[1]
        index += b.astype(np.int32)
        index *= _GREYS
        index += grey
        self.colours.take(index, out=colours, mode="clip")
        if a.min() < 0 or b.min() < 0 or a.max() >= self.counts[0] or b.max() >= self.counts[1]:
            rest = np.flatnonzero((a < 0) | (a >= self.counts[0]) | (b < 0) | (b >= self.counts[1]))
            found = np.empty((1, len(rest), 4), np.uint8)
            its_a, its_b = (
                plane.take(rest) * np.float32(self.step) + np.float32(low - self.step / 2)
                for plane, low in ((a, self.low[0]), (b, self.low[1]))
            )
            to_rgb8(LIGHTNESS.take(grey.take(rest))[None], its_a[None], its_b[None], found)
            colours[rest] = found.view(np.uint32)[0, :, 0]


def _colours(low: tuple[float, float], step: float, counts: tuple[int, int]) -> NDArray[np.uint32]:
    colours = np.empty((*counts, _GREYS, 4), np.uint8)
    b = np.repeat(low[1] + step * np.arange(counts[1], dtype=np.float32), _GREYS).reshape(counts[1], _GREYS)
    light = np.ascontiguousarray(np.broadcast_to(LIGHTNESS, b.shape))
    for index in range(counts[0]):
        to_rgb8(light, np.full_like(b, low[0] + step * index), b, colours[index])
    return colours.reshape(-1, 4).view(np.uint32)[:, 0]
