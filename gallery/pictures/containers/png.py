"""XMP in PNG: an iTXt chunk before the picture's own."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from gallery.errors import DisclosureError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEY = b"XML:com.adobe.xmp\0"
_LARGEST = 16_000_000
"""Bytes of a compressed packet, unpacked: far more than any is long."""


class Chunk(NamedTuple):
    """One chunk of a PNG file, by offsets."""

    kind: bytes
    start: int
    body: int
    end: int
    """After the checksum."""


def recognises(data: bytes) -> bool:
    """Whether ``data`` begins like a PNG file."""
    return data.startswith(_SIGNATURE)


def chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks from IHDR to IEND."""
    at, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        if at + 12 > len(data):
            raise DisclosureError("the PNG file ends before its last chunk")
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise DisclosureError(f"the PNG file is damaged: a chunk at byte {at} says it has {length} bytes")
        yield Chunk(kind, at, at + 8, at + 12 + length)
        at += 12 + length


def read(data: bytes) -> bytes | None:
    """The packet, or None."""
    found = [chunk for chunk in chunks(data) if _is_xmp(data, chunk)]
    if len(found) > 1:
        raise DisclosureError("the PNG file has two XMP packets, and readers differ in which they show")
    return _text(data, found[0]) if found else None


def put(data: bytes, packet: bytes) -> bytes:
    """The file with the packet before its first chunk of pixels."""
    before: list[bytes] = [_SIGNATURE]
    others: list[bytes] = []
    end = len(_SIGNATURE)
    for chunk in chunks(data):
        end = chunk.end
        if not _is_xmp(data, chunk):
            (others if others or chunk.kind == b"IDAT" else before).append(data[chunk.start : chunk.end])
    if not others:
        raise DisclosureError("the PNG file has no picture")
    # Not compressed, in no language of its own and without a translated keyword.
    body = b"iTXt" + _KEY + b"\0\0\0\0" + packet
    made = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return b"".join((*before, made, *others, data[end:]))


def _is_xmp(data: bytes, chunk: Chunk) -> bool:
    # Some write it, against the specification, as zTXt or tEXt: libvips does, and reads that too.
    return chunk.kind in (b"iTXt", b"zTXt", b"tEXt") and data.startswith(_KEY, chunk.body)


def _text(data: bytes, chunk: Chunk) -> bytes:
    """What a text chunk says after its keyword; iTXt has flag and method of compression, language, translated keyword
    before it, zTXt the method."""
    (told,) = struct.unpack_from(">I", data, chunk.end - 4)
    if zlib.crc32(memoryview(data)[chunk.start + 4 : chunk.end - 4]) != told:
        raise DisclosureError("the PNG file is damaged: the checksum of its XMP is wrong")
    content = data[chunk.body + len(_KEY) : chunk.end - 4]
    if chunk.kind == b"tEXt":
        return content
    if chunk.kind == b"zTXt":
        return _unpacked(content[1:])
    parts = content[2:].split(b"\0", 2)
    if len(parts) != 3 or content[0] > 1:
        raise DisclosureError("the PNG file is damaged: its XMP chunk has no text")
    return _unpacked(parts[2]) if content[0] else parts[2]


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, _LARGEST)
    except zlib.error as error:
        raise DisclosureError(f"the PNG file is damaged: its XMP cannot be unpacked: {error}") from error
    if not unpacker.eof:
        raise DisclosureError("the PNG file is damaged: its XMP has no end")
    return text
