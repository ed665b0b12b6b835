"""Canvases: of many sizes, each a part of its photograph, from the whole of it to what is seen closer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.datasets.canvas import MULTIPLE, Canvas, fewer, middle
from model.errors import ConfigError

WIDE = Canvas(side=96, aspect=2.0, larger=1.8, closer=1.8)


def places(height: int, width: int) -> np.ndarray:
    """A picture whose red and green say where a pixel is, 0 to 255."""
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([255 * rows / (height - 1), 255 * columns / (width - 1), 0 * rows], axis=-1).astype(np.uint8)


@given(st.integers(0, 2**32 - 1))
def test_sizes_are_multiples_within_what_is_asked_for(seed: int) -> None:
    height, width = WIDE.size(np.random.default_rng(seed))
    assert height % MULTIPLE == 0 == width % MULTIPLE
    assert max(height, width) / min(height, width) <= 2.5  # 2, rounded to multiples
    assert 64 * 96 <= height * width <= (1.8 * 96 + MULTIPLE) ** 2


def test_sizes_differ_and_large_ones_hold_fewer_images() -> None:
    sizes = {WIDE.size(np.random.default_rng(seed)) for seed in range(60)}
    assert len(sizes) > 8
    assert fewer(32, WIDE, (96, 96)) == 32
    assert fewer(32, WIDE, (192, 192)) == 8
    assert fewer(2, WIDE, (512, 512)) == 2


@given(st.integers(0, 2**32 - 1), st.integers(40, 200), st.integers(40, 200))
def test_a_canvas_shows_a_part_of_the_photograph_in_its_own_proportions(seed: int, height: int, width: int) -> None:
    canvas = WIDE.cut(places(height, width), (96, 128), np.random.default_rng(seed)).astype(float)
    assert canvas.shape == (96, 128, 3)
    down = (canvas[80, :, 0].mean() - canvas[16, :, 0].mean()) * (height - 1) / 64  # px of the photograph for one
    across = (canvas[:, 112, 1].mean() - canvas[:, 16, 1].mean()) * (width - 1) / 96
    assert down == pytest.approx(across, rel=0.15, abs=8)
    shown = max(down, across) / 255 / min(height / 96, width / 128)
    assert 1 / 1.8 - 0.12 <= shown <= 1.12


def test_the_middle_is_a_square_of_the_whole_shorter_side() -> None:
    square = middle(places(60, 100), 30).astype(float)
    assert square.shape == (30, 30, 3)
    assert square[..., 0].mean() == pytest.approx(127, abs=3)
    assert square[0, 0, 1] == pytest.approx(255 * 20 / 100, abs=6)


def test_what_cannot_be_drawn_from_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        Canvas.from_json({"side": 100, "aspect": 0.5, "larger": 9, "closer": 0})
    assert [name in str(caught.value) for name in ("side must", "aspect must", "larger must", "closer must")] == [
        True
    ] * 4
