"""XMP in finished files: other libraries read it, the coded picture is untouched, damaged files are refused."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from gallery.errors import DisclosureError
from gallery.pictures.containers import media_type, read_xmp, with_xmp
from gallery.pictures.metadata import xmp_packet

AVIF = ".avif" in Image.registered_extensions()
"""Pillow writes AVIF since 11.3."""

PACKET = xmp_packet({"title": "First flight <& “quoted”>", "credit": "Library of Congress"}, "en")
OTHER = xmp_packet({"title": "Another"}, "en")
ODD = PACKET + b" "
"""One of even and one of odd length: RIFF pads."""


def picture(mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 52, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


def saved(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    file = BytesIO()
    picture(mode).save(file, kind, **options)
    return file.getvalue()


def by_vips(suffix: str, **options: Any) -> bytes:
    data: bytes = pyvips.Image.new_from_array(np.asarray(picture())).write_to_buffer(suffix, **options)
    return data


def exif() -> bytes:
    about = Image.Exif()
    about[0x010F] = "A camera"
    return about.tobytes()


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


FILES: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: saved("JPEG"),
    "jpeg, progressive": lambda: saved("JPEG", progressive=True, dpi=(300, 300)),
    "jpeg, grey": lambda: saved("JPEG", "L"),
    "jpeg with Exif, profile, comment": lambda: saved("JPEG", exif=exif(), icc_profile=profile(), comment=b"c"),
    "jpeg that has XMP": lambda: saved("JPEG", exif=exif(), xmp=OTHER),
    "jpeg by libvips": lambda: by_vips(".jpg", Q=86, subsample_mode="off"),
    "png": lambda: saved("PNG"),
    "png with palette": lambda: saved("PNG", "P"),
    "png with alpha and profile": lambda: saved("PNG", "RGBA", icc_profile=profile(), dpi=(300, 300)),
    "png by libvips": lambda: by_vips(".png"),
    "webp": lambda: saved("WEBP"),
    "webp, lossless": lambda: saved("WEBP", lossless=True),
    "webp with alpha": lambda: saved("WEBP", "RGBA"),
    "webp, lossless with alpha": lambda: saved("WEBP", "RGBA", lossless=True),
    "webp with Exif and profile": lambda: saved("WEBP", exif=exif(), icc_profile=profile()),
    "webp that has XMP": lambda: saved("WEBP", xmp=OTHER),
    "webp, moving": lambda: saved("WEBP", save_all=True, append_images=[picture().rotate(90)], duration=50),
    "webp by libvips": lambda: by_vips(".webp"),
}
if AVIF:
    FILES |= {
        "avif": lambda: saved("AVIF", speed=10, max_threads=1),
        "avif with alpha": lambda: saved("AVIF", "RGBA", speed=10, max_threads=1),
        "avif with Exif and profile": lambda: saved("AVIF", exif=exif(), icc_profile=profile(), speed=10),
        "avif that has XMP": lambda: saved("AVIF", xmp=OTHER, exif=exif(), speed=10),
        "avif by libvips": lambda: by_vips(".avif", effort=0),
    }


@cache
def made(name: str) -> bytes:
    return FILES[name]()


def xmp_by_pillow(data: bytes) -> bytes | None:
    with Image.open(BytesIO(data)) as image:
        image.load()
        found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    return found.encode() if isinstance(found, str) else found


def xmp_by_vips(data: bytes) -> bytes | None:
    image = pyvips.Image.new_from_buffer(data, "")
    return bytes(image.get("xmp-data")) if image.get_typeof("xmp-data") else None


def frames(data: bytes) -> list[tuple[str, bytes]]:
    """The pixels of every frame."""
    with Image.open(BytesIO(data)) as image:
        found = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            found.append((image.mode, image.tobytes()))
    return found


def about(data: bytes) -> dict[str, Any]:
    """What Pillow knows of the file beside its XMP."""
    with Image.open(BytesIO(data)) as image:
        image.load()
        return {key: image.info[key] for key in image.info if key.casefold() not in ("xmp", "xml:com.adobe.xmp")}


def coded(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every part of the file that is not XMP, nor a header that counts and announces parts."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg_parts(data)
    if data.startswith(b"\x89PNG"):
        return _png_parts(data)
    if data.startswith(b"RIFF"):
        return _webp_parts(data)
    return _avif_items(data)


def _jpeg_parts(data: bytes) -> list[tuple[bytes, bytes]]:
    parts, at = [], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not data[at:end].startswith(b"http://ns.adobe.com/xap/", 4):
            parts.append((data[at : at + 2], data[at:end]))
        at = end
    return [*parts, (b"scans", data[at:])]


def _png_parts(data: bytes) -> list[tuple[bytes, bytes]]:
    parts, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert data[at + 8 + length : at + 12 + length] == zlib.crc32(kind + content).to_bytes(4, "big")
        if not content.startswith(b"XML:com.adobe.xmp"):
            parts.append((kind, content))
        at += 12 + length
    return parts


def _webp_parts(data: bytes) -> list[tuple[bytes, bytes]]:
    assert len(data) == 8 + int.from_bytes(data[4:8], "little")
    parts, at = [], 12
    while at < len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] not in (b"XMP ", b"VP8X"):
            parts.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return parts


def _avif_items(data: bytes) -> list[tuple[bytes, bytes]]:
    """What each item holds, of files with a short table of locations, as both writers make it."""
    at = data.index(b"iloc") + 4
    version, sizes, count = struct.unpack_from(">B3xHH", data, at)
    assert sizes in (0x4400, 0x4440)  # offset and length, and with libheif a base, of four bytes
    at += 8
    items = []
    for _ in range(count):
        (item,) = struct.unpack_from(">H", data, at)
        at += 4 if version else 2
        if version:
            assert data[at - 2 : at] == b"\0\0"  # counted from the beginning of the file
        at += 2
        base = 0
        if sizes == 0x4440:
            (base,) = struct.unpack_from(">I", data, at)
            at += 4
        (extents,) = struct.unpack_from(">H", data, at)
        at += 2
        held = b""
        for _ in range(extents):
            offset, length = struct.unpack_from(">II", data, at)
            held += data[base + offset : base + offset + length]
            at += 8
        if b"x:xmpmeta" not in held:
            items.append((item.to_bytes(2, "big"), held))
    return items


@pytest.mark.parametrize("packet", [PACKET, ODD])
@pytest.mark.parametrize("name", FILES)
def test_others_read_what_was_put_in(name: str, packet: bytes) -> None:
    stamped = with_xmp(made(name), packet)
    assert read_xmp(stamped) == packet
    assert xmp_by_pillow(stamped) == packet
    assert xmp_by_vips(stamped) == packet


@pytest.mark.parametrize("name", FILES)
def test_the_coded_picture_and_all_else_stay_byte_for_byte(name: str) -> None:
    stamped = with_xmp(made(name), PACKET)
    assert coded(stamped) == coded(made(name))
    assert frames(stamped) == frames(made(name))
    assert about(stamped) == about(made(name))


@pytest.mark.parametrize("name", FILES)
def test_a_new_label_takes_the_place_of_the_old_one(name: str) -> None:
    once = with_xmp(made(name), PACKET)
    again = with_xmp(with_xmp(made(name), OTHER), PACKET)
    assert again == once
    assert with_xmp(again, PACKET) == once
    assert OTHER not in again


@pytest.mark.parametrize("name", FILES)
def test_what_another_library_put_in_is_read(name: str) -> None:
    expected = OTHER if name.endswith("that has XMP") else None
    assert read_xmp(made(name)) == expected == xmp_by_pillow(made(name))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", pytest.param("AVIF", marks=pytest.mark.skipif(not AVIF, reason=""))])
def test_pillow_s_own_xmp_is_read(kind: str) -> None:
    assert read_xmp(saved(kind, xmp=PACKET)) == PACKET


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_libvips_own_xmp_is_read(suffix: str) -> None:
    image = pyvips.Image.new_from_array(np.asarray(picture())).copy()
    image.set_type(pyvips.GValue.blob_type, "xmp-data", PACKET)
    assert read_xmp(image.write_to_buffer(suffix, keep="xmp")) == PACKET


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp_file_is_the_one_that_libwebp_would_have_made(mode: str, lossless: bool) -> None:
    assert with_xmp(saved("WEBP", mode, lossless=lossless), PACKET) == saved(
        "WEBP", mode, lossless=lossless, xmp=PACKET
    )


def test_a_file_is_told_by_its_content() -> None:
    kinds = {name: f"image/{name.partition(' ')[0].rstrip(',')}" for name in FILES}
    assert {name: media_type(made(name)) for name in FILES} == kinds
    assert media_type(b"GIF89a") is None
    with pytest.raises(DisclosureError, match="no JPEG, PNG, WebP, AVIF or TIFF"):
        read_xmp(b"GIF89a")


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_before_its_picture_is_refused(name: str) -> None:
    data = made(name)
    for length in range(0, min(len(data), 120)):
        with pytest.raises(DisclosureError):
            with_xmp(data[:length], PACKET)


def refused_or_done(data: bytes) -> None:
    """Either works or is refused; any other exception fails the test."""
    try:
        stamped = with_xmp(data, PACKET)
    except DisclosureError:
        pass
    else:
        assert read_xmp(stamped) == PACKET
    with suppress(DisclosureError):
        read_xmp(data)


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"\0\0\0\x1cftypavif"]), st.binary())
def test_bytes_of_any_kind_are_refused_clearly(start: bytes, rest: bytes) -> None:
    refused_or_done(start + rest)


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_clearly_or_read_back(data: st.DataObject) -> None:
    original = made(data.draw(st.sampled_from(sorted(FILES))))
    if data.draw(st.booleans()):
        original = with_xmp(original, OTHER)
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        # Most of what can be misread lies at the beginning.
        at = data.draw(st.integers(0, min(len(damaged) - 1, data.draw(st.sampled_from([600, len(damaged)])))))
        damaged[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    refused_or_done(bytes(damaged))
