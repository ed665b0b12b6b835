"""Kinds that libvips cannot read here strip by strip: Pillow decodes them whole, and so they may be of fewer pixels."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph.primaries import profile_of
from gallery.photograph.strips import strips

MEMORY = 600_000_000
"""Bytes that decoding a picture whole may take."""

BYTES = {"TIFF": 5, "GIF": 6, "BMP": 5, "AVIF": 12, "HEIF": 12}
"""Bytes a pixel that decoding takes at most, by kind."""

BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIF", b"heix": "HEIF", b"heim": "HEIF", b"heis": "HEIF"}
"""What files of ISO/IEC 23008-12 say that they are; ``mif1`` leaves it to their other brands."""

_GENERAL = (b"mif1", b"msf1")
_HEAD = 1 << 16


def refuse_memory(path: Path, width: int, height: int, taken: float, kind: str) -> None:
    """Raise PhotographError for a picture whose decoding takes more than MEMORY bytes."""
    if taken > MEMORY:
        said = "a TIFF so compressed" if kind == "TIFF" else kind
        remedy = "save it with LZW, or without compression" if kind == "TIFF" else "save it as TIFF"
        raise PhotographError(
            f"{path}: {width}×{height} pixels as {said}, which is decoded whole and would take {taken / 1e6:.0f} MB,"
            f" more than the {MEMORY / 1e6:.0f} that are allowed; {remedy}"
        )


def brand_of(head: bytes) -> str | None:
    """AVIF or HEIF, for a file that begins with ``head`` and is such a picture."""
    if head[4:8] != b"ftyp":
        return None
    length = min(max(struct.unpack_from(">I", head)[0], 16), len(head))
    named = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    if named[0] not in BRANDS and named[0] not in _GENERAL:
        return None
    return next((BRANDS[name] for name in named if name in BRANDS), None)


def register_heif(path: Path) -> None:
    """Let Pillow read HEIC; PhotographError, about ``path``, where the extra that does it is not installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise PhotographError(
            f"{path}: an HEIC picture, which needs the extra 'heic': pip install 'nostalgia-gallery[heic]'; or save it"
            " as TIFF, PNG or JPEG"
        ) from None
    register_heif_opener(thumbnails=False)


def video_colours(file: BinaryIO, path: Path) -> bytes | None:
    """The profile of the colours that an AVIF or HEIC describes by numbers, in its first box ``colr`` of that kind."""
    file.seek(0)
    head = file.read(_HEAD)
    at = head.find(b"colrnclx")
    if at < 0 or at + 12 > len(head):
        return None
    return profile_of(path, *struct.unpack_from(">HH", head, at + 8))


def whole_strips(image: Image.Image, bits: int = 8) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """Strips (R, W, channels) of a picture that Pillow has decoded, and which stands in memory.

    Less than eight ``bits`` a sample, which Pillow only moves up, are stretched to the whole range.
    """
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
    elif "transparency" in image.info and image.mode in ("1", "L", "RGB"):
        image = image.convert("RGBA" if image.mode == "RGB" else "LA")
    elif image.mode == "1":
        image = image.convert("L")
    top = (1 << bits) - 1
    for rows in strips(image.height, image.width):
        part = np.asarray(image.crop((0, rows.start, image.width, rows.stop)))
        if bits < 8:
            part = ((part >> (8 - bits)).astype(np.uint16) * 255 // top).astype(np.uint8)
        yield rows, part.reshape(rows.stop - rows.start, image.width, -1)
