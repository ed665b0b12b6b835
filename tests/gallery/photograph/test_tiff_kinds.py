"""What archives keep as TIFF beside plain pictures: Lab, pages, thumbnails, ways of compression, other samples."""

from __future__ import annotations

import io
import struct
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import look_at, note_on, open_photograph
from gallery.photograph.directories import read_pages

sys.path[:0] = [str(Path(__file__).parent)]

from tiff_writing import FLOAT, Layout, drawn, written  # noqa: E402

LAB, ICC_LAB = ((262, 8),), ((262, 9),)


def refusal(path: Path, *, thorough: bool = False) -> str:
    with pytest.raises(PhotographError) as caught:
        look_at(path, thorough=thorough)
    return str(caught.value).removeprefix(f"{path}: ")


def lab_to_srgb(lab: NDArray[np.floating]) -> NDArray[np.floating]:
    """CIE Lab (…, 3) under D50 to sRGB 0..255, by way of Bradford's matrix to D65 (Lindbloom)."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], -1)
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * [0.9642, 1, 0.8249]
    adapted = (
        xyz
        @ np.array(
            [[0.9555766, -0.0230393, 0.0631636], [-0.0282895, 1.0099416, 0.0210077], [0.0122982, -0.0204830, 1.3299098]]
        ).T
    )
    light = (
        adapted
        @ np.array(
            [
                [3.2404542, -1.5371385, -0.4985314],
                [-0.9692660, 1.8760108, 0.0415560],
                [0.0556434, -0.2040259, 1.0572252],
            ]
        ).T
    )
    light = light.clip(0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055) * 255


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("coding", [LAB, ICC_LAB])
@pytest.mark.parametrize("big", [False, True])
def test_lab_is_brought_into_srgb_by_its_definition(
    coding: tuple[tuple[int, int]], bits: int, big: bool, tmp_path: Path
) -> None:
    random = np.random.default_rng(5)
    size = (40, 30)
    lab = np.stack([random.integers(40, 80, size), random.integers(-15, 15, size), random.integers(-15, 15, size)], -1)
    scale = 1 if bits == 8 else 256
    white = 255 * scale if coding == ICC_LAB or bits == 8 else 65535
    stored = lab.astype(np.int64) * scale
    stored[..., 0] = np.rint(lab[..., 0] * white / 100)
    if coding == ICC_LAB:
        stored[..., 1:] += 128 * scale
    samples = (stored % (1 << bits)).astype(f"u{bits // 8}")
    (tmp_path / "a.tif").write_bytes(written(samples, Layout(bits=bits, big=big, more=coding)))
    off = abs(open_photograph(tmp_path / "a.tif").pixels - lab_to_srgb(lab.astype(float)))
    assert off.mean() < 1
    assert off.max() < 4


@pytest.mark.parametrize("compression", ["group4", "group3", "tiff_ccitt"])
def test_faxes_are_black_on_white(color: Image.Image, compression: str, tmp_path: Path) -> None:
    bits = color.convert("1")
    bits.save(tmp_path / "a.tif", compression=compression)
    assert np.array_equal(open_photograph(tmp_path / "a.tif").grey, np.asarray(bits.convert("L")))


@pytest.mark.parametrize("compression", ["zstd", "tiff_lzw", "tiff_adobe_deflate", "lzma", "packbits"])
def test_lossless_compressions_give_exactly_the_pixels(color: Image.Image, compression: str, tmp_path: Path) -> None:
    color.save(tmp_path / "a.tif", compression=compression)
    assert np.array_equal(open_photograph(tmp_path / "a.tif").pixels, np.asarray(color))


@pytest.mark.parametrize("tiled", [False, True])
def test_jpeg_in_a_tiff_gives_what_another_decoder_gives(color: Image.Image, tiled: bool, tmp_path: Path) -> None:
    options: dict[str, Any] = {"tile": True, "tile_width": 64, "tile_height": 64} if tiled else {}
    pyvips.Image.new_from_array(np.asarray(color)).tiffsave(
        str(tmp_path / "a.tif"), compression="jpeg", Q=90, **options
    )
    with Image.open(tmp_path / "a.tif") as other:
        expected = np.asarray(other.convert("RGB")).astype(int)
    assert abs(open_photograph(tmp_path / "a.tif").pixels - expected).max() <= 4


def test_a_bigtiff_and_one_in_tiles_give_exactly_the_pixels(color: Image.Image, tmp_path: Path) -> None:
    picture = pyvips.Image.new_from_array(np.asarray(color))
    picture.tiffsave(str(tmp_path / "big.tif"), bigtiff=True)
    picture.tiffsave(str(tmp_path / "tiled.tif"), tile=True, tile_width=32, tile_height=32)
    for name in ("big.tif", "tiled.tif"):
        assert np.array_equal(open_photograph(tmp_path / name).pixels, np.asarray(color))


def test_colours_in_ycbcr_without_jpeg_are_refused_and_not_taken_for_rgb(color: Image.Image, tmp_path: Path) -> None:
    color.convert("YCbCr").save(tmp_path / "a.tif")
    assert refusal(tmp_path / "a.tif").startswith("its colours are coded as YCbCr without JPEG; save it as RGB")


def test_of_several_pages_the_first_is_shown_and_that_is_said(color: Image.Image, tmp_path: Path) -> None:
    turned = color.rotate(90, expand=True)
    color.save(tmp_path / "a.tif", save_all=True, append_images=[turned, color.resize((400, 100))])
    photograph = open_photograph(tmp_path / "a.tif")
    assert photograph.pages == 3
    assert np.array_equal(photograph.pixels, np.asarray(color))
    assert note_on(tmp_path / "a.tif") == "a TIFF of 3 pages; the first is shown"


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("flag", [None, 254])
def test_a_thumbnail_is_no_page_wherever_it_stands(
    color: Image.Image, first: bool, flag: int | None, tmp_path: Path
) -> None:
    thumbnail = color.resize((40, 32))
    thumbnail.encoderinfo = {"tiffinfo": {flag: 1}} if flag else {}
    pages = [thumbnail, color] if first else [color, thumbnail]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:], **getattr(pages[0], "encoderinfo", {}))
    assert look_at(tmp_path / "a.tif") == (120, 96)
    photograph = open_photograph(tmp_path / "a.tif")
    assert photograph.pages == 1
    assert np.array_equal(photograph.pixels, np.asarray(color))
    assert note_on(tmp_path / "a.tif") == ""


def test_floating_point_samples_beyond_white_are_refused_with_their_range(tmp_path: Path) -> None:
    layout = Layout(kind=FLOAT, bits=32, channels=1)
    (tmp_path / "a.tif").write_bytes(written(drawn(layout) * 255, layout))
    said = refusal(tmp_path / "a.tif", thorough=True)
    assert said.startswith("its floating-point samples go from ")
    assert "and here 0 is black and 1 white; save it as" in said
    sharpened = drawn(layout) * 1.1 - 0.05
    (tmp_path / "a.tif").write_bytes(written(sharpened.astype(np.float32), layout))
    expected = np.rint(sharpened[..., 0].clip(0, 1) * 255)
    assert abs(open_photograph(tmp_path / "a.tif").grey - expected).max() <= 1


def test_twelve_bit_samples_of_any_width_are_unpacked(tmp_path: Path) -> None:
    for width in (63, 64, 65):
        samples = np.random.default_rng(width).integers(0, 4096, (20, width))
        rows = []
        for row in samples:
            bits = "".join(f"{value:012b}" for value in row)
            bits += "0" * (-len(bits) % 8)
            rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
        content = written(np.frombuffer(b"".join(rows), np.uint8).reshape(20, -1, 1), Layout(channels=1))
        whole = content.replace(
            b"\x00\x01\x04\x00\x01\x00\x00\x00" + len(rows[0]).to_bytes(4, "little"),
            b"\x00\x01\x04\x00\x01\x00\x00\x00" + width.to_bytes(4, "little"),
        ).replace(b"\x02\x01\x03\x00\x01\x00\x00\x00\x08\0", b"\x02\x01\x03\x00\x01\x00\x00\x00\x0c\0")
        (tmp_path / "a.tif").write_bytes(whole)
        assert np.array_equal(open_photograph(tmp_path / "a.tif").grey, np.rint(samples / 4095 * 255))


def test_a_compression_that_is_not_read_here_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(written(drawn(Layout()), Layout(more=((259, 34_712),))))
    assert refusal(tmp_path / "a.tif").startswith("a TIFF compressed as JPEG 2000, which is not read here")


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "I;16"])
def test_zstd_is_read_in_every_mode_and_stands_upright(color: Image.Image, mode: str, tmp_path: Path) -> None:
    grey = np.asarray(color.convert("L"))
    picture = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else color.convert(mode)
    expected = np.asarray((color.convert("L") if mode == "I;16" else picture).convert("RGB"))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "a.tif", compression="zstd", exif=exif)
    assert look_at(tmp_path / "a.tif") == (96, 120)
    assert np.array_equal(open_photograph(tmp_path / "a.tif").pixels, np.rot90(expected, -1))


def old_jpeg(picture: Image.Image, subsampling: int) -> bytes:
    """A TIFF 6.0 of 1992 whose picture is a whole JPEG, as scanners of the nineties wrote it."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95, subsampling=subsampling)
    code, samples = file.getvalue(), len(picture.getbands())
    halves = 2 if subsampling else 1
    head = 8 + 2 + 13 * 12 + 4
    numbers = [
        *((256, picture.width), (257, picture.height), (258, 8), (259, 6), (262, 6 if samples == 3 else 1)),
        *((273, head + 8), (277, samples), (278, picture.height), (279, len(code)), (512, 1), (513, head + 8)),
        *((514, len(code)), (530, halves | halves << 16)),
    ]
    fields = b""
    for tag, number in numbers:
        if tag == 258 and samples == 3:
            fields += struct.pack("<HHII", tag, 3, 3, head)
        else:
            count = 2 if tag == 530 else 1
            short = tag in (258, 259, 262, 277, 512, 530)
            fields += struct.pack("<HHII", tag, 3 if short else 4, count, number)
    return b"II*\0" + struct.pack("<IH", 8, 13) + fields + bytes(4) + struct.pack("<4H", 8, 8, 8, 0) + code


@pytest.mark.parametrize(("mode", "subsampling"), [("RGB", 0), ("RGB", 2), ("L", 0)])
def test_jpeg_of_the_old_kind_is_read(color: Image.Image, mode: str, subsampling: int, tmp_path: Path) -> None:
    picture = color.convert(mode).resize((128, 96))
    (tmp_path / "a.tif").write_bytes(old_jpeg(picture, subsampling))
    found = open_photograph(tmp_path / "a.tif").pixels.astype(int)
    assert np.abs(found - np.asarray(picture.convert("RGB"))).mean() < 4


def test_what_has_to_be_decoded_whole_is_refused_where_it_is_too_large(tmp_path: Path) -> None:
    Image.new("L", (12_000, 11_000)).save(tmp_path / "a.tif", compression="zstd")
    assert refusal(tmp_path / "a.tif") == (
        "12000×11000 pixels as a TIFF so compressed, which is decoded whole and would take 660 MB, more than the 600 "
        "that are allowed; save it with LZW, or without compression"
    )


def test_channels_apart_in_tiles_are_refused_before_anything_is_decoded(color: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(written(np.asarray(color), Layout(planar=True, more=((322, 64), (323, 64)))))
    assert refusal(path).startswith("its channels lie apart, in tiles")


def test_directories_that_lie_over_one_another_take_little_memory(tmp_path: Path) -> None:
    """Each entry is also the head of a directory of 4,000 entries, which begins there."""
    entries, begin, pages = 4000, 0x40000, 5400
    data = bytearray(b"II*\0" + struct.pack("<I", begin)).ljust(begin, b"\0")
    for number in range(pages + entries + 2):
        following = number - entries + 1
        tag = 30_000 + number if following < 1 else 12 * following if following < pages else 0
        data += struct.pack("<HHHIH", entries, tag & 0xFFFF, 4, 1, 0)
    (tmp_path / "over.tif").write_bytes(data)
    tracemalloc.start()
    try:
        with (tmp_path / "over.tif").open("rb") as file:
            assert 1 < len(read_pages(file, tmp_path / "over.tif")) <= 125
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
