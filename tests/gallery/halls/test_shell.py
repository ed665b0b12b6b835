"""Walls as rectangles: they close every hall but for its doors."""

from __future__ import annotations

import numpy as np
import pytest

from gallery.halls.floor_plan import DOOR_HEIGHT, DOOR_WIDTH, HEIGHT, THICKNESS, FloorPlan, plan_rooms
from gallery.halls.hanging import Side, WorkToHang
from gallery.halls.shell import Panel, panels, passage


@pytest.fixture(scope="module")
def plan() -> FloorPlan:
    return plan_rooms([[WorkToHang(f"{room}-{number}", (4, 3)) for number in range(24)] for room in range(4)])


def area(panel: Panel) -> float:
    return panel.width * (panel.top - panel.bottom)


def test_walls_cover_everything_but_the_doors(plan: FloorPlan) -> None:
    for index, hall in enumerate(plan.halls):
        own = [each for each in panels(plan) if each.hall == index and each.width > THICKNESS]
        doors = sum(index in (door.before, door.before + 1) for door in plan.doors)
        whole = sum(hall.lengths.values()) * HEIGHT
        assert sum(map(area, own)) == pytest.approx(whole - doors * DOOR_WIDTH * DOOR_HEIGHT, abs=0.05)


def test_panels_face_into_their_hall(plan: FloorPlan) -> None:
    for panel in panels(plan):
        low_left, low_right, _, high_left = (np.array(corner) for corner in panel.corners())
        facing = np.cross(low_right - low_left, high_left - low_left)
        facing /= np.linalg.norm(facing)
        assert facing == pytest.approx((panel.side.into[0], 0, panel.side.into[1]), abs=1e-9)


def test_jambs_stand_in_the_thickness_of_the_wall_and_face_each_other(plan: FloorPlan) -> None:
    for door in plan.doors:
        west, north, east, south = passage(door)
        wide = door.side in (Side.NORTH, Side.SOUTH)
        assert (east - west, south - north) == pytest.approx(
            (DOOR_WIDTH, THICKNESS) if wide else (THICKNESS, DOOR_WIDTH)
        )
        jambs = [each for each in panels(plan) if each.hall == door.before and each.width == THICKNESS]
        assert {each.side for each in jambs} >= ({Side.WEST, Side.EAST} if wide else {Side.NORTH, Side.SOUTH})
        for jamb in jambs:
            assert jamb.top == DOOR_HEIGHT


def test_a_panel_can_be_cut_and_moved_out_of_its_wall() -> None:
    panel = Panel(0, Side.NORTH, 1.0, 2.0, 3.0, 0.0, 3.6)
    assert panel.corners(0.01, 0.1) == [(1.0, 0.0, 2.01), (4.0, 0.0, 2.01), (4.0, 0.1, 2.01), (1.0, 0.1, 2.01)]
