"""Photoshop documents show their flat picture, of every colour mode and depth, or say why they cannot."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from gallery.errors import PhotographError
from gallery.photograph import embedded_in, look_at, open_photograph

BITMAP, GREY, INDEXED, RGB, CMYK, MULTICHANNEL, LAB = 0, 1, 2, 3, 4, 7, 9


def packed(row: bytes) -> bytes:
    """PackBits: runs where bytes repeat, literals elsewhere."""
    out, at = b"", 0
    while at < len(row):
        run = 1
        while at + run < len(row) and run < 128 and row[at + run] == row[at]:
            run += 1
        if run > 1:
            out, at = out + bytes([257 - run, row[at]]), at + run
            continue
        end = at + 1
        while end < len(row) and end - at < 128 and row[end] != row[end - 1]:
            end += 1
        out, at = out + bytes([end - at - 1]) + row[at:end], end
    return out


def document(
    planes: NDArray[Any], mode: int, bits: int = 8, *, rle: bool = True, large: bool = False, **more: bytes
) -> bytes:
    """A document of one flat picture, planes (C, H, W), by Adobe's specification; ``r<number>=`` are resources."""
    channels, height, width = planes.shape
    version, count, length = (2, "I", "Q") if large else (1, "H", "I")
    head = b"8BPS" + struct.pack(">H6xHIIHH", version, channels, height, width, bits, mode)
    palette = more.pop("palette", b"")
    resources = b""
    for name, body in more.items():
        resources += b"8BIM" + struct.pack(">H2xI", int(name[1:]), len(body)) + body + bytes(len(body) % 2)
    rows = [row.tobytes() for plane in planes.astype(f">u{max(1, bits // 8)}") for row in plane]
    if bits == 1:
        rows = [np.packbits(row).tobytes() for plane in planes for row in plane]
    layers = bytes(36)
    data = struct.pack(">H", 0) + b"".join(rows)
    if rle:
        shrunk = [packed(row) for row in rows]
        data = struct.pack(f">H{len(rows)}{count}", 1, *map(len, shrunk)) + b"".join(shrunk)
    sections = [struct.pack(">I", len(part)) + part for part in (palette, resources)]
    return head + b"".join(sections) + struct.pack(f">{length}", len(layers)) + layers + data


@pytest.fixture
def planes(color: Image.Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.moveaxis(np.asarray(color), -1, 0))


@pytest.mark.parametrize("rle", [False, True])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
def test_a_document_in_rgb_or_grey_gives_exactly_its_pixels(
    planes: NDArray[np.uint8], bits: int, large: bool, rle: bool, tmp_path: Path
) -> None:
    samples = planes.astype(np.uint16) * 257 if bits == 16 else planes
    alpha = np.zeros_like(samples[:1])  # the flat picture stands on white already
    for name, stored, mode in (("rgb", samples, RGB), ("more", np.concatenate([samples, alpha]), RGB)):
        (tmp_path / name).write_bytes(document(stored, mode, bits, rle=rle, large=large))
        photograph = open_photograph(tmp_path / name)
        assert photograph.format == "PSD"
        assert np.array_equal(photograph.pixels, np.moveaxis(planes, 0, -1))
    (tmp_path / "grey").write_bytes(document(samples[:1], GREY, bits, rle=rle, large=large))
    assert look_at(tmp_path / "grey") == (120, 96)
    assert np.array_equal(open_photograph(tmp_path / "grey").grey, planes[0])


def test_pillow_sees_the_same_picture(planes: NDArray[np.uint8], tmp_path: Path) -> None:
    (tmp_path / "a.psd").write_bytes(document(planes, RGB))
    with Image.open(tmp_path / "a.psd") as other:
        assert np.array_equal(open_photograph(tmp_path / "a.psd").pixels, np.asarray(other.convert("RGB")))


def test_inks_palettes_bits_and_lab_are_understood(color: Image.Image, tmp_path: Path) -> None:
    inks = np.moveaxis(np.asarray(color.convert("CMYK")), -1, 0)
    (tmp_path / "cmyk.psd").write_bytes(document(255 - inks, CMYK))
    expected = np.asarray(color.convert("CMYK").convert("RGB"))
    assert np.array_equal(open_photograph(tmp_path / "cmyk.psd").pixels, expected)
    few = color.quantize(256)
    table = np.array(few.getpalette("RGB"), np.uint8).reshape(-1, 3)
    table = np.concatenate([table, np.zeros((256 - len(table), 3), np.uint8)])
    (tmp_path / "few.psd").write_bytes(document(np.asarray(few)[None], INDEXED, palette=table.T.tobytes()))
    assert np.array_equal(open_photograph(tmp_path / "few.psd").pixels, np.asarray(few.convert("RGB")))
    black = np.asarray(color.convert("1")) == 0
    (tmp_path / "bits.psd").write_bytes(document(black[None], BITMAP, 1))
    assert np.array_equal(open_photograph(tmp_path / "bits.psd").grey, np.where(black, 0, 255))
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(color, to_lab)
    assert lab is not None
    values = np.stack([np.asarray(lab.getchannel(name)) for name in "LAB"])
    (tmp_path / "lab.psd").write_bytes(document(values, LAB))
    assert abs(open_photograph(tmp_path / "lab.psd").pixels.astype(int) - np.asarray(color)).mean() < 1


@pytest.mark.parametrize(
    ("mode", "bits", "more", "cause"),
    [
        (RGB, 8, {"r1057": b"\0\0\0\1\0"}, "a Photoshop document without a flat picture; save it with"),
        (RGB, 32, {}, "a Photoshop document of 32 bits a channel; convert it to 16 bits"),
        (MULTICHANNEL, 8, {}, "a Photoshop document of several inks of its own, which is not read here"),
    ],
)
def test_what_cannot_be_shown_rightly_is_refused(
    planes: NDArray[np.uint8], mode: int, bits: int, more: dict[str, bytes], cause: str, tmp_path: Path
) -> None:
    (tmp_path / "a.psd").write_bytes(document(planes, mode, bits, rle=False, **more))
    with pytest.raises(PhotographError) as caught:
        look_at(tmp_path / "a.psd")
    assert str(caught.value).removeprefix(f"{tmp_path / 'a.psd'}: ").startswith(cause)


def test_half_a_document_is_damaged(planes: NDArray[np.uint8], tmp_path: Path) -> None:
    whole = document(planes, RGB)
    for length in (10, 30, 100, 1000, len(whole) - 1):
        (tmp_path / "a.psd").write_bytes(whole[:length])
        with pytest.raises(PhotographError, match="damaged or cut short"):
            look_at(tmp_path / "a.psd", thorough=True)


def test_resolution_and_metadata_are_found_among_the_resources(planes: NDArray[np.uint8], tmp_path: Path) -> None:
    resolution = struct.pack(">IHHIHH", 600 << 16, 1, 1, 300 << 16, 1, 1)
    (tmp_path / "a.psd").write_bytes(document(planes, RGB, r1005=resolution, r1028=b"iptc", r1060=b"xmp"))
    found = embedded_in(tmp_path / "a.psd")
    assert (found.dpi, found.iptc, found.xmp) == ((600, 300), b"iptc", b"xmp")
