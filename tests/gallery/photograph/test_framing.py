"""Turned and cut: what is shown are exactly the master's own pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import Framing, look_at, open_monochrome, open_photograph
from gallery.photograph.framing import LEAST


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PNG of 700 × 1100 pixels, of several strips, that lies on its side."""
    path = tmp_path_factory.mktemp("noise") / "a.png"
    samples = np.random.default_rng(3).integers(0, 256, (700, 1100, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(samples).save(path, exif=exif, compress_level=1)
    return path


FRACTIONS = st.tuples(*[st.integers(0, 45)] * 2, *[st.integers(55, 100)] * 2).map(
    lambda numbers: tuple(number / 100 for number in numbers)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rotate=st.sampled_from([0, 90, 180, 270]), crop=st.one_of(st.none(), FRACTIONS))
def test_turning_and_cutting_give_the_very_pixels(
    noise: Path, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    upright = np.rot90(np.asarray(Image.open(noise)), -1)
    expected = np.rot90(upright, -rotate // 90)
    if crop is not None:
        height, width = expected.shape[:2]
        left, top, right, bottom = crop
        expected = expected[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    framing = Framing(rotate, crop)
    photograph = open_photograph(noise, framing)
    assert np.array_equal(photograph.pixels, expected)
    assert look_at(noise, framing, thorough=True) == expected.shape[1::-1]
    assert np.array_equal(photograph.grey, open_monochrome(noise, framing).grey)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_it_is_turned_after_it_stands_upright(
    color: Image.Image, orientation: int, rotate: int, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    color.save(tmp_path / "a.png", exif=exif)
    expected = np.rot90(open_photograph(tmp_path / "a.png").pixels, -rotate // 90)
    assert np.array_equal(open_photograph(tmp_path / "a.png", Framing(rotate)).pixels, expected)


def test_the_whole_scan_is_saved_beside_what_is_cut_out_of_it(noise: Path, tmp_path: Path) -> None:
    framing = Framing(90, (0.1, 0.1, 0.9, 0.9))
    files = {name: tmp_path / f"{name}.jpg" for name in ("original", "grey", "whole")}
    made = open_monochrome(noise, framing, original=files["original"], grey=files["grey"], whole=files["whole"])
    assert made.full == (1100, 700)
    with Image.open(files["whole"]) as whole, Image.open(files["original"]) as original:
        assert (whole.size, original.size) == ((1100, 700), (880, 560))


def test_a_crop_of_too_few_pixels_is_refused_with_what_it_leaves(color: Image.Image, tmp_path: Path) -> None:
    color.save(tmp_path / "a.png")
    with pytest.raises(
        PhotographError, match=r"the crop leaves 60×96 of its 120×96 pixels, and each side must have 64"
    ):
        look_at(tmp_path / "a.png", Framing(0, (0.25, 0, 0.75, 1)))
    least = LEAST / 120
    assert look_at(tmp_path / "a.png", Framing(0, (0, 0, least, 1))) == (LEAST, 96)
