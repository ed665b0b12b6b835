"""What only JPEG has: segments of limited length, more than one of which may be XMP."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from gallery.errors import DisclosureError
from gallery.pictures.containers import read_xmp, with_xmp
from gallery.pictures.containers.jpeg import LARGEST

XMP, EXTENDED = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"


def jpeg(*app1: bytes) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    data = file.getvalue()
    made = b"".join(b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content for content in app1)
    return data[:20] + made + data[20:]  # after JFIF's segment


def test_extended_xmp_of_an_older_label_is_removed_too() -> None:
    data = jpeg(XMP + b"<a/>", EXTENDED + b"0" * 32 + b"more", EXTENDED + b"0" * 32 + b"and more")
    assert read_xmp(data) == b"<a/>"
    assert with_xmp(data, b"<b/>") == with_xmp(jpeg(), b"<b/>")


def test_the_packet_follows_jfif_and_exif() -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0"
    stamped = with_xmp(jpeg(b"another's", exif), b"<a/>")
    assert stamped.index(b"JFIF\0") < stamped.index(XMP) < stamped.index(b"another's") < stamped.index(exif)
    stamped = with_xmp(jpeg(exif, b"another's"), b"<a/>")
    assert stamped.index(b"JFIF\0") < stamped.index(exif) < stamped.index(XMP) < stamped.index(b"another's")


def test_two_packets_are_refused_and_replaced_by_one() -> None:
    data = jpeg(XMP + b"<a/>", XMP + b"<b/>")
    with pytest.raises(DisclosureError, match="two XMP packets"):
        read_xmp(data)
    assert read_xmp(with_xmp(data, b"<c/>")) == b"<c/>"


def test_fill_bytes_between_segments_stay() -> None:
    data = jpeg()
    filled = data[:20] + b"\xff\xff\xff" + data[20:]
    assert b"\xff\xff\xff" + data[20:] in with_xmp(filled, b"<a/>")


def test_a_packet_has_to_fit_into_one_segment() -> None:
    assert read_xmp(with_xmp(jpeg(), b" " * LARGEST)) == b" " * LARGEST
    with pytest.raises(DisclosureError, match=f"holds {LARGEST} bytes of XMP, not {LARGEST + 1}"):
        with_xmp(jpeg(), b" " * (LARGEST + 1))
