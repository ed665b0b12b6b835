"""The walls of the rooms as upright rectangles, with their doors cut out: for whatever draws them in space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gallery.halls.floor_plan import DOOR_HEIGHT, DOOR_WIDTH, HEIGHT, THICKNESS, Door, FloorPlan, Hall
from gallery.halls.hanging import Side


@dataclass(frozen=True)
class Panel:
    """An upright rectangle, seen from the side that it faces."""

    hall: int
    """From which it is seen; of a jamb, the hall before the door."""
    side: Side
    """The wall that it is part of or parallel to: it faces ``side.into``."""
    x: float
    """Its left end, and its right end ``width`` further along ``side.along``."""
    z: float
    width: float
    bottom: float
    top: float

    def corners(self, off: float = 0.0, top: float | None = None) -> list[tuple[float, float, float]]:
        """(x, y, z) of lower left, lower right, upper right and upper left as seen from the front.

        ``off`` moves it out of the wall, ``top`` cuts it at that height.
        """
        x, z = self.x + off * self.side.into[0], self.z + off * self.side.into[1]
        right, deep = x + self.width * self.side.along[0], z + self.width * self.side.along[1]
        high = self.top if top is None else top
        return [(x, self.bottom, z), (right, self.bottom, deep), (right, high, deep), (x, high, z)]


def panels(plan: FloorPlan) -> Iterator[Panel]:
    """Every piece of wall: beside doors, over doors, and the jambs in the thickness of the wall."""
    for index, hall in enumerate(plan.halls):
        for side in Side:
            yield from _wall(index, hall, side, _door_of(plan, index, side))
    for door in plan.doors:
        yield from _jambs(door)


def passage(door: Door) -> tuple[float, float, float, float]:
    """West, north, east, south of the floor in a door."""
    across, through = DOOR_WIDTH / 2, THICKNESS / 2
    wide, deep = (across, through) if door.side.along[0] else (through, across)
    return round(door.x - wide, 3), round(door.z - deep, 3), round(door.x + wide, 3), round(door.z + deep, 3)


def _door_of(plan: FloorPlan, hall: int, side: Side) -> Door | None:
    leads = {(door.before, door.side): door for door in plan.doors}
    leads |= {(door.before + 1, door.side.opposite): door for door in plan.doors}
    return leads.get((hall, side))


def _wall(index: int, hall: Hall, side: Side, door: Door | None) -> Iterator[Panel]:
    length = hall.lengths[side]
    if door is None:
        yield Panel(index, side, *hall.at(side, 0), length, 0.0, HEIGHT)
        return
    x, z = hall.at(side, 0)
    start = round((door.x - x) * side.along[0] + (door.z - z) * side.along[1] - DOOR_WIDTH / 2, 3)
    end = round(start + DOOR_WIDTH, 3)
    yield Panel(index, side, x, z, start, 0.0, HEIGHT)
    yield Panel(index, side, *hall.at(side, start), DOOR_WIDTH, DOOR_HEIGHT, HEIGHT)
    yield Panel(index, side, *hall.at(side, end), round(length - end, 3), 0.0, HEIGHT)


def _jambs(door: Door) -> Iterator[Panel]:
    """The two jambs, each facing the other."""
    west, north, east, south = passage(door)
    if door.side.along[0]:
        yield Panel(door.before, Side.WEST, west, south, THICKNESS, 0.0, DOOR_HEIGHT)
        yield Panel(door.before, Side.EAST, east, north, THICKNESS, 0.0, DOOR_HEIGHT)
    else:
        yield Panel(door.before, Side.NORTH, west, north, THICKNESS, 0.0, DOOR_HEIGHT)
        yield Panel(door.before, Side.SOUTH, east, south, THICKNESS, 0.0, DOOR_HEIGHT)
