"""Saving: a plain JPEG that repeats byte for byte, coded strip by strip and so in several threads.

Each strip is a whole JPEG of its own. Their coded data follow one another in the file with restart markers between
(ITU-T T.81, B.2.1 and E.1.4): there a decoder begins afresh, as each strip's coder did. So neither the picture nor
its file ever stands in memory, and what is written does not depend on the number of threads.
"""

from __future__ import annotations

import io
import os
import re
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.files import whole
from gallery.photograph.strips import BLOCK, in_order, strip_rows, strips

JPEG_SIDE = 65_500
"""Pixels that a side of a JPEG may have (libjpeg's limit)."""

MAX_XMP = 65_502
"""Bytes of XMP that a JPEG's segment holds."""

_PER_INCH = 1
"""JFIF's unit of resolution."""

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SCAN, _RESTARTS, _FRAME, _FIRST_RESTART, _APPLICATION = 0xDA, 0xDD, 0xC0, 0xD0, 0xE0


def save_jpeg(pixels: NDArray[np.uint8], path: Path, quality: int = 95) -> None:
    """Save sRGB (H, W, 3) or grey (H, W) uint8 pixels at ``path``, without metadata.

    Chroma is kept at full resolution (4:4:4). The file is written beside its place and then moved there, so
    that ``path`` is whole or absent. Raises PhotographError for a picture longer than a JPEG can be.
    """
    height, width = pixels.shape[:2]
    with jpeg_file(path, height, width) as file:
        for part in in_order(lambda rows: coded(pixels[rows], quality), strips(height, width)):
            file.add(part)


def coded(strip: NDArray[np.uint8], quality: int) -> bytes:
    """A strip, grey (R, W), sRGB (R, W, 3) or sRGB and a byte to leave out (R, W, 4), as a JPEG."""
    strip = np.ascontiguousarray(strip)
    if strip.ndim == 3 and strip.shape[2] == 4:
        size = strip.shape[1], strip.shape[0]
        image = Image.frombuffer("RGBX", size, strip, "raw", "RGBX", 0, 1)  # no copy
    else:
        image = Image.fromarray(strip)
    with _memory() as file:
        image.save(file, "JPEG", quality=quality, subsampling=0)
        file.seek(0)
        return file.read()


def _memory() -> BinaryIO:
    """A file in memory. A real one where there can be: Pillow lets other threads run only while it writes to such."""
    if sys.platform == "linux" and hasattr(os, "memfd_create"):  # Pythons for old systems lack it
        return os.fdopen(os.memfd_create("strip"), "w+b", buffering=0)
    return io.BytesIO()


@contextmanager
def jpeg_file(
    path: Path, height: int, width: int, xmp: bytes = b"", dpi: tuple[float, float] | None = None
) -> Iterator[JpegFile]:
    """A JPEG of ``height`` × ``width`` pixels, to which its strips are added; it is at ``path`` when the block ends.

    ``xmp`` is a packet of metadata, at most MAX_XMP bytes; ``dpi`` the pixels per inch across and down. Raises
    PhotographError for a picture longer than a JPEG can be, and for a larger packet.
    """
    if max(height, width) > JPEG_SIDE:
        raise PhotographError(
            f"{path}: {width}×{height} pixels, more than the {JPEG_SIDE} of a JPEG's side; scale it down"
        )
    if len(xmp) > MAX_XMP:
        raise PhotographError(f"{path}: its metadata are {len(xmp)} bytes, over the {MAX_XMP} that a JPEG holds")
    with whole(path) as draft, draft.open("xb") as file:
        jpeg = JpegFile(file, height, width, xmp, dpi)
        yield jpeg
        jpeg.close()


class JpegFile:
    """A JPEG that is being written."""

    def __init__(
        self, file: BinaryIO, height: int, width: int, xmp: bytes = b"", dpi: tuple[float, float] | None = None
    ) -> None:
        self._file, self._height, self._width, self._xmp, self._dpi = file, height, width, xmp, dpi
        self._added = 0
        self._rows = strip_rows(width)

    def add(self, jpeg: bytes) -> None:
        """Add the next strip, as :func:`coded` made it: ``strip_rows(width)`` rows, and in the last what is left."""
        segments, data = _parsed(jpeg)
        if self._added:
            self._file.write(bytes([0xFF, _FIRST_RESTART + (self._added - 1) % 8]))
        else:
            self._file.write(self._head(segments))
        self._file.write(data)
        self._added += 1

    def close(self) -> None:
        """End the picture."""
        if self._added != -(-self._height // self._rows):
            raise ValueError(f"{self._added} strips of {self._rows} rows in a picture of {self._height}")
        self._file.write(_EOI)

    def _head(self, segments: list[tuple[int, bytes]]) -> bytes:
        """All that stands before the coded data, as in the first strip but with the size of the whole."""
        head = [_SOI]
        for marker, original in segments:
            body = original
            if self._xmp and marker != _APPLICATION:  # JFIF's own segment comes first
                head.append(_segment(_APPLICATION + 1, _XMP + self._xmp))
                self._xmp = b""
            if marker == _APPLICATION and self._dpi:
                body = body[:7] + struct.pack(">BHH", _PER_INCH, *map(round, self._dpi)) + body[12:]
            elif marker == _FRAME:
                body = body[:1] + struct.pack(">HH", self._height, self._width) + body[5:]
            elif marker == _SCAN and self._height > self._rows:
                blocks = -(-self._width // BLOCK) * (self._rows // BLOCK)
                head.append(_segment(_RESTARTS, struct.pack(">H", blocks)))
            head.append(_segment(marker, body))
        return b"".join(head)


def strips_coded(path: Path) -> Iterator[bytes]:
    """The strips of a JPEG that was written to ``path`` as above, each as :func:`coded` made it; none is decoded."""
    jpeg = path.read_bytes()
    segments, data = _parsed(jpeg)
    frame = next(body for marker, body in segments if marker == _FRAME)
    height, width = struct.unpack_from(">HH", frame, 1)
    # Nothing else in coded data looks like a marker: a zero follows each of its bytes that are 0xFF (T.81, B.1.1.5).
    parts = re.split(rb"\xff[\xd0-\xd7]", data)
    for rows, part in zip(strips(height, width), parts, strict=True):
        sized = frame[:1] + struct.pack(">H", rows.stop - rows.start) + frame[3:]
        head = (_segment(one, sized if one == _FRAME else body) for one, body in segments if one != _RESTARTS)
        yield b"".join((_SOI, *head, part, _EOI))


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _parsed(jpeg: bytes) -> tuple[list[tuple[int, bytes]], memoryview]:
    """The segments of a JPEG of one scan, each its marker and body, and the coded data behind them."""
    segments, at = [], 2
    while True:
        _, marker, length = struct.unpack_from(">BBH", jpeg, at)
        segments.append((marker, jpeg[at + 4 : at + 2 + length]))
        at += 2 + length
        if marker == _SCAN:
            return segments, memoryview(jpeg)[at:-2]
