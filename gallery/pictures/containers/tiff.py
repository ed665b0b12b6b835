"""XMP in TIFF: tag 700 of the first directory.

A pyramid is a chain of directories, the full size first. The packet stands in the first one alone, which is written
anew behind the file's end, with the packet before it; strips, tiles and the other directories stay where they are.

Sources: TIFF 6.0, section 2; ISO 16684-3:2021 for the tag. BigTIFF is not read: no picture of ours is that large.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from gallery.errors import DisclosureError

XMP = 700
_BYTE, _UNDEFINED = 1, 7
_MOST_DIRECTORIES = 64
"""More than any pyramid has levels: a chain that is longer runs in a circle."""


class Field(NamedTuple):
    """One entry of a directory."""

    tag: int
    kind: int
    length: int
    value: bytes
    """Four bytes: the value itself, or where it stands."""


class Directory(NamedTuple):
    """One directory: the description of one level of a pyramid."""

    fields: tuple[Field, ...]
    following: int
    """Offset of the next directory; 0: none."""


def recognises(data: bytes) -> bool:
    """Whether ``data`` begins like a TIFF file."""
    return data[:4] in (b"II*\0", b"MM\0*")


def read(data: bytes) -> bytes | None:
    """The packet, or None."""
    order = _order(data)
    first, *others = _directories(data, order)
    if any(field.tag == XMP for directory in others for field in directory.fields):
        raise DisclosureError("the TIFF file has XMP of a part of it, which readers take for that of the whole")
    found = [field for field in first.fields if field.tag == XMP]
    if len(found) > 1:
        raise DisclosureError("the TIFF file has two XMP packets, and readers differ in which they show")
    if not found:
        return None
    start, end = _span(data, order, found[0])
    return data[start:end] if end - start > 4 else found[0].value[: end - start]


def put(data: bytes, packet: bytes) -> bytes:
    """The file with the packet in its first directory, which moves to the end; a packet that was there is blanked."""
    read(data)  # a file that holds several is refused
    order = _order(data)
    first = next(_directories(data, order))
    made = bytearray(data)
    for field in first.fields:
        if field.tag == XMP and field.length > 4:
            start, end = _span(data, order, field)
            made[start:end] = bytes(end - start)
    made += b"\0" * (len(made) % 2)
    at = len(made)
    made += packet + b"\0" * (len(packet) % 2)
    value = struct.pack(f"{order}I", at) if len(packet) > 4 else packet.ljust(4, b"\0")
    told = Field(XMP, _BYTE, len(packet), value)
    fields = sorted([*(field for field in first.fields if field.tag != XMP), told])
    place = len(made)
    if place + 2 + 12 * len(fields) + 4 > 0xFFFFFFFF:
        raise DisclosureError("the TIFF file is too large for another entry")
    made += struct.pack(f"{order}H", len(fields))
    for field in fields:
        made += struct.pack(f"{order}HHI", field.tag, field.kind, field.length) + field.value
    made += struct.pack(f"{order}I", first.following)
    struct.pack_into(f"{order}I", made, 4, place)
    return bytes(made)


def _order(data: bytes) -> str:
    if data[:4] in (b"II+\0", b"MM\0+"):
        raise DisclosureError("it is a BigTIFF file, whose metadata cannot be read here")
    if len(data) < 8:
        raise DisclosureError("the TIFF file ends in its header")
    return "<" if data[:2] == b"II" else ">"


def _directories(data: bytes, order: str) -> Iterator[Directory]:
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    for _ in range(_MOST_DIRECTORIES):
        directory = _directory(data, order, at)
        yield directory
        at = directory.following
        if at == 0:
            return
    raise DisclosureError("the TIFF file is damaged: its directories have no end")


def _directory(data: bytes, order: str, at: int) -> Directory:
    try:
        (count,) = struct.unpack_from(f"{order}H", data, at)
        fields = [struct.unpack_from(f"{order}HHI4s", data, at + 2 + 12 * number) for number in range(count)]
        (following,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * count)
    except struct.error as error:
        raise DisclosureError(f"the TIFF file ends before its directory at byte {at}") from error
    return Directory(tuple(Field(*field) for field in fields), following)


def _span(data: bytes, order: str, field: Field) -> tuple[int, int]:
    """Where the value of a field of bytes stands; from 0 where it is in the field itself."""
    if field.kind not in (_BYTE, _UNDEFINED):
        raise DisclosureError("the TIFF file is damaged: its XMP is not of bytes")
    start = 0 if field.length <= 4 else int(struct.unpack(f"{order}I", field.value)[0])
    if start + field.length > len(data):
        raise DisclosureError("the TIFF file ends before its XMP does")
    return start, start + field.length
