"""Modes and profiles into 8-bit sRGB, and the lightness of a picture as a neutral grey.

Pictures come in as Pillow decodes them and leave as mode ``L`` (nothing but greys) or ``RGB``, both in sRGB.
"""

from __future__ import annotations

import io
import logging
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms, TiffImagePlugin

from gallery.errors import PhotographError

LOG = logging.getLogger(__name__)

STRIP = 1 << 16
"""Pixels worked on at a time, so that temporary arrays fit a processor's cache at any size."""

SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Linear sRGB to CIE XYZ, D65 (Lindbloom). Its row sums are the white, so that greys are exactly neutral."""

SAME_STEPS = 1
"""An RGB profile that moves no colour by more steps of 255 than this is sRGB under another name."""

# What a profile must speak for the mode it comes with. A grey picture may carry an RGB profile.
_PROFILE_SPACES = {"L": ("GRAY", "RGB"), "RGB": ("RGB",), "CMYK": ("CMYK",)}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, ValueError, TypeError)


def to_eight_bit(image: Image.Image, name: str) -> Image.Image:
    """``image`` in mode L, RGB or CMYK, still in its own colour space, without transparency.

    Where a picture is transparent it is laid on white: the paper that prints, labels and pages show it on.
    Raises PhotographError, naming the file as ``name``, for a mode that is not a photograph's.
    """
    if image.mode.startswith("I"):
        return _from_sixteen_bit(image, name)
    if image.mode == "CMYK":
        # Pillow reads every CMYK JPEG as Adobe writes it, inverted. Without Adobe's marker it is not.
        plain = image.format == "JPEG" and "adobe" not in image.info
        return ImageChops.invert(image) if plain else image
    if image.mode in {"LA", "La", "RGBA", "RGBa", "PA"} or "transparency" in image.info:
        return _on_white(image)
    if image.mode in {"1", "L"}:
        return _as(image, "L")
    if image.mode in {"RGB", "RGBX", "P", "YCbCr"}:
        return _as(image, "RGB")
    raise PhotographError(
        f"{name}: its colour mode {image.mode} is not supported; save it as RGB or greyscale, 8 or 16 bits"
    )


def _as(image: Image.Image, mode: str) -> Image.Image:
    # Pillow's convert copies even when there is nothing to convert.
    return image if image.mode == mode else image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    grey = image.mode in {"1", "L", "LA", "La"}
    layered = image.convert("LA" if grey and image.mode != "1" else "RGBA")
    paper = Image.new("L" if grey else "RGB", image.size, "white")
    paper.paste(layered.convert(paper.mode), mask=layered.getchannel("A"))
    return paper


def _from_sixteen_bit(image: Image.Image, name: str) -> Image.Image:
    """A grey picture of up to 16 bits, scaled so that the deepest black is 0 and full white is 255."""
    bits, inverted = 16, False
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        bits = int(tags.get(TiffImagePlugin.BITSPERSAMPLE, (16,))[0])
        inverted = tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    if bits > 16 or (image.mode == "I" and image.format != "PNG"):
        raise PhotographError(f"{name}: its samples are not 8 or 16 bits, unsigned; save it as 16-bit grey")
    top = (1 << bits) - 1
    # (65536,) uint8
    levels = ((np.minimum(np.arange(1 << 16), top) * 255 + top // 2) // top).astype(np.uint8)
    if inverted:
        levels = 255 - levels
    grey = np.empty((image.height, image.width), np.uint8)
    for start, stop in strips(image.height, image.width):
        grey[start:stop] = levels[np.asarray(image.crop((0, start, image.width, stop)))]
    return Image.fromarray(grey)


def to_srgb(image: Image.Image, profile: bytes | None, name: str) -> Image.Image:
    """``image`` (L, RGB or CMYK) in sRGB: L stays L, the others become RGB.

    ``profile`` is an ICC profile's bytes. Without one, L and RGB are taken as sRGB, CMYK as plain inks. So
    they are when the profile is broken or belongs to another mode, with a warning in the log and no error,
    because browsers show such files so, and an archive's file cannot be mended without losing its pin.
    Colours are matched relative to the white, with black-point compensation.
    """
    if profile:
        try:
            return _matched(image, profile)
        except _PROFILE_ERRORS as error:
            taken = "plain inks" if image.mode == "CMYK" else "sRGB"
            LOG.warning("%s: its colour profile is unusable (%s); colours are taken as %s", name, error, taken)
    return image.convert("RGB") if image.mode == "CMYK" else image


def _matched(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    space = source.profile.xcolor_space.strip()
    if space not in _PROFILE_SPACES[image.mode]:
        raise ValueError(f"a profile for {space} in a picture in {image.mode}")
    mode = "RGB" if space == "RGB" else image.mode
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    if image.mode == "L":
        # Only a ramp of 256 greys goes through. The shortcuts of LittleCMS blur the shadows of a steep curve:
        # measured, by up to 10 steps of 255 for linear light.
        flags |= ImageCms.Flags.NOOPTIMIZE
    transform = ImageCms.buildTransform(
        source,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags,
    )
    if image.mode == "L":
        ramp = Image.frombytes("L", (256, 1), bytes(range(256))).convert(mode)
        return image.point(list(_applied(ramp, transform).getchannel("G").tobytes()))
    if mode == "RGB" and _changes_nothing(transform):
        return image
    return _applied(image, transform)


def _applied(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    result = ImageCms.applyTransform(image, transform)
    if result is None:
        raise ValueError("the profile gives no picture")
    return result


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether an RGB transform moves no colour of a 17×17×17 lattice by more than SAME_STEPS."""
    steps = np.linspace(0, 255, 17).round().astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(17, -1, 3)
    moved = np.asarray(_applied(Image.fromarray(lattice), transform)).astype(int) - lattice
    return int(abs(moved).max()) <= SAME_STEPS


def strips(height: int, width: int) -> list[tuple[int, int]]:
    """Row ranges that cut a picture into strips of about STRIP pixels."""
    rows = max(1, STRIP // max(1, width))
    return [(start, min(height, start + rows)) for start in range(0, height, rows)]


def to_array(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of an L or RGB image, (H, W) or (H, W, 3) uint8, copied strip by strip."""
    shape = (image.height, image.width) if image.mode == "L" else (image.height, image.width, 3)
    pixels = np.empty(shape, np.uint8)
    for start, stop in strips(image.height, image.width):
        pixels[start:stop] = np.asarray(image.crop((0, start, image.width, stop)))
    return pixels


def linear(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """sRGB values 0..1 to linear light 0..1 (IEC 61966-2-1)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _lightness(luminance: NDArray[np.floating]) -> NDArray[np.floating]:
    """CIE L* 0..100 of a relative luminance 0..1."""
    return np.where(luminance > 216 / 24389, 116 * np.cbrt(luminance) - 16, luminance * 24389 / 27)


@cache
def _grey_tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The luminance of each channel's values, (3, 256) in units of 2⁻¹⁸, and the grey of each luminance."""
    scale = (1 << 18) - 1
    weights = SRGB_TO_XYZ[1] / SRGB_TO_XYZ[1].sum()
    levels = linear(np.arange(256) / 255)
    tables = np.rint(weights[:, None] * levels * scale).astype(np.uint32)
    # The border between two greys lies where L* is halfway between theirs.
    greys = _lightness(levels)
    borders = (greys[1:] + greys[:-1]) / 2
    every = _lightness(np.arange(scale + 4) / scale)
    return tables, np.searchsorted(borders, every).astype(np.uint8)


def lightness_grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The neutral grey (H, W) uint8 whose CIE L* is nearest to that of each sRGB pixel (H, W, 3) uint8.

    Luminance is summed in linear light and encoded back, so pixels that are grey come back exactly.
    """
    height, width = pixels.shape[:2]
    tables, greys = _grey_tables()
    grey = np.empty((height, width), np.uint8)
    for start, stop in strips(height, width):
        strip = pixels[start:stop]
        luminance = tables[0].take(strip[..., 0])
        luminance += tables[1].take(strip[..., 1])
        luminance += tables[2].take(strip[..., 2])
        greys.take(luminance, out=grey[start:stop], mode="clip")  # "clip" is what lets NumPy write in place
    return grey


def lab(pixels: NDArray[np.uint8]) -> NDArray[np.floating]:
    """CIE Lab (…, 3), D65, of sRGB pixels (…, 3) uint8; L* 0..100. For small pictures: whole in memory."""
    levels = linear(np.arange(256) / 255)
    relative = levels[pixels] @ (SRGB_TO_XYZ / SRGB_TO_XYZ.sum(1, keepdims=True)).T
    x, y, z = np.moveaxis((_lightness(relative) + 16) / 116, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)
