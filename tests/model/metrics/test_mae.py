import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.metrics.mae import Mae

PICTURES = arrays(np.uint8, (4, 3, 5, 3))


def scored(truth, result):
    metric = Mae()
    metric.update(truth, result)
    return metric.compute()["mae"]


def test_white_for_black_is_a_hundred_per_cent_and_one_value_its_share():
    black = np.zeros((1, 2, 2, 3), np.uint8)
    assert scored(black, black + 255) == pytest.approx(100)
    one = black.copy()
    one[0, 0, 0, 0] = 51
    assert scored(black, one) == pytest.approx(20 / 12)


@given(PICTURES, PICTURES, st.integers(1, 3))
def test_it_is_the_mean_absolute_difference_in_any_order_and_any_batches(truth, result, cut):
    expected = np.abs(truth.astype(float) - result.astype(float)).mean() / 255 * 100
    assert scored(truth, result) == pytest.approx(expected) == scored(result, truth)
    assert scored(truth, truth) == 0
    parts = Mae()
    parts.update(truth[:cut], result[:cut])
    parts.update(truth[cut:], result[cut:])
    assert parts.compute()["mae"] == pytest.approx(expected)
