import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.metrics.colourfulness import Colourfulness, colourfulness

PICTURES = arrays(np.uint8, (4, 3, 5, 3))


def test_a_grey_picture_has_exactly_none():
    grey = np.repeat(np.random.default_rng(0).integers(0, 256, (3, 8, 8, 1), dtype=np.uint8), 3, axis=-1)
    assert (colourfulness(grey) == 0).all()


def test_a_flat_red_has_only_the_offset():
    red = np.zeros((1, 4, 4, 3), np.uint8)
    red[..., 0] = 255  # rg = 255, yb = 127.5
    assert colourfulness(red)[0] == pytest.approx(0.3 * np.hypot(255, 127.5))


def test_opposites_cancel_in_the_offset_because_signs_are_kept():
    picture = np.zeros((1, 1, 2, 3), np.uint8)
    picture[0, 0, 0] = (100, 0, 50)  # rg = +100, yb = 0
    picture[0, 0, 1] = (0, 100, 50)  # rg = −100, yb = 0
    assert colourfulness(picture)[0] == pytest.approx(100)  # the version with absolute values gives 30


@given(PICTURES)
def test_it_is_the_published_formula(pictures):
    red, green, blue = np.moveaxis(pictures.astype(float), -1, 0).reshape(3, 4, -1)
    rg, yb = red - green, (red + green) / 2 - blue
    expected = np.hypot(rg.std(1), yb.std(1)) + 0.3 * np.hypot(rg.mean(1), yb.mean(1))
    assert colourfulness(pictures) == pytest.approx(expected, abs=1e-9)


@given(PICTURES, PICTURES, st.integers(1, 3))
def test_means_and_ratio_in_any_batches(truth, result, cut):
    parts = Colourfulness()
    parts.update(truth[:cut], result[:cut])
    parts.update(truth[cut:], result[cut:])
    scores = parts.compute()
    assert scores["colourfulness"] == pytest.approx(colourfulness(result).mean())
    assert scores["colourfulness_truth"] == pytest.approx(colourfulness(truth).mean())
    if scores["colourfulness_truth"]:
        assert scores["colourfulness_ratio"] == pytest.approx(
            colourfulness(result).mean() / colourfulness(truth).mean()
        )


def test_there_is_no_ratio_to_a_grey_truth():
    grey = np.zeros((1, 2, 2, 3), np.uint8)
    metric = Colourfulness()
    metric.update(grey, grey)
    assert metric.compute()["colourfulness_ratio"] is None
