"""Pixels: a picture file decoded strip by strip, by libvips, upright and in sRGB."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import numpy as np
import pyvips
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph.color import Conversion, conversion
from gallery.photograph.header import Header, decoded_by_pillow
from gallery.photograph.strips import strips
from gallery.photograph.tiff import SAMPLES
from gallery.photograph.turning import Pixels, Strip, upright

_LOADERS = {
    # Bytes that are wrong in the middle of a JPEG spoil a part of the picture, which is better than none.
    "JPEG": (pyvips.Image.jpegload_source, {"fail_on": "truncated"}),
    "PNG": (pyvips.Image.pngload_source, {"fail_on": "error"}),
    "TIFF": (pyvips.Image.tiffload_source, {"fail_on": "error"}),
    "WEBP": (pyvips.Image.webpload_source, {"fail_on": "error"}),
}

# Modes as Pillow names them → the mode that samples are brought to, and whether the next channel is transparency:
# libvips gives it straight, even where a TIFF holds it premultiplied. Channels that mean nothing are left out.
_GREY, _COLOUR, _INKS = ("L", 1), ("RGB", 3), ("CMYK", 4)
_CHANNELS = {
    "1": (_GREY, False),
    "L": (_GREY, False),
    "I": (_GREY, False),
    "I;16": (_GREY, False),
    "I;16B": (_GREY, False),
    "LA": (_GREY, True),
    "La": (_GREY, True),
    "P": (_COLOUR, False),
    "PA": (_COLOUR, True),
    "RGB": (_COLOUR, False),
    "RGBX": (_COLOUR, False),
    "RGBA": (_COLOUR, True),
    "RGBa": (_COLOUR, True),
    "YCbCr": (_COLOUR, False),
    "CMYK": (_INKS, False),
}


def decoded(header: Header) -> Iterator[Strip]:
    """The strips of the photograph whose ``header`` was looked at, from top to bottom.

    All are grey or all in colour. Transparency is laid on white: the paper that prints, labels and pages show it on.
    Raises PhotographError at once for a kind that would be read wrong, and on the way for what is truncated or damaged.
    """
    odd = header.format == "TIFF" and header.bits not in (1, 2, 4, 8, 16)
    if odd and (not header.mode.startswith("I;16") or header.bits > 16):
        raise PhotographError(f"{header.path}: {SAMPLES}")
    if header.mode not in _CHANNELS:
        raise PhotographError(
            f"{header.path}: its colour mode {header.mode} is not supported; save it as RGB or greyscale, 8 or 16 bits"
        )
    if odd:
        return _in_srgb(header, _by_pillow(header))
    return upright(_in_srgb(header, _by_vips(header)), header.orientation, header.height, header.width)


def _in_srgb(header: Header, samples: Iterator[tuple[slice, NDArray[np.generic]]]) -> Iterator[Strip]:
    known: dict[str, Conversion | None] = {}
    for rows, strip in samples:
        mode, picture = _flat(strip, header)
        if mode not in known:
            known[mode] = conversion(mode, header.profile, str(header.path))
        convert = known[mode]
        if convert is not None:
            size = picture.shape[1], picture.shape[0]
            image = Image.frombuffer(mode, size, np.ascontiguousarray(picture), "raw", mode, 0, 1)
            picture = np.asarray(convert(image))
        yield rows, picture


def _by_vips(header: Header) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """Strips of samples as they are stored, (R, W, channels) uint8 or uint16."""
    load, options = _LOADERS[header.format]
    width, height = header.stored
    try:
        source = pyvips.Source.new_from_file(os.fsencode(header.path))
        image = load(source, access="sequential", **options)
        region = pyvips.Region.new(image)
    except pyvips.Error as error:
        raise _damaged(header, error) from error
    if (image.width, image.height) != (width, height):
        raise PhotographError(f"{header.path}: damaged, it does not say how large it is; get the file again")
    if image.format not in ("uchar", "ushort"):
        raise PhotographError(f"{header.path}: {SAMPLES}")
    kind = np.uint8 if image.format == "uchar" else np.uint16
    for rows in strips(height, width):
        count = rows.stop - rows.start
        try:
            data = region.fetch(0, rows.start, width, count)
        except pyvips.Error as error:
            raise _damaged(header, error) from error
        yield rows, np.frombuffer(data, kind).reshape(count, width, image.bands)


def _damaged(header: Header, error: pyvips.Error) -> PhotographError:
    said = " ".join(str(error).split())
    return PhotographError(f"{header.path}: damaged or cut short ({said}); get the file again")


def _by_pillow(header: Header) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """Strips of a grey TIFF of 9 to 15 bits, scaled to sixteen, upright: Pillow turns TIFFs as it decodes them."""
    top = (1 << header.bits) - 1
    image = decoded_by_pillow(header)
    for rows in strips(image.height, image.width):
        part = np.asarray(image.crop((0, rows.start, image.width, rows.stop)))
        yield rows, ((np.minimum(part, top).astype(np.uint32) * 65535 + top // 2) // top).astype(np.uint16)[..., None]


def _flat(samples: NDArray[np.generic], header: Header) -> tuple[str, Pixels]:
    """Samples (R, W, channels) in eight bits and without transparency, and their mode: L, RGB or CMYK."""
    (mode, count), alpha = _CHANNELS[header.mode]
    channels = samples.shape[2]
    if header.mode in {"1", "L", "P", "RGB", "I", "I;16"} and header.format == "PNG" and channels in (2, 4):
        alpha = True  # one colour of a PNG may be transparent: its mode does not say so
    if header.mode == "P" and channels in (1, 2):
        mode, count = _GREY  # a palette of greys
    if channels < count + alpha:
        raise PhotographError(f"{header.path}: its channels are not those it announces; save it as RGB or greyscale")
    eight = _eighths(samples)
    picture = eight[..., 0] if count == 1 else eight[..., :count]
    if alpha:
        picture = _on_white(picture, eight[..., count : count + 1])
    return mode, 255 - picture if header.inverted else picture


def _eighths(samples: NDArray[np.generic]) -> Pixels:
    """Samples in eight bits: of sixteen, the deepest black is 0 and full white 255."""
    if samples.dtype == np.uint8:
        return samples.view(np.uint8)
    return _levels().take(samples.view(np.uint16))


@cache
def _levels() -> Pixels:
    return ((np.arange(1 << 16) * 255 + 32767) // 65535).astype(np.uint8)


def _on_white(picture: Pixels, alpha: Pixels) -> Pixels:
    """Colours (R, W) or (R, W, 3) with ``alpha`` (R, W, 1) as they look on white paper."""
    share = (alpha if picture.ndim == 3 else alpha[..., 0]).astype(np.uint16)
    paper = (255 - share) * 255
    return np.asarray((picture * share + paper + 127) // 255, np.uint8)
