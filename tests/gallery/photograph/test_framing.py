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


def _waves(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 127 + 60 * np.sin(x / 17) + 60 * np.sin(y / 23 + 1)


@pytest.mark.parametrize("degrees", [-1.4, 0.05, 17, 45, 88.6, -181.4])
def test_a_scan_that_hangs_askew_is_straightened_about_its_middle_without_empty_corners(
    degrees: float, tmp_path: Path
) -> None:
    width, height = 420, 300
    y, x = np.mgrid[:height, :width].astype(float)
    Image.fromarray(np.rint(_waves(x, y)).astype(np.uint8)).save(tmp_path / "a.png")
    framing = Framing(degrees)
    shown = open_photograph(tmp_path / "a.png", framing)
    down, across = shown.grey.shape
    assert look_at(tmp_path / "a.png", framing, thorough=True) == (across, down)
    y, x = np.mgrid[:down, :across].astype(float)
    y, x = y - (down - 1) / 2, x - (across - 1) / 2
    turn = np.radians(degrees)
    was_x = np.cos(turn) * x + np.sin(turn) * y + (width - 1) / 2
    was_y = np.cos(turn) * y - np.sin(turn) * x + (height - 1) / 2
    assert min(was_x.min(), was_y.min()) > -1e-6
    assert (was_x.max() - width, was_y.max() - height) < (-1 + 1e-6, -1 + 1e-6)
    assert np.abs(shown.grey - _waves(was_x, was_y)).max() < 2  # of 256: 0.5 of it is rounding


def test_a_straightened_scan_is_as_large_as_it_can_be(tmp_path: Path) -> None:
    Image.new("L", (1000, 600)).save(tmp_path / "a.png")
    assert look_at(tmp_path / "a.png", Framing(-1.4)) == (986, 576)
    assert look_at(tmp_path / "a.png", Framing(88.6)) == (576, 986)
    assert look_at(tmp_path / "a.png", Framing(-1.4, (0, 0, 0.5, 1))) == (493, 576)


def test_what_straightening_leaves_out_is_in_the_whole_scan(noise: Path, tmp_path: Path) -> None:
    made = open_monochrome(noise, Framing(91.5), original=tmp_path / "o.jpg", whole=tmp_path / "w.jpg")
    assert made.full == (1100, 700)
    with Image.open(tmp_path / "w.jpg") as whole:
        assert whole.size == (1100, 700)
        expected = np.rot90(np.rot90(np.asarray(Image.open(noise)), -1), -1)
        assert np.abs(np.asarray(whole).astype(int) - expected).mean() < 12  # noise, as a JPEG


def test_straightening_that_leaves_too_little_is_refused(tmp_path: Path) -> None:
    Image.new("L", (900, 70)).save(tmp_path / "a.png")
    with pytest.raises(PhotographError, match=r"straightened by 3° it keeps .* each side must have 64.*'rotate'"):
        look_at(tmp_path / "a.png", Framing(3))
