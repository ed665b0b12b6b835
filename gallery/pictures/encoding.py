"""Encoding pictures: the same pixels give the same bytes. What a picture says of itself is put in afterwards."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

# Named, so that Pillow knows WebP: for a kind that it does not know yet it loads all of its forty, in 45 ms.
from PIL import Image, WebPImagePlugin  # noqa: F401

from gallery.files import whole

_OPTIMIZED = 4_000_000
"""Pixels up to which a JPEG gets Huffman tables of its own."""
_AVIF_SPEED = 6
"""Of 0 (slow) to 10. At this one old photographs are a fifth smaller than in WebP, from 9 on hardly smaller."""
_WEBP_METHOD = 2
"""Of 0 (fast) to 6. From 3 on the kind of each block is chosen by what it costs in bits, in more than twice the time
(184 pictures of 18 old prints: 9.1 s for 4.1 s); at one PSNR these are then a twelfth smaller."""


def encode_picture(
    image: Image.Image,
    path: Path,
    *,
    quality: float = 90,
    dpi: int | None = None,
    profile: bytes | None = None,
) -> None:
    """Write ``image`` to ``path`` (``.jpg``, ``.webp``, ``.avif`` or ``.png``, by its name), without any metadata.

    ``quality`` is 1..100, for JPEG and AVIF a whole number; ``dpi`` the resolution noted in JPEG and PNG, ``profile``
    an ICC profile that is put into them. The file appears whole or not at all. It must not be published so, but with
    its label put in (:attr:`gallery.tasks.Task.stamps`).
    """
    data = encoded(image, path.suffix, quality=quality, dpi=dpi, profile=profile)
    with whole(path) as draft:
        draft.write_bytes(data)


def encoded(
    image: Image.Image,
    suffix: str,
    *,
    quality: float = 90,
    dpi: int | None = None,
    profile: bytes | None = None,
) -> bytes:
    """``image`` as a file whose name ends in ``suffix``. Best Huffman tables make a JPEG smaller, but need the whole of
    it in one buffer.

    Pillow guesses that buffer from the size of the picture, too small for grain in full colour; then libjpeg's
    standard tables do, which need none. They do for large pictures too, where the best would take a second look
    at every pixel for a tenth of the file. Which of the two it is depends on the picture alone.
    """
    options = _options(suffix, quality, dpi, profile)
    if options["format"] == "JPEG" and image.width * image.height > _OPTIMIZED:
        options["optimize"] = False
    if options["format"] == "PNG" and image.mode == "P":
        # Areas of a few colours: to look for runs alone takes an eighth of the time, and a fiftieth more bytes.
        options |= {"optimize": False, "compress_type": zlib.Z_RLE}
    file = BytesIO()
    try:
        image.save(file, **options)
    except OSError:
        if options["format"] != "JPEG":
            raise
        file = BytesIO()
        image.save(file, **options | {"optimize": False})
    return file.getvalue()


def _options(suffix: str, quality: float, dpi: int | None, profile: bytes | None) -> dict[str, Any]:
    """Pillow's options for the format that ``suffix`` names."""
    noted: dict[str, Any] = {} if dpi is None else {"dpi": (dpi, dpi)}
    if profile is not None:
        noted["icc_profile"] = profile
    match suffix.lower():
        case ".jpg" | ".jpeg":
            # Full chroma: halving it would soften the very colours that are shown, and small type.
            return {"format": "JPEG", "quality": quality, "subsampling": "4:4:4", "optimize": True} | noted
        case ".webp":
            return {"format": "WEBP", "quality": quality, "method": _WEBP_METHOD}
        case ".avif":
            # One thread and one tile: more would make other bytes on another machine.
            return {"format": "AVIF", "quality": quality, "speed": _AVIF_SPEED, "max_threads": 1, "autotiling": False}
        case ".png":
            return {"format": "PNG", "optimize": True} | noted
        case other:
            raise ValueError(f"pictures are saved as .jpg, .webp, .avif or .png, not {other!r}")
