"""Palettes that lack some of the colours that their pictures use: decoders show those in black and say nothing."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph.spliced import Parts

_HEAD = struct.Struct(">IIBBBBB")
_GREY, _PALETTE = 0, 3
"""Kinds of colours in the head of a PNG."""


def require_colours(path: Path, used: int, known: int) -> None:
    """PhotographError where the highest number of a colour that is ``used`` is not among the ``known``, from 0."""
    if used >= known:
        raise PhotographError(
            f"{path}: damaged, it uses colour {used + 1} of a palette of {known}; get the file again, or save it as RGB"
        )


def require_whole_palette(image: Image.Image, path: Path) -> None:
    """The same for a picture that Pillow has decoded."""
    if image.mode in ("P", "PA") and image.palette is not None:
        used = max(at for at, count in enumerate(image.getchannel(0).histogram()) if count)
        require_colours(path, used, len(image.palette.palette) // len(image.palette.mode))


def numbers_of(file: BinaryIO) -> tuple[Parts, int, int] | None:
    """How the PNG in ``file`` is read as a grey one whose samples are the numbers of its colours; how many colours it
    has; and what a sample of eight bits is divided by. None where its palette is as long as there can be numbers."""
    file.seek(8)
    name, head = _chunk(file)
    if name != b"IHDR" or len(head) != _HEAD.size:
        return None
    width, height, bits, kind, *ways = _HEAD.unpack(head)
    known = 0
    while name != b"IDAT":
        start = file.tell()
        name, body = _chunk(file)
        if name == b"PLTE":
            known = len(body) // 3
        if not name:
            return None
    if kind != _PALETTE or known >= 1 << bits:
        return None
    grey = b"IHDR" + _HEAD.pack(width, height, bits, _GREY, *ways)
    made = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", _HEAD.size) + grey + struct.pack(">I", zlib.crc32(grey))
    return (made, slice(start, file.seek(0, 2))), known, 255 // ((1 << bits) - 1)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    """Name and body of the chunk at which ``file`` stands; of coded data no body, and no name where there is none."""
    head = file.read(8)
    if len(head) < 8:
        return b"", b""
    length, name = struct.unpack(">I4s", head)
    body = file.read(length) if name in (b"IHDR", b"PLTE") else b""
    file.seek(length - len(body) + 4, 1)
    return name, body
