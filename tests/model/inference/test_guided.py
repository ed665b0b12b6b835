"""The guided filter, against its definition written out slowly."""

from __future__ import annotations

import numpy as np
import pytest

from model.inference.guided import coefficients


def windows(plane: np.ndarray, radius: int) -> np.ndarray:
    """Every pixel's window, (H, W, n), the edge repeated."""
    wide = np.pad(plane.astype(np.float64), radius, mode="edge")
    side = 2 * radius + 1
    return np.lib.stride_tricks.sliding_window_view(wide, (side, side)).reshape(*plane.shape, side * side)


def slow(chroma: np.ndarray, lightness: np.ndarray, radius: int, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """He & Sun 2015, equations 5, 6 and 8, in float64, for one plane of chroma."""
    guide, colour = windows(lightness, radius), windows(chroma, radius)
    covariance = ((guide - guide.mean(-1, keepdims=True)) * (colour - colour.mean(-1, keepdims=True))).mean(-1)
    slope = covariance / (guide.var(-1) + epsilon * 100**2)
    offset = colour.mean(-1) - slope * guide.mean(-1)
    return windows(slope, radius).mean(-1), windows(offset, radius).mean(-1)


@pytest.mark.parametrize("radius", [1, 3, 9])
def test_it_is_the_filter_of_its_definition(radius: int) -> None:
    random = np.random.default_rng(0)
    lightness = random.uniform(0, 100, (13, 18)).astype(np.float32)
    chroma = random.uniform(-60, 60, (2, 13, 18)).astype(np.float32)
    slope, offset = coefficients(chroma, lightness, radius, 0.01)
    for channel in range(2):
        expected = slow(chroma[channel], lightness, radius, 0.01)
        np.testing.assert_allclose(slope[channel], expected[0], atol=2e-3)
        np.testing.assert_allclose(offset[channel], expected[1], atol=0.1)


def test_planes_and_batches_are_filtered_each_by_itself() -> None:
    random = np.random.default_rng(1)
    lightness = random.uniform(0, 100, (3, 12, 12)).astype(np.float32)
    chroma = random.uniform(-60, 60, (3, 2, 12, 12)).astype(np.float32)
    slope, offset = coefficients(chroma, lightness, 2, 0.01)
    assert slope.shape == offset.shape == chroma.shape
    one, other = coefficients(chroma[1], lightness[1], 2, 0.01)
    np.testing.assert_allclose(slope[1], one, atol=1e-5)
    np.testing.assert_allclose(offset[1], other, atol=1e-4)


def test_chroma_that_follows_lightness_is_given_back_at_any_resolution() -> None:
    lightness = np.linspace(0, 100, 400, dtype=np.float32).reshape(20, 20)
    slope, offset = coefficients((0.5 * lightness - 10)[None], lightness, 4, 1e-6)
    inside = (slice(6, -6), slice(6, -6))
    np.testing.assert_allclose((slope[0] * lightness + offset[0])[inside], (0.5 * lightness - 10)[inside], atol=0.05)


def test_a_flat_colour_stays_flat_over_any_texture() -> None:
    lightness = np.random.default_rng(0).uniform(0, 100, (16, 16)).astype(np.float32)
    slope, offset = coefficients(np.full((2, 16, 16), 20, np.float32), lightness, 3, 0.01)
    np.testing.assert_allclose(slope * lightness + offset, 20, atol=0.05)


def test_colour_ends_where_the_picture_does() -> None:
    lightness = np.where(np.arange(40) < 20, 20, 80).astype(np.float32)[None].repeat(40, axis=0)
    blurred = np.clip((np.arange(40) - 10) / 20, 0, 1).astype(np.float32)[None].repeat(40, axis=0) * 40
    slope, offset = coefficients(blurred[None], lightness, 6, 0.001)
    filtered = (slope * lightness + offset)[0, 20]
    step = filtered[20] - filtered[19]
    assert step > 5 * (blurred[20, 20] - blurred[20, 19])
