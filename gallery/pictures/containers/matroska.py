"""WebM and Matroska films: their tags, of which one may hold an XMP packet. The film itself is passed by.

Source: RFC 8794 (EBML), sections 4 to 6; RFC 9559 (Matroska), sections 5.1.8 and 5.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from mmap import mmap

from gallery.errors import DisclosureError

TAG = "XMP"
"""Name of the tag."""

_HEADER, _SEGMENT = 0x1A45DFA3, 0x18538067
_TAGS, _OF_ONE, _SIMPLE, _NAME, _TEXT = 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487
_PARENTS = (_SEGMENT, _TAGS, _OF_ONE)


def recognises(data: bytes | mmap) -> bool:
    """Whether ``data`` begins like such a film."""
    return data[:4] == _HEADER.to_bytes(4, "big")


def packets(data: bytes | mmap) -> list[bytes]:
    """The XMP packets in the tags of a film; DisclosureError if it is damaged."""
    return [text for name, text in _tags(data, 0, len(data)) if name == TAG.encode()]


def _tags(data: bytes | mmap, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    for kind, body, stop in _elements(data, start, end):
        if kind in _PARENTS:
            yield from _tags(data, body, stop)
        elif kind == _SIMPLE:
            said = {inner: bytes(data[at:to]) for inner, at, to in _elements(data, body, stop)}
            yield said.get(_NAME, b""), said.get(_TEXT, b"").rstrip(b"\0")


def _elements(data: bytes | mmap, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Elements that fill ``data[start:end]``: kind, where the body begins, where it ends."""
    while start < end:
        kind, at = _number(data, start, end, marker=True)
        size, body = _number(data, at, end, marker=False)
        if size == (1 << 7 * (body - at)) - 1:  # of unknown size: all that follows, where that is allowed to be read
            if kind != _SEGMENT:
                raise DisclosureError(f"the film is a stream, in parts of unknown size, from byte {start}")
            size = end - body
        if body + size > end:
            raise DisclosureError(f"the film is damaged: an element at byte {start} says it has {size} bytes")
        yield kind, body, body + size
        start = body + size


def _number(data: bytes | mmap, start: int, end: int, *, marker: bool) -> tuple[int, int]:
    """A number of variable length at ``start``, with its length ``marker`` or without; and where it ends."""
    first = data[start] if start < end else 0
    length = 9 - first.bit_length()
    if not first or start + length > end:
        raise DisclosureError(f"the film is damaged: no element begins at byte {start}")
    value = int.from_bytes(data[start : start + length], "big")
    return value if marker else value & ((1 << 7 * length) - 1), start + length
