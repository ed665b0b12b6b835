"""XMP in WebP: a RIFF chunk after the picture's, announced by the extended file's header."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gallery.errors import DisclosureError

_RIFF = b"RIFF"
_XMP_FLAG, _EXIF_FLAG, _ALPHA_FLAG, _ICC_FLAG = 0x04, 0x08, 0x10, 0x20
_START_CODE = b"\x9d\x01\x2a"
_LOSSLESS = 0x2F


class Chunk(NamedTuple):
    """One chunk of a WebP file, by offsets."""

    kind: bytes
    start: int
    body: int
    end: int
    """Without the byte that pads it to an even length."""


def recognises(data: bytes) -> bool:
    """Whether ``data`` begins like a WebP file."""
    return data.startswith(_RIFF) and data[8:12] == b"WEBP"


def chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks of the file."""
    end = _end(data)
    at = 12
    while at < end:
        if at + 8 > end:
            raise DisclosureError("the WebP file ends in the middle of a chunk")
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise DisclosureError(f"the WebP file is damaged: a chunk at byte {at} says it has {length} bytes")
        yield Chunk(kind, at, at + 8, at + 8 + length)
        at += 8 + length + length % 2


def read(data: bytes) -> bytes | None:
    """The packet, or None. Where the header does not announce it readers do not look for it either."""
    every = list(chunks(data))
    found = [chunk for chunk in every if chunk.kind == b"XMP "]
    if not found or every[0].kind != b"VP8X" or not _flags(data, every[0]) & _XMP_FLAG:
        return None
    if len(found) > 1:
        raise DisclosureError("the WebP file has two XMP packets, and readers differ in which they show")
    return data[found[0].body : found[0].end]


def put(data: bytes, packet: bytes) -> bytes:
    """The file with the packet as its last chunk, and an extended header if it had none."""
    every = list(chunks(data))
    kept = [chunk for chunk in every if chunk.kind not in (b"VP8X", b"XMP ")]
    if not any(chunk.kind in (b"VP8 ", b"VP8L", b"ANMF") for chunk in kept):
        raise DisclosureError("the WebP file has no picture")
    if every[0].kind == b"VP8X":
        flags = _flags(data, every[0])
        header = bytes((flags | _XMP_FLAG,)) + data[every[0].body + 1 : every[0].end]
    else:
        header = _header(data, kept)
    pieces = [_chunk(b"VP8X", header)]
    pieces += [_chunk(chunk.kind, data[chunk.body : chunk.end]) for chunk in kept]
    pieces.append(_chunk(b"XMP ", packet))
    size = 4 + sum(map(len, pieces))
    return b"".join((_RIFF, struct.pack("<I", size), b"WEBP", *pieces, data[_end(data) :]))


def _end(data: bytes) -> int:
    """Where the file says that it ends; bytes may follow, which readers ignore."""
    if len(data) < 12:
        raise DisclosureError("the WebP file ends in its header")
    (size,) = struct.unpack_from("<I", data, 4)
    if not 4 <= size <= len(data) - 8:
        raise DisclosureError(f"the WebP file is damaged: it says it has {size + 8} bytes and has {len(data)}")
    return int(size + 8)


def _flags(data: bytes, header: Chunk) -> int:
    if header.end - header.body < 10:
        raise DisclosureError("the WebP file is damaged: its header is too short")
    return data[header.body]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return b"".join((struct.pack("<4sI", kind, len(content)), content, b"\0" * (len(content) % 2)))


def _header(data: bytes, kept: Sequence[Chunk]) -> bytes:
    """What VP8X says of a simple file: flags, and the canvas, which is as large as the picture."""
    picture = next((chunk for chunk in kept if chunk.kind in (b"VP8 ", b"VP8L")), None)
    if picture is None:
        raise DisclosureError("the WebP file is damaged: an animation without an extended header")
    kinds = {chunk.kind for chunk in kept}
    width, height, alpha = _picture(data, picture)
    flags = _XMP_FLAG | (_ICC_FLAG if b"ICCP" in kinds else 0) | (_EXIF_FLAG if b"EXIF" in kinds else 0)
    flags |= _ALPHA_FLAG if alpha or b"ALPH" in kinds else 0
    return bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def _picture(data: bytes, chunk: Chunk) -> tuple[int, int, bool]:
    """Width and height in pixels, and whether some may be transparent, of a bitstream (RFC 6386, 9.1; RFC 9649)."""
    head = data[chunk.body : chunk.end][:10]
    if chunk.kind == b"VP8 " and len(head) == 10 and head[3:6] == _START_CODE and not head[0] & 1:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 6))
        alpha = False
    elif chunk.kind == b"VP8L" and len(head) >= 5 and head[0] == _LOSSLESS:
        (bits,) = struct.unpack_from("<I", head, 1)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        alpha = bool(bits >> 28 & 1)
    else:
        width = height = 0
        alpha = False
    if not (width and height):
        raise DisclosureError("the WebP file is damaged: its picture has no size")
    return width, height, alpha
