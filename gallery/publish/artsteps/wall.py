"""Where each picture hangs: walls of a room, in metres from the left and from the floor.

Computed in whole centimetres, so that the numbers on the sheet add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gallery.publication.profiles import WallMeasures


@dataclass(frozen=True)
class WallPicture:
    """One picture to hang."""

    number: int
    """Of its work."""
    title: str
    kind: str
    """``original`` or ``colour``."""
    file: str
    size: tuple[int, int]
    """Width and height, any unit: only the shape counts."""


@dataclass(frozen=True)
class HungPicture:
    """A picture on a wall; lengths in centimetres."""

    piece: WallPicture
    left: int
    """From the wall's left end to the picture's left edge."""
    width: int
    height: int
    centre: int
    """From the floor to the picture's middle."""

    @property
    def middle(self) -> int:
        """From the wall's left end to the picture's middle."""
        return self.left + self.width // 2

    @property
    def bottom(self) -> int:
        """From the floor to the picture's lower edge."""
        return self.centre - self.height // 2


@dataclass(frozen=True)
class Wall:
    """One wall of a room; lengths in centimetres."""

    number: int
    """In its room, from 1."""
    length: int
    height: int
    pictures: tuple[HungPicture, ...]


def arrange_walls(works: Sequence[Sequence[WallPicture]], measures: WallMeasures) -> list[Wall]:
    """The walls of a room on which ``works`` hang in their order; a work's pictures stay side by side.

    A wall is filled until the next work would not fit, and what hangs on it is centred.
    """
    gap, pair, margin = _cm(measures.work_gap), _cm(measures.pair_gap), _cm(measures.margin)
    length = _cm(measures.length)
    groups = [[(piece, *_size(piece, measures)) for piece in pieces] for pieces in works]
    walls: list[Wall] = []
    for row in _rows([_width(group, pair) for group in groups], length - 2 * margin, gap):
        used = sum(_width(groups[index], pair) for index in row) + gap * (len(row) - 1)
        left, hung = (length - used) // 2, []
        for index in row:
            for piece, width, height in groups[index]:
                hung.append(HungPicture(piece, left, width, height, _cm(measures.centre_height)))
                left += width + pair
            left += gap - pair
        walls.append(Wall(len(walls) + 1, length, _cm(measures.height), tuple(hung)))
    return walls


def _rows(widths: Sequence[int], room: int, gap: int) -> Iterator[list[int]]:
    """Indices of ``widths`` in rows that take at most ``room``, ``gap`` between neighbours."""
    row: list[int] = []
    used = 0
    for index, width in enumerate(widths):
        if row and used + gap + width > room:
            yield row
            row, used = [], 0
        used += width + (gap if row else 0)
        row.append(index)
    if row:
        yield row


def _width(group: Sequence[tuple[WallPicture, int, int]], pair: int) -> int:
    return sum(width for _, width, _ in group) + pair * (len(group) - 1)


def _size(piece: WallPicture, measures: WallMeasures) -> tuple[int, int]:
    """Width and height as it hangs: the longer side is the profile's, the shape the picture's.

    Both are even, so that middles and edges are whole centimetres too.
    """
    wide, tall = piece.size
    scale = _cm(measures.longer_side) / max(wide, tall)
    return max(2, 2 * round(wide * scale / 2)), max(2, 2 * round(tall * scale / 2))


def _cm(metres: float) -> int:
    return round(metres * 100)
