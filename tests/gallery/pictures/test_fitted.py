"""Pictures made to fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage
from PIL import Image

from gallery.pictures.fitted import in_sizes, resized, save_fitted, scaled


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


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_in_several_sizes_is_in_each_what_it_is_alone(tmp_path: Path, mode: str) -> None:
    path, sizes = tmp_path / "a.jpg", [(60, 40), (240, 160), (600, 400)]
    with Image.open(Path(skimage.__file__).parent / "data" / "rocket.jpg") as photograph:
        photograph.convert(mode).resize(sizes[-1]).save(path, quality=95)
    made = list(in_sizes(path, sizes))
    assert [(pixels.shape[1], pixels.shape[0], pixels.shape[2]) for pixels in made] == [(*size, 3) for size in sizes]
    with Image.open(path) as photograph:
        for pixels, size in zip(made, sizes, strict=True):
            ideal = np.asarray(photograph.convert("RGB").resize(size, Image.Resampling.LANCZOS))
            assert np.abs(pixels.astype(float) - ideal).mean() < 1


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("size", [(60, 40), (900, 600)])
def test_a_picture_of_another_size_shows_the_same_in_the_same_places(
    tmp_path: Path, size: tuple[int, int], mode: str
) -> None:
    path = tmp_path / "a.png"
    waves = 127 + 100 * np.sin((np.arange(300) + np.arange(200)[:, None]) / 20)
    Image.fromarray(waves.round().astype(np.uint8)).convert(mode).save(path)
    with Image.open(path) as picture:
        ideal = np.asarray(picture.resize(size, Image.Resampling.BICUBIC))
    made = np.asarray(resized(path, *size))
    assert made.shape == ideal.shape
    assert np.abs(made.astype(float) - ideal)[5:-5, 5:-5].mean() < 0.6
