"""Boxes of the ISO base media file format, of which AVIF pictures and MP4 films are made.

Source: ISO/IEC 14496-12:2022, section 4.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

from gallery.errors import DisclosureError


class IsoBox(NamedTuple):
    """One box, by offsets."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | mmap, start: int, end: int) -> Iterator[IsoBox]:
    """The boxes that fill ``data[start:end]``. Only the last one of a file may leave its size open."""
    outermost = start == 0
    while start < end:
        if end - start == 4 and data[start:end] == b"\0\0\0\0":
            return  # QuickTime may end a list so
        if start + 8 > end:
            raise DisclosureError(f"the file is damaged: a box at byte {start} has no header")
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            if start + 16 > end:
                raise DisclosureError(f"the file is damaged: a box at byte {start} has no size")
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif size == 0 and outermost:
            size = end - start
        if not body - start <= size <= end - start:
            raise DisclosureError(f"the file is damaged: a box at byte {start} says it has {size} bytes")
        yield IsoBox(kind, start, body, start + size)
        start += size


def box(kind: bytes, *content: bytes) -> bytes:
    """A box as bytes."""
    size = 8 + sum(map(len, content))
    if size >= 1 << 32:
        raise DisclosureError("the file is too large for a box of 32 bits")
    return b"".join((struct.pack(">I4s", size, kind), *content))


class Fields:
    """Numbers and texts of a box, read one after another; DisclosureError where it ends too early."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data, self._at, self._end = data, start, end

    @property
    def at(self) -> int:
        """Offset of the next field."""
        return self._at

    def raw(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        if self._at + length > self._end:
            raise DisclosureError(f"the file is damaged: a box ends before its fields do, at byte {self._end}")
        self._at += length
        return self._data[self._at - length : self._at]

    def number(self, length: int) -> int:
        """The next ``length`` bytes as one number; 0 for none."""
        return int.from_bytes(self.raw(length), "big")

    def text(self) -> bytes:
        """What stands before the next zero byte, or before the end of the box."""
        stop = self._data.find(b"\0", self._at, self._end)
        if stop < 0:
            return self.raw(self._end - self._at)
        text = self.raw(stop - self._at)
        self._at += 1
        return text
