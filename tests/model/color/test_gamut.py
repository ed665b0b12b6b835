import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.color.gamut import fit, to_rgb8
from model.color.lab import NORMAL_FROM_RGB, lab_to_linear, lab_to_rgb, rgb_to_lab


def luminance_of(linear):
    return linear @ NORMAL_FROM_RGB[1]


@pytest.fixture(scope="module")
def anything():
    """Lab of all kinds, most of it outside sRGB: three planes (300, 400)."""
    rng = np.random.default_rng(4)
    planes = rng.uniform([0, -120, -120], [100, 120, 120], (300, 400, 3)).astype(np.float32)
    return planes[..., 0].copy(), planes[..., 1].copy(), planes[..., 2].copy()


@given(st.floats(0, 100), st.floats(-120, 120), st.floats(-120, 120))
def test_the_fit_stays_inside_and_keeps_the_luminance(lightness, a, b):
    linear = lab_to_linear(np.float32([lightness, a, b]))
    luminance = np.clip(luminance_of(linear), 0, 1).astype(np.float32)
    fitted = fit(linear[None], luminance[None])[0]
    assert ((fitted >= 0) & (fitted <= 1)).all()
    assert luminance_of(fitted) == pytest.approx(luminance, abs=2e-5)


def test_a_colour_inside_is_left_alone():
    linear = np.random.default_rng(0).uniform(0, 1, (1000, 3)).astype(np.float32)
    assert fit(linear, luminance_of(linear).astype(np.float32)) == pytest.approx(linear, abs=1e-6)


def test_a_photograph_keeps_its_lightness_far_outside_the_gamut(anything):
    lightness, a, b = anything
    back = rgb_to_lab(to_rgb8(lightness, a.copy(), b.copy()))[..., 0]
    error = np.abs(back - lightness)
    assert error.mean() < 0.3
    assert (error < 1.0).mean() > 0.999


def test_the_hue_turns_little_and_chroma_never_grows(anything):
    lightness, a, b = anything
    back = rgb_to_lab(to_rgb8(lightness, a.copy(), b.copy()))
    assert (np.hypot(back[..., 1], back[..., 2]) <= np.hypot(a, b) + 4).mean() > 0.99  # 8-bit rounding of dark tones


def test_inside_the_gamut_it_rounds_as_the_exact_conversion_does():
    rgb = np.random.default_rng(6).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    lab = rgb_to_lab(rgb)
    fast = to_rgb8(lab[..., 0].copy(), lab[..., 1].copy(), lab[..., 2].copy())
    assert (fast == np.rint(lab_to_rgb(lab) * 255)).mean() > 0.9999
    assert np.abs(fast.astype(int) - rgb).max() <= 1


def test_no_chroma_gives_an_exactly_neutral_grey():
    lightness = np.linspace(0, 100, 5000, dtype=np.float32).reshape(50, 100)
    grey = to_rgb8(lightness, np.zeros_like(lightness), np.zeros_like(lightness))
    assert (grey == grey[..., :1]).all()
