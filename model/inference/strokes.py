"""Lines through a picture: how far its pixels are from one, and places along it.

A line is float64 ``(P, 2)``: x and y of its points, in pixels. One of a single point is that point.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
Plane = NDArray[np.float64]
Index = tuple[NDArray[np.intp], NDArray[np.intp]]
Window = tuple[slice, slice]
"""Rows and columns."""


def nearest(line: Line, size: tuple[int, int], window: Window = (slice(None), slice(None))) -> tuple[Plane, Index]:
    """Of each pixel's centre the distance from ``line``, in pixels; and rows and columns of the line's nearest pixels.

    The points of ``line`` are the indices of pixels; planes are ``(R, C)``, those pixels of a picture of ``size`` that
    lie in a ``window``. Memory does not grow with the points.
    """
    y, x = np.arange(size[0])[window[0], None], np.arange(size[1])[window[1]]
    shape = len(y), len(x)
    apart, row, column = np.full(shape, np.inf), np.zeros(shape), np.zeros(shape)
    for (left, top), (across, down) in _segments(line):
        square = across**2 + down**2
        share = np.clip(((x - left) * across + (y - top) * down) / square, 0, 1) if square else 0
        its_x, its_y = left + share * across, top + share * down
        distance = np.hypot(x - its_x, y - its_y)
        nearer = distance < apart
        for plane, values in ((apart, distance), (row, its_y), (column, its_x)):
            np.copyto(plane, values, where=nearer)
    return apart, (np.floor(row + 0.5).astype(np.intp), np.floor(column + 0.5).astype(np.intp))


def _segments(line: Line) -> Iterator[tuple[Line, Line]]:
    """Start of each straight piece, and what leads from there to its end; a single point is a piece without length."""
    yield from zip(line, np.diff(line, axis=0) if len(line) > 1 else np.zeros_like(line), strict=False)


def places(line: Line, spacing: float, most: int) -> Line:
    """Places evenly along ``line``, at least ``spacing`` apart: the middles of 1 to ``most`` parts of one length."""
    steps = np.sqrt((np.diff(line, axis=0) ** 2).sum(axis=1))
    passed = np.concatenate([[0.0], np.cumsum(steps)])
    length = passed[-1]
    if length == 0:
        return line[:1]
    count = int(np.clip(np.floor(length / spacing), 1, most))
    wanted = (np.arange(count) + 0.5) / count * length
    before = np.searchsorted(passed, wanted, side="right") - 1
    share = (wanted - passed[before]) / steps[before]
    found: Line = line[before] + share[:, None] * (line[before + 1] - line[before])
    return found
