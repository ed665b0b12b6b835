"""XMP in JPEG: an APP1 segment before the picture's own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from gallery.errors import DisclosureError

_SOI, _SOS, _EOI = 0xD8, 0xDA, 0xD9
_APP0, _APP1 = 0xE0, 0xE1
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers that no length follows: TEM and the restart markers."""

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF = b"Exif\0"

LARGEST = 65_533 - len(_XMP)
"""Bytes of a packet that one segment holds."""


class Segment(NamedTuple):
    """One segment of a JPEG file, by offsets."""

    marker: int
    start: int
    """Of the marker, with fill bytes before it."""
    body: int
    """Of what follows the length."""
    end: int


def recognises(data: bytes) -> bool:
    """Whether ``data`` begins like a JPEG file."""
    return data[:3] == b"\xff\xd8\xff"


def segments(data: bytes) -> Iterator[Segment]:
    """The segments between SOI and the first scan, and last the scan's own header, whose ``end`` is the file's."""
    at = 2
    while True:
        start = at
        if data[at : at + 1] != b"\xff":
            raise DisclosureError(f"the JPEG file is damaged: no marker at byte {at}")
        while data[at : at + 1] == b"\xff":
            at += 1
        marker = data[at] if at < len(data) else _EOI
        at += 1
        if marker in (0, _SOI, _EOI):
            raise DisclosureError("the JPEG file ends, or is damaged, before its picture begins")
        if marker in _BARE:
            yield Segment(marker, start, at, at)
            continue
        if at + 2 > len(data):
            raise DisclosureError("the JPEG file ends before its picture begins")
        (length,) = struct.unpack_from(">H", data, at)
        if length < 2 or at + length > len(data):
            raise DisclosureError(f"the JPEG file is damaged: a segment at byte {start} says it has {length} bytes")
        if marker == _SOS:
            yield Segment(marker, start, at + 2, len(data))
            return
        yield Segment(marker, start, at + 2, at + length)
        at += length


def read(data: bytes) -> bytes | None:
    """The packet, or None."""
    found = [
        data[segment.body + len(_XMP) : segment.end]
        for segment in segments(data)
        if segment.marker == _APP1 and data.startswith(_XMP, segment.body)
    ]
    if len(found) > 1:
        raise DisclosureError("the JPEG file has two XMP packets, and readers differ in which they show")
    return found[0] if found else None


def put(data: bytes, packet: bytes) -> bytes:
    """The file with the packet after JFIF's and Exif's segments, where readers expect it."""
    if len(packet) > LARGEST:
        raise DisclosureError(f"a JPEG file holds {LARGEST} bytes of XMP, not {len(packet)}")
    leading: list[bytes] = [data[:2]]
    others: list[bytes] = []
    for segment in segments(data):
        app1 = segment.marker == _APP1
        if app1 and data.startswith((_XMP, _EXTENDED), segment.body):
            continue
        leads = segment.marker == _APP0 or (app1 and data.startswith(_EXIF, segment.body))
        (leading if leads and not others else others).append(data[segment.start : segment.end])
    header = struct.pack(">BBH", 0xFF, _APP1, 2 + len(_XMP) + len(packet))
    return b"".join((*leading, header, _XMP, packet, *others))
