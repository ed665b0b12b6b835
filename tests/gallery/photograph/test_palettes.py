"""Pictures with palettes that lack colours which their pixels have; and whole palettes, however short."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph

NUMBERS = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
"""Of colours, of which there are 64."""


def greys(count: int) -> bytes:
    return bytes(value for number in range(count) for value in (40 + 3 * number,) * 3)


def png(
    colours: int, *, bits: int = 8, clear: bytes = b"", ways: int = 0, numbers: NDArray[np.uint8] = NUMBERS
) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    height, width = numbers.shape
    rows = b"".join(
        b"\0" + np.packbits(np.unpackbits(row[:, None], axis=1)[:, 8 - bits :].ravel()).tobytes() for row in numbers
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, ways))
        + chunk(b"PLTE", greys(colours))
        + (chunk(b"tRNS", clear) if clear else b"")
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def saved(kind: str) -> bytes:
    image = Image.fromarray(NUMBERS, "P")
    image.putpalette(greys(64))
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def gif(colours: int) -> bytes:
    whole = saved("GIF")
    return (
        whole[:10]
        + bytes([whole[10] & ~7 | colours.bit_length() - 2])
        + whole[11 : 13 + 3 * colours]
        + whole[13 + 192 :]
    )


def bmp(colours: int) -> bytes:
    whole = bytearray(saved("BMP"))
    struct.pack_into("<I", whole, 10, 54 + 4 * colours)
    struct.pack_into("<I", whole, 46, colours)
    return bytes(whole[: 54 + 4 * colours] + whole[54 + 4 * 64 :])


def tiff(colours: int) -> bytes:
    whole = bytearray(saved("TIFF"))
    (at,) = struct.unpack_from("<I", whole, 4)
    entry = next(place for place in range(at + 2, len(whole), 12) if struct.unpack_from("<H", whole, place)[0] == 320)
    struct.pack_into("<I", whole, entry + 4, 3 * (256 if colours == 64 else colours))
    return bytes(whole)


KINDS: dict[str, Callable[[int], bytes]] = {
    "png": png,
    "png with transparency": lambda colours: png(colours, clear=b"\x80" * colours),
    "gif": gif,
    "bmp": bmp,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_colour_that_the_palette_lacks_is_damage_and_not_black(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(KINDS[kind](32))
    said = f"{path}: damaged, it uses colour 64 of a palette of 32; get the file again, or save it as RGB"
    for read in (open_photograph, lambda path: look_at(path, thorough=True)):
        with pytest.raises(PhotographError) as caught:
            read(path)
        assert str(caught.value) == said


def test_a_tiff_whose_palette_lacks_colours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(tiff(40))
    with pytest.raises(PhotographError, match="damaged, its palette lacks some of its colours; get the file again"):
        look_at(tmp_path / "a.tif")


@pytest.mark.parametrize("kind", [*KINDS, "tiff"])
def test_a_palette_of_the_colours_that_are_used_is_enough(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").write_bytes({**KINDS, "tiff": tiff}[kind](64))
    shown = open_photograph(tmp_path / "a").pixels[..., 0]
    assert len(np.unique(shown)) == 64


@pytest.mark.parametrize(("bits", "colours"), [(1, 1), (2, 3), (4, 10)])
def test_numbers_of_a_few_bits_are_compared_too(tmp_path: Path, bits: int, colours: int) -> None:
    for used in (colours, colours + 1):
        (tmp_path / "a.png").write_bytes(png(colours, bits=bits, numbers=(NUMBERS % used).astype(np.uint8)))
        if used == colours:
            assert len(np.unique(open_photograph(tmp_path / "a.png").pixels)) == colours
        else:
            with pytest.raises(PhotographError, match=f"colour {used} of a palette of {colours}"):
                open_photograph(tmp_path / "a.png")
