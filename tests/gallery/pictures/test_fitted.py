"""Pictures made to fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.pictures.fitted import save_fitted, scaled


@pytest.fixture(scope="module")
def noise() -> Image.Image:
    """A picture that resists compression, 600 × 400."""
    return Image.fromarray(np.random.default_rng(3).integers(0, 256, (400, 600, 3), np.uint8))


@pytest.mark.parametrize(
    ("size", "box", "expected"), [((600, 400), (300, 300), (300, 200)), ((60, 40), (300, 300), (60, 40))]
)
def test_a_picture_shrinks_into_its_box_and_never_grows(
    tmp_path: Path, size: tuple[int, int], box: tuple[int, int], expected: tuple[int, int]
) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.jpg")
    image = scaled(tmp_path / "a.jpg", box)
    assert (image.size, image.mode) == (expected, "RGB")


def test_a_file_fits_its_bytes(tmp_path: Path, noise: Image.Image) -> None:
    path = tmp_path / "a.jpg"
    assert save_fitted(noise, path, most=40_000, least_side=100)
    assert path.stat().st_size <= 40_000
    with Image.open(path) as image:
        assert image.width / image.height == pytest.approx(1.5, abs=0.02)


def test_nothing_gets_smaller_than_it_may_even_if_it_does_not_fit(tmp_path: Path, noise: Image.Image) -> None:
    path = tmp_path / "a.jpg"
    assert not save_fitted(noise, path, most=1000, least_side=550)
    with Image.open(path) as image:
        assert image.size == (600, 400)
