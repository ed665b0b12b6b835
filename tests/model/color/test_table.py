"""Colours looked up are those that are reckoned, but for less than eight bits show."""

from __future__ import annotations

import numpy as np
import pytest

from model.color.gamut import to_rgb8
from model.color.lab import LIGHTNESS, Float, rgb_to_lab
from model.color.table import MARGIN, Table

Grey = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def planes(spread: float) -> tuple[Grey, Float, Float]:
    """Greys of all kinds, (200, 300), with a and b within ``spread`` of 5 and 9."""
    random = np.random.default_rng(7)
    grey = random.integers(0, 256, (200, 300), dtype=np.uint8)
    a, b = ((middle + spread * random.uniform(-1, 1, grey.shape)).astype(np.float32) for middle in (5, 9))
    return grey, a, b


def looked_up(table: Table, grey: Grey, a: Float, b: Float) -> Grey:
    out = np.empty((*grey.shape, 4), np.uint8)
    steps = table.in_steps(np.zeros((2, *grey.shape), np.float32), np.stack([a, b]))
    table.look_up(grey, *steps[2:], out)
    return out[..., :3]


@pytest.mark.parametrize(("pixels", "step"), [(1 << 30, 0.25), (4_000_000, 0.5)])
def test_a_colour_looked_up_is_at_most_a_step_of_255_away_and_as_light(pixels: int, step: float) -> None:
    grey, a, b = planes(8)
    table = Table.spanning(a, b, pixels)
    assert table is not None
    assert table.step == step
    found, reckoned = looked_up(table, grey, a, b), to_rgb8(LIGHTNESS.take(grey), a, b)
    off = np.abs(found.astype(int) - reckoned)
    assert off.max() <= 2
    assert off.mean() < step
    lightness = np.abs(rgb_to_lab(found)[..., 0] - LIGHTNESS.take(grey))
    assert lightness.mean() < 0.3
    assert (lightness < 1).mean() > 0.999


def test_what_lies_outside_of_the_table_is_reckoned() -> None:
    grey, a, b = planes(8)
    table = Table.spanning(a, b, 1 << 30)
    assert table is not None
    for far_a, far_b in ((a + 40, b), (a, b - 60), (a - 17.5 - MARGIN, b)):
        off = np.abs(looked_up(table, grey, far_a, far_b).astype(int) - to_rgb8(LIGHTNESS.take(grey), far_a, far_b))
        assert off.max() <= 1


def test_which_pixels_are_looked_up_together_changes_none() -> None:
    grey, a, b = planes(30)
    table = Table.spanning(a / 2, b / 2, 1 << 30)
    assert table is not None
    whole = looked_up(table, grey, a, b)
    parts = [looked_up(table, grey[i : i + 7], a[i : i + 7], b[i : i + 7]) for i in range(0, 200, 7)]
    assert (np.concatenate(parts) == whole).all()


def test_a_small_picture_or_one_of_all_colours_has_no_table() -> None:
    _, a, b = planes(8)
    assert Table.spanning(a, b, 100_000) is None
    assert Table.spanning(a * 10, b * 10, 2_000_000) is None
