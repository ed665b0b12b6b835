"""Arrangement: equal pictures, inside the sheet, apart from each other and from the label."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.labels.arrangement import MARGIN, MAX_ENLARGEMENT, MEASURE_MAX, MEASURE_MIN, UNITS, arrange

SIDES = st.integers(16, 12_000)


@given(wide=SIDES, high=SIDES, count=st.integers(1, 3), sheet=st.integers(1200, 12_000))
def test_pictures_are_equal_undistorted_and_never_overlap(wide: int, high: int, count: int, sheet: int) -> None:
    where = arrange((wide, high), count, sheet)
    assert len(where.pictures) == count
    assert len({(box.width, box.height) for box in where.pictures}) == 1
    first = where.pictures[0]
    assert first.width / first.height == pytest.approx(wide / high)
    assert where.enlargement <= MAX_ENLARGEMENT * (1 + 1e-9)
    for before, after in pairwise(where.pictures):
        assert after.left >= before.left + before.width or after.top >= before.bottom
    assert all(box.left + box.width <= UNITS - MARGIN + 1e-9 for box in where.pictures)


@given(wide=SIDES, high=SIDES, count=st.integers(1, 3), sheet=st.integers(1200, 12_000))
def test_columns_of_text_are_readable_and_stay_on_the_sheet(wide: int, high: int, count: int, sheet: int) -> None:
    where = arrange((wide, high), count, sheet)
    for left, measure in (where.tombstone, where.about):
        assert left + measure <= UNITS - MARGIN + 1e-9
        assert 0 < measure <= MEASURE_MAX
    assert where.tombstone[1] >= MEASURE_MIN - 1e-9
    if where.beside:
        last = where.pictures[-1]
        assert where.tombstone[0] > last.left + last.width


def test_a_pair_fills_the_width_and_the_notice_stands_under_the_colour() -> None:
    where = arrange((3000, 2000), 2, 3600)
    assert [box.left for box in where.pictures] == [MARGIN, where.about[0]]
    assert where.pictures[1].left + where.pictures[1].width == pytest.approx(UNITS - MARGIN)
    assert not where.beside


def test_panoramas_stand_one_above_the_other() -> None:
    first, second = arrange((4000, 1000), 2, 3600).pictures
    assert first.left == second.left
    assert second.top > first.bottom


def test_tall_pictures_have_their_label_beside_them() -> None:
    assert arrange((1000, 4000), 2, 3600).beside
    assert arrange((1000, 1300), 1, 3600).beside
    assert not arrange((1000, 1300), 2, 3600).beside


def test_a_small_picture_is_not_blown_up_to_fill_its_place() -> None:
    where = arrange((128, 128), 2, 3600)
    assert where.enlargement == pytest.approx(3)
    assert where.pictures[0].width == pytest.approx(128 * 3 / 8)
