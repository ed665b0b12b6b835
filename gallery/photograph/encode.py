"""Saving: a plain JPEG that repeats byte for byte."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError

JPEG_SIDE = 65_500
"""Pixels that a side of a JPEG may have (libjpeg's limit)."""


def save_jpeg(pixels: NDArray[np.uint8], path: Path, quality: int = 95) -> None:
    """Save sRGB (H, W, 3) or grey (H, W) uint8 pixels at ``path``, without metadata.

    Chroma is kept at full resolution (4:4:4). The file is written beside its place and then moved there, so
    that ``path`` is whole or absent. Raises PhotographError for a picture longer than a JPEG can be.
    """
    if max(pixels.shape[:2]) > JPEG_SIDE:
        height, width = pixels.shape[:2]
        raise PhotographError(
            f"{path}: {width}×{height} pixels, more than the {JPEG_SIDE} of a JPEG's side; scale it down"
        )
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # Not tempfile: its files are for their owner's eyes only, whatever the umask says.
        with part.open("xb") as file:
            Image.fromarray(np.ascontiguousarray(pixels)).save(file, "JPEG", quality=quality, subsampling=0)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
