"""Files that are no photographs, or damaged ones: each a clear error."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
import pyvips
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph


def refused(path: Path, **limits: int) -> str:
    with pytest.raises(PhotographError) as caught:
        open_photograph(path, **limits)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def test_files_of_other_kinds_say_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    for start, cause in [
        (b"", "empty, it has 0 bytes; get the file again"),
        (b"\n <!DOCTYPE HTML><html>", "a web page, not a picture; find the address of the picture itself"),
        (b"\xef\xbb\xbf<html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1", "a Git LFS pointer"),
        (b"%PDF-1.7", "a PDF"),
        (b"\0\0\0\x18ftypqt  ", "a video"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "damaged or cut short, a JPEG 2000"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"8BPS", "damaged or cut short, a Photoshop document"),
        (bytes(128) + b"DICM", "a DICOM record"),
        (b"plain words", "a text, not a picture; name the photograph itself"),
        (b"\x00\x01\x02\x03 no words", "not a picture of a kind that is read here, or damaged; JPEG, PNG, TIFF,"),
        (b"\xff\xd8\xff", "damaged or cut short"),
    ]:
        path.write_bytes(start)
        assert refused(path).startswith(cause)


def test_what_is_not_there_or_no_file_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.jpg") == "no such file"
    (tmp_path / "link.jpg").symlink_to("gone.jpg")
    assert refused(tmp_path / "link.jpg") == "a link to gone.jpg, where there is no file"
    assert refused(tmp_path) == "not a file"


@pytest.mark.parametrize("kind", ["JPEG", "progressive", "PNG", "TIFF", "LZW", "WEBP", "WEBP lossless"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_truncated_files_are_an_error(color: Image.Image, tmp_path: Path, kind: str, part: float) -> None:
    options: dict[str, Any] = {
        "progressive": {"progressive": True},
        "LZW": {"compression": "tiff_lzw"},
        "WEBP lossless": {"lossless": True},
    }.get(kind, {})
    file = io.BytesIO()
    color.save(file, {"progressive": "JPEG", "LZW": "TIFF"}.get(kind, kind.split(maxsplit=1)[0]), **options)
    (tmp_path / "a").write_bytes(file.getvalue()[: int(len(file.getvalue()) * part)])
    assert "damaged" in refused(tmp_path / "a")


def test_too_many_pixels_are_an_error_before_decoding(tmp_path: Path) -> None:
    """A decompression bomb: a PNG of 3.6 gigapixels in some hundred bytes."""
    chunk = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n"
    for kind, body in [(b"IHDR", chunk), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]:
        png += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    (tmp_path / "bomb.png").write_bytes(png)
    assert refused(tmp_path / "bomb.png") == (
        "60000×60000 is 3600.0 megapixels, more than the 250 that are allowed; scale it down"
    )


def test_the_limit_of_pixels_can_be_set_and_pillows_own_is_left_alone(color: Image.Image, tmp_path: Path) -> None:
    color.save(tmp_path / "a.png")
    before = Image.MAX_IMAGE_PIXELS
    assert "megapixels" in refused(tmp_path / "a.png", max_pixels=120 * 96 - 1)
    assert open_photograph(tmp_path / "a.png", max_pixels=120 * 96).pixels.shape == (96, 120, 3)
    assert before == Image.MAX_IMAGE_PIXELS


def test_pillows_warnings_do_not_leak(color: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    color.resize((1600, 1000)).save(tmp_path / "a.tif")
    color.resize((1600, 1000)).save(tmp_path / "a.jpg", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_200_000)  # Pillow would warn of a bomb
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("a.tif", "a.jpg"):
            assert open_photograph(tmp_path / name).has_colour


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{\\rtf1\\ansi Vienna}", "a document of a word processor"),
        (b"file;title\ntram.tif;A tram\n", "a text, not a picture"),
        ("Straßenbahn ".encode() * 60, "a text, not a picture"),
    ],
)
def test_texts_are_called_texts(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(PhotographError, match=said):
        look_at(tmp_path / "a.jpg")


def test_a_bomb_in_a_text_chunk_is_an_error(color: Image.Image, tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "a" * 80_000_000, zip=True)
    color.save(tmp_path / "a.png", pnginfo=info)
    assert "damaged" in refused(tmp_path / "a.png")


@pytest.mark.parametrize("name", ["a.webp", "a.png", "a.gif", "a.avif"])
def test_moving_pictures_are_an_error(color: Image.Image, tmp_path: Path, name: str) -> None:
    color.save(tmp_path / name, save_all=True, append_images=[color.rotate(90)])
    assert "animated" in refused(tmp_path / name)


def test_a_tiff_with_smaller_copies_of_itself_is_one_photograph(color: Image.Image, tmp_path: Path) -> None:
    vips = pyvips.Image.new_from_array(np.asarray(color))
    vips.tiffsave(str(tmp_path / "a.tif"), pyramid=True, subifd=False, tile=True, tile_width=32, tile_height=32)
    with Image.open(tmp_path / "a.tif") as opened:
        assert getattr(opened, "n_frames", 1) > 1
    assert np.array_equal(open_photograph(tmp_path / "a.tif").pixels, np.asarray(color))


FUZZED = ["JPEG", "PNG", "TIFF", "WEBP", "JPEG2000", "GIF", "BMP", "AVIF", "HEIF", "PDF"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(FUZZED),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12),
    near_the_start=st.booleans(),
)
def test_whatever_is_damaged_the_error_is_ours(
    grey: Image.Image, tmp_path: Path, kind: str, changes: list[tuple[float, int]], near_the_start: bool
) -> None:
    file = io.BytesIO()
    pillow_heif.register_heif_opener()
    grey.resize((24, 20)).convert("RGB").save(file, kind, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    damaged = bytearray(file.getvalue())
    reach = min(len(damaged), 200) if near_the_start else len(damaged)
    for place, byte in changes:
        damaged[int(place * reach)] = byte
    path = tmp_path / "a"
    path.write_bytes(damaged)
    try:
        photograph = open_photograph(path, max_pixels=4_000_000)
    except PhotographError as error:
        message = str(error)
    else:
        message = f"{path}: no error"
        assert photograph.pixels.shape == (*photograph.grey.shape, 3)
    assert message.startswith(f"{path}: ")
