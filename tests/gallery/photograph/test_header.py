"""Looking at a file without decoding it: what is no photograph is said at once, and so is what is too large."""

from __future__ import annotations

import io
import os
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import header as module
from gallery.photograph import look_at, open_derivative, open_photograph, save_jpeg


def refusal(path: Path, **options: bool) -> str:
    with pytest.raises(PhotographError) as caught:
        look_at(path, **options)
    return str(caught.value).removeprefix(f"{path}: ")


def empty_png(width: int, height: int) -> bytes:
    """A PNG of which only the header is true."""
    chunk = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n"
    for kind, body in [(b"IHDR", chunk), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]:
        png += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return png


def test_the_size_is_that_of_the_upright_photograph(color: Image.Image, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, options in (("a.jpg", {}), ("a.png", {}), ("a.tif", {}), ("a.webp", {"lossless": True})):
        color.save(tmp_path / name, **options)
        assert look_at(tmp_path / name) == (120, 96)
        color.save(tmp_path / name, exif=exif, **options)
        assert look_at(tmp_path / name) == look_at(tmp_path / name, thorough=True) == (96, 120)


def test_what_is_no_photograph_is_refused_as_opening_it_does(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    for content in (b"", b"plain words", b"<html>", b"GIF89a", b"{}", b"\xff\xd8\xff", bytes(100), b"II*\0" + bytes(9)):
        path.write_bytes(content)
        with pytest.raises(PhotographError) as caught:
            open_photograph(path)
        assert f"{path}: {refusal(path)}" == str(caught.value)
    assert refusal(tmp_path) == "not a file"
    assert refusal(tmp_path / "none") == "no such file"
    assert refusal(path / "below") == "cannot be read: Not a directory"


def test_a_file_of_any_name_is_read(color: Image.Image, tmp_path: Path) -> None:
    for name in (
        "a[page=1].png",
        "ä ö.png",
        "-.png",
        "%41.png",
        *((os.fsdecode(b"\xff.png"),) if os.name == "posix" else ()),
    ):
        color.save(tmp_path / "plain.png")
        (tmp_path / "plain.png").replace(tmp_path / name)
        assert look_at(tmp_path / name, thorough=True) == (120, 96)
    assert "cannot be read" in refusal(tmp_path / "a\0b")


def test_samples_and_modes_that_are_not_read_are_refused_without_decoding(color: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    for mode in ("I", "YCbCr"):
        Image.new(mode, (20, 20)).save(path)
        assert "save it as RGB or greyscale" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    assert refusal(tmp_path / "a.jpg") == refusal(tmp_path / "a.jpg", thorough=True) == "not a file"


def test_half_a_file_is_seen_by_a_thorough_look_only(color: Image.Image, tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        file, path = io.BytesIO(), tmp_path / "a"
        color.save(file, kind, **({"compression": "tiff_lzw"} if kind == "TIFF" else {}))
        path.write_bytes(file.getvalue()[: len(file.getvalue()) // 2])
        if kind in ("JPEG", "PNG"):
            assert look_at(path) == (120, 96)
        assert "damaged" in refusal(path, thorough=True)


def test_a_look_takes_milliseconds_whatever_the_size(color: Image.Image, tmp_path: Path) -> None:
    for name in ("a.jpg", "a.png", "a.tif", "a.webp"):
        color.resize((3000, 2000)).save(tmp_path / name)
        look_at(tmp_path / name)
        began = time.process_time()
        for _ in range(5):
            look_at(tmp_path / name)
        assert (time.process_time() - began) / 5 < 0.02, name


def test_a_png_says_how_it_lies_before_or_behind_its_picture(color: Image.Image, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    color.save(tmp_path / "a.png", exif=exif)
    png = (tmp_path / "a.png").read_bytes()
    at = png.index(b"eXIf") - 4
    chunk = png[at : at + 12 + int.from_bytes(png[at : at + 4])]
    end = png.index(b"IEND") - 4
    (tmp_path / "behind.png").write_bytes(png[:at] + png[at + len(chunk) : end] + chunk + png[end:])
    for name in ("a.png", "behind.png"):
        assert look_at(tmp_path / name) == (96, 120)


def test_too_many_pixels_and_too_long_a_side_are_refused_with_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(empty_png(60_000, 60_000))
    assert refusal(path) == "60000×60000 is 3600.0 megapixels, more than the 250 that are allowed; scale it down"
    for size in ((600_000, 16), (16, 600_000)):
        path.write_bytes(empty_png(*size))
        assert refusal(path) == (
            f"{size[0]}×{size[1]} pixels, and no side may have more than 65500; scale it down, or cut it"
        )
    path.write_bytes(empty_png(16, 65_500))
    assert look_at(path) == (16, 65_500)


def test_our_own_pictures_are_opened_at_any_size_of_a_master(
    color: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    color.save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)  # Pillow would refuse 120 × 96, as it does 179 megapixels
    with pytest.raises(Image.DecompressionBombError):
        Image.open(tmp_path / "a.png")
    with open_derivative(tmp_path / "a.png") as picture:
        assert picture.convert("RGB").tobytes() == color.tobytes()
    assert Image.MAX_IMAGE_PIXELS == 1000


@pytest.mark.slow
def test_a_master_of_200_megapixels_is_opened_and_so_is_what_is_made_of_it(tmp_path: Path) -> None:
    Image.new("L", (20_000, 10_000), 90).save(tmp_path / "a.png", compress_level=1)
    photograph = open_photograph(tmp_path / "a.png")
    assert photograph.grey.shape == (10_000, 20_000)
    save_jpeg(photograph.grey, tmp_path / "a.jpg")
    with open_derivative(tmp_path / "a.jpg") as picture:
        assert picture.size == (20_000, 10_000)


def test_a_mistake_of_our_own_is_not_called_a_damaged_file(
    color: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    color.save(tmp_path / "a.jpg")

    def mistaken(*_: Any) -> None:
        raise TypeError("a bug")

    for owner, name in ((module, "_header"), (module, "refuse_size")):
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, mistaken)
            with pytest.raises(TypeError, match="a bug"):
                look_at(tmp_path / "a.jpg")
    monkeypatch.setattr("gallery.photograph.decode._flat", mistaken)
    with pytest.raises(TypeError, match="a bug"):
        open_photograph(tmp_path / "a.jpg")
