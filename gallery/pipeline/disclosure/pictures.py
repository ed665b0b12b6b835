"""Pictures and films: what they say of themselves, in XMP.

Source of the place of XMP in MP4 and QuickTime: ISO 16684-3:2021 (XMP part 3, 2.3.1 and 2.3.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from io import UnsupportedOperation
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from gallery.errors import DisclosureError
from gallery.pictures.containers import read_xmp
from gallery.pictures.containers.boxes import IsoBox, boxes
from gallery.pictures.metadata import properties_of
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The type of the uuid box that holds a film's packet."""


def picture(file: BinaryIO, _: Looking) -> Iterator[Finding]:
    """JPEG, PNG, WebP, AVIF, TIFF."""
    yield _said(read_xmp(file.read()))


def film(file: BinaryIO, _: Looking) -> Iterator[Finding]:
    """MP4 and QuickTime. Only the boxes around the packet are read, so a film may be of any length."""
    try:
        data: bytes | mmap = mmap(file.fileno(), 0, access=ACCESS_READ)
    except (UnsupportedOperation, ValueError):  # in memory, or empty
        data = file.read()
    try:
        top = list(boxes(data, 0, len(data)))
        if not any(box.kind in (b"moov", b"moof") for box in top):
            raise DisclosureError("it is no MP4 or QuickTime film")
        packets = [data[box.body + 16 : box.end] for box in top if _is_xmp(data, box)]
        for moov in (box for box in top if box.kind == b"moov"):
            for udta in _children(data, moov, b"udta"):
                packets += [data[box.body : box.end] for box in _children(data, udta, b"XMP_")]
    finally:
        if isinstance(data, mmap):
            data.close()
    if len(packets) > 1:
        raise DisclosureError("it has two XMP packets, and players differ in which they show")
    yield _said(packets[0] if packets else None)


def _is_xmp(data: bytes | mmap, box: IsoBox) -> bool:
    return box.kind == b"uuid" and data[box.body : box.body + 16] == XMP_BOX


def _children(data: bytes | mmap, parent: IsoBox, kind: bytes) -> list[IsoBox]:
    return [box for box in boxes(data, parent.body, parent.end) if box.kind == kind]


def _said(packet: bytes | None) -> Finding:
    return Finding(says=properties_of(packet).get("digital_source_type", "") if packet else "")
