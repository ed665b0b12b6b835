"""Opening a picture file as a photograph, upright and in sRGB; or saying why it is not one."""

from __future__ import annotations

import logging
import stat
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from gallery.errors import PhotographError
from gallery.photograph.color import lightness_grey, to_array, to_eight_bit, to_srgb
from gallery.photograph.tone import has_colour_toned

LOG = logging.getLogger(__name__)

MAX_PIXELS = 250_000_000
"""Pixels a photograph may have: an 8×10-inch negative scanned at 1600 dpi has 205 million."""

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")

# What damaged files make Pillow raise, besides the OSError it means to.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
    RuntimeError,
    NotImplementedError,
)

# How other files begin, for a message that says what they are. Compared after white space, in lower case.
_STRANGERS = (
    (
        b"<!doctype html",
        "a web page, not a picture; find the address of the picture itself",
    ),
    (b"<html", "a web page, not a picture; find the address of the picture itself"),
    (b"<?xml", "an XML text, not a picture"),
    (b"<svg", "an SVG drawing, not a photograph"),
    (b"{", "a JSON text, not a picture"),
    (b"version https://git-lfs", "a Git LFS pointer, not the picture itself; run 'git lfs pull'"),
    (b"gif8", "a GIF; save it as PNG or TIFF"),
    (b"%pdf", "a PDF; take the picture out of it, as TIFF or JPEG"),
    (b"8bps", "a Photoshop document; save it as TIFF"),
    (b"bm", "a BMP; save it as PNG or TIFF"),
    (b"\xff\x0a", "a JPEG XL; save it as TIFF or PNG"),
    (b"\x00\x00\x00\x0cjp", "a JPEG 2000; save it as TIFF or PNG"),
)

_TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_SUBFILE_TYPE = 0x00FE
_REDUCED, _MASK = 1, 4

_PILLOW = threading.Lock()


@dataclass(frozen=True, eq=False)
class Photograph:
    """A master decoded: upright, in sRGB."""

    pixels: NDArray[np.uint8]
    """(H, W, 3) sRGB, with the tone or the colours that the master has."""
    grey: NDArray[np.uint8]
    """(H, W) its lightness alone: the neutral grey whose CIE L* is nearest to each pixel's."""
    has_colour: bool
    """It shows colours of its own, more than the single tone of a print."""
    toned: bool
    """It is monochrome with a tone, such as sepia."""
    format: str
    """Of the file, as Pillow names it: JPEG, PNG, TIFF or WEBP."""


def open_photograph(path: Path, *, max_pixels: int = MAX_PIXELS) -> Photograph:
    """The photograph in the file at ``path``.

    JPEG, PNG, TIFF and WebP; grey, RGB, palette, CMYK, with or without transparency (laid on white), 1 to 16
    bits a sample. Turned upright by its EXIF orientation; its ICC profile is matched to sRGB.
    Raises PhotographError, which names the file and the cause: missing, empty, of another kind, truncated or
    damaged, animated or of several pages, or of more than ``max_pixels`` pixels (known before decoding).
    """
    _refuse_at_sight(path)
    try:
        with _pillow(path), Image.open(path, formats=FORMATS) as opened:
            kind = "JPEG" if opened.format == "MPO" else str(opened.format)
            _refuse_before_decoding(opened, path, max_pixels)
            profile = opened.info.get("icc_profile")
            opened.load()
            image = to_srgb(to_eight_bit(opened, str(path)), profile, str(path))
            turn = _TRANSPOSED.get(_orientation(opened, path))
    except UnidentifiedImageError:
        raise PhotographError(
            f"{path}: not a picture of a kind that is read here, or damaged; JPEG, PNG, TIFF and WebP are"
        ) from None
    except MemoryError:
        raise PhotographError(f"{path}: not enough memory to decode it; scale it down") from None
    except _DAMAGE as error:
        raise PhotographError(f"{path}: damaged or cut short ({error}); get the file again") from error
    if turn is not None:
        image = image.transpose(turn)
    has_colour, toned = has_colour_toned(image)
    array = to_array(image)
    if array.ndim == 2:
        return Photograph(np.repeat(array[..., None], 3, axis=2), array, has_colour, toned, kind)
    del image  # as large as the pixels, and done with
    return Photograph(array, lightness_grey(array), has_colour, toned, kind)


@contextmanager
def _pillow(path: Path) -> Iterator[None]:
    """Pillow with its warnings kept, and with our limit of pixels in place of its own.

    Both are settings of the whole process, so one thread at a time may be here, and they are put back.
    """
    with _PILLOW, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        # The one common layout of 16-bit grey that Pillow does not list: big-endian, min-is-white.
        layouts, layout = TiffImagePlugin.OPEN_INFO, (b"MM", 0, (1,), 1, (16,), ())
        unlisted = layout not in layouts
        layouts.setdefault(layout, ("I;16B", "I;16B"))
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit
            if unlisted:
                del layouts[layout]
            for warning in caught:
                LOG.info("%s: %s", path, warning.message)


def _refuse_at_sight(path: Path) -> None:
    """Raise PhotographError for what is no file, or begins like something else than a photograph."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PhotographError(f"{path}: not a file")
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError:
        raise PhotographError(f"{path}: no such file") from None
    except OSError as error:
        raise PhotographError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not start:
        raise PhotographError(f"{path}: empty, it has 0 bytes; get the file again")
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower() if start[:1] != b"\x00" else start.lower()
    for sign, what in _STRANGERS:
        if begins.startswith(sign):
            raise PhotographError(f"{path}: {what}")
    if start[4:8] == b"ftyp" and start[8:11] != b"jp2":
        raise PhotographError(f"{path}: an HEIC or AVIF picture, or a video; save it as TIFF, PNG or JPEG")


def _refuse_before_decoding(image: Image.Image, path: Path, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise PhotographError(
            f"{path}: {width}×{height} is {width * height / 1e6:.1f} megapixels, more than the"
            f" {max_pixels / 1e6:g} that are allowed; scale it down"
        )
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        if _has_other_pages(image):
            raise PhotographError(f"{path}: a TIFF of several pages; save the one to show by itself")
    elif image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        # An MPO is a camera's JPEG with a preview or depth map behind it: its first picture is what counts.
        raise PhotographError(f"{path}: animated, it has several frames; save the one to show by itself")


def _has_other_pages(image: TiffImagePlugin.TiffImageFile) -> bool:
    """Whether a TIFF holds more than a picture, its smaller copies (pyramids, thumbnails) and masks."""
    for page in range(1, image.n_frames):
        image.seek(page)
        if not int(image.tag_v2.get(_SUBFILE_TYPE, 0)) & (_REDUCED | _MASK):
            return True
    image.seek(0)
    return False


def _orientation(image: Image.Image, path: Path) -> int:
    """The EXIF orientation 1..8; 1 when the metadata are damaged, since the picture itself is not."""
    if image.format == "TIFF":
        return 1  # Pillow turns TIFFs as it decodes them
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DAMAGE as error:
        LOG.warning("%s: its EXIF metadata are damaged (%s); it is shown as it lies", path, error)
        return 1
