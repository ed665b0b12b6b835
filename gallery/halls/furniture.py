"""What stands and hangs in the halls beside works: benches and track lights; and the floor left to walk on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gallery.halls.floor_plan import DOOR_WIDTH, HEIGHT, THICKNESS, FloorPlan, Hall, Hung
from gallery.halls.hanging import BORDER, Side

Edges = tuple[float, float, float, float]
"""West, north, east, south."""

CLEARANCE = 0.45
"""Visitors keep that far from walls and jambs."""

BENCH_LENGTH, BENCH_DEPTH, BENCH_HEIGHT = 1.8, 0.5, 0.44
"""Of the bench in the middle of every hall, which stands along its north wall."""

BENCH_CLEARANCE = 0.3
"""Visitors keep that far from a bench."""

TRACK = 1.2
"""Metres from each wall to the track under the ceiling from which lights shine on its works."""

LIGHT = HEIGHT - 0.2
"""Height of the lights."""

_WIDE = 1.5
"""Metres of a picture's width that one light is enough for."""


def bench(hall: Hall) -> Edges:
    """The floor that the bench of ``hall`` takes."""
    x, z = (hall.west + hall.east) / 2, (hall.north + hall.south) / 2
    wide, deep = BENCH_LENGTH / 2, BENCH_DEPTH / 2
    return round(x - wide, 3), round(z - deep, 3), round(x + wide, 3), round(z + deep, 3)


def lights(hung: Hung) -> tuple[float, ...]:
    """Where the lights of a work hang on the track before its wall: metres along it from the work's ``x`` and ``z``."""
    count = math.ceil((hung.place.width + 2 * BORDER) / _WIDE)
    step = hung.place.width / count
    return tuple(
        round(middle + (index - (count - 1) / 2) * step, 3) for middle in hung.offsets for index in range(count)
    )


def walkable(plan: FloorPlan) -> Iterator[Edges]:
    """Rectangles in which visitors can stand: of each hall the floor around its bench, then doors; they overlap."""
    for hall in plan.halls:
        west, north, east, south = hall.edges
        west, north, east, south = west + CLEARANCE, north + CLEARANCE, east - CLEARANCE, south - CLEARANCE
        left, back, right, front = bench(hall)
        yield west, north, left - BENCH_CLEARANCE, south
        yield right + BENCH_CLEARANCE, north, east, south
        yield west, north, east, back - BENCH_CLEARANCE
        yield west, front + BENCH_CLEARANCE, east, south
    across, through = DOOR_WIDTH / 2 - CLEARANCE, THICKNESS / 2 + CLEARANCE + 0.05
    for door in plan.doors:
        wide, deep = (across, through) if door.side in (Side.NORTH, Side.SOUTH) else (through, across)
        yield door.x - wide, door.z - deep, door.x + wide, door.z + deep
