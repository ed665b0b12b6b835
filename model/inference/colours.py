"""The colours of a whole photograph at low resolution, and how its own lightness carries them to every pixel.

Nothing here needs the photograph in colour to stand in memory: rows are painted as they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.color.gamut import to_rgb8
from model.color.lab import Float, grey_of, lightness
from model.color.table import Table
from model.inference.network import processors, threads
from model.inference.polygons import Polygon, inside
from model.inference.resample import matrix, resize

_STRIP = 1 << 18
"""Pixels of a strip, so that memory stays bounded."""

_BLOCK = 1 << 16
"""Pixels painted at a time: their planes fit a core's cache."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Colours:
    """What :meth:`Colorist.infer` found: chroma = slope · L + offset, and how sure it is."""

    size: tuple[int, int]
    """Height and width of the photograph."""
    vividness: float
    """As rendered, 0..1."""
    coarse_confidence: Float
    """The confidence at the resolution it was found at, float32 ``(h, w)`` in 0..1."""
    coefficients: Float
    """Slope of a and of b, offset of a and of b, float32 ``(4, h, w)``."""
    table: Table | None = None
    """Where the photograph is large: the colours that it may have."""
    protect: Sequence[Polygon] = ()
    """Areas that stay grey."""

    def paint(self, rows: slice, picture: Picture, out: Picture | None = None) -> Picture:
        """The photograph's ``rows`` in colour: sRGB uint8 ``(R, W, 3)``, their lightness kept.

        ``picture`` holds these rows only, grey ``(R, W)`` or sRGB ``(R, W, 3)``. ``out``, if given, is written and
        returned: contiguous uint8 of three or more channels. Which rows are asked for together changes no pixel.
        """
        top, bottom, _ = rows.indices(self.size[0])
        width = self.size[1]
        if out is None:
            out = np.empty((bottom - top, width, 3), np.uint8)
        first, share = self._between(top, bottom)
        low, high = int(first[0]), int(first[-1]) + 2
        coarse = self.coefficients[:, low:high]
        table = self.table if picture.ndim == 2 else None
        if table:
            coarse = table.in_steps(coarse[:2], coarse[2:])
        wide = resize(coarse, (coarse.shape[1], width))  # (4, k, W)
        steps = np.zeros_like(wide)
        np.subtract(wide[:, 1:], wide[:, :-1], out=steps[:, :-1])
        for start, stop in _blocks(first, max(1, _BLOCK // width)):
            above = first[start:stop] - low
            these = _taken(steps, above) * share[start:stop, None]
            these += _taken(wide, above)
            part = picture[start:stop]
            light = lightness(part)
            these[:2] *= light
            these[:2] += these[2:]
            a, b = these[0], these[1]
            if table is None:
                to_rgb8(light, a, b, out[start:stop])
            elif out.shape[2] == 4:
                table.look_up(part, a, b, out[start:stop])
            else:
                packed = np.empty((*part.shape, 4), np.uint8)
                table.look_up(part, a, b, packed)
                out[start:stop] = packed[..., : out.shape[2]]
            for area in self.protect:
                grey = inside(area, self.size, slice(top + start, top + stop))
                out[start:stop][grey, :3] = (part if part.ndim == 2 else grey_of(light))[grey, None]
        return out

    def _between(self, top: int, bottom: int) -> tuple[NDArray[np.intp], Float]:
        """For each row the coarse row above it, and how far it is on the way to the next, 0..1."""
        source = self.coefficients.shape[1]
        centres = np.clip((np.arange(top, bottom) + 0.5) * (source / self.size[0]) - 0.5, 0, source - 1)
        first = centres.astype(np.intp)
        return first, (centres - first).astype(np.float32)


def _blocks(first: NDArray[np.intp], most: int) -> Iterator[tuple[int, int]]:
    """Runs of at most ``most`` rows, ``first`` the coarse row above each: where they are large, of one and the same."""
    start = 0
    while start < len(first):
        alike = int(np.searchsorted(first, first[start], "right")) - start
        count = -(-alike // -(-alike // most)) if 2 * alike > most else most  # of a long run even parts
        yield start, min(start + count, len(first))
        start += count


def _taken(planes: Float, rows: NDArray[np.intp]) -> Float:
    """The ``rows`` (R,) of planes ``(4, k, W)``: of one row for all of them itself, which spares copies."""
    return planes[:, rows[0] : rows[0] + 1] if rows[0] == rows[-1] else planes.take(rows, axis=1)


def side_by_side(work: Callable[[slice], None], parts: Iterable[slice]) -> None:
    """Do ``work`` on each of ``parts``, in threads: NumPy lets others run while it computes."""
    with ThreadPoolExecutor(threads() or processors()) as pool:
        list(pool.map(work, parts))


def strips(height: int, width: int) -> Iterator[slice]:
    """Rows that cut a picture into strips."""
    rows = max(1, _STRIP // width)
    return (slice(top, min(top + rows, height)) for top in range(0, height, rows))


def shrunk_lightness(picture: Picture, size: tuple[int, int]) -> Float:
    """L of ``picture`` averaged down to ``size`` strip by strip, so that the full L never stands in memory."""
    height, width = picture.shape[:2]
    down = matrix(height, size[0])
    low = np.empty((size[0], width), np.float32)

    def average(rows: slice) -> None:
        part = down[rows]
        read = slice(part.indices.min(), part.indices.max() + 1)
        low[rows] = part[:, read] @ lightness(picture[read])

    side_by_side(average, strips(size[0], width * max(1, height // size[0])))
    return resize(low, size)
