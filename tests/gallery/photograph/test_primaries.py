"""A PNG's gamma and primaries are honoured as browsers do; expected values come from scikit-image and by hand."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from gallery.photograph import open_photograph
from gallery.photograph.color import lab
from gallery.photograph.primaries import SRGB, matrix_profile

ADOBE = (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)


def with_chunks(picture: Image.Image, path: Path, *chunks: tuple[bytes, bytes]) -> None:
    picture.save(path)
    png = path.read_bytes()
    extra = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    path.write_bytes(png[:33] + extra + png[33:])  # behind IHDR


def gamma(value: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(value * 100_000))


def points(values: tuple[float, ...]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in values))


def encoded(light: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055) * 255


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_linear_light_is_shown_as_bright_as_it_is(mode: str, tmp_path: Path) -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint8), (20, 1))
    with_chunks(Image.fromarray(ramp).convert(mode), tmp_path / "a.png", gamma(1))
    photograph = open_photograph(tmp_path / "a.png")
    assert abs(photograph.grey - encoded(ramp / 255)).max() <= 0.51
    middle = photograph.pixels[0, 128:129]
    assert lab(middle)[0, 0] - lab(np.full((1, 3), 128, np.uint8))[0, 0] > 20  # how wrong it would be without


def test_sixteen_bits_of_linear_light_keep_their_shadows(tmp_path: Path) -> None:
    ramp = np.tile(np.arange(0, 4096, 4, dtype=np.uint16), (20, 1))
    with_chunks(Image.fromarray(ramp), tmp_path / "a.png", gamma(1))
    grey = open_photograph(tmp_path / "a.png").grey
    assert abs(grey - encoded(ramp / 65535)).max() <= 0.51
    assert len(np.unique(grey)) > 60


def test_what_is_srgb_under_another_name_stays_exactly_as_it_is(color: Image.Image, tmp_path: Path) -> None:
    expected = np.asarray(color)
    for chunks in (
        [gamma(0.45455)],
        [gamma(0.45455), points(SRGB)],
        [(b"sRGB", b"\0"), gamma(1)],
        [points(ADOBE)],
        [gamma(0)],
    ):
        with_chunks(color, tmp_path / "a.png", *chunks)
        assert np.array_equal(open_photograph(tmp_path / "a.png").pixels, expected), chunks


def test_primaries_are_brought_into_srgb(color: Image.Image, tmp_path: Path) -> None:
    with_chunks(color, tmp_path / "a.png", gamma(1 / 2.2), points(ADOBE))
    light = (np.asarray(color) / 255) ** 2.2

    def to_xyz(given: tuple[float, ...]) -> NDArray[np.floating]:
        pairs = list(zip(given[::2], given[1::2], strict=True))
        white, *columns = (np.array([x / y, 1, (1 - x - y) / y]) for x, y in pairs)
        matrix = np.stack(columns, -1)
        return np.asarray(matrix * np.linalg.solve(matrix, white))

    srgb = light @ (np.linalg.inv(to_xyz(SRGB)) @ to_xyz(ADOBE)).T
    expected = encoded(srgb.clip(0, 1))
    off = abs(open_photograph(tmp_path / "a.png").pixels - expected)
    assert np.percentile(off, 99) <= 2
    assert abs(np.asarray(color) - expected).max() > 10


def test_impossible_primaries_make_no_profile() -> None:
    assert matrix_profile((0.3, 0, *SRGB[2:])) is None
    assert matrix_profile((*SRGB[:2], 0.6, 0.3, 0.6, 0.3, 0.6, 0.3)) is None
    assert matrix_profile(SRGB) is not None
