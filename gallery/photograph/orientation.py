"""How a picture lies in its file, by EXIF."""

from __future__ import annotations

import logging
import os
import struct
from pathlib import Path

from PIL import Image

from gallery.photograph.damage import RAISED

LOG = logging.getLogger(__name__)

_ORIENTATION = 0x0112
_MOST_EXIF = 1 << 20
"""Bytes of metadata that are read."""


def orientation_of(image: Image.Image, path: Path) -> int:
    """The EXIF orientation 1..8; 1 when the metadata are damaged, since the picture itself is not."""
    if image.format == "PNG" and "exif" not in image.info:
        behind = _png_chunk(path, b"eXIf")
        if behind:
            image.info["exif"] = b"Exif\0\0" + behind
    try:
        # The method of all images: a PNG's own decodes the picture first, for a chunk that may follow it.
        found = Image.Image.getexif(image).get(_ORIENTATION, 1)
    except RAISED as error:
        LOG.warning("%s: its EXIF metadata are damaged (%s); it is shown as it lies", path, error)
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _png_chunk(path: Path, wanted: bytes) -> bytes:
    """The first chunk of a PNG with this name, wherever it stands; empty if there is none."""
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", head)
            if name == wanted:
                return file.read(min(length, _MOST_EXIF))
            file.seek(length + 4, os.SEEK_CUR)
    return b""
