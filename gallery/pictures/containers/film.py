"""Films as containers: the XMP packet in them. Only what lies around it is read, so a film may be of any length.

MP4, QuickTime   a uuid box, or XMP_ in udta   ISO 16684-3:2021 (XMP part 3, 2.3.1 and 2.3.6)
WebM, Matroska   the tag XMP                   RFC 9559, section 5.1.8
"""

from __future__ import annotations

from io import UnsupportedOperation
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from gallery.errors import DisclosureError
from gallery.pictures.containers import matroska
from gallery.pictures.containers.boxes import IsoBox, boxes
from gallery.pictures.containers.mp4 import is_packet


def read_packet(file: BinaryIO) -> bytes | None:
    """The XMP packet of an open film; None if it has none. DisclosureError if it is no film, damaged, or has two."""
    try:
        data: bytes | mmap = mmap(file.fileno(), 0, access=ACCESS_READ)
    except (UnsupportedOperation, ValueError):  # in memory, or empty
        data = file.read()
    try:
        found = matroska.packets(data) if matroska.recognises(data) else _packets(data)
    finally:
        if isinstance(data, mmap):
            data.close()
    if len(found) > 1:
        raise DisclosureError("it has two XMP packets, and players differ in which they show")
    return found[0] if found else None


def _packets(data: bytes | mmap) -> list[bytes]:
    top = list(boxes(data, 0, len(data)))
    if not any(each.kind in (b"moov", b"moof") for each in top):
        raise DisclosureError("it is no MP4, QuickTime, WebM or Matroska film")
    packets = [data[each.body + 16 : each.end] for each in top if is_packet(data, each)]
    for moov in (each for each in top if each.kind == b"moov"):
        for udta in _children(data, moov, b"udta"):
            packets += [data[each.body : each.end] for each in _children(data, udta, b"XMP_")]
    return packets


def _children(data: bytes | mmap, parent: IsoBox, kind: bytes) -> list[IsoBox]:
    return [each for each in boxes(data, parent.body, parent.end) if each.kind == kind]
