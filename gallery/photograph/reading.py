"""Reading a master: once from top to bottom, whatever is wanted of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.photograph.color import lightness_grey
from gallery.photograph.decode import decoded
from gallery.photograph.encode import coded, jpeg_file
from gallery.photograph.header import MAX_PIXELS, look
from gallery.photograph.strips import in_order
from gallery.photograph.tone import Tone
from gallery.photograph.turning import Strip


@dataclass(frozen=True, eq=False)
class Monochrome:
    """A master as the colourist sees it: its lightness, upright."""

    grey: NDArray[np.uint8]
    """(H, W) the neutral grey whose CIE L* is nearest to each pixel's."""
    has_colour: bool
    """It shows colours of its own, more than the single tone of a print."""
    toned: bool
    """It is monochrome with a tone, such as sepia."""
    format: str
    """Of the file, as Pillow names it: JPEG, PNG, TIFF or WEBP."""


@dataclass(frozen=True, eq=False)
class Photograph(Monochrome):
    """A master decoded: upright, in sRGB."""

    pixels: NDArray[np.uint8]
    """(H, W, 3) sRGB, with the tone or the colours that the master has."""


def look_at(path: Path, *, thorough: bool = False) -> tuple[int, int]:
    """Width and height of the photograph in the file at ``path``, upright; PhotographError as :func:`open_photograph`.

    Only the file's head is read, in some milliseconds, so that damage further behind is not seen; with ``thorough``
    all of it is decoded.
    """
    header = look(path)
    strips = decoded(header)
    if thorough:
        for _ in strips:
            pass
    return header.width, header.height


def open_photograph(path: Path, *, max_pixels: int = MAX_PIXELS) -> Photograph:
    """The photograph in the file at ``path``.

    JPEG, PNG, TIFF and WebP; grey, RGB, palette, CMYK, with or without transparency (laid on white), 1 to 16
    bits a sample. Turned upright by its EXIF orientation; its ICC profile is matched to sRGB.
    Raises PhotographError, which names the file and the cause: missing, empty, of another kind, truncated or
    damaged, animated or of several pages, or of more than ``max_pixels`` pixels (known before decoding).
    """
    header = look(path, max_pixels=max_pixels)
    grey = np.empty((header.height, header.width), np.uint8)
    pixels = np.empty((header.height, header.width, 3), np.uint8)

    def keep(strip: Strip) -> None:
        rows, part = strip
        pixels[rows] = part if part.ndim == 3 else part[..., None]
        grey[rows] = _lightness(part)

    tone = Tone(header.height, header.width)
    for _ in in_order(keep, tone.watched(decoded(header))):
        pass
    return Photograph(grey, *tone.has_colour_toned(), header.format, pixels)


def open_monochrome(
    path: Path, *, original: Path | None = None, grey: Path | None = None, quality: int = 95
) -> Monochrome:
    """The lightness of the photograph in the file at ``path``, as :func:`open_photograph` finds it, and errors alike.

    On the way the photograph itself is saved as a JPEG at ``original``, and its lightness at ``grey``; in colour it
    never stands in memory whole.
    """
    header = look(path)
    size = header.height, header.width
    light = np.empty(size, np.uint8)

    def keep(strip: Strip) -> tuple[bytes, bytes]:
        rows, part = strip
        light[rows] = _lightness(part)
        coloured = part if part.ndim == 3 else np.broadcast_to(part[..., None], (*part.shape, 3))
        return coded(coloured, quality) if original else b"", coded(light[rows], quality) if grey else b""

    tone = Tone(*size)
    with ExitStack() as stack:
        files = [stack.enter_context(jpeg_file(file, *size)) if file else None for file in (original, grey)]
        for parts in in_order(keep, tone.watched(decoded(header))):
            for file, part in zip(files, parts, strict=True):
                if file:
                    file.add(part)
    return Monochrome(light, *tone.has_colour_toned(), header.format)


def _lightness(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return part if part.ndim == 2 else lightness_grey(part)
