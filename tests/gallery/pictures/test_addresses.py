"""Sizes of pictures on the site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.pictures.addresses import LIMIT, ladder

PIXELS = st.integers(16, 20_000)


@pytest.mark.parametrize(
    ("picture", "sizes"),
    [
        ((250, 200), [(250, 200)]),
        ((300, 200), [(240, 160), (300, 200)]),
        ((1000, 750), [(240, 180), (480, 360), (720, 540), (1000, 750)]),
        ((1800, 1385), [(240, 185), (480, 369), (720, 554), (960, 739), (1600, 1231), (1800, 1385)]),
        ((6000, 4000), [(240, 160), (480, 320), (720, 480), (960, 640), (1600, 1067), (2400, 1600)]),
        ((2089, 3000), [(240, 345), (480, 689), (720, 1034), (960, 1379), (1671, 2400)]),
    ],
)
def test_sizes_climb_to_the_picture_itself_or_to_the_limit(
    picture: tuple[int, int], sizes: list[tuple[int, int]]
) -> None:
    assert ladder(*picture) == sizes


@given(PIXELS, PIXELS)
def test_no_size_is_larger_than_the_picture_or_the_limit(width: int, height: int) -> None:
    sizes = ladder(width, height)
    assert sizes == sorted(sizes)
    assert all(0 < w <= width and 0 < h <= height and max(w, h) <= LIMIT for w, h in sizes)
