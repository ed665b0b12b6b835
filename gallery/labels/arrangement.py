"""Where things stand on a panel: pictures and columns of text, computed from sizes alone.

Everything scales with the sheet's width, in units of 1/450 of it: at 3600 pixels a unit is 8 pixels, the
house's grid. So a label that fits a panel of one width fits every other.
"""

from __future__ import annotations

from dataclasses import dataclass

UNITS = 450
"""Units across the sheet."""

MARGIN = 30.0
GAP = 9.0
"""Between pictures, and between columns of text below them."""
BESIDE_GAP = 15.0
"""Between pictures and the label beside them."""
MEASURE_MAX = 190.0
"""Widest column of text: about 66 characters."""
MEASURE_MIN = 130.0
"""Narrowest column of a tombstone: about 44 characters."""
TALLEST = 360.0
"""Tallest picture that has its label beside it."""
MARK_ROOM = 72.0
"""Least width that the last picture takes: that of the words on it, which may be wider than the picture."""
CAPTION = 12.0
"""Room for the caption under a picture."""

MAX_ENLARGEMENT = 3.0
"""Pictures are never enlarged more: at 300 dpi this is 100 picture elements to the inch, the least that still
looks like a photograph at arm's length. Smaller ones stand smaller in their place."""

_INNER = UNITS - 2 * MARGIN
_STACK_FROM = 2.0
"""Width over height from which pictures stand one above the other: side by side they would be strips."""
_BESIDE_BELOW = 0.95
"""Width over height of the group of pictures under which the label stands beside it."""


@dataclass(frozen=True)
class Box:
    """A rectangle in units, from the sheet's upper left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True)
class Arrangement:
    """Pictures and two columns of text: the tombstone, and what is said about the colours."""

    pictures: tuple[Box, ...]
    beside: bool
    """True if both columns stand right of the pictures, the second under the first; else both stand below."""
    tombstone: tuple[float, float]
    """Left edge and measure of the column."""
    about: tuple[float, float]
    """Likewise."""
    enlargement: float
    """Picture elements on the sheet for each of the original's, along one side."""

    @property
    def pictures_bottom(self) -> float:
        return self.pictures[-1].bottom


def arrange(size: tuple[int, int], count: int, sheet: int) -> Arrangement:
    """Stand ``count`` equal pictures of ``size`` (width, height, pixels) on a sheet ``sheet`` pixels wide."""
    aspect = size[0] / size[1]
    stacked = count > 1 and aspect > _STACK_FROM
    group = aspect / count if stacked else aspect * count
    widest = size[0] * MAX_ENLARGEMENT * UNITS / sheet
    across, down = (1, count) if stacked else (count, 1)
    if group < _BESIDE_BELOW:
        room = _INNER - MEASURE_MIN - BESIDE_GAP
        tallest = (TALLEST - (down - 1) * (GAP + CAPTION)) / down
        width = min((room - (across - 1) * GAP) / across, tallest * aspect, widest)
        pictures = _placed(count, stacked, width, width / aspect, width + GAP)
        left = pictures[-1].left + max(width, MARK_ROOM) + BESIDE_GAP
        column = (left, min(MEASURE_MAX, UNITS - MARGIN - left))
        return Arrangement(pictures, True, column, column, width * sheet / UNITS / size[0])
    cell = (_INNER - (across - 1) * GAP) / across
    width = min(cell, widest)
    pictures = _placed(count, stacked, width, width / aspect, cell + GAP)
    tombstone, about = _columns(across)
    return Arrangement(pictures, False, tombstone, about, width * sheet / UNITS / size[0])


def _placed(count: int, stacked: bool, width: float, height: float, step: float) -> tuple[Box, ...]:
    if stacked:
        return tuple(Box(MARGIN, MARGIN + at * (height + CAPTION + GAP), width, height) for at in range(count))
    return tuple(Box(MARGIN + at * step, MARGIN, width, height) for at in range(count))


def _columns(across: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Columns of text below the pictures: the second stands under the last picture of a row, the colour."""
    cells = max(across, 2)
    cell = (_INNER - (cells - 1) * GAP) / cells
    last = MARGIN + (cells - 1) * (cell + GAP)
    # The columns keep a wider gap than the pictures do: text needs it.
    first = min(MEASURE_MAX, last - MARGIN - BESIDE_GAP)
    return (MARGIN, first), (last, min(MEASURE_MAX, cell))
