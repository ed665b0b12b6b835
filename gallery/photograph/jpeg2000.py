"""JPEG 2000: what the boxes and the head of the code say, so that Pillow decodes only what it decodes rightly.

Source: ITU-T T.800, annexes A.5 (SIZ) and I (JP2); T.801, annex M (any ICC profile).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gallery.errors import PhotographError

SIGNATURES = (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")

_SAVE = "save it as TIFF"
_MOST_BOX = 64 << 20
_GREY, _SRGB, _SYCC, _INKS = 17, 16, 18, 12


@dataclass(frozen=True)
class Code:
    """The head of the coded picture."""

    width: int
    height: int
    bits: tuple[int, ...]
    """Of each component."""
    halved: bool
    """Whether some component has fewer samples than pixels."""
    tile: int
    """Pixels of a tile."""


def read_head(file: BinaryIO, path: Path) -> tuple[Code, bytes | None]:
    """The head and the ICC profile, if any, of the picture in ``file``; PhotographError, about ``path``, for what
    would be shown wrong."""
    try:
        boxes = dict(_boxes(file))
        code = _code(boxes[b"jp2c"])
    except (struct.error, OverflowError, OSError, ValueError, KeyError):
        raise PhotographError(f"{path}: damaged or cut short, a JPEG 2000; get the file again") from None
    cause = _cause(code, boxes)
    if cause:
        raise PhotographError(f"{path}: a JPEG 2000 {cause}; {_SAVE}")
    colour = boxes.get(b"colr", b"")
    return code, colour[3:] if colour[:1] in (b"\2", b"\3") else None


def decoding(code: Code) -> int:
    """Bytes that decoding takes, about: OpenJPEG holds a tile in four bytes a sample, Pillow a picture whole.

    Measured with 20 to 60 megapixels: 19.5 bytes a pixel in colour and one tile, 6.4 in grey, 7 in tiles of 1024.
    """
    pixels, components = code.width * code.height, len(code.bits)
    whole = 7 if components > 1 else 2 if code.bits[0] <= 8 else 4
    return pixels * whole + int(code.tile * components * 4.3)


def _cause(code: Code, boxes: dict[bytes, bytes]) -> str:
    """What is against showing it; empty if nothing is."""
    count, deepest = len(code.bits), max(code.bits, default=0)
    colour = boxes.get(b"colr", b"")
    space = struct.unpack(">I", colour[3:7])[0] if colour[:1] == b"\1" and len(colour) >= 7 else 0
    rules = (
        (min(code.width, code.height) < 1, "that does not say how large it is"),
        (not 1 <= count <= 4 or deepest > 16, f"of {count} channels of {deepest} bits"),
        (len(set(code.bits)) > 1 or code.halved, "whose channels differ in size or bits"),
        (b"pclr" in boxes, "with a palette"),
        (space == _INKS and (count, deepest) != (4, 8), f"in CMYK, of {count} channels of {deepest} bits"),
        (space not in (0, _GREY, _SRGB, _SYCC, _INKS), f"in a colour space that is not read here (number {space})"),
        (
            count in (2, 4) and space != _INKS and b"cdef" not in boxes,
            f"of {count} channels, of which nothing says what they are",
        ),
        (_is_premultiplied(boxes.get(b"cdef", b"")), "whose colours are mixed with its transparency"),
    )
    return next((said for wrong, said in rules if wrong), "")


def _is_premultiplied(definitions: bytes) -> bool:
    kinds = [struct.unpack_from(">H", definitions, at + 2)[0] for at in range(2, len(definitions) - 5, 6)]
    return 2 in kinds


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The boxes that tell about the picture, by name: those in the header, and the beginning of the code."""
    file.seek(0)
    if file.read(4) == SIGNATURES[1]:
        file.seek(0)
        yield b"jp2c", file.read(1 << 16)
        return
    file.seek(0)
    while len(head := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", head)
        size = 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
            size = 16
        if name == b"jp2c":
            yield name, file.read(1 << 16)
            return
        if 0 < length < size or length > _MOST_BOX:
            raise ValueError("a box of no length")
        body = file.read(length - size if length else _MOST_BOX)
        if name == b"jp2h":
            yield from reversed(list(_inside(body)))  # of several that say the colours, the first counts


def _inside(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if length < 8:
            return
        yield name, data[at + 8 : at + length]
        at += length


def _code(data: bytes) -> Code:
    if data[:4] != SIGNATURES[1]:
        raise ValueError("no code of JPEG 2000")
    right, bottom, left, top, across, down = struct.unpack_from(">6I", data, 8)
    (count,) = struct.unpack_from(">H", data, 40)
    parts = [struct.unpack_from(">BBB", data, 42 + 3 * index) for index in range(count)]
    width, height = right - left, bottom - top
    tile = min(across, max(width, 1)) * min(down, max(height, 1))
    bits = tuple((depth & 0x7F) + 1 for depth, _, _ in parts)
    halved = any((across, down) != (1, 1) for _, across, down in parts)
    return Code(width, height, bits, halved, tile)
