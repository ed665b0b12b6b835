"""Profiles into sRGB, and the lightness of a picture as a neutral grey.

Strips come in as images in mode ``L``, ``RGB``, ``CMYK`` or ``LAB`` (D50) and leave as ``L`` (nothing but greys) or
``RGB``, in sRGB.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

LOG = logging.getLogger(__name__)

_BLOCK = 1 << 17
"""Pixels worked on at a time, so that temporary arrays fit a processor's cache."""

SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Linear sRGB to CIE XYZ, D65 (Lindbloom). Its row sums are the white, so that greys are exactly neutral."""

SRGB_LUMINANCE: tuple[float, float, float] = (0.2126729, 0.7151522, 0.0721750)
"""Luminance of each primary of sRGB."""

SAME_STEPS = 1
"""An RGB profile that moves no colour by more steps of 255 than this is sRGB under another name."""

# What a profile must speak for the mode it comes with. A grey picture may carry an RGB profile.
_PROFILE_SPACES = {"L": ("GRAY", "RGB"), "RGB": ("RGB",), "CMYK": ("CMYK",)}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, ValueError)


Conversion = Callable[[Image.Image], Image.Image]


def conversion(mode: str, profile: bytes | None, name: str) -> Conversion | None:
    """What brings strips of a picture of ``mode`` (L, RGB, CMYK or LAB) into sRGB: L stays L, the others become RGB.

    None stands for a picture that is in sRGB as it is.

    ``profile`` is an ICC profile's bytes. Without one, L and RGB are taken as sRGB, CMYK as plain inks. So
    they are when the profile is broken or belongs to another mode, with a warning in the log that names the file as
    ``name``, and no error, because browsers show such files so, and an archive's file cannot be mended without
    losing its pin. Colours are matched relative to the white, with black-point compensation.
    """
    if mode == "LAB":
        return _from_lab()
    if profile:
        try:
            return _matching(mode, profile)
        except _PROFILE_ERRORS as error:
            taken = "plain inks" if mode == "CMYK" else "sRGB"
            LOG.warning("%s: its colour profile is unusable (%s); colours are taken as %s", name, error, taken)
    return (lambda image: image.convert("RGB")) if mode == "CMYK" else None


def _from_lab() -> Conversion:
    transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
    return lambda image: _applied(image, transform)


def _matching(mode: str, profile: bytes) -> Conversion | None:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    space = source.profile.xcolor_space.strip()
    if space not in _PROFILE_SPACES[mode]:
        raise ValueError(f"a profile for {space} in a picture in {mode}")
    read = "RGB" if space == "RGB" else mode
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    if mode == "L":
        # Only a ramp of 256 greys goes through. The shortcuts of LittleCMS blur the shadows of a steep curve:
        # measured, by up to 10 steps of 255 for linear light.
        flags |= ImageCms.Flags.NOOPTIMIZE
    transform = ImageCms.buildTransform(
        source,
        ImageCms.createProfile("sRGB"),
        read,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags,
    )
    if mode == "L":
        ramp = Image.frombytes("L", (256, 1), bytes(range(256))).convert(read)
        greys = list(_applied(ramp, transform).getchannel("G").tobytes())
        return lambda image: image.point(greys)
    if read == "RGB" and _changes_nothing(transform):
        return None
    return lambda image: _applied(image, transform)


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


def linear(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """sRGB values 0..1 to linear light 0..1 (IEC 61966-2-1)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def encoded(light: NDArray[np.floating]) -> NDArray[np.floating]:
    """Linear light 0..1 to sRGB values 0..1 (IEC 61966-2-1)."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def lightness(luminance: NDArray[np.floating]) -> NDArray[np.floating]:
    """CIE L* 0..100 of a relative luminance 0..1."""
    return np.where(luminance > 216 / 24389, 116 * np.cbrt(luminance) - 16, luminance * 24389 / 27)


@cache
def grey_tables(weights: tuple[float, float, float]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The luminance of each channel's values, (3, 256) in units of 2⁻¹⁸, and the grey of each sum of three; ``weights``
    are the luminances of the primaries."""
    scale = (1 << 18) - 1
    shares = np.array(weights) / sum(weights)
    tables = np.rint(shares[:, None] * linear(np.arange(256) / 255) * scale).astype(np.uint32)
    return tables, grey_of_luminance(np.arange(scale + 4) / scale)


@cache
def _of_pairs(weights: tuple[float, float, float]) -> NDArray[np.uint32]:
    """The luminance of red and green together, by red + 256 · green."""
    red, green, _ = grey_tables(weights)[0]
    return np.asarray(green[:, None] + red).reshape(-1)


def grey_of_luminance(luminance: NDArray[np.floating]) -> NDArray[np.uint8]:
    """The neutral grey 0..255 whose CIE L* is nearest to that of each relative luminance 0..1, any shape."""
    # The border between two greys lies where L* is halfway between theirs.
    greys = lightness(linear(np.arange(256) / 255))
    borders = (greys[1:] + greys[:-1]) / 2
    return np.searchsorted(borders, lightness(luminance)).astype(np.uint8)


def lightness_grey(pixels: NDArray[np.uint8], weights: tuple[float, float, float] | None = None) -> NDArray[np.uint8]:
    """The neutral grey (H, W) uint8 whose CIE L* is nearest to that of each sRGB pixel (H, W, 3) uint8.

    Luminance is summed in linear light and encoded back, so pixels that are grey come back exactly. ``weights`` are
    the luminances of other primaries than those of sRGB.
    """
    height, width = pixels.shape[:2]
    weights = weights or SRGB_LUMINANCE
    (_, _, blue), greys = grey_tables(weights)
    pixels = np.ascontiguousarray(pixels)
    # Red and green are looked up as one number of two bytes: two looks at tables take two thirds as long as three.
    pairs, of_pairs = np.ndarray((height, width), "<u2", pixels, strides=pixels.strides[:2]), _of_pairs(weights)
    grey = np.empty((height, width), np.uint8)
    rows = max(1, _BLOCK // width)
    for start in range(0, height, rows):
        some = slice(start, start + rows)
        luminance = of_pairs.take(pairs[some])
        luminance += blue.take(pixels[some, :, 2])
        greys.take(luminance, out=grey[some], mode="clip")  # "clip" lets NumPy write in place
    return grey


def lab(pixels: NDArray[np.uint8]) -> NDArray[np.floating]:
    """CIE Lab (…, 3), D65, of sRGB pixels (…, 3) uint8; L* 0..100. For small pictures: whole in memory."""
    levels = linear(np.arange(256) / 255)
    relative = levels[pixels] @ (SRGB_TO_XYZ / SRGB_TO_XYZ.sum(1, keepdims=True)).T
    x, y, z = np.moveaxis((lightness(relative) + 16) / 116, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)
