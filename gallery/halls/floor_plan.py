"""The exhibition as rooms to walk through: where halls, doors and works are, in metres.

A room is one hall, or several if its works need more wall than one has. Halls stand in rows, each as deep as the
others, and a door leads from each to the next; at the end of a row it leads into the next row, which runs back::

    1 | 2 | 3
    6 | 5 | 4

x grows to the east (right), z to the south (down), as glTF and three.js have it seen from above.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gallery.halls.hanging import (
    BORDER,
    LABEL_GAP,
    LABEL_WIDTH,
    PAIR_GAP,
    TEXT_GAP,
    Place,
    Side,
    Stretch,
    WorkToHang,
    after_text,
    frames_width,
    hang,
    run,
    stretches,
)

HEIGHT = 3.6
"""Of every hall."""

DEPTH = 8.0
"""Of every hall, from north to south."""

LEAST_WIDTH = 8.0
"""Of a hall, from west to east."""

THICKNESS = 0.36
"""Of the walls between halls."""

DOOR_WIDTH, DOOR_HEIGHT = 2.0, 2.6

TURN = LEAST_WIDTH / 2
"""From the end of a row to the middle of the door that leads into the next row."""

ROW = 42.0
"""Length from which a row is full."""

RUN = 36.0
"""Metres of wall that works take in one hall at most, unless a single one takes more."""

ARRIVAL, NEARER, ASIDE, LEFT = 3.4, 2.4, 0.5, 0.35
"""Where visitors begin: metres from a long wall, from a short one, and right of the first work's middle; how far left
of that they look, unless its picture ends before. So the text beside it is in view."""

_WIDER = 0.5
"""Step by which a hall is widened until its works fit."""


@dataclass(frozen=True)
class Hall:
    """One hall, by the inner faces of its walls."""

    room: int
    """Index of the room in the exhibit."""
    part: int
    """Which of the room's halls it is, from 1."""
    parts: int
    west: float
    north: float
    east: float
    south: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, north, east, south."""
        return self.west, self.north, self.east, self.south

    @property
    def lengths(self) -> dict[Side, float]:
        """Length of each wall."""
        wide, deep = self.east - self.west, self.south - self.north
        return {Side.NORTH: wide, Side.EAST: deep, Side.SOUTH: wide, Side.WEST: deep}

    def at(self, side: Side, along: float) -> tuple[float, float]:
        """(x, z) of the point ``along`` metres from the left end of a wall, on its inner face."""
        corners = {
            Side.NORTH: (self.west, self.north),
            Side.EAST: (self.east, self.north),
            Side.SOUTH: (self.east, self.south),
            Side.WEST: (self.west, self.south),
        }
        x, z = corners[side]
        return round(x + along * side.along[0], 3), round(z + along * side.along[1], 3)


@dataclass(frozen=True)
class Door:
    """A door from a hall to the next one; it has no leaf."""

    before: int
    """Index of the hall that it leads out of; it leads into the next."""
    side: Side
    """The wall of that hall."""
    x: float
    """Its middle, also of the wall's thickness."""
    z: float


@dataclass(frozen=True)
class Hung:
    """A work on its wall."""

    piece: WorkToHang
    hall: int
    place: Place
    x: float
    """Middle of its pictures, on the face of the wall."""
    z: float

    @property
    def offsets(self) -> tuple[float, ...]:
        """Middles of its pictures along the wall, from ``x`` and ``z``."""
        step = self.place.width + 2 * BORDER + PAIR_GAP
        count = self.piece.pictures
        return tuple(round((index - (count - 1) / 2) * step, 3) for index in range(count))

    @property
    def label_offset(self) -> float:
        """Middle of its label along the wall, likewise."""
        return round(frames_width(self.piece) / 2 + LABEL_GAP + LABEL_WIDTH / 2, 3)


@dataclass(frozen=True)
class WallText:
    """Where the title and the text of a room stand on the wall of its first hall."""

    hall: int
    side: Side
    x: float
    """Middle of their measure, on the face of the wall."""
    z: float


@dataclass(frozen=True)
class FloorPlan:
    """All halls in the order of the walk."""

    halls: tuple[Hall, ...]
    doors: tuple[Door, ...]
    works: tuple[Hung, ...]
    """In hanging order."""
    texts: tuple[WallText, ...]
    """Of every room, in order."""

    @property
    def start(self) -> tuple[float, float, float]:
        """Where visitors begin, before the first work: x, z, and where they look, in degrees clockwise from north."""
        work = self.works[0]
        side, half = work.place.side, work.place.width / 2
        off = ARRIVAL if side.along[0] else NEARER
        aside = min(ASIDE, half + BORDER)
        x, z = (
            at + off * into + aside * along
            for at, into, along in zip((work.x, work.z), side.into, side.along, strict=True)
        )
        ahead = math.degrees(math.atan2(-min(LEFT, half) - aside, off))
        return round(x, 3), round(z, 3), round(90 * side.value + ahead, 1)


def plan_rooms(rooms: Sequence[Sequence[WorkToHang]]) -> FloorPlan:
    """The plan of ``rooms``, each with its works in hanging order and at least one. Pure, the same every time."""
    contents = [
        (room, part, len(parts), pieces)
        for room, works in enumerate(rooms)
        for parts in (_parts(works),)
        for part, pieces in enumerate(parts, start=1)
    ]
    sides = _exits([_nominal_width(pieces, part == 1) for _, part, _, pieces in contents])
    halls: list[Hall] = []
    doors: list[Door] = []
    works: list[Hung] = []
    texts: list[WallText] = []
    for index, (room, part, parts, pieces) in enumerate(contents):
        entry = sides[index - 1].opposite if index else None
        leave = sides[index] if index < len(sides) else None
        forward = _runs_east(sides, index)
        width, text, places = _fitted(pieces, entry, leave, forward, part == 1)
        west, north = _corner(halls, entry, width, forward)
        hall = Hall(room, part, parts, west, north, round(west + width, 3), north + DEPTH)
        works += (
            Hung(piece, index, place, *hall.at(place.side, place.middle))
            for piece, place in zip(pieces, places, strict=True)
        )
        if text is not None:
            texts.append(WallText(index, text[0], *hall.at(*text)))
        halls.append(hall)
        if leave is not None:
            doors.append(_door(index, hall, leave, forward))
    return FloorPlan(tuple(halls), tuple(doors), tuple(works), tuple(texts))


def _parts(works: Sequence[WorkToHang]) -> list[list[WorkToHang]]:
    """The works of a room in halls of about the same length of wall."""
    total = run(works)
    count = max(1, -int(-total // RUN))
    halls: list[int] = []
    before = 0.0
    for piece in works:
        length = run([piece])
        halls.append(min(count - 1, int((before + length / 2) / total * count)))
        before += length
    return [[piece for _, piece in group] for _, group in groupby(zip(halls, works, strict=True), lambda each: each[0])]


def _nominal_width(pieces: Sequence[WorkToHang], begins: bool) -> float:
    """Width of a hall with a door in its west and in its east wall."""
    return _fitted(pieces, Side.WEST, Side.EAST, True, begins)[0]


def _exits(widths: Sequence[float]) -> list[Side]:
    """The wall by which visitors leave each hall but the last: along the row until it is full, then south."""
    sides: list[Side] = []
    east, used = True, widths[0]
    for width in widths[1:]:
        if used + THICKNESS + width > ROW:
            sides.append(Side.SOUTH)
            east, used = not east, width
        else:
            sides.append(Side.EAST if east else Side.WEST)
            used += THICKNESS + width
    return sides


def _runs_east(sides: Sequence[Side], hall: int) -> bool:
    """Whether the row of ``hall`` runs east: every second one does, beginning with the first."""
    return sum(side is Side.SOUTH for side in sides[:hall]) % 2 == 0


def _fitted(
    pieces: Sequence[WorkToHang], entry: Side | None, leave: Side | None, east: bool, begins: bool
) -> tuple[float, tuple[Side, float] | None, list[Place]]:
    """The least width of a hall for ``pieces``; wall and middle of the text of a room that ``begins``; their places."""
    width = LEAST_WIDTH
    while True:
        lengths = {Side.NORTH: width, Side.EAST: DEPTH, Side.SOUTH: width, Side.WEST: DEPTH}
        doors = {side: _middle(side, width, east, side is entry) for side in (entry, leave) if side is not None}
        free = stretches(lengths, doors, DOOR_WIDTH, entry)
        text, left = after_text(free) if begins else (None, free)
        places = hang(pieces, left, at_once=begins)
        if places is not None:
            stands = None if text is None else (text.side, _beside(text, left[0], pieces[0], places[0]))
            return width, stands, places
        width += _WIDER


def _beside(text: Stretch, right: Stretch, piece: WorkToHang, place: Place) -> float:
    """Middle of a room's text along its wall: close to the first work if that is ``right`` of it, before any door."""
    least, half = (text.start + text.end) / 2, (text.end - text.start) / 2
    hangs_there = place.side is text.side and right.start < place.middle < right.end
    return max(least, place.middle - frames_width(piece) / 2 - TEXT_GAP - half) if hangs_there else least


def _middle(side: Side, width: float, east: bool, entry: bool) -> float:
    """Middle of a door along its wall: in the middle of a short wall, ``TURN`` from the row's end in a long one.

    A row that runs east ends in the east, and the next begins there: the corner in the row's back.
    """
    if side in (Side.EAST, Side.WEST):
        return DEPTH / 2
    corner_in_east = east is not entry
    from_left = corner_in_east is (side is Side.SOUTH)
    return TURN if from_left else width - TURN


def _corner(halls: Sequence[Hall], entry: Side | None, width: float, east: bool) -> tuple[float, float]:
    """(x, z) of the north-west corner of the hall that follows ``halls``."""
    if entry is None:
        return 0.0, 0.0
    last = halls[-1]
    if entry is Side.WEST:
        return round(last.east + THICKNESS, 3), last.north
    if entry is Side.EAST:
        return round(last.west - THICKNESS - width, 3), last.north
    west = last.west if east else round(last.east - width, 3)
    return west, round(last.south + THICKNESS, 3)


def _door(index: int, hall: Hall, side: Side, east: bool) -> Door:
    x, z = hall.at(side, _middle(side, hall.east - hall.west, east, False))
    half = THICKNESS / 2
    return Door(index, side, round(x - half * side.into[0], 3), round(z - half * side.into[1], 3))
