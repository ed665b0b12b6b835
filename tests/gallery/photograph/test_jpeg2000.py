"""JPEG 2000 is shown as another decoder shows it, or refused with the cause."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph
from gallery.photograph.jpeg2000 import Code, decoding
from gallery.photograph.whole import MEMORY


def refusal(path: Path) -> str:
    with pytest.raises(PhotographError) as caught:
        look_at(path)
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize("name", ["a.jp2", "a.j2k"])
@pytest.mark.parametrize("options", [{}, {"tile_size": (64, 64)}, {"num_resolutions": 2}])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_lossless_picture_gives_exactly_its_pixels(
    color: Image.Image, name: str, options: dict[str, Any], mode: str, tmp_path: Path
) -> None:
    picture = color.convert(mode)
    picture.save(tmp_path / name, irreversible=False, **options)
    assert look_at(tmp_path / name) == (120, 96)
    photograph = open_photograph(tmp_path / name)
    assert photograph.format == "JPEG2000"
    assert np.array_equal(photograph.pixels, np.asarray(picture.convert("RGB")))


def test_inks_are_read_as_pillow_mixes_them(color: Image.Image, tmp_path: Path) -> None:
    inks = color.convert("CMYK")
    inks.save(tmp_path / "a.jp2", irreversible=False)
    assert np.array_equal(open_photograph(tmp_path / "a.jp2").pixels, np.asarray(inks.convert("RGB")))


def test_sixteen_bit_grey_is_rounded_and_transparency_laid_on_white(color: Image.Image, tmp_path: Path) -> None:
    samples = np.linspace(0, 65535, 96 * 120).astype(np.uint16).reshape(96, 120)
    Image.fromarray(samples).save(tmp_path / "a.jp2", irreversible=False)
    assert np.array_equal(open_photograph(tmp_path / "a.jp2").grey, np.rint(samples / 257))
    layered = color.convert("RGBA")
    layered.putalpha(Image.new("L", color.size, 51))
    layered.save(tmp_path / "b.jp2", irreversible=False)
    expected = np.asarray(color) * 0.2 + 255 * 0.8
    assert abs(open_photograph(tmp_path / "b.jp2").pixels - expected).max() <= 1


def boxed(code: bytes, components: int, bits: int, *colours: bytes) -> bytes:
    """A JP2 around a code-stream, with such boxes beside the image header; all by ITU-T T.800, annex I."""

    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + name + body

    header = box(b"ihdr", struct.pack(">IIHBBBB", 96, 120, components, bits - 1, 7, 0, 0)) + b"".join(colours)
    start = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return start + box(b"jp2h", header) + box(b"jp2c", code)


def colour(method: int, body: bytes) -> bytes:
    return struct.pack(">I4sBBB", len(body) + 11, b"colr", method, 0, 0) + body


def test_a_profile_inside_is_matched_and_other_colour_spaces_are_refused(color: Image.Image, tmp_path: Path) -> None:
    from gallery.photograph.primaries import matrix_profile

    file = io.BytesIO()
    color.save(file, "JPEG2000", no_jp2=True, irreversible=False)
    wide = matrix_profile((0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06))
    assert wide is not None
    (tmp_path / "a.jp2").write_bytes(boxed(file.getvalue(), 3, 8, colour(2, wide)))
    source, target = ImageCms.ImageCmsProfile(io.BytesIO(wide)), ImageCms.createProfile("sRGB")
    shown = ImageCms.profileToProfile(color, source, target, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    assert shown is not None
    assert abs(open_photograph(tmp_path / "a.jp2").pixels.astype(int) - np.asarray(shown)).max() <= 2
    (tmp_path / "a.jp2").write_bytes(boxed(file.getvalue(), 3, 8, colour(1, struct.pack(">I", 16))))
    assert np.array_equal(open_photograph(tmp_path / "a.jp2").pixels, np.asarray(color))
    (tmp_path / "a.jp2").write_bytes(boxed(file.getvalue(), 3, 8, colour(1, struct.pack(">I", 14))))
    assert refusal(tmp_path / "a.jp2").startswith("a JPEG 2000 in a colour space that is not read here (number 14)")
    palette = struct.pack(">I4sHB", 11, b"pclr", 2, 3)
    (tmp_path / "a.jp2").write_bytes(boxed(file.getvalue(), 3, 8, palette))
    assert refusal(tmp_path / "a.jp2") == "a JPEG 2000 with a palette; save it as TIFF"


def test_what_would_take_too_much_memory_is_refused_before_decoding(color: Image.Image, tmp_path: Path) -> None:
    file = io.BytesIO()
    color.save(file, "JPEG2000", no_jp2=True)
    code = file.getvalue()
    large = code[:8] + struct.pack(">6I", 8000, 8000, 0, 0, 8000, 8000) + code[32:]
    (tmp_path / "a.j2k").write_bytes(large)
    assert "decoded whole and would take 1274 MB, more than the 600 that are allowed" in refusal(tmp_path / "a.j2k")
    tiled = Code(9000, 9000, (8, 8, 8), halved=False, tile=1024 * 1024)
    assert decoding(tiled) < MEMORY


def test_half_a_file_is_damaged(color: Image.Image, tmp_path: Path) -> None:
    file = io.BytesIO()
    color.save(file, "JPEG2000")
    for length in (12, 40, 80):
        (tmp_path / "a.jp2").write_bytes(file.getvalue()[:length])
        assert "damaged or cut short" in refusal(tmp_path / "a.jp2")
