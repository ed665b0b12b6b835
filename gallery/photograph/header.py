"""What the head of a picture file says: which files are photographs, and what is wrong with the others."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import jpeg2000, tiff, whole
from gallery.photograph.damage import damage
from gallery.photograph.directories import PROFILE
from gallery.photograph.encode import JPEG_SIDE
from gallery.photograph.kinds import kind_of
from gallery.photograph.orientation import orientation_of
from gallery.photograph.photoshop import read_document
from gallery.photograph.primaries import png_colours
from gallery.photograph.spliced import Parts, opened

LOG = logging.getLogger(__name__)

MAX_PIXELS = 250_000_000
"""Pixels a photograph may have: an 8×10-inch negative scanned at 1600 dpi has 205 million."""

MAX_SIDE = JPEG_SIDE
"""Pixels a side may have: all that is made of a photograph is JPEG, which ends there."""

_SIDEWAYS = 5
"""From this orientation on height and width change places."""

_PILLOW = threading.Lock()


@dataclass(frozen=True)
class Header:
    """A photograph's file before its pixels are decoded."""

    path: Path
    format: str
    """JPEG, PNG, TIFF, WEBP, JPEG2000, GIF, BMP, AVIF, HEIF, PSD or PDF."""
    mode: str
    """How the samples are to be understood, as Pillow names it; of TIFFs and PSDs ``L``, ``P``, ``RGB``, ``CMYK`` or
    ``LAB``, with an A where transparency follows."""
    width: int
    """Pixels, upright."""
    height: int
    orientation: int
    """By EXIF, 1..8: how the picture lies in the file."""
    profile: bytes | None
    """Its ICC profile."""
    bits: int = 8
    """Of a sample, where the file is a TIFF, a PSD or a JPEG 2000."""
    inverted: bool = False
    """Its inks are stored as JPEGs without Adobe's marker store them."""
    gamma: float | None = None
    """Of its samples, where that is not sRGB's curve: they are light to the power of this."""
    signed_ab: bool = False
    """The a and b of its Lab colours are signed."""
    page: int = 0
    """Which page of a TIFF is the photograph."""
    pages: int = 1
    """How many of its like there are."""
    parts: Parts = ()
    """How the file is read as one of the kind ``inner``, where it is not that itself."""
    inner: str = ""
    whole: bool = False
    """Pillow decodes it, whole, although libvips reads other files of this kind."""
    askew: float = 0.0
    """Degrees clockwise by which it is straightened once it is upright, −45..45."""
    level: tuple[int, int] | None = None
    """Width and height of the upright picture before that, where it is straightened."""
    window: tuple[slice, slice] | None = None
    """Rows and columns of what is shown, where it is not all of ``height`` × ``width``."""

    @property
    def stored(self) -> tuple[int, int]:
        """Width and height as the picture lies in the file."""
        return self.full[::-1] if self.is_sideways else self.full

    @property
    def full(self) -> tuple[int, int]:
        """Width and height of the whole picture, upright: neither straightened nor cut."""
        return self.level or (self.width, self.height)

    @property
    def is_sideways(self) -> bool:
        """Whether it lies on its side in the file."""
        return self.orientation >= _SIDEWAYS

    @property
    def coding(self) -> str:
        """The kind of file that a decoder meets."""
        return self.inner or self.format

    @property
    def shown(self) -> tuple[int, int]:
        """Height and width of what is shown."""
        if self.window is None:
            return self.height, self.width
        rows, columns = self.window
        return rows.stop - rows.start, columns.stop - columns.start


def look(path: Path, *, max_pixels: int = MAX_PIXELS) -> Header:
    """What the file at ``path`` says of itself, in some milliseconds; no pixel is decoded, and no pipe waited for.

    Raises PhotographError, which names the file and the cause: missing, empty, of another kind, damaged where it
    begins, animated, of samples that are not read here, or of more than ``max_pixels`` pixels or MAX_SIDE a side.
    """
    kind = kind_of(path)
    header = _LOOKS.get(kind, _look_by_pillow)(path, kind)
    refuse_size(path, header.width, header.height, max_pixels)
    if header.whole or header.coding in whole.BYTES:
        pixels = header.width * header.height
        whole.refuse_memory(path, header.width, header.height, pixels * whole.BYTES[header.coding], header.coding)
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


def _look_at_tiff(path: Path, kind: str, parts: Parts = ()) -> Header:
    with opened(path, parts) as file:
        page, pages = tiff.photograph_in(file, path)
        tiff.refuse(page, path)
        profile = page.raw(PROFILE, file)
        mode, alpha = tiff.mode_of(page)
        if not parts:
            parts = tiff.parts_of(page, file.seek(0, os.SEEK_END))
    sides = page.width, page.height
    width, height = sides[::-1] if page.orientation >= _SIDEWAYS else sides
    return Header(
        path,
        kind,
        mode + "A" * alpha,
        width,
        height,
        page.orientation,
        profile or None,
        page.bits[0],
        signed_ab=tiff.has_signed_ab(page),
        page=page.number,
        pages=pages,
        parts=parts,
        inner="TIFF" if kind != "TIFF" else "",
        whole=tiff.is_whole(page),
    )


def _look_at_photoshop(path: Path, kind: str) -> Header:
    with path.open("rb") as file:
        flat = read_document(file, path)
    # Photoshop stores how much paper its inks leave.
    header = Header(path, kind, flat.mode, flat.width, flat.height, 1, flat.profile, flat.bits, flat.mode == "CMYK")
    return replace(header, parts=flat.parts, inner="TIFF")


def _look_at_jpeg2000(path: Path, kind: str, parts: Parts = ()) -> Header:
    with opened(path, parts) as file:
        code, profile = jpeg2000.read_head(file, path)
    refuse_size(path, code.width, code.height, MAX_PIXELS)
    whole.refuse_memory(path, code.width, code.height, jpeg2000.decoding(code), "JPEG 2000 in large tiles")
    header = _look_by_pillow(path, "JPEG2000", parts)
    return replace(header, profile=profile, bits=code.bits[0], format=kind)


def _look_at_pdf(path: Path, kind: str) -> Header:
    from gallery.photograph.pdf import picture_in

    found = picture_in(path)
    header = _LOOKS.get(found.kind, _look_by_pillow)(path, found.kind, found.parts)
    return found.shown(replace(header, format=kind, inner=found.kind, parts=found.parts))


_LOOKS: dict[str, Callable[..., Header]] = {
    "TIFF": _look_at_tiff,
    "PSD": _look_at_photoshop,
    "JPEG2000": _look_at_jpeg2000,
    "PDF": _look_at_pdf,
}
"""Those that Pillow does not look at, or not alone."""


def _look_by_pillow(path: Path, kind: str, parts: Parts = ()) -> Header:
    gamma, profile = png_colours(path) if kind == "PNG" and not parts else (None, None)
    if kind in whole.BRANDS.values():
        with path.open("rb") as file:
            profile = whole.video_colours(file, path)
    with _pillow(path), _opened(path, kind, parts) as image:
        if kind != "HEIF" and image.format != "MPO":
            with damage(path):
                frames = getattr(image, "n_frames", 1)
            if frames > 1:
                # An MPO is a camera's JPEG with a preview or depth map behind it: its first picture is what counts.
                raise PhotographError(f"{path}: animated, it has several frames; save the one to show by itself")
        return replace(_header(image, path, kind, profile), gamma=gamma, parts=parts)


def _header(image: Image.Image, path: Path, kind: str, described: bytes | None) -> Header:
    orientation = orientation_of(image, path)
    width, height = image.size[::-1] if orientation >= _SIDEWAYS else image.size
    profile = image.info.get("icc_profile")
    return Header(
        path,
        kind,
        image.mode,
        width,
        height,
        orientation,
        profile if isinstance(profile, bytes) else described,
        # Every CMYK JPEG is read as Adobe writes it, inverted. Without Adobe's marker it is not.
        inverted=kind == "JPEG" and image.mode == "CMYK" and "adobe" not in image.info,
    )


@contextmanager
def _opened(path: Path, kind: str, parts: Parts = ()) -> Iterator[Image.Image]:
    if kind == "HEIF":
        whole.register_heif(path)
    with opened(path, parts) as file:
        with damage(path):
            image = Image.open(file, formats=[kind])
        with image:
            yield image


@contextmanager
def pillow_image(path: Path, kind: str) -> Iterator[Image.Image]:
    """The picture file at ``path``, opened by Pillow and not decoded."""
    with _pillow(path), _opened(path, kind) as image:
        yield image


def decoded_by_pillow(header: Header) -> Image.Image:
    """The whole picture, for the kinds that libvips does not read."""
    with _pillow(header.path), _opened(header.path, header.coding, header.parts) as image:
        with damage(header.path):
            if header.page:
                image.seek(header.page)
            image.load()
        return image


def open_derivative(path: Path) -> Image.Image:
    """A picture that we made ourselves, of as many pixels as a master may have; to be closed, as Pillow's own.

    Pillow alone warns of 90 megapixels and refuses 179, since it does not know where a file comes from.
    """
    with _pillow(path):
        return Image.open(path)


@contextmanager
def _pillow(path: Path) -> Iterator[None]:
    """Pillow with its warnings kept, and with our limit of pixels in place of its own.

    Both are settings of the whole process, so one thread at a time may be here, and they are put back.
    """
    with _PILLOW, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit
            for warning in caught:
                LOG.info("%s: %s", path, warning.message)
