import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import data
from skimage.metrics import structural_similarity

from model.errors import PictureError
from model.metrics.ssim import Ssim, ssim

PICTURES = arrays(np.uint8, (3, 12, 14, 3))


def authority(truth, result):
    return structural_similarity(
        truth,
        result,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255,
        channel_axis=-1,
    )


def test_it_is_scikit_images_with_gaussian_weights_on_a_photograph():
    truth = data.astronaut()[:200, :150]
    result = np.clip(truth.astype(int) * 0.8 + 20, 0, 255).astype(np.uint8)
    assert ssim(truth[None], result[None])[0] == pytest.approx(authority(truth, result), abs=2e-6)


@pytest.mark.parametrize("size", [(11, 11), (32, 32), (12, 40)])
def test_it_is_scikit_images_on_noise_and_on_flat_pictures(size):
    rng = np.random.default_rng(3)
    truth, result = rng.integers(0, 256, (2, 5, *size, 3), dtype=np.uint8)
    truth[3:] = 250
    result[4] = 251
    expected = [authority(a, b) for a, b in zip(truth, result, strict=True)]
    assert ssim(truth, result) == pytest.approx(expected, abs=2e-5)


@given(PICTURES, PICTURES)
def test_identity_is_one_and_order_does_not_matter(truth, result):
    assert ssim(truth, truth) == pytest.approx(np.ones(3), abs=1e-5)
    assert ssim(truth, result) == pytest.approx(ssim(result, truth), abs=1e-5)
    assert (ssim(truth, result) <= 1 + 1e-5).all()


@given(PICTURES, PICTURES, st.integers(1, 2))
def test_batches_add_up(truth, result, cut):
    parts = Ssim()
    parts.update(truth[:cut], result[:cut])
    parts.update(truth[cut:], result[cut:])
    assert parts.compute()["ssim"] == pytest.approx(ssim(truth, result).mean())


def test_a_picture_smaller_than_the_window_is_refused():
    with pytest.raises(PictureError, match="at least 11 × 11 px"):
        ssim(np.zeros((1, 10, 40, 3), np.uint8), np.zeros((1, 10, 40, 3), np.uint8))
