"""Reading a master: once from top to bottom, whatever is wanted of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.photograph.color import lightness_grey
from gallery.photograph.decode import decoded
from gallery.photograph.encode import coded, jpeg_file
from gallery.photograph.framing import WHOLE, Framing, framed
from gallery.photograph.header import MAX_PIXELS, Header, look
from gallery.photograph.strips import in_order
from gallery.photograph.tone import Tone
from gallery.photograph.turning import Pixels, Strip


@dataclass(frozen=True, eq=False)
class Monochrome:
    """A master as the colourist sees it: its lightness, upright, turned and cut."""

    grey: NDArray[np.uint8]
    """(H, W) the neutral grey whose CIE L* is nearest to each pixel's."""
    has_colour: bool
    """It shows colours of its own, more than the single tone of a print."""
    toned: bool
    """It is monochrome with a tone, such as sepia."""
    format: str
    """Of the file, as Pillow names it: JPEG, PNG, TIFF, WEBP, JPEG2000 …, or PSD or PDF."""
    pages: int
    """Of the file, beside smaller copies and masks; the photograph is one of them."""
    full: tuple[int, int]
    """Width and height in pixels of the whole picture, upright; the photograph is all of it, or a part of it."""


@dataclass(frozen=True, eq=False)
class Photograph(Monochrome):
    """A master decoded: upright, in sRGB, turned and cut."""

    pixels: NDArray[np.uint8]
    """(H, W, 3) sRGB, with the tone or the colours that the master has."""


def look_at(path: Path, framing: Framing = WHOLE, *, thorough: bool = False) -> tuple[int, int]:
    """Width and height of the photograph in the file at ``path``, as it is shown; PhotographError as
    :func:`open_photograph`.

    Only the file's head is read, in some milliseconds, so that damage further behind is not seen; with ``thorough``
    all of it is decoded.
    """
    header = framed(look(path), framing)
    strips = decoded(header)
    if thorough:
        for _ in strips:
            pass
    height, width = header.shown
    return width, height


def note_on(path: Path) -> str:
    """What should be said of the file at ``path`` although it is read: that it has several pages, of which one is
    shown. PhotographError as :func:`look_at`."""
    header = look(path)
    if header.pages == 1:
        return ""
    shown = "the first" if header.page == 0 else f"page {header.page + 1}"
    return f"a {header.format} of {header.pages} pages; {shown} is shown"


def open_photograph(path: Path, framing: Framing = WHOLE, *, max_pixels: int = MAX_PIXELS) -> Photograph:
    """The photograph in the file at ``path``.

    JPEG, PNG, TIFF, WebP, JPEG 2000, GIF, BMP, AVIF, HEIC (with the extra ``heic``), the flat picture of a PSD and the
    one picture of a PDF; grey, RGB, palette, CMYK or Lab, with or without transparency (laid on white), 1 to 32 bits a
    sample. Turned upright by its EXIF orientation; its ICC profile is matched to sRGB; turned and cut by ``framing``.
    Raises PhotographError, which names the file and the cause: missing, empty, of another kind, truncated or
    damaged, animated, or of more than ``max_pixels`` pixels (known before decoding); a crop of too few pixels.
    """
    header = framed(look(path, max_pixels=max_pixels), framing)
    height, width = header.shown
    grey = np.empty((height, width), np.uint8)
    pixels = np.empty((height, width, 3), np.uint8)

    def keep(strip: Strip) -> None:
        rows, part = strip
        pixels[rows] = part if part.ndim == 3 else part[..., None]
        grey[rows] = _lightness(part)

    tone = Tone(height, width)
    for _ in in_order(keep, tone.watched(decoded(header))):
        pass
    return Photograph(grey, *tone.has_colour_toned(), header.format, header.pages, header.full, pixels)


def open_monochrome(
    path: Path,
    framing: Framing = WHOLE,
    *,
    original: Path | None = None,
    grey: Path | None = None,
    whole: Path | None = None,
    quality: int = 95,
) -> Monochrome:
    """The lightness of the photograph in the file at ``path``, as :func:`open_photograph` finds it, and errors alike.

    On the way the photograph itself is saved as a JPEG at ``original``, its lightness at ``grey``, and all of the
    master, turned by quarters, neither straightened nor cut, at ``whole``; in colour it never stands in memory whole.
    """
    header = framed(look(path), framing)
    size = header.shown
    light = np.empty(size, np.uint8)

    def keep(strip: Strip) -> tuple[bytes, bytes]:
        rows, part = strip
        light[rows] = _lightness(part)
        return _coded(part, quality) if original else b"", coded(light[rows], quality) if grey else b""

    tone = Tone(*size)
    with ExitStack() as stack:
        files = [stack.enter_context(jpeg_file(file, *size)) if file else None for file in (original, grey)]
        for parts in in_order(keep, tone.watched(decoded(header))):
            for file, part in zip(files, parts, strict=True):
                if file:
                    file.add(part)
    if whole:
        _save_whole(framed(look(path), replace(framing, rotate=90 * framing.quarters, crop=None)), whole, quality)
    return Monochrome(light, *tone.has_colour_toned(), header.format, header.pages, header.full)


def _save_whole(header: Header, path: Path, quality: int) -> None:
    with jpeg_file(path, header.height, header.width) as file:
        for part in in_order(lambda strip: _coded(strip[1], quality), decoded(header)):
            file.add(part)


def _coded(part: Pixels, quality: int) -> bytes:
    return coded(part if part.ndim == 3 else np.broadcast_to(part[..., None], (*part.shape, 3)), quality)


def _lightness(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return part if part.ndim == 2 else lightness_grey(part)
