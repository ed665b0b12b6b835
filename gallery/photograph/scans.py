"""Whether a JPEG has every scan of its picture: decoders show grey, or blur, for those that are missing.

Source: ITU-T T.81, sections B.2.2, B.2.3 and G.1.1.1.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

_FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive: what is decoded here."""
_SCAN, _END = 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_BLOCK = 1 << 20
_COEFFICIENTS = 64


def lacks_scans(file: BinaryIO) -> bool:
    """Whether the JPEG in ``file`` ends without some of the coefficients of its blocks, or some of their bits.

    What is no JPEG that is decoded here lacks none. No picture is decoded, and of one in a single scan only the head
    is read.
    """
    left: dict[int, list[int]] = {}
    for marker, body in _segments(file):
        if marker in _FRAMES and len(body) >= 6:
            left = {body[at]: [-1] * _COEFFICIENTS for at in range(6, len(body) - 2, 3)}
        elif marker == _SCAN and body:
            _send(left, body)
            if not any(map(any, left.values())):
                return False
    return bool(left)


def _send(left: dict[int, list[int]], scan: bytes) -> None:
    """Note what ``scan`` says it holds: in ``left`` are the low bits that each coefficient lacks, −1 for all."""
    count = scan[0]
    if len(scan) < 4 + 2 * count:
        return
    first, last, bits = scan[1 + 2 * count : 4 + 2 * count]
    for component in scan[1 : 1 + 2 * count : 2]:
        for at in range(first, min(last + 1, _COEFFICIENTS)):
            if component in left:
                left[component][at] = bits & 15


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Markers up to the end of the picture, each with its body; the coded data between them are passed by."""
    at = 2
    while (found := _next(file, at)) is not None:
        at, marker = found
        head = file.read(2)
        if marker == _END or len(head) < 2:
            return
        length = struct.unpack(">H", head)[0]
        yield marker, file.read(max(0, length - 2))
        at += 2 + length


def _next(file: BinaryIO, at: int) -> tuple[int, int] | None:
    """Where the next marker at or after byte ``at`` is, and which; ``file`` stands behind it then."""
    while True:
        file.seek(at)
        block = file.read(_BLOCK)
        if found := _MARKER.search(block):
            file.seek(at + found.end())
            return at + found.start(), block[found.end() - 1]
        if len(block) < 2:
            return None
        at += len(block) - 1  # a marker may begin with the block's last byte
