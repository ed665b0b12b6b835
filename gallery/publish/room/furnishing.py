"""The shapes of what stands and hangs in the rooms: frames, benches, tracks and their lamps, as quads in metres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gallery.halls.floor_plan import HEIGHT, FloorPlan, Hall, Hung
from gallery.halls.furniture import BENCH_HEIGHT, LIGHT, TRACK, Edges, bench, lights
from gallery.halls.hanging import BORDER, EYE, Side

Corner = tuple[float, float, float]
Quad = list[Corner]

PROFILE = ((0.0, 0.0), (0.0, 0.034), (0.003, 0.038), (0.019, 0.038), (0.025, 0.026))
"""Of a frame from its outer edge to the mat: metres inwards, metres from the wall."""

MAT, PICTURE = 0.024, 0.02
"""Metres from the wall."""

_CORE = 0.0045
"""Width of the mat's bevelled edge around the picture."""

_SEAT, _LEG, _INSET = 0.1, 0.06, 0.3
"""Thickness of a bench's seat, of its legs, and how far they stand in from its ends."""

_RAIL = 0.02
"""Half the width of a track."""

_LAMP, _RADIUS, _SIDES = 0.075, 0.04, 8
"""Half the length of a lamp, its radius, and the sides of its cylinder."""


def flat(x: float, y: float, width: float, height: float, z: float) -> Quad:
    """A rectangle around (x, y) that faces +z."""
    left, right, low, high = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    return [(left, low, z), (right, low, z), (right, high, z), (left, high, z)]


def frame(x: float, width: float, height: float) -> tuple[list[Quad], list[Quad]]:
    """The frame around a picture of this size whose middle is (x, 0), and its mat with the bevelled edge."""
    wide, tall = width / 2 + BORDER, height / 2 + BORDER

    def ring(outer: tuple[float, float], inner: tuple[float, float]) -> Iterator[Quad]:
        def corner(at: int, limit: tuple[float, float]) -> Corner:
            right, up = ((-1, -1), (1, -1), (1, 1), (-1, 1))[at % 4]
            return x + right * (wide - limit[0]), up * (tall - limit[0]), limit[1]

        for at in range(4):
            yield [corner(at, outer), corner(at + 1, outer), corner(at + 1, inner), corner(at, inner)]

    limbs = [quad for outer, inner in pairwise(PROFILE) for quad in ring(outer, inner)]
    edge = BORDER - _CORE
    mat = [*ring((PROFILE[-1][0], MAT), (edge, MAT)), *ring((edge, MAT), (BORDER, PICTURE))]
    return limbs, mat


def seats(hall: Hall) -> list[Quad]:
    """The bench of a hall."""
    west, north, east, south = bench(hall)
    legs = [
        (at, north + 0.05, at + _LEG, south - 0.05) for at in (west + _INSET, east - _INSET - _LEG)
    ]  # fmt: skip
    under = BENCH_HEIGHT - _SEAT
    return [*(quad for leg in legs for quad in block(leg, 0.0, under)), *block(bench(hall), under, BENCH_HEIGHT)]


def rails(hall: Hall, sides: Sequence[Side]) -> list[Quad]:
    """The tracks before the walls ``sides`` of a hall."""
    west, north, east, south = hall.edges
    along = {
        Side.NORTH: (west + TRACK, north + TRACK, east - TRACK, north + TRACK),
        Side.SOUTH: (west + TRACK, south - TRACK, east - TRACK, south - TRACK),
        Side.EAST: (east - TRACK, north + TRACK, east - TRACK, south - TRACK),
        Side.WEST: (west + TRACK, north + TRACK, west + TRACK, south - TRACK),
    }
    found = []
    for side in sides:
        left, back, right, front = along[side]
        edges = left - _RAIL, back - _RAIL, right + _RAIL, front + _RAIL
        found += block(edges, HEIGHT - 0.075, HEIGHT - 0.045)
    return found


def lamps(plan: FloorPlan, hall: int) -> list[Quad]:
    """The lamps of every work of a hall, each a cylinder that looks at it."""
    return [quad for hung in plan.works if hung.hall == hall for off in lights(hung) for quad in _lamp(hung, off)]


def block(edges: Edges, bottom: float, top: float) -> list[Quad]:
    """An upright block, its six sides seen from outside."""
    west, north, east, south = edges
    return [
        [(west, bottom, south), (east, bottom, south), (east, top, south), (west, top, south)],
        [(east, bottom, north), (west, bottom, north), (west, top, north), (east, top, north)],
        [(east, bottom, south), (east, bottom, north), (east, top, north), (east, top, south)],
        [(west, bottom, north), (west, bottom, south), (west, top, south), (west, top, north)],
        [(west, top, south), (east, top, south), (east, top, north), (west, top, north)],
        [(west, bottom, north), (east, bottom, north), (east, bottom, south), (west, bottom, south)],
    ]


def _lamp(hung: Hung, off: float) -> Iterator[Quad]:
    side = hung.place.side
    slope = math.hypot(LIGHT - EYE, TRACK)
    down, out = (LIGHT - EYE) / slope, TRACK / slope

    def place(along: float, y: float, away: float) -> Corner:
        return (
            hung.x + (off + along) * side.along[0] + away * side.into[0],
            y,
            hung.z + (off + along) * side.along[1] + away * side.into[1],
        )

    def ring(at: float) -> Quad:
        turns = [2 * math.pi * step / _SIDES for step in range(_SIDES)]
        return [
            place(
                _RADIUS * math.cos(turn),
                LIGHT - at * down + _RADIUS * math.sin(turn) * out,
                TRACK - at * out - _RADIUS * math.sin(turn) * down,
            )
            for turn in turns
        ]

    back, front = ring(-_LAMP), ring(_LAMP)
    for step in range(_SIDES):
        after = (step + 1) % _SIDES
        yield [back[step], front[step], front[after], back[after]]
    for end, turned in ((back, False), (front, True)):
        for step in range(1, _SIDES - 2, 2):
            four = [end[0], end[step], end[step + 1], end[step + 2]]
            yield four[::-1] if turned else four
