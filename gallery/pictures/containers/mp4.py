"""MP4 and QuickTime films: their packet stands in a box of its own at the end, so that none of them is read whole.

Source: ISO 16684-3:2021 (XMP part 3), section 1.1.6; ISO/IEC 14496-12:2022, section 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path, PurePosixPath

from gallery.errors import DisclosureError
from gallery.pictures.containers.boxes import IsoBox, box, boxes

SUFFIXES = (".mp4", ".m4v", ".mov")

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The type of the uuid box that holds a film's packet."""

_SAMPLES = (b"mdat", b"free", b"skip", b"wide")
"""Boxes that hold pictures, sound and nothing."""


def is_film(name: str) -> bool:
    """Whether the file ``name`` is such a film, by its suffix."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def packet_box(packet: bytes) -> bytes:
    """What follows the last byte of a film that has no packet, so that it has this one."""
    return box(b"uuid", XMP_BOX, packet)


def is_packet(data: bytes | mmap, found: IsoBox) -> bool:
    """Whether that is a box with a packet."""
    return found.kind == b"uuid" and data[found.body : found.body + 16] == XMP_BOX


def without_samples(path: Path) -> bytes:
    """The film at ``path`` without its pictures and its sound: what it says of itself, and of them.

    Raises DisclosureError for what is no such film, or one whose last box is open, so that nothing can follow it.
    """
    if not path.stat().st_size:
        raise DisclosureError("it is no MP4 or QuickTime film, it is empty")
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return b"".join(_told(data))


def _told(data: mmap) -> Iterator[bytes]:
    for found in boxes(data, 0, len(data)):
        if data[found.start : found.start + 4] == b"\0\0\0\0":
            raise DisclosureError("its last box has no size, so that no packet can follow it")
        if found.kind not in _SAMPLES:
            yield data[found.start : found.end]
