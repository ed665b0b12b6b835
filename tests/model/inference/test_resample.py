"""Resampling: weights that sum to one, exact averages, constants preserved, and no dense matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.inference.resample import PROPORTION, matrix, resize, size_for

SIZES = st.integers(1, 90)


@settings(max_examples=80)
@given(source=SIZES, target=SIZES)
def test_every_row_sums_to_one_and_no_weight_is_negative(source: int, target: int) -> None:
    weights = matrix(source, target).toarray()
    assert weights.shape == (target, source)
    assert weights.dtype == np.float32
    assert weights.min() >= 0
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)


@settings(max_examples=40)
@given(source=SIZES, target=SIZES)
def test_a_ramp_stays_a_ramp_that_never_falls(source: int, target: int) -> None:
    ramp = matrix(source, target) @ np.arange(source, dtype=np.float32)
    assert (np.diff(ramp) >= -1e-4).all()
    assert ramp.mean() == pytest.approx((source - 1) / 2, abs=0.51)


def test_shrinking_by_a_whole_number_is_the_mean_of_each_block() -> None:
    picture = np.random.default_rng(0).normal(size=(2, 24, 40)).astype(np.float32)
    blocks = picture.reshape(2, 6, 4, 8, 5).mean(axis=(2, 4))
    np.testing.assert_allclose(resize(picture, (6, 8)), blocks, atol=1e-6)


def test_shrinking_by_a_fraction_weighs_each_pixel_by_the_area_it_shares() -> None:
    np.testing.assert_allclose(matrix(5, 2).toarray(), np.array([[1, 1, 0.5, 0, 0], [0, 0, 0.5, 1, 1]]) / 2.5)
    for source, target in ((7, 3), (100, 7), (4000, 321), (900, 899)):
        np.testing.assert_allclose(matrix(source, target).sum(axis=0), target / source, rtol=1e-4)


def test_enlarging_is_linear_between_pixel_centres_and_repeats_the_edge() -> None:
    np.testing.assert_allclose(matrix(2, 4).toarray(), [[1, 0], [0.75, 0.25], [0.25, 0.75], [0, 1]])


@pytest.mark.parametrize("size", [(3, 5), (17, 9), (40, 40), (1, 1)])
def test_a_constant_stays_constant_and_leading_axes_stay(size: tuple[int, int]) -> None:
    out = resize(np.full((2, 3, 17, 9), 7.25, np.float32), size)
    assert out.shape == (2, 3, *size)
    np.testing.assert_allclose(out, 7.25, rtol=1e-6)


def test_the_same_size_is_the_same_picture() -> None:
    picture = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    assert (resize(picture, (5, 7)) == picture).all()
    assert (matrix(9, 9).toarray() == np.eye(9)).all()


def test_a_panorama_needs_no_dense_matrix() -> None:
    assert matrix(65_500, 10_000).nnz < 4 * 65_500
    assert matrix(10_000, 65_500).nnz <= 2 * 65_500


@settings(max_examples=60)
@given(height=st.integers(1, 5000), width=st.integers(1, 5000), short=st.integers(8, 400))
def test_a_size_keeps_the_aspect_and_never_enlarges(height: int, width: int, short: int) -> None:
    h, w = size_for(height, width, short)
    if max(height, width) <= PROPORTION * min(height, width):
        assert min(h, w) == min(short, height, width)
    assert h <= height
    assert w <= width
    assert abs(h * width - w * height) <= max(height, width)


@settings(max_examples=60)
@given(thin=st.integers(1, 300), long=st.integers(1, 1_000_000), short=st.integers(8, 400))
def test_a_strip_of_any_length_has_no_more_pixels_than_one_of_ordinary_proportions(
    thin: int, long: int, short: int
) -> None:
    h, w = size_for(thin, max(thin, long), short)
    most = PROPORTION * short**2
    assert h * w <= most + h + w or h == 1  # a size is rounded to whole pixels
