"""Kinds that are decoded whole: GIF, BMP, AVIF and HEIC, each as another program shows it."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
import pyvips
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph


def refusal(path: Path) -> str:
    with pytest.raises(PhotographError) as caught:
        look_at(path)
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_bmp_gives_exactly_its_pixels(color: Image.Image, mode: str, tmp_path: Path) -> None:
    picture = color.convert(mode)
    picture.save(tmp_path / "a.bmp", dpi=(300, 300))
    photograph = open_photograph(tmp_path / "a.bmp")
    assert photograph.format == "BMP"
    assert np.array_equal(photograph.pixels, np.asarray(picture.convert("RGB")))


def test_a_gif_gives_exactly_its_pixels_and_what_is_transparent_is_white(color: Image.Image, tmp_path: Path) -> None:
    few = color.quantize(200)
    few.save(tmp_path / "a.gif")
    photograph = open_photograph(tmp_path / "a.gif")
    assert (photograph.format, look_at(tmp_path / "a.gif")) == ("GIF", (120, 96))
    assert np.array_equal(photograph.pixels, np.asarray(few.convert("RGB")))
    other = pyvips.Image.new_from_file(str(tmp_path / "a.gif")).numpy()[..., :3]
    assert np.array_equal(photograph.pixels, other)
    few.save(tmp_path / "b.gif", transparency=few.getpixel((0, 0)))
    assert (open_photograph(tmp_path / "b.gif").pixels[0, 0] == 255).all()


def test_an_avif_gives_what_another_decoder_gives(color: Image.Image, tmp_path: Path) -> None:
    color.save(tmp_path / "a.avif", quality=95, subsampling="4:4:4")
    other = pyvips.Image.new_from_file(str(tmp_path / "a.avif")).numpy()
    photograph = open_photograph(tmp_path / "a.avif")
    assert photograph.format == "AVIF"
    assert abs(photograph.pixels.astype(int) - other).max() <= 2
    layered = color.convert("RGBA")
    layered.putalpha(Image.new("L", color.size, 51))
    layered.save(tmp_path / "b.avif", quality=100, subsampling="4:4:4")
    assert abs(open_photograph(tmp_path / "b.avif").pixels - (np.asarray(color) * 0.2 + 204)).max() <= 2


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_an_avif_and_an_heic_stand_upright_once(color: Image.Image, orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lies = np.ascontiguousarray(np.rot90(np.asarray(color), {1: 0, 3: 2, 6: 1, 8: -1}[orientation]))
    pillow_heif.register_heif_opener()
    for name, options in (("a.avif", {"subsampling": "4:4:4"}), ("a.heic", {"chroma": 444})):
        given: dict[str, Any] = {"quality": 95, "exif": exif.tobytes(), **options}
        Image.fromarray(lies).save(tmp_path / name, **given)
        photograph = open_photograph(tmp_path / name)
        assert photograph.pixels.shape == (96, 120, 3)
        assert abs(photograph.pixels.astype(int) - np.asarray(color)).mean() < 3


def test_an_heic_without_the_extra_names_it(
    color: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pillow_heif.from_pillow(color).save(tmp_path / "a.heic", quality=90)
    assert open_photograph(tmp_path / "a.heic").format == "HEIF"
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    said = "an HEIC picture, which needs the extra 'heic': pip install 'nostalgia-gallery[heic]'; or save it"
    assert refusal(tmp_path / "a.heic").startswith(said)


def test_colours_by_numbers_are_those_of_the_profile_and_hdr_is_refused(color: Image.Image, tmp_path: Path) -> None:
    color.save(tmp_path / "a.avif", quality=95)
    plain = (tmp_path / "a.avif").read_bytes()
    at = plain.index(b"colrnclx") + 8
    (tmp_path / "p3.avif").write_bytes(plain[:at] + struct.pack(">H", 12) + plain[at + 2 :])
    wide, narrow = open_photograph(tmp_path / "p3.avif").pixels, open_photograph(tmp_path / "a.avif").pixels
    assert (np.ptp(wide.astype(int), axis=2).mean() - np.ptp(narrow.astype(int), axis=2).mean()) > 2
    (tmp_path / "hdr.avif").write_bytes(plain[:at] + struct.pack(">HH", 9, 16) + plain[at + 4 :])
    assert refusal(tmp_path / "hdr.avif").startswith("a picture of high dynamic range (HDR)")


def test_a_picture_that_takes_too_much_memory_is_refused_before_decoding(tmp_path: Path) -> None:
    head = struct.pack("<2sIHHI", b"BM", 54, 0, 0, 54)
    body = struct.pack("<IiiHHIIiiII", 40, 12_000, 12_000, 1, 24, 0, 0, 0, 0, 0, 0)
    (tmp_path / "a.bmp").write_bytes(head + body)
    assert "12000×12000 pixels as BMP, which is decoded whole and would take 720 MB" in refusal(tmp_path / "a.bmp")
