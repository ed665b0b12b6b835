"""XMP in TIFF: what is put in is read back, by us and by libvips, and no tile of any level changes."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import DisclosureError
from gallery.pictures.containers import media_type, read_xmp, with_xmp
from gallery.pictures.containers.tiff import XMP

PACKET = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>'


@pytest.fixture(scope="module")
def pyramid(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Of 900 × 700 pixels, with three levels of tiles of 256."""
    path = tmp_path_factory.mktemp("tiff") / "a.tif"
    pixels = np.random.default_rng(7).integers(0, 256, (700, 900, 3), np.uint8)
    image = pyvips.Image.new_from_array(pixels)
    image.tiffsave(str(path), compression="jpeg", Q=90, tile=True, tile_width=256, tile_height=256, pyramid=True)
    return path.read_bytes()


def levels(data: bytes) -> list[bytes]:
    """The pixels of every level, as libvips decodes them."""
    pages = pyvips.Image.new_from_buffer(data, "").get("n-pages")
    return [pyvips.Image.tiffload_buffer(data, page=page).write_to_memory() for page in range(pages)]


def test_a_pyramid_gets_its_packet_and_keeps_every_level(pyramid: bytes) -> None:
    assert media_type(pyramid) == "image/tiff"
    assert read_xmp(pyramid) is None
    stamped = with_xmp(pyramid, PACKET)
    assert read_xmp(stamped) == PACKET
    assert pyvips.Image.new_from_buffer(stamped, "").get("xmp-data") == PACKET
    assert stamped[8 : len(pyramid)] == pyramid[8:]
    assert levels(stamped) == levels(pyramid)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_a_second_packet_takes_the_place_of_the_first(one: bytes, other: bytes) -> None:
    data = BytesIO()
    Image.new("RGB", (9, 7), "red").save(data, "TIFF")
    stamped = with_xmp(with_xmp(data.getvalue(), one), other)
    assert read_xmp(stamped) == other
    if len(one) > 20 and one not in other and any(one):
        assert one not in stamped


def test_big_endian_files_are_read_too() -> None:
    data = struct.pack(">2sHI", b"MM", 42, 8) + struct.pack(">HHHII", 1, 256, 4, 1, 9) + struct.pack(">I", 0)
    assert read_xmp(with_xmp(data, PACKET)) == PACKET


def test_damaged_files_are_refused(pyramid: bytes) -> None:
    circle = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<HHHII", 1, 256, 4, 1, 9) + struct.pack("<I", 8)
    far = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<HHHII", 1, XMP, 1, 900, 9) + struct.pack("<I", 0)
    for data, why in (
        (pyramid[:7], "ends in its header"),
        (pyramid[:400], "ends before its directory"),
        (circle, "have no end"),
        (far, "ends before its XMP"),
        (far.replace(struct.pack("<HH", XMP, 1), struct.pack("<HH", XMP, 3)), "not of bytes"),
    ):
        with pytest.raises(DisclosureError, match=why):
            read_xmp(data)


def test_a_packet_of_a_part_of_the_file_is_refused() -> None:
    def directory(tag: int, following: int) -> bytes:
        return struct.pack("<HHHI4sI", 1, tag, 1, 4, b"<x/>", following)

    data = struct.pack("<2sHI", b"II", 42, 8) + directory(256, 26) + directory(XMP, 0)
    with pytest.raises(DisclosureError, match="of a part of it"):
        read_xmp(data)
