import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.color.grid import STEP, bins, corners
from model.color.lab import rgb_to_lab


@given(arrays(np.uint8, (6, 3), elements=st.integers(0, 255)))
def test_the_expectation_over_bins_gives_every_srgb_colour_back(rgb):
    ab = rgb_to_lab(rgb)[:, 1:]
    indices, weights = corners(ab)
    assert weights.sum(-1) == pytest.approx(np.ones(6), abs=1e-6)
    assert (weights >= 0).all()
    assert (bins()[indices] * weights[..., None]).sum(-2) == pytest.approx(ab, abs=1e-3)


def test_the_expectation_gives_mixtures_of_colours_back_too():
    rng = np.random.default_rng(0)
    two = rgb_to_lab(rng.integers(0, 256, (2, 20_000, 3), dtype=np.uint8))[..., 1:]
    ab = two.mean(axis=0)
    indices, weights = corners(ab)
    assert np.abs((bins()[indices] * weights[..., None]).sum(-2) - ab).max() < 1e-3


def test_the_bins_are_a_grid_of_distinct_points_that_has_grey():
    centres = bins()
    assert (centres % STEP == 0).all()
    assert len(np.unique(centres, axis=0)) == len(centres)
    assert [0, 0] in centres.tolist()
