"""Arrangement: equal pictures, inside the sheet, apart from each other and from the label."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.labels.arrangement import (
    ABOUT_MIN,
    CAPTION,
    CAPTION_WIDTH,
    LABEL_ROOM,
    MARGIN,
    MAX_ENLARGEMENT,
    MEASURE_MAX,
    MEASURE_MIN,
    UNITS,
    Format,
    arrange,
    tallest_in_row,
)

SIDES = st.integers(16, 12_000)
HEIGHTS = st.one_of(st.none(), st.floats(180, 1125))
PIXELS = st.integers(1000, 12_000)


@given(wide=SIDES, high=SIDES, count=st.integers(1, 3), pixels=PIXELS, height=HEIGHTS)
def test_pictures_are_equal_undistorted_and_never_overlap(
    wide: int, high: int, count: int, pixels: int, height: float | None
) -> None:
    where = arrange((wide, high), count, Format(pixels, height))
    assert len(where.pictures) == count
    assert len({(box.width, box.height) for box in where.pictures}) == 1
    first = where.pictures[0]
    assert first.width / first.height == pytest.approx(wide / high)
    assert where.enlargement <= MAX_ENLARGEMENT * (1 + 1e-9)
    for before, after in pairwise(where.pictures):
        assert after.left >= before.left + before.width or after.top >= before.bottom
    assert all(box.left + box.width <= UNITS - MARGIN + 1e-9 for box in where.pictures)


@given(wide=SIDES, high=SIDES, count=st.integers(1, 3), pixels=PIXELS, height=HEIGHTS)
def test_columns_of_text_are_readable_and_stay_on_the_sheet(
    wide: int, high: int, count: int, pixels: int, height: float | None
) -> None:
    where = arrange((wide, high), count, Format(pixels, height))
    for left, measure in (where.tombstone, where.about):
        assert left + measure <= UNITS - MARGIN + 1e-9
        assert 0 < measure <= MEASURE_MAX
    assert where.tombstone[1] >= MEASURE_MIN - 1e-9
    assert where.about[1] >= ABOUT_MIN - 1e-9
    if where.beside:
        last = where.pictures[-1]
        assert where.tombstone[0] > last.left + last.width


def test_a_pair_fills_the_width_and_the_notice_stands_under_the_colour() -> None:
    where = arrange((3000, 2000), 2, Format(3600))
    assert [box.left for box in where.pictures] == [MARGIN, where.about[0]]
    assert where.pictures[1].left + where.pictures[1].width == pytest.approx(UNITS - MARGIN)
    assert not where.beside


def test_panoramas_stand_one_above_the_other() -> None:
    first, second = arrange((4000, 1000), 2, Format(3600)).pictures
    assert first.left == second.left
    assert second.top > first.bottom


def test_tall_pictures_have_their_label_beside_them() -> None:
    assert arrange((1000, 4000), 2, Format(3600)).beside
    assert arrange((1000, 1300), 1, Format(3600)).beside
    assert not arrange((1000, 1300), 2, Format(3600)).beside


def test_a_small_picture_is_not_blown_up_to_fill_its_place() -> None:
    where = arrange((128, 128), 2, Format(3600))
    assert where.enlargement == pytest.approx(3)
    assert where.pictures[0].width == pytest.approx(128 * 3 / 8)


@given(wide=SIDES, high=SIDES, count=st.integers(1, 3), height=st.floats(180, 1125))
def test_on_a_sheet_of_a_given_height_pictures_leave_room_for_captions_and_label(
    wide: int, high: int, count: int, height: float
) -> None:
    where = arrange((wide, high), count, Format(3600, height))
    foot = where.pictures_bottom + CAPTION
    assert foot <= height - MARGIN + 1e-6 or where.pictures[0].height <= 1 + 1e-6
    if not where.beside and where.pictures[0].height > 1:
        assert foot + LABEL_ROOM <= height - MARGIN


@given(wide=SIDES, high=SIDES, height=st.floats(180, 1125))
def test_captions_of_pictures_beside_one_another_have_room(wide: int, high: int, height: float) -> None:
    for sheet in (Format(3600), Format(3600, height)):
        for before, after in pairwise(arrange((wide, high), 3, sheet).pictures):
            assert after.top > before.top or after.left - before.left >= CAPTION_WIDTH


@given(sizes=st.lists(st.tuples(SIDES, SIDES), min_size=2, max_size=4), height=HEIGHTS)
def test_a_row_hangs_level(sizes: list[tuple[int, int]], height: float | None) -> None:
    sheet = Format(3600, height)
    tallest = min(tallest_in_row(size, 2, sheet) for size in sizes)
    for size in sizes:
        where = arrange(size, 2, Format(3600, height, tallest))
        if size[0] / size[1] <= 2:  # panoramas stand above one another, as they would by themselves
            assert [box.height for box in where.pictures] == pytest.approx([tallest, tallest])
            assert [box.top for box in where.pictures] == [MARGIN, MARGIN]
            assert not where.beside
        else:
            assert where == arrange(size, 2, sheet)
