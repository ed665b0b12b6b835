import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.errors import PictureError
from model.metrics.calibration import Calibration, ReliabilityPoint

CONFIDENCES = arrays(np.float32, (4, 3, 5), elements=st.floats(0, 1, width=32))
DIFFERENCES = arrays(np.float32, (4, 3, 5), elements=st.floats(0, 40, width=32))


def measured(confidence, differences):
    metric = Calibration()
    metric.update(np.asarray(confidence, np.float32), np.asarray(differences, np.float32))
    return metric


def test_certainty_that_is_always_right_is_calibrated_and_always_wrong_is_the_worst():
    assert measured([1, 1], [0, 10]).compute() == 0  # a ΔE00 of 10 is still within
    assert measured([1, 1], [10.01, 90]).compute() == 1


def test_a_case_worked_by_hand():
    # Three pixels at 0.85, one of them right: a gap of 0.85 − 1/3. One at 0.25, right: a gap of 0.75.
    metric = measured([0.85, 0.85, 0.85, 0.25], [1, 20, 20, 1])
    assert metric.compute() == pytest.approx((3 * (0.85 - 1 / 3) + 0.75) / 4)
    low, high = metric.curve()
    assert low == ReliabilityPoint(0.25, 1.0, 1)
    assert high == ReliabilityPoint(pytest.approx(0.85), pytest.approx(1 / 3), 3)


def test_a_confidence_that_holds_what_it_says_has_almost_no_error():
    rng = np.random.default_rng(2)
    confidence = rng.uniform(0, 1, 200_000).astype(np.float32)
    differences = np.where(rng.uniform(0, 1, 200_000) < confidence, 5, 15)
    metric = measured(confidence, differences)
    assert metric.compute() < 0.005
    assert len(metric.curve()) == 15


@given(CONFIDENCES, DIFFERENCES)
def test_it_is_the_textbook_sum_over_fifteen_bins(confidence, differences):
    right = differences <= 10
    bins = np.minimum(np.floor(confidence * np.float32(15)), 14)
    expected = sum(
        abs(right[bins == each].mean() - confidence[bins == each].mean(dtype=float)) * (bins == each).mean()
        for each in np.unique(bins)
    )
    assert measured(confidence, differences).compute() == pytest.approx(expected, abs=1e-6)


@given(CONFIDENCES, DIFFERENCES, st.integers(1, 3))
def test_batches_add_up(confidence, differences, cut):
    parts = Calibration()
    parts.update(confidence[:cut], differences[:cut])
    parts.update(confidence[cut:], differences[cut:])
    assert parts.compute() == pytest.approx(measured(confidence, differences).compute())


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(value):
    with pytest.raises(PictureError, match=r"it is a probability, 0\.\.1"):
        measured([value, 0.5], [1, 1])


def test_maps_of_different_shapes_are_refused():
    with pytest.raises(PictureError, match="confidence has shape"):
        measured([0.5], [1, 1])


def test_nothing_measured_is_an_error():
    with pytest.raises(ValueError, match="before any update"):
        Calibration().compute()
