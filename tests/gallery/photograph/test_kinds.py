"""Every kind of picture file gives the photograph that is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import Image

from gallery.photograph import open_photograph


@pytest.mark.parametrize(
    ("suffix", "kind", "options"),
    [
        ("png", "PNG", {}),
        ("tif", "TIFF", {}),
        ("tif", "TIFF", {"compression": "tiff_lzw"}),
        ("tif", "TIFF", {"compression": "tiff_adobe_deflate"}),
        ("tif", "TIFF", {"compression": "packbits"}),
        ("webp", "WEBP", {"lossless": True}),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_lossless_files_give_their_pixels(
    color: Image.Image, tmp_path: Path, mode: str, suffix: str, kind: str, options: dict[str, Any]
) -> None:
    path = tmp_path / f"a.{suffix}"
    picture = color.convert(mode)
    picture.save(path, **options)
    photograph = open_photograph(path)
    assert photograph.pixels.dtype == photograph.grey.dtype == np.uint8
    assert np.array_equal(photograph.pixels, np.asarray(picture.convert("RGB")))
    assert (photograph.format, photograph.has_colour, photograph.toned) == (kind, mode == "RGB", False)
    assert photograph.grey.shape == (96, 120)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0, "quality": 95}])
def test_jpegs_give_what_another_decoder_gives(color: Image.Image, tmp_path: Path, options: dict[str, Any]) -> None:
    path = tmp_path / "a.jpg"
    color.save(path, **options)
    other = pyvips.Image.new_from_file(str(path)).numpy()
    assert abs(open_photograph(path).pixels.astype(int) - other).max() <= 2


def test_a_camera_s_jpeg_with_a_second_picture_shows_the_first(color: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    color.save(path, "MPO", save_all=True, append_images=[color.rotate(180)], quality=95)
    photograph = open_photograph(path)
    assert photograph.format == "JPEG"
    assert abs(photograph.pixels.astype(int) - np.asarray(color)).mean() < 4


def test_one_bit_pictures_are_black_and_white(color: Image.Image, tmp_path: Path) -> None:
    bits = color.convert("1")
    for name in ("a.png", "a.tif"):
        bits.save(tmp_path / name)
        assert np.array_equal(open_photograph(tmp_path / name).grey, np.asarray(bits.convert("L")))


def test_palettes_are_looked_up(color: Image.Image, tmp_path: Path) -> None:
    palette = color.quantize(64)
    for name in ("a.png", "a.tif"):
        palette.save(tmp_path / name)
        assert np.array_equal(open_photograph(tmp_path / name).pixels, np.asarray(palette.convert("RGB")))


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_pictures_are_laid_on_white(color: Image.Image, tmp_path: Path, mode: str, name: str) -> None:
    layered = color.convert(mode)
    ramp = np.tile(np.linspace(0, 255, 120).astype(np.uint8), (96, 1))
    layered.putalpha(Image.fromarray(ramp))
    layered.save(tmp_path / name, **({"lossless": True, "exact": True} if name.endswith("webp") else {}))
    picture = np.asarray(color.convert("L").convert("RGB") if mode == "LA" else color).astype(float)
    alpha = ramp[..., None] / 255
    expected = picture * alpha + 255 * (1 - alpha)
    photograph = open_photograph(tmp_path / name)
    assert abs(photograph.pixels - expected).max() <= 1
    assert photograph.has_colour is (mode == "RGBA")


def test_a_transparent_palette_entry_and_a_transparent_grey_are_white(tmp_path: Path) -> None:
    for mode in ("P", "L", "1", "RGB"):
        picture = Image.new("L", (40, 40), 0)
        picture.paste(255 if mode == "1" else 90, (0, 0, 20, 40))
        key: Any = (0, 0, 0) if mode == "RGB" else 0
        picture.convert(mode).save(tmp_path / "a.png", transparency=key)
        photograph = open_photograph(tmp_path / "a.png")
        assert photograph.grey[0, 39] == 255, mode
        assert photograph.grey[0, 0] == (255 if mode == "1" else 90), mode


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "lzw.tif", "a.webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photographs_stand_upright(color: Image.Image, tmp_path: Path, name: str, orientation: int) -> None:
    upright = np.asarray(color)
    lies = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {
        "a.jpg": {"quality": 98, "subsampling": 0},
        "lzw.tif": {"compression": "tiff_lzw"},
        "a.webp": {"lossless": True},
    }.get(name, {})
    Image.fromarray(np.ascontiguousarray(lies)).save(tmp_path / name, exif=exif, **options)
    photograph = open_photograph(tmp_path / name)
    assert photograph.pixels.shape == upright.shape
    assert abs(photograph.pixels.astype(int) - upright).mean() < (2 if name == "a.jpg" else 1e-9)


def test_damaged_metadata_do_not_cost_the_photograph(color: Image.Image, tmp_path: Path) -> None:
    for junk in (
        b"Exif\0\0junk",
        b"Exif\0\0MM\0*\0\0\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01" * 30,
    ):
        color.save(tmp_path / "a.jpg", exif=junk)
        assert open_photograph(tmp_path / "a.jpg").pixels.shape == (96, 120, 3)
