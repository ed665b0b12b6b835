"""Where things stand on a panel: pictures and columns of text, computed from sizes alone.

Everything scales with the sheet's width, in units of 1/450 of it: at 3600 pixels a unit is 8 pixels, the
house's grid. So a label that fits a panel of one width fits every other of the same proportions. Nothing here
depends on what a label says, so that no other words make pictures anew.
"""

from __future__ import annotations

import math
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
ABOUT_MIN = 124.0
"""Narrowest column of a notice: under the last of three pictures."""
TALLEST = 360.0
"""Tallest picture that has its label beside it."""
CAPTION = 12.0
"""Room for the caption under a picture."""
CAPTION_WIDTH = 62.0
"""Room for it across: a caption may be wider than its picture."""
LABEL_GAP = 12.0
"""Between captions and the label below them."""
LABEL_ROOM = 120.0
"""Height that is kept for a label below pictures, on a sheet whose height is given."""

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
class Format:
    """The sheet on which pictures stand."""

    pixels: int
    """Across, where it is drawn: what a photograph is enlarged to."""
    height: float | None = None
    """Units; None for a sheet as tall as what stands on it."""
    picture_height: float | None = None
    """Units; None for pictures as large as they may be. Where it is given, pictures stand in a row above their label,
    so that panels hung beside one another are level; all but panoramas, which would make them all as flat."""

    @property
    def unit(self) -> float:
        """Pixels to the unit."""
        return self.pixels / UNITS


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


def arrange(size: tuple[int, int], count: int, sheet: Format) -> Arrangement:
    """Stand ``count`` equal pictures of ``size`` (width, height, pixels) on ``sheet``."""
    if sheet.picture_height is not None and _stands_in_row(size, count):
        return _below(size, count, sheet, stacked=False, tallest=sheet.picture_height)
    if sheet.height is not None:
        directions = (False, True) if count > 1 else (False,)
        rooms = [_room(sheet.height, count if stacked else 1, beside=False) for stacked in directions]
        found = [_below(size, count, sheet, stacked, room) for stacked, room in zip(directions, rooms, strict=True)]
        rooms = [_room(sheet.height, count if stacked else 1, beside=True) for stacked in directions]
        found += [_beside(size, count, sheet, stacked, room) for stacked, room in zip(directions, rooms, strict=True)]
        return max(found, key=lambda where: where.pictures[0].width)
    aspect = size[0] / size[1]
    stacked = count > 1 and aspect > _STACK_FROM
    if (aspect / count if stacked else aspect * count) >= _BESIDE_BELOW:
        return _below(size, count, sheet, stacked)
    down = count if stacked else 1
    return _beside(size, count, sheet, stacked, (TALLEST - (down - 1) * (GAP + CAPTION)) / down)


def tallest_in_row(size: tuple[int, int], count: int, sheet: Format) -> float:
    """The greatest height (units) that ``count`` pictures of ``size`` may have in a row above their label; infinite for
    panoramas, which stand in none."""
    if not _stands_in_row(size, count):
        return math.inf
    room = math.inf if sheet.height is None else _room(sheet.height, 1, beside=False)
    return _below(size, count, sheet, stacked=False, tallest=room).pictures[0].height


def _stands_in_row(size: tuple[int, int], count: int) -> bool:
    return count == 1 or size[0] / size[1] <= _STACK_FROM


def _room(height: float, down: int, *, beside: bool) -> float:
    """Height for each of ``down`` pictures above one another on a sheet ``height`` tall."""
    free = height - 2 * MARGIN - down * CAPTION - (down - 1) * GAP - (0 if beside else LABEL_GAP + LABEL_ROOM)
    return max(free / down, 1.0)


def _beside(size: tuple[int, int], count: int, sheet: Format, stacked: bool, tallest: float) -> Arrangement:
    """Pictures no taller than ``tallest``, with both columns of text right of them."""
    aspect, across = size[0] / size[1], 1 if stacked else count
    room = _INNER - MEASURE_MIN - BESIDE_GAP
    width = min((room - (across - 1) * GAP) / across, tallest * aspect, _widest(size, sheet))
    step = max(width, CAPTION_WIDTH)
    pictures = _placed(count, stacked, width, width / aspect, step + GAP)
    left = pictures[-1].left + step + BESIDE_GAP
    column = (left, min(MEASURE_MAX, UNITS - MARGIN - left))
    return Arrangement(pictures, True, column, column, width * sheet.unit / size[0])


def _below(size: tuple[int, int], count: int, sheet: Format, stacked: bool, tallest: float = math.inf) -> Arrangement:
    """Pictures no taller than ``tallest``, with two columns of text below them."""
    aspect, across = size[0] / size[1], 1 if stacked else count
    cell = (_INNER - (across - 1) * GAP) / across
    width = min(cell, tallest * aspect, _widest(size, sheet))
    limited = width < cell and not math.isinf(tallest)
    pictures = _placed(count, stacked, width, width / aspect, (max(width, CAPTION_WIDTH) if limited else cell) + GAP)
    tombstone, about = _columns(across, pictures[-1].left)
    return Arrangement(pictures, False, tombstone, about, width * sheet.unit / size[0])


def _widest(size: tuple[int, int], sheet: Format) -> float:
    return size[0] * MAX_ENLARGEMENT / sheet.unit


def _placed(count: int, stacked: bool, width: float, height: float, step: float) -> tuple[Box, ...]:
    if stacked:
        return tuple(Box(MARGIN, MARGIN + at * (height + CAPTION + GAP), width, height) for at in range(count))
    return tuple(Box(MARGIN + at * step, MARGIN, width, height) for at in range(count))


def _columns(across: int, last: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Columns of text below the pictures: the second stands under the last picture of a row, the colour, unless that
    stands too far left (its left edge is ``last``)."""
    cells = max(across, 2)
    cell = (_INNER - (cells - 1) * GAP) / cells
    if last - BESIDE_GAP - MARGIN < MEASURE_MIN:
        last = MARGIN + (cells - 1) * (cell + GAP)
    # The columns keep a wider gap than the pictures do: text needs it.
    first = min(MEASURE_MAX, last - MARGIN - BESIDE_GAP)
    return (MARGIN, first), (last, min(MEASURE_MAX, UNITS - MARGIN - last))
