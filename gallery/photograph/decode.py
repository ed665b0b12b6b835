"""Pixels: a picture file decoded, strip by strip where libvips can, upright and in sRGB, and cut to what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pyvips
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph.color import Conversion, conversion, encoded
from gallery.photograph.framing import cut
from gallery.photograph.header import Header, decoded_by_pillow
from gallery.photograph.palettes import numbers_of, require_colours, require_whole_palette
from gallery.photograph.scans import lacks_scans
from gallery.photograph.spliced import opened, vips_source
from gallery.photograph.straightening import straightened
from gallery.photograph.strips import strips
from gallery.photograph.tiff import SAVE
from gallery.photograph.turning import Pixels, Strip, upright
from gallery.photograph.whole import whole_strips

_LOADERS = {
    "JPEG": (pyvips.Image.jpegload_source, {"fail_on": "warning"}),
    "PNG": (pyvips.Image.pngload_source, {"fail_on": "error"}),
    "TIFF": (pyvips.Image.tiffload_source, {"fail_on": "error"}),
    "WEBP": (pyvips.Image.webpload_source, {"fail_on": "error"}),
}

_NOTHING = (127, 128)
"""What libjpeg shows in every channel where a JPEG's data have ended; of inks either."""

_SAMPLES = {"uchar": np.uint8, "ushort": np.uint16, "uint": np.uint32, "float": np.float32}

# Modes as Pillow names them → the mode that samples are brought to, and whether the next channel is transparency:
# libvips gives it straight, even where a TIFF holds it premultiplied. Channels that mean nothing are left out.
_GREY, _COLOUR, _INKS, _LAB = ("L", 1), ("RGB", 3), ("CMYK", 4), ("LAB", 3)
_CHANNELS = {
    "1": (_GREY, False),
    "L": (_GREY, False),
    "I": (_GREY, False),
    "I;16": (_GREY, False),
    "I;16B": (_GREY, False),
    "LA": (_GREY, True),
    "P": (_COLOUR, False),
    "PA": (_COLOUR, True),
    "RGB": (_COLOUR, False),
    "RGBA": (_COLOUR, True),
    "CMYK": (_INKS, False),
    "CMYKA": (_INKS, True),
    "LAB": (_LAB, False),
    "LABA": (_LAB, True),
}

_BEYOND = 0.1
"""Floating-point samples may be beyond black (0) and white (1) by so much, as sharpening leaves them."""


def decoded(header: Header) -> Iterator[Strip]:
    """The strips of the photograph whose ``header`` was looked at, from top to bottom.

    All are grey or all in colour. Transparency is laid on white: the paper that prints, labels and pages show it on.
    Raises PhotographError at once for a kind that would be read wrong, and on the way for what is truncated or damaged.
    """
    if header.mode not in _CHANNELS:
        raise PhotographError(
            f"{header.path}: its colour mode {header.mode} is not supported; save it as RGB or greyscale, 8 or 16 bits"
        )
    samples = _by_vips(header) if header.coding in _LOADERS and not header.whole else _by_pillow(header)
    width, height = header.full
    whole = upright(_in_srgb(header, samples), header.orientation, height, width)
    if header.askew:
        whole = straightened(whole, width, height, header.askew)
    return cut(whole, header.window) if header.window else whole


def _in_srgb(header: Header, samples: Iterator[tuple[slice, NDArray[np.generic]]]) -> Iterator[Strip]:
    known: dict[str, Conversion | None] = {}
    for rows, strip in samples:
        mode, picture, alpha = _flat(strip, header)
        if mode not in known:
            known[mode] = conversion(mode, header.profile, str(header.path))
        convert = known[mode]
        if convert is not None:
            size = picture.shape[1], picture.shape[0]
            image = Image.frombuffer(mode, size, np.ascontiguousarray(picture), "raw", mode, 0, 1)
            picture = np.asarray(convert(image))
        yield rows, picture if alpha is None else _on_white(picture, alpha)


def _by_vips(header: Header) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """Strips of samples as they are stored, (R, W, channels) unsigned or floating-point."""
    load, options = _LOADERS[header.coding]
    _require_all(header)
    done = 0
    try:
        with vips_source(header.path, header.parts) as source:
            for rows, strip in _fetched(header, partial(load, source, **options)):
                yield rows, strip
                done = rows.stop
    except pyvips.Error as error:
        if header.coding != "JPEG":
            raise _damaged(header, error) from error
        yield from _spoilt(header, done, error)


def _require_all(header: Header) -> None:
    """Raise PhotographError for what a decoder shows without a word as if it were there: scans, and colours."""
    if header.coding == "JPEG":
        with opened(header.path, header.parts) as file:
            if lacks_scans(file):
                raise PhotographError(f"{header.path}: damaged or cut short (it lacks scans); get the file again")
    elif header.coding == "PNG" and header.mode == "P" and not header.parts:
        with header.path.open("rb") as file:
            found = numbers_of(file)
        if found:
            parts, known, step = found
            plain = replace(header, mode="L", parts=parts)
            used = max(int(strip.max()) for _, strip in _by_vips(plain)) // step
            require_colours(header.path, used, known)


def _spoilt(header: Header, done: int, warning: pyvips.Error) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """The strips of a JPEG behind the ``done`` lines that were decoded before libjpeg's ``warning``.

    Bytes that are wrong in its middle spoil a part of the picture, which is better than none; data that end before its
    last line are those of a file that is cut short.
    """
    try:
        with vips_source(header.path, header.parts) as source:
            for rows, strip in _fetched(header, partial(_LOADERS["JPEG"][0], source, fail_on="truncated")):
                if rows.stop == header.stored[1] and np.isin(strip[-1], _NOTHING).all():
                    raise _damaged(header, warning) from warning
                if rows.start >= done:
                    yield rows, strip
    except pyvips.Error as error:
        raise _damaged(header, error) from error


def _fetched(header: Header, load: Callable[..., pyvips.Image]) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """Strips of what ``load`` opens; pyvips.Error where it cannot."""
    width, height = header.stored
    across = -(-width * 3 // 2) if header.bits == 12 else width  # the bytes of samples of twelve bits
    page = {"page": header.page} if header.page else {}
    image = load(access="sequential", **page)
    region = pyvips.Region.new(image)
    if (image.width, image.height) != (across, height):
        raise PhotographError(f"{header.path}: damaged, it does not say how large it is; get the file again")
    if image.format not in _SAMPLES:
        raise PhotographError(f"{header.path}: its samples are of a kind that is not read here; {SAVE}")
    for rows in strips(height, width):
        count = rows.stop - rows.start
        data = region.fetch(0, rows.start, across, count)
        part = np.frombuffer(data, _SAMPLES[image.format]).reshape(count, across, image.bands)
        yield rows, _twelve(part[..., 0], width) if header.bits == 12 else part


def _damaged(header: Header, error: pyvips.Error) -> PhotographError:
    said = " ".join(str(error).split())
    return PhotographError(f"{header.path}: damaged or cut short ({said}); get the file again")


def _by_pillow(header: Header) -> Iterator[tuple[slice, NDArray[np.generic]]]:
    """Strips of a picture that is decoded whole."""
    image = decoded_by_pillow(header)
    if image.size != header.stored:
        raise PhotographError(f"{header.path}: damaged, it does not say how large it is; get the file again")
    require_whole_palette(image, header.path)
    yield from whole_strips(image, header.bits)


def _twelve(packed: Pixels, width: int) -> NDArray[np.uint16]:
    """Samples of twelve bits (R, W, 1), from their bytes, scaled to sixteen."""
    first, middle, last = (packed[:, start::3].astype(np.uint32) for start in range(3))
    out = np.zeros((len(packed), width), np.uint32)
    out[:, ::2] = first << 4 | middle[:, : first.shape[1]] >> 4
    out[:, 1::2] = (middle[:, : last.shape[1]] & 15) << 8 | last
    return ((out * 65535 + 2047) // 4095).astype(np.uint16)[..., None]


def _flat(samples: NDArray[np.generic], header: Header) -> tuple[str, Pixels, Pixels | None]:
    """The mode of samples (R, W, channels): L, RGB, CMYK or LAB; they in eight bits; and their transparency, if any."""
    (mode, count), has_alpha = _CHANNELS[header.mode]
    channels = samples.shape[2]
    if header.mode in {"1", "L", "P", "RGB", "I", "I;16"} and header.coding != "TIFF" and channels in (2, 4):
        has_alpha = True  # one colour of a PNG or GIF may be transparent: its mode does not say so
    if header.mode in ("P", "PA") and channels in (1, 2):
        mode, count = _GREY  # a palette of greys
    if header.coding == "PNG" and header.mode == "RGBA" and channels == 2:
        mode, count = _GREY  # grey of 16 bits with transparency, which Pillow calls so
    if channels < count + has_alpha:
        raise PhotographError(f"{header.path}: its channels are not those it announces; save it as RGB or greyscale")
    colours = samples[..., 0] if count == 1 else samples[..., :count]
    eight = _eighths(colours, header)
    if mode == "LAB" and not header.signed_ab:
        eight = eight ^ np.array([0, 128, 128], np.uint8)  # Pillow takes them signed
    alpha = _eighths(samples[..., count : count + 1], None) if has_alpha else None
    return mode, 255 - eight if header.inverted else eight, alpha


def _eighths(samples: NDArray[Any], header: Header | None) -> Pixels:
    """Samples in eight bits: the deepest black is 0 and full white 255; without the gamma that the header says."""
    gamma = header.gamma if header else None
    if samples.dtype == np.uint32:
        samples = (samples.view(np.uint32) >> 16).astype(np.uint16)
    elif samples.dtype == np.float32:
        samples = _whole_numbers(samples.view(np.float32), header)
    if samples.dtype == np.uint8 and gamma is None:
        return samples.view(np.uint8)
    if header and header.coding == "TIFF" and header.mode.startswith("LAB"):
        return (samples.view(np.uint16) >> 8).astype(np.uint8)
    bits = 8 * samples.dtype.itemsize
    return np.asarray(_levels(bits, gamma)[samples], np.uint8)


def _whole_numbers(samples: NDArray[np.float32], header: Header | None) -> NDArray[np.uint16]:
    low, high = float(samples.min()), float(samples.max())
    if not (low >= -_BEYOND and high <= 1 + _BEYOND):
        name = header.path if header else ""
        cause = f"its floating-point samples go from {low:.4g} to {high:.4g}, and here 0 is black and 1 white"
        raise PhotographError(f"{name}: {cause}; {SAVE}")
    return np.asarray(np.rint(samples.clip(0, 1) * 65535), np.uint16)


@lru_cache(maxsize=4)
def _levels(bits: int, gamma: float | None) -> Pixels:
    """The eight bits of each sample of so many bits; of ``gamma``, encoded as sRGB."""
    top = (1 << bits) - 1
    samples = np.arange(top + 1)
    if gamma is None:
        return np.asarray((samples * 255 + top // 2) // top, np.uint8)
    return np.asarray(np.rint(255 * encoded((samples / top) ** (1 / gamma))), np.uint8)


def _on_white(picture: Pixels, alpha: Pixels) -> Pixels:
    """Colours (R, W) or (R, W, 3) with ``alpha`` (R, W, 1) as they look on white paper."""
    share = (alpha if picture.ndim == 3 else alpha[..., 0]).astype(np.uint16)
    paper = (255 - share) * 255
    return np.asarray((picture * share + paper + 127) // 255, np.uint8)
