"""The plan of the rooms: whatever the works, everything hangs once, on a wall, clear of doors, and can be walked to."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gallery.halls.floor_plan import (
    DOOR_HEIGHT,
    DOOR_WIDTH,
    HEIGHT,
    ROW,
    THICKNESS,
    FloorPlan,
    Hall,
    plan_rooms,
)
from gallery.halls.furniture import CLEARANCE, bench, walkable
from gallery.halls.hanging import (
    BORDER,
    EYE,
    LABEL_GAP,
    LABEL_WIDTH,
    TEXT_WIDTH,
    Side,
    WorkToHang,
    frames_width,
    picture_size,
)

MILLIMETRES = 0.003
"""Positions are rounded to one; three meet in a sum."""

SHAPES = st.tuples(st.integers(16, 9000), st.integers(16, 9000))
SIZES = st.none() | st.tuples(st.floats(0.5, 2000), st.floats(0.5, 2000))
WORKS = st.lists(st.tuples(SHAPES, SIZES, st.integers(1, 2)), min_size=1, max_size=40)
ROOMS = st.lists(WORKS, min_size=1, max_size=6)


def pieces(rooms: list[list[tuple[tuple[int, int], tuple[float, float] | None, int]]]) -> list[list[WorkToHang]]:
    return [
        [WorkToHang(f"{room}-{number}", *work) for number, work in enumerate(works)] for room, works in enumerate(rooms)
    ]


def plain(count: int) -> list[WorkToHang]:
    return [WorkToHang(str(number), (3000, 2000)) for number in range(count)]


def wall_spans(plan: FloorPlan, hall: int, side: Side) -> list[tuple[float, float]]:
    """From and to, along a wall, of what is on it: a room's text, and frames with the label to their right."""
    found = []
    for text in plan.texts:
        if (text.hall, text.side) == (hall, side):
            x, z = plan.halls[hall].at(side, 0)
            middle = abs(text.x - x) + abs(text.z - z)
            found.append((middle - TEXT_WIDTH / 2, middle + TEXT_WIDTH / 2))
    for work in plan.works:
        if (work.hall, work.place.side) == (hall, side):
            half = frames_width(work.piece) / 2
            found.append((work.place.middle - half, work.place.middle + half + LABEL_GAP + LABEL_WIDTH))
    return found


def door_spans(plan: FloorPlan, hall: int, side: Side) -> list[tuple[float, float]]:
    found = []
    for door in plan.doors:
        if (door.before, door.side) == (hall, side) or (door.before + 1, door.side.opposite) == (hall, side):
            x, z = plan.halls[hall].at(side, 0)
            middle = abs(door.x - x) if side.along[0] else abs(door.z - z)
            found.append((middle - DOOR_WIDTH / 2, middle + DOOR_WIDTH / 2))
    return found


def apart(one: Hall, other: Hall) -> float:
    """How far two halls are from each other along the axis on which they are further."""
    across = max(one.west - other.east, other.west - one.east)
    return max(across, one.north - other.south, other.north - one.south)


@settings(max_examples=25)
@given(ROOMS)
def test_every_work_hangs_once_in_order_in_its_room(rooms: list[list[tuple[tuple[int, int], None, int]]]) -> None:
    hung = pieces(rooms)
    plan = plan_rooms(hung)
    assert [work.piece for work in plan.works] == [piece for room in hung for piece in room]
    for work in plan.works:
        assert plan.halls[work.hall].room == int(work.piece.id.partition("-")[0])
    assert [hall.room for hall in plan.halls] == sorted(hall.room for hall in plan.halls)
    for hall in plan.halls:
        own = [each for each in plan.halls if each.room == hall.room]
        assert (hall.part, hall.parts) == (own.index(hall) + 1, len(own))


ONE, TWO = ((3000, 2000), None, 1), ((3000, 2000), None, 2)
WIDE = ((8072, 54), (442.8, 150.7), 2)
LARGE = ((2776, 1071), (2000.0, 91.5), 2)
BEYOND_A_DOOR = [
    [WIDE, TWO, ONE, LARGE],
    [TWO, ONE, TWO, ONE, ONE, ONE, ONE, ONE],
    [ONE, WIDE, ONE, ((5045, 1059), (8.0, 914.5), 1), ONE, ONE, LARGE],
    [
        *(ONE, ((3503, 415), (433.5, 3.4), 2), ((1933, 25), (166.3, 1661.4), 2), ONE, ONE, ONE),
        *(((1307, 84), (941.6, 739.7), 2), ((1678, 8144), None, 1), ONE, ((358, 4954), None, 1)),
    ],
]
"""Rooms of which the last has its text before a door, and its first work beyond it on the same wall."""


@settings(max_examples=25)
@given(ROOMS)
@example(BEYOND_A_DOOR)
def test_nothing_hangs_over_a_corner_a_door_or_its_neighbour(
    rooms: list[list[tuple[tuple[int, int], None, int]]],
) -> None:
    plan = plan_rooms(pieces(rooms))
    for index, hall in enumerate(plan.halls):
        for side in Side:
            doors = door_spans(plan, index, side)
            spans = sorted(wall_spans(plan, index, side) + doors)
            assert all(start >= -MILLIMETRES and end <= hall.lengths[side] + MILLIMETRES for start, end in spans)
            assert all(end <= start + MILLIMETRES for (_, end), (start, _) in pairwise(spans))


@settings(max_examples=25)
@given(ROOMS)
def test_works_hang_at_eye_height_on_the_face_of_their_wall(
    rooms: list[list[tuple[tuple[int, int], None, int]]],
) -> None:
    plan = plan_rooms(pieces(rooms))
    for work in plan.works:
        assert EYE - work.place.height / 2 - BORDER > 0.2
        assert EYE + work.place.height / 2 + BORDER < HEIGHT - 0.5
        assert plan.halls[work.hall].at(work.place.side, work.place.middle) == (work.x, work.z)


@settings(max_examples=25)
@given(ROOMS)
def test_halls_do_not_meet_and_doors_lead_from_each_to_the_next(
    rooms: list[list[tuple[tuple[int, int], None, int]]],
) -> None:
    plan = plan_rooms(pieces(rooms))
    assert all(apart(one, other) >= THICKNESS - MILLIMETRES for one, other in combinations(plan.halls, 2))
    assert [door.before for door in plan.doors] == list(range(len(plan.halls) - 1))
    for door in plan.doors:
        for hall, side in ((plan.halls[door.before], door.side), (plan.halls[door.before + 1], door.side.opposite)):
            x, z = hall.at(side, 0)
            middle = abs(door.x - x) if side.along[0] else abs(door.z - z)
            assert DOOR_WIDTH / 2 <= middle <= hall.lengths[side] - DOOR_WIDTH / 2
            off = abs(door.z - z) if side.along[0] else abs(door.x - x)
            assert off == pytest.approx(THICKNESS / 2, abs=MILLIMETRES)
    assert DOOR_HEIGHT < HEIGHT


@settings(max_examples=20)
@given(ROOMS)
def test_one_can_walk_from_the_start_to_before_every_work(rooms: list[list[tuple[tuple[int, int], None, int]]]) -> None:
    plan = plan_rooms(pieces(rooms))
    free = list(walkable(plan))
    x, z, _ = plan.start
    reached = {index for index, edges in enumerate(free) if within(edges, x, z)}
    assert reached
    work = plan.works[0]
    facing = math.atan2(work.x - x, z - work.z) - math.radians(plan.start[2])
    assert math.dist((x, z), (work.x, work.z)) < 4
    assert abs(math.tan(facing)) * math.dist((x, z), (work.x, work.z)) < work.place.width / 2 + BORDER
    while more := {at for at in range(len(free)) if any(meet(free[at], free[known]) for known in reached)} - reached:
        reached |= more
    assert len(reached) == len(free)
    for work in plan.works:
        side = work.place.side
        before = work.x + side.into[0] * 1.2, work.z + side.into[1] * 1.2
        assert any(within(edges, *before) for edges in free)


def test_every_room_has_its_text_in_its_first_hall_beside_its_first_work() -> None:
    plan = plan_rooms([plain(5), plain(60), plain(3)])
    assert [plan.halls[text.hall].room for text in plan.texts] == [0, 1, 2]
    for text in plan.texts:
        assert plan.halls[text.hall].part == 1
        first = next(work for work in plan.works if work.hall == text.hall)
        assert first.place.side is text.side
        assert math.dist((first.x, first.z), (text.x, text.z)) < TEXT_WIDTH / 2 + 1.6


def test_no_one_walks_through_a_wall_a_picture_or_a_bench() -> None:
    plan = plan_rooms([plain(5), plain(3)])
    free = list(walkable(plan))
    for work in plan.works:
        assert not any(within(edges, work.x, work.z) for edges in free)
    for hall in plan.halls:
        west, north, east, south = bench(hall)
        for x, z in ((hall.west, hall.north), (hall.east, hall.south), (west, north), (east, south)):
            assert not any(within(edges, x, z) for edges in free)


def test_a_thousand_works_are_divided_into_halls_in_rows() -> None:
    plan = plan_rooms([plain(1000)])
    counts = [sum(work.hall == index for work in plan.works) for index in range(len(plan.halls))]
    assert len(plan.halls) > 20
    assert max(counts) <= 20
    assert max(counts) - min(counts) <= 1
    assert max(hall.east for hall in plan.halls) - min(hall.west for hall in plan.halls) < ROW + 10


def test_the_plan_is_the_same_every_time() -> None:
    assert plan_rooms([plain(30), plain(2)]) == plan_rooms([plain(30), plain(2)])


def test_a_work_hangs_at_the_size_of_its_original() -> None:
    assert picture_size(WorkToHang("print", (2400, 3000), (80.0, 100.0))) == (0.8, 1.0)
    assert picture_size(WorkToHang("cropped scan", (3000, 2000), (60.0, 60.0))) == (0.6, 0.4)


def test_small_prints_are_enlarged_until_they_can_be_seen_and_large_ones_fit_the_wall() -> None:
    assert picture_size(WorkToHang("carte de visite", (540, 900), (5.4, 9.0))) == (0.24, 0.4)
    assert picture_size(WorkToHang("banner", (2000, 1000), (2000.0, 1000.0))) == (3.0, 1.5)
    assert picture_size(WorkToHang("scroll", (1000, 4000), (100.0, 400.0))) == (0.55, 2.2)


def test_without_dimensions_the_longer_side_is_a_metre() -> None:
    assert picture_size(WorkToHang("wide", (3000, 2000))) == (1.0, 0.667)
    assert picture_size(WorkToHang("tall", (2000, 3000))) == (0.667, 1.0)


def test_original_and_colour_hang_side_by_side_with_the_label_to_their_right() -> None:
    (work,) = plan_rooms([[WorkToHang("pair", (3000, 2000), pictures=2)]]).works
    first, second = work.offsets
    assert second - first == pytest.approx(1.0 + 2 * BORDER + 0.12)
    assert first == -second
    assert work.label_offset - LABEL_WIDTH / 2 == pytest.approx(second + 0.5 + BORDER + LABEL_GAP)


def within(edges: tuple[float, float, float, float], x: float, z: float) -> bool:
    west, north, east, south = edges
    return west <= x <= east and north <= z <= south


def meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two rectangles share at least a hand's breadth in both directions."""
    return (
        min(one[2], other[2]) - max(one[0], other[0]) >= 0.04 and min(one[3], other[3]) - max(one[1], other[1]) >= 0.04
    )


def test_clearance_leaves_room_in_doors() -> None:
    assert DOOR_WIDTH - 2 * CLEARANCE >= 0.9
