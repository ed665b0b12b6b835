import numpy as np
import pytest
from skimage.color import lab2rgb, rgb2lab

from model.color import lab
from model.color.lab import grey_of, lab_to_rgb, lightness, linear_to_srgb, rgb_to_lab, srgb_to_linear

GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)

# CIE Lab (D65) of sRGB colours, as published on Bruce Lindbloom's calculator; the white's rounding moves the
# third digit.
LINDBLOOM = {
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
    (255, 255, 255): (100, 0, 0),
    (0, 0, 0): (0, 0, 0),
}


@pytest.mark.parametrize(("rgb", "expected"), LINDBLOOM.items())
def test_the_primaries_are_where_the_literature_has_them(rgb, expected):
    assert rgb_to_lab(np.uint8(rgb)[None])[0] == pytest.approx(expected, abs=0.03)


def test_it_agrees_with_scikit_image_but_for_its_rounded_white():
    rgb = np.random.default_rng(1).integers(0, 256, (100_000, 3), dtype=np.uint8)
    difference = np.abs(rgb_to_lab(rgb) - rgb2lab(rgb))
    assert difference[:, 0].max() < 1e-3
    assert difference.max() < 0.02  # its white is (0.95047, 1, 1.08883), which tints greys by this much


def test_back_to_srgb_agrees_with_scikit_image_but_for_its_rounded_white():
    colours = rgb_to_lab(np.random.default_rng(2).integers(0, 256, (50_000, 3), dtype=np.uint8))
    assert np.abs(lab_to_rgb(colours) - lab2rgb(colours)).max() < 1.5e-3


def test_every_grey_is_neutral_exactly():
    assert (rgb_to_lab(GREYS)[:, 1:] == 0).all()
    assert (rgb_to_lab(GREYS / np.float32(255))[:, 1:] == 0).all()


def test_lightness_and_grey_of_undo_each_other():
    greys = GREYS[:, 0]
    assert (grey_of(lightness(greys[None])[0]) == greys).all()
    assert rgb_to_lab(GREYS)[:, 0] == pytest.approx(lightness(GREYS[None])[0], abs=1e-4)
    assert lightness(greys[None])[0] == pytest.approx(lightness(GREYS[None])[0], abs=1e-4)


def test_the_round_trip_is_exact_on_all_16_777_216_colours():
    green, blue = np.meshgrid(*[np.arange(256, dtype=np.uint8)] * 2, indexing="ij")
    for red in range(256):
        rgb = np.stack([np.full_like(green, red), green, blue], axis=-1)
        back = np.rint(lab_to_rgb(rgb_to_lab(rgb)) * 255)
        assert (back == rgb).all(), red


def test_the_transfer_curve_is_continuous_and_undoes_itself():
    ramp = np.linspace(0, 1, 10_001)
    assert linear_to_srgb(srgb_to_linear(ramp)) == pytest.approx(ramp, abs=1e-6)
    assert (np.diff(srgb_to_linear(ramp)) > 0).all()


def test_the_white_is_derived_from_the_matrix():
    assert lab.NORMAL_FROM_RGB.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-15)
    assert np.abs(lab.WHITE - [0.95047, 1, 1.08883]).max() < 1e-4


def test_shape_and_type():
    picture = np.zeros((2, 5, 7, 3), np.uint8)
    assert rgb_to_lab(picture).shape == (2, 5, 7, 3)
    assert rgb_to_lab(picture).dtype == np.float32
    assert lab_to_rgb(rgb_to_lab(picture)).dtype == np.float32
