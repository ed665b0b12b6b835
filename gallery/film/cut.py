"""Whether a film's file ends early: its parts say how long they are, and the last of them where the file must end.

A head announces how long a film lasts to a frame or so, and a file that is cut off near its end lacks the end of its
sound, its index, or a frame that may be missing in the head as well. How far its parts reach is known to the byte.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_NAME = (string.ascii_letters + string.digits + " _-\xa9").encode("latin-1")
"""Of what the names of boxes and chunks consist."""


def missing_bytes(path: Path, form: str) -> int:
    """Bytes by which the film at ``path`` is too short, at least; 0 where it is whole, or of a kind that does not tell.

    ``form`` is what FFmpeg calls its container. What is no part is left to who decodes it: that is damage, and no cut.
    """
    walk = next((walk for name, walk in _WALKS.items() if name in form.split(",")), None)
    if walk is None:
        return 0
    size = path.stat().st_size
    with path.open("rb") as file:
        parts = _Parts(file, size)
        try:
            end = max(walk(parts), default=size)
        except EOFError:
            return max(1, parts.wanted - size)  # in the middle of what a part says of itself
    return max(0, end - size)


class _Parts:
    """A file of ``size`` bytes, of which numbers are read that stand at the beginnings of its parts."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.size = size
        self.wanted = 0
        self._file = file

    def read(self, at: int, count: int) -> bytes:
        """``count`` bytes from ``at``; EOFError where the file ends before."""
        self._file.seek(at)
        data = self._file.read(count)
        if len(data) < count:
            self.wanted = at + count
            raise EOFError
        return data

    def number(self, at: int, count: int, order: str = "big") -> int:
        """The unsigned number of ``count`` bytes at ``at``."""
        return int.from_bytes(self.read(at, count), "little" if order == "little" else "big")


def _matroska(file: _Parts) -> Iterator[int]:
    """RFC 8794: an identifier, a size, the body. A body of unknown size is gone into, as a live stream has them."""
    at = 0
    while at < file.size:
        kind = 9 - file.number(at, 1).bit_length()
        length = 9 - file.number(at + kind, 1).bit_length()
        if kind > 4 or length > 8:
            return
        body = at + kind + length
        size = file.number(at + kind, length) & ((1 << 7 * length) - 1)
        at = body if size == (1 << 7 * length) - 1 else body + size
        yield at


def _boxes(file: _Parts) -> Iterator[int]:
    """ISO/IEC 14496-12, 4.2: a size of 32 or 64 bits, a name, the body; a size of 0 reaches to the end."""
    at = 0
    while at + 4 < file.size:
        size, name, least = file.number(at, 4), file.read(at + 4, 4), 8
        if size == 1:
            size, least = file.number(at + 8, 8), 16
        if size < least or not _is_name(name):
            return
        at += size
        yield at


def _riff(file: _Parts) -> Iterator[int]:
    """``RIFF``, a size, the body, and again from 1 GB on; a recorder that was stopped may have left a size of 0."""
    at = 0
    while at < file.size and file.read(at, 4) == b"RIFF":
        size = file.number(at + 4, 4, "little")
        if size in (0, 0xFFFFFFFF):
            return
        at += 8 + size
        yield at
        at += at % 2


def _mxf(file: _Parts) -> Iterator[int]:
    """SMPTE ST 336: a key of 16 bytes, a size as BER has it, the body."""
    at = 0
    while at < file.size and file.read(at, 4) == b"\x06\x0e\x2b\x34":
        size = file.number(at + 16, 1)
        more = size - 128 if size > 128 else 0
        at += 17 + more + (file.number(at + 17, more) if more else size)
        yield at


def _asf(file: _Parts) -> Iterator[int]:
    """An identifier of 16 bytes, the size of all that, the body; 0 in a broadcast, which has no end."""
    at = 0
    while at < file.size:
        size = file.number(at + 16, 8, "little")
        if size < 24:
            return
        at += size
        yield at


def _flv(file: _Parts) -> Iterator[int]:
    """A head, then tags: kind, size, times, the body, and the size again."""
    at = file.number(5, 4) + 4
    while at < file.size and file.number(at, 1) in (8, 9, 18):
        at += 11 + file.number(at + 1, 3) + 4
        yield at


def _ogg(file: _Parts) -> Iterator[int]:
    """RFC 3533, 6: pages, each with the sizes of its segments."""
    at = 0
    while at < file.size and file.read(at, 4) == b"OggS":
        count = file.number(at + 26, 1)
        at += 27 + count + sum(file.read(at + 27, count))
        yield at


def _transport(file: _Parts) -> Iterator[int]:
    """ISO/IEC 13818-1: packets of 188 bytes; of 192 on disks and 204 in broadcasts, each begins with 0x47."""
    for first, packet in ((0, 188), (4, 192), (0, 204)):
        if file.size > 3 * packet and all(file.read(first + n * packet, 1) == b"G" for n in range(3)):
            yield -(-file.size // packet) * packet
            return


def _program(file: _Parts) -> Iterator[int]:
    """ISO/IEC 13818-1 and 11172-1: heads of packs, and packets that say how long they are."""
    at = 0
    while at + 4 < file.size and file.read(at, 3) == b"\0\0\1":
        code = file.number(at + 3, 1)
        if code == 0xBA:
            at += 14 + file.number(at + 13, 1) % 8 if file.number(at + 4, 1) >= 0x40 else 12
        elif code > 0xBA:
            at += 6 + file.number(at + 4, 2)
        else:
            return
        yield at


def _is_name(name: bytes) -> bool:
    return all(byte in _NAME for byte in name)


_WALKS: dict[str, Callable[[_Parts], Iterator[int]]] = {
    "matroska": _matroska,
    "mp4": _boxes,
    "avi": _riff,
    "mxf": _mxf,
    "asf": _asf,
    "flv": _flv,
    "ogg": _ogg,
    "mpegts": _transport,
    "mpeg": _program,
}
