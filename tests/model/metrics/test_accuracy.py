import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.metrics.accuracy import Accuracy

LABS = arrays(np.float32, (4, 3, 2, 3), elements=st.floats(-100, 100, width=32))


def scored(truth, result):
    metric = Accuracy()
    metric.update(truth, result)
    return metric.compute()


def moved(**difference):
    """The scores of one pixel that is off by ``difference``."""
    truth = np.full((1, 1, 1, 3), 40, np.float32)
    return scored(truth, truth + np.float32([difference.get(axis, 0) for axis in "Lab"]))


def test_lightness_may_be_off_by_epsilon_and_no_more():
    assert moved(L=2) == {"acc2": 100, "acc5": 100}
    assert moved(L=3) == {"acc2": 0, "acc5": 100}
    assert moved(L=-6) == {"acc2": 0, "acc5": 0}


@pytest.mark.parametrize("axis", ["a", "b"])
def test_each_of_a_and_b_may_be_off_by_2_2_epsilon(axis):
    assert moved(**{axis: 4}) == {"acc2": 100, "acc5": 100}
    assert moved(**{axis: -5}) == {"acc2": 0, "acc5": 100}
    assert moved(**{axis: 11}) == {"acc2": 0, "acc5": 100}
    assert moved(**{axis: 12}) == {"acc2": 0, "acc5": 0}


def test_lab_is_rounded_before_it_is_compared():
    assert moved(L=2.49) == {"acc2": 100, "acc5": 100}
    assert moved(L=2.51) == {"acc2": 0, "acc5": 100}


def test_the_value_is_the_share_of_pixels_in_per_cent():
    truth = np.zeros((1, 2, 2, 3), np.float32)
    result = truth.copy()
    result[0, 0, 0] = 50
    assert scored(truth, result) == {"acc2": 75, "acc5": 75}


@given(LABS, LABS, st.integers(1, 3))
def test_identity_is_all_right_order_does_not_matter_and_batches_add_up(truth, result, cut):
    assert scored(truth, truth) == {"acc2": 100, "acc5": 100}
    whole = scored(truth, result)
    assert scored(result, truth) == whole
    assert whole["acc2"] <= whole["acc5"]
    parts = Accuracy()
    parts.update(truth[:cut], result[:cut])
    parts.update(truth[cut:], result[cut:])
    assert parts.compute() == {key: pytest.approx(value) for key, value in whole.items()}
