"""Polygons: which pixels lie in them, and how they keep parts of a photograph grey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Colorist
from model.errors import HintError
from model.inference.hints import Hint
from model.inference.polygons import inside

POINTS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=9)
LEFT = ((0.0, 0.0), (0.4, 0.0), (0.4, 1.0), (0.0, 1.0))


@given(POINTS, st.integers(0, 20), st.integers(1, 20))
def test_rows_asked_for_apart_are_those_of_the_whole(polygon: list[tuple[float, float]], top: int, count: int) -> None:
    part = slice(top, min(top + count, 40))
    assert np.array_equal(inside(polygon, (40, 25), part), inside(polygon, (40, 25))[part])


@given(POINTS)
def test_a_polygon_is_the_same_from_whichever_corner_it_is_read(polygon: list[tuple[float, float]]) -> None:
    turned = [*polygon[2:], *polygon[:2]]
    assert np.array_equal(inside(polygon, (20, 30)), inside(turned, (20, 30)))


@pytest.mark.parametrize("size", [(96, 120), (1100, 1300)])
def test_what_is_protected_is_exactly_grey_whatever_hints_say_and_the_rest_is_not(size: tuple[int, int]) -> None:
    ramp = np.linspace(40, 200, size[1]).astype(np.uint8)
    picture = np.broadcast_to(ramp, size).copy()
    hints = [Hint((0.3, 0.5), (122, 32, 32)), Hint((0.7, 0.5), (122, 32, 32))]
    rgb = Colorist.load().colorize(picture, hints, protect=[LEFT]).rgb
    edge = inside(LEFT, size)
    assert np.array_equal(rgb[edge], np.repeat(picture[edge][:, None], 3, axis=1))
    assert (np.ptp(rgb[:, int(size[1] * 0.68) : int(size[1] * 0.72)].astype(int), axis=2) > 20).all()


def test_an_area_outside_the_picture_is_refused() -> None:
    with pytest.raises(HintError, match=r"area at .* is outside the picture"):
        Colorist.load().colorize(np.zeros((32, 32), np.uint8), protect=[((0, 0), (1.1, 0), (1, 1))])
