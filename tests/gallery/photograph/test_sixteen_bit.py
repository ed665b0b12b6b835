"""Samples of more than eight bits."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import open_photograph


def refused(path: Path, **limits: int) -> str:
    with pytest.raises(PhotographError) as caught:
        open_photograph(path, **limits)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def tiff(samples: NDArray[Any], *, big_endian: bool, photometric: int, bits: int = 16, orientation: int = 1) -> bytes:
    """An uncompressed TIFF of one strip: (H, W) or (H, W, 3) samples, written by the specification."""
    order = ">" if big_endian else "<"
    height, width = samples.shape[:2]
    count = 1 if samples.ndim == 2 else samples.shape[2]
    body = samples.astype(f"{order}u2").tobytes()
    if bits == 12:  # two samples in three bytes
        flat = samples.ravel().astype(int)
        one, two = flat[::2], flat[1::2]
        body = np.stack([one >> 4, (one & 15) << 4 | two >> 8, two & 255], -1).astype(np.uint8).tobytes()
    fields = [(256, width), (257, height), (258, bits), (259, 1), (262, photometric), (273, 0)]
    fields += [(274, orientation), (277, count)]
    fields += [(278, height), (279, len(body))]
    extra = 8 + 2 + 12 * len(fields) + 4
    values = dict(fields) | {273: extra + 2 * count}
    entries = b""
    for tag, _ in fields:
        if tag == 258 and count > 1:
            entries += struct.pack(f"{order}HHII", tag, 3, count, extra)
        elif tag in {273, 279}:
            entries += struct.pack(f"{order}HHII", tag, 4, 1, values[tag])
        else:
            entries += struct.pack(f"{order}HHIHH", tag, 3, 1, values[tag], 0)
    head = (b"MM\0*" if big_endian else b"II*\0") + struct.pack(f"{order}IH", 8, len(fields))
    return head + entries + b"\0\0\0\0" + struct.pack(f"{order}{count}H", *[bits] * count) + body


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("photometric", [0, 1])
def test_sixteen_bit_grey_is_scaled_in_either_byte_order_and_polarity(
    grey: Image.Image, tmp_path: Path, big_endian: bool, photometric: int
) -> None:
    eight = np.asarray(grey)
    samples = eight.astype(np.uint16) * 257
    stored = 65535 - samples if photometric == 0 else samples
    (tmp_path / "a.tif").write_bytes(tiff(stored, big_endian=big_endian, photometric=photometric))
    assert np.array_equal(open_photograph(tmp_path / "a.tif").grey, eight)


def test_sixteen_bit_grey_is_rounded_not_cut(tmp_path: Path) -> None:
    samples = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    Image.fromarray(samples).save(tmp_path / "a.png")
    (tmp_path / "a.tif").write_bytes(tiff(samples, big_endian=True, photometric=1))
    expected = np.rint(samples / 257)
    assert np.array_equal(open_photograph(tmp_path / "a.png").grey, expected)
    assert np.array_equal(open_photograph(tmp_path / "a.tif").grey, expected)


def test_twelve_bit_grey_reaches_full_white(tmp_path: Path) -> None:
    samples = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    (tmp_path / "a.tif").write_bytes(tiff(samples, big_endian=False, photometric=1, bits=12))
    assert np.array_equal(open_photograph(tmp_path / "a.tif").grey, np.rint(samples / 4095 * 255))


@pytest.mark.parametrize("bits", [12, 16])
def test_grey_of_many_bits_stands_upright(bits: int, tmp_path: Path) -> None:
    samples = np.arange(64 * 40, dtype=np.uint16).reshape(40, 64) << (bits - 12)
    (tmp_path / "a.tif").write_bytes(tiff(samples, big_endian=False, photometric=1, bits=bits, orientation=6))
    assert np.array_equal(
        open_photograph(tmp_path / "a.tif").grey, np.rot90(np.rint(samples / ((1 << bits) - 1) * 255), -1)
    )


@pytest.mark.parametrize("big_endian", [False, True])
def test_sixteen_bit_color_keeps_its_pixels(color: Image.Image, tmp_path: Path, big_endian: bool) -> None:
    samples = np.asarray(color).astype(np.uint16) * 257
    (tmp_path / "a.tif").write_bytes(tiff(samples, big_endian=big_endian, photometric=2))
    pyvips.Image.new_from_array(samples, interpretation="rgb16").pngsave(str(tmp_path / "a.png"), bitdepth=16)
    assert np.array_equal(open_photograph(tmp_path / "a.tif").pixels, np.asarray(color))
    assert np.array_equal(open_photograph(tmp_path / "a.png").pixels, np.asarray(color))


def test_signed_samples_are_an_error(tmp_path: Path) -> None:
    Image.new("I", (20, 20)).save(tmp_path / "a.tif")
    assert refused(tmp_path / "a.tif").startswith("its samples are signed or complex numbers; save it as")


def test_a_png_of_sixteen_bits_of_grey_with_transparency_is_read_on_white(tmp_path: Path) -> None:
    grey = np.arange(32 * 32, dtype=np.uint16).reshape(32, 32) * 64
    alpha = np.full_like(grey, 65535)
    alpha[:, :8] = 0
    picture = pyvips.Image.new_from_array(np.dstack([grey, alpha])).copy(interpretation="grey16")
    picture.write_to_file(str(tmp_path / "a.png"))
    read = open_photograph(tmp_path / "a.png").pixels
    assert (read[:, :8] == 255).all()
    shown = read[:, 8:] if read.ndim == 2 else read[:, 8:, 0]
    assert np.abs(shown.astype(int) - (grey[:, 8:] >> 8)).max() <= 1
