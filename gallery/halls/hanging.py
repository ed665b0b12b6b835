"""How works hang on the walls of a hall, in metres: how large each is, and which stretch of wall it has.

A work hangs at the size of its original. A small print is enlarged until its longer side is 40 cm, so that it can
be seen from the middle of the room; a very large one is reduced to 3 m by 2.2 m. The shape is always that of the
picture. A work whose dimensions nobody gave hangs 1 m long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

EYE = 1.55
"""From the floor to the middle of every picture: the height of a visitor's eyes."""

LONGER_SIDE = 1.0
"""Of a picture whose original's dimensions are not given."""

LEAST_SIDE, MOST_WIDTH, MOST_HEIGHT = 0.4, 3.0, 2.2
"""The longer side of the smallest; the largest."""

BORDER = 0.09
"""Mat and frame around each picture, on every side."""

PAIR_GAP = 0.12
"""Between the frames of one work's original and colour."""

LABEL_GAP, LABEL_WIDTH = 0.12, 0.42
"""From the frame to its label, which hangs to its right; how wide a label is."""

GAP = 1.1
"""Least distance between the frames of two works; the label of the first hangs in it."""

END = 0.68
"""Least distance from a frame to a corner, a door or a room's text; a label fits into it too."""

TEXT_WIDTH, TEXT_EDGE, TEXT_GAP = 1.5, 0.5, 0.5
"""Of a room's title and text on the wall at its entrance; least distance from a corner or a door to it; from it to the
frame of the work beside it."""

_AIRY = (2.0, 1.6, 1.2, 1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
"""What every distance may grow by, tried in turn: works spread over as many walls as look good."""


class Side(Enum):
    """A wall of a hall, and the clockwise order of walls as seen from above. x grows east, z south."""

    NORTH, EAST, SOUTH, WEST = range(4)

    @property
    def along(self) -> tuple[int, int]:
        """(x, z) from left to right for those who look at the wall from inside."""
        return ((1, 0), (0, 1), (-1, 0), (0, -1))[self.value]

    @property
    def into(self) -> tuple[int, int]:
        """(x, z) from the wall into the hall."""
        return ((0, 1), (-1, 0), (0, -1), (1, 0))[self.value]

    @property
    def opposite(self) -> Side:
        return Side((self.value + 2) % 4)


@dataclass(frozen=True)
class WorkToHang:
    """A work to hang."""

    id: str
    shape: tuple[int, int]
    """Width and height of its picture in pixels: only their ratio counts."""
    dimensions: tuple[float, float] | None = None
    """Width and height of the original in centimetres, if known."""
    pictures: int = 1
    """2 if original and colour hang side by side."""


@dataclass(frozen=True)
class Stretch:
    """A part of a wall without a door: from and to, in metres from the wall's left end."""

    side: Side
    start: float
    end: float


@dataclass(frozen=True)
class Place:
    """Where a work hangs on its wall."""

    side: Side
    middle: float
    """Of all its pictures together, in metres from the wall's left end."""
    width: float
    """Of each picture, without mat and frame."""
    height: float


def picture_size(piece: WorkToHang) -> tuple[float, float]:
    """Width and height of the picture as it hangs, by the rule above, to the millimetre."""
    wide, tall = piece.shape
    longer = LONGER_SIDE if piece.dimensions is None else max(LEAST_SIDE, max(piece.dimensions) / 100)
    scale = min(longer / max(wide, tall), MOST_WIDTH / wide, MOST_HEIGHT / tall)
    return max(0.001, round(wide * scale, 3)), max(0.001, round(tall * scale, 3))


def frames_width(piece: WorkToHang) -> float:
    """Width of all frames of a work, with the gaps between them."""
    return piece.pictures * (picture_size(piece)[0] + 2 * BORDER) + (piece.pictures - 1) * PAIR_GAP


def run(pieces: Sequence[WorkToHang]) -> float:
    """Length of wall that ``pieces`` take, one after the other."""
    return sum(frames_width(piece) + GAP for piece in pieces)


def stretches(
    lengths: Mapping[Side, float], doors: Mapping[Side, float], door_width: float, entry: Side | None
) -> list[Stretch]:
    """What is left of the walls beside ``doors``, given as wall → middle along it; clockwise.

    Visitors come in by ``entry`` and read from left to right, so the first stretch is the one to the right of that
    door; without an entry it is the north wall.
    """
    found = []
    for side in Side:
        middle = doors.get(side)
        edges = [0.0, lengths[side]]
        if middle is not None:
            edges[1:1] = [middle - door_width / 2, middle + door_width / 2]
        found += [Stretch(side, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if entry is None:
        return found
    first = next(at for at, each in enumerate(found) if each.side is entry and each.start > doors[entry])
    return found[first:] + found[:first]


def after_text(free: Sequence[Stretch]) -> tuple[Stretch, list[Stretch]]:
    """Where a room's title and text stand, and what is left of ``free`` for its works, which follow to their right.

    They begin the first stretch on which a small work fits beside them; the stretches before it become the last.
    """
    least = TEXT_EDGE + TEXT_WIDTH + 2 * END + LEAST_SIDE
    at = next((at for at, each in enumerate(free) if each.end - each.start >= least), 0)
    first, *rest = [*free[at:], *free[:at]]
    start = first.start + TEXT_EDGE
    text = Stretch(first.side, round(start, 3), round(start + TEXT_WIDTH, 3))
    return text, [Stretch(first.side, text.end, first.end), *rest]


def hang(pieces: Sequence[WorkToHang], free: Sequence[Stretch], *, at_once: bool = False) -> list[Place] | None:
    """A place for each of ``pieces``, in order along ``free``; None if they do not fit.

    They have as much air as lets all of them hang; on each stretch the distances are equal. With ``at_once`` the first
    hangs on the first stretch, if it ever fits there: beside the room's text.
    """
    found = [counts for counts in (_filled(pieces, free, air) for air in _AIRY) if counts is not None]
    if not found:
        return None
    counts = next((counts for counts in found if counts[0]), found[0]) if at_once else found[0]
    ends = [0]
    for count in counts:
        ends.append(ends[-1] + count)
    return [
        place
        for stretch, (first, last) in zip(free, pairwise(ends), strict=True)
        for place in _spread(pieces[first:last], stretch)
    ]


def _filled(pieces: Sequence[WorkToHang], free: Sequence[Stretch], air: float) -> list[int] | None:
    """How many works each stretch takes if every distance grows by ``air``; None if some are left over."""
    counts, at = [], 0
    for stretch in free:
        first, used = at, 2 * (END + air)
        while at < len(pieces):
            used += frames_width(pieces[at]) + (GAP + air if at > first else 0)
            if used > stretch.end - stretch.start:
                break
            at += 1
        counts.append(at - first)
    return counts if at == len(pieces) else None


def _spread(pieces: Sequence[WorkToHang], stretch: Stretch) -> Iterator[Place]:
    if not pieces:
        return
    taken = sum(frames_width(piece) for piece in pieces) + 2 * END + (len(pieces) - 1) * GAP
    more = (stretch.end - stretch.start - taken) / (len(pieces) + 1)
    left = stretch.start + END + more
    for piece in pieces:
        width, height = picture_size(piece)
        yield Place(stretch.side, round(left + frames_width(piece) / 2, 3), width, height)
        left += frames_width(piece) + GAP + more
