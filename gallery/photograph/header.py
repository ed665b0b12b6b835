"""What the head of a picture file says, by Pillow: which files are photographs, and what is wrong with the others."""

from __future__ import annotations

import logging
import os
import stat
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from gallery.errors import PhotographError
from gallery.photograph import tiff
from gallery.photograph.damage import RAISED, damage
from gallery.photograph.encode import JPEG_SIDE

LOG = logging.getLogger(__name__)

MAX_PIXELS = 250_000_000
"""Pixels a photograph may have: an 8×10-inch negative scanned at 1600 dpi has 205 million."""

MAX_SIDE = JPEG_SIDE
"""Pixels a side may have: all that is made of a photograph is JPEG, which ends there."""

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")

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

_TIFFS = (b"II*\0", b"MM\0*")
_ORIENTATION = 0x0112
_MOST_EXIF = 1 << 20
"""Bytes of metadata that are read."""

_SIDEWAYS = 5
"""From this orientation on height and width change places."""

_PILLOW = threading.Lock()


@dataclass(frozen=True)
class Header:
    """A photograph's file before its pixels are decoded."""

    path: Path
    format: str
    """JPEG, PNG, TIFF or WEBP."""
    mode: str
    """As Pillow names it: how the samples are to be understood."""
    width: int
    """Pixels, upright."""
    height: int
    orientation: int
    """By EXIF, 1..8: how the picture lies in the file."""
    profile: bytes | None
    """Its ICC profile."""
    bits: int = 8
    """Of a sample, where the file is a TIFF."""
    inverted: bool = False
    """Its inks are stored as JPEGs without Adobe's marker store them."""

    @property
    def stored(self) -> tuple[int, int]:
        """Width and height as the picture lies in the file."""
        return (self.height, self.width) if self.orientation >= _SIDEWAYS else (self.width, self.height)


def look(path: Path, *, max_pixels: int = MAX_PIXELS) -> Header:
    """What the file at ``path`` says of itself, in some milliseconds; no pixel is decoded, and no pipe waited for.

    Raises PhotographError, which names the file and the cause: missing, empty, of another kind, damaged where it
    begins, animated or of several pages, of samples that are not read here, or of more than ``max_pixels`` pixels or
    MAX_SIDE a side.
    """
    _refuse_at_sight(path)
    with _pillow(path), _opened(path) as image:
        header = _header(image, path)
        refuse_size(path, header.width, header.height, max_pixels)
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            tiff.refuse(image, path)
        elif image.format != "MPO":
            with damage(path):
                frames = getattr(image, "n_frames", 1)
            if frames > 1:
                # An MPO is a camera's JPEG with a preview or depth map behind it: its first picture is what counts.
                raise PhotographError(f"{path}: animated, it has several frames; save the one to show by itself")
    return header


def refuse_size(path: Path, width: int, height: int, max_pixels: int) -> None:
    """Raise PhotographError for more pixels than are allowed, all in all or on a side."""
    if width * height > max_pixels:
        raise PhotographError(
            f"{path}: {width}×{height} is {width * height / 1e6:.1f} megapixels, more than the"
            f" {max_pixels / 1e6:g} that are allowed; scale it down"
        )
    if max(width, height) > MAX_SIDE:
        raise PhotographError(
            f"{path}: {width}×{height} pixels, and no side may have more than {MAX_SIDE}; scale it down, or cut it"
        )


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with damage(path):
        try:
            image = Image.open(path, formats=FORMATS)
        except UnidentifiedImageError:
            with path.open("rb") as file:
                if file.read(4) in _TIFFS:
                    raise PhotographError(f"{path}: {tiff.SAMPLES}; or it is damaged") from None
            raise
    with image:
        yield image


def decoded_by_pillow(header: Header) -> Image.Image:
    """The whole picture, for the one kind that libvips does not read: grey TIFFs of an odd number of bits."""
    with _pillow(header.path), _opened(header.path) as image:
        with damage(header.path):
            image.load()
        return image.copy()


def open_derivative(path: Path) -> Image.Image:
    """A picture that we made ourselves, of as many pixels as a master may have; to be closed, as Pillow's own.

    Pillow alone warns of 90 megapixels and refuses 179, since it does not know where a file comes from.
    """
    with _pillow(path):
        return Image.open(path)


def _header(image: Image.Image, path: Path) -> Header:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    bits, (width, height) = 8, image.size
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        lies = tiff.layout(image, path)
        bits, width, height, orientation = lies.bits, lies.width, lies.height, lies.orientation
    else:
        orientation = _orientation(image, path)
    if orientation >= _SIDEWAYS:
        width, height = height, width
    profile = image.info.get("icc_profile")
    return Header(
        path,
        kind,
        image.mode,
        width,
        height,
        orientation,
        profile if isinstance(profile, bytes) else None,
        bits,
        # Every CMYK JPEG is read as Adobe writes it, inverted. Without Adobe's marker it is not.
        inverted=kind == "JPEG" and image.mode == "CMYK" and "adobe" not in image.info,
    )


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
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PhotographError(f"{path}: cannot be read: {cause}") from error
    if not start:
        raise PhotographError(f"{path}: empty, it has 0 bytes; get the file again")
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower() if start[:1] != b"\x00" else start.lower()
    for sign, what in _STRANGERS:
        if begins.startswith(sign):
            raise PhotographError(f"{path}: {what}")
    if start[4:8] == b"ftyp" and start[8:11] == b"crx":
        raise PhotographError(f"{path}: {tiff.RAW}")
    if start[4:8] == b"ftyp" and start[8:11] != b"jp2":
        raise PhotographError(f"{path}: an HEIC or AVIF picture, or a video; save it as TIFF, PNG or JPEG")
    if start[:4] == b"II*\0" and start[8:10] == b"CR":
        raise PhotographError(f"{path}: {tiff.RAW}")


def _orientation(image: Image.Image, path: Path) -> int:
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
