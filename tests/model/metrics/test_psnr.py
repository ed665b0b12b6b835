import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.metrics import peak_signal_noise_ratio

from model.errors import PictureError
from model.metrics.psnr import Psnr

PICTURES = arrays(np.uint8, (4, 3, 5, 3))


def scored(truth, result):
    metric = Psnr()
    metric.update(truth, result)
    return metric.compute()


def test_each_picture_agrees_with_scikit_image_and_the_mean_is_over_pictures():
    rng = np.random.default_rng(1)
    truth, result = rng.integers(0, 256, (2, 7, 16, 12, 3), dtype=np.uint8)
    expected = [peak_signal_noise_ratio(a, b, data_range=255) for a, b in zip(truth, result, strict=True)]
    scores = scored(truth, result)
    assert scores["psnr"] == pytest.approx(np.mean(expected), abs=1e-9)
    assert scores["psnr_pooled"] == pytest.approx(peak_signal_noise_ratio(truth, result, data_range=255), abs=1e-9)


def test_an_error_of_one_everywhere_is_48_13_decibels():
    black = np.zeros((1, 2, 2, 3), np.uint8)
    assert scored(black, black + 1)["psnr"] == pytest.approx(20 * math.log10(255))


def test_pictures_without_error_are_dropped_from_the_mean_and_counted_but_stay_in_the_pool():
    black = np.zeros((2, 2, 2, 3), np.uint8)
    one_off = black.copy()
    one_off[1] = 1
    scores = scored(black, one_off)
    assert scores["psnr_dropped"] == 1
    assert scores["psnr"] == pytest.approx(20 * math.log10(255))
    assert scores["psnr_pooled"] == pytest.approx(20 * math.log10(255) + 10 * math.log10(2))


@given(PICTURES)
def test_identity_has_no_finite_value(pictures):
    assert scored(pictures, pictures) == {"psnr": None, "psnr_pooled": None, "psnr_dropped": 4}


@given(PICTURES, PICTURES, st.integers(1, 3))
def test_it_is_symmetric_and_batches_add_up(truth, result, cut):
    whole = scored(truth, result)
    assert scored(result, truth) == whole
    parts = Psnr()
    parts.update(truth[:cut], result[:cut])
    parts.update(truth[cut:], result[cut:])
    assert parts.compute() == {key: pytest.approx(value) for key, value in whole.items()}


def test_pictures_that_do_not_match_are_refused():
    picture = np.zeros((1, 4, 4, 3), np.uint8)
    with pytest.raises(PictureError, match=r"truth has shape \(1, 4, 4, 3\) and result \(1, 4, 3, 3\)"):
        Psnr().update(picture, picture[:, :, :3])
    with pytest.raises(PictureError, match="result is float64 of shape"):
        Psnr().update(picture, picture / 255)
    with pytest.raises(PictureError, match="at least one pixel"):
        Psnr().update(picture[:0], picture[:0])


def test_nothing_measured_is_an_error_and_not_a_number():
    with pytest.raises(ValueError, match="before any update"):
        Psnr().compute()
