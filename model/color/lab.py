"""sRGB ↔ linear ↔ CIE XYZ ↔ CIE Lab in NumPy.

sRGB by IEC 61966-2-1, Lab by CIE 15:2004. The matrix is scikit-image's; the white is derived from it (the sum of
each row: the XYZ of R = G = B = 1), so that a grey is neutral exactly and not by rounding: a rounded white such as
(0.95047, 1, 1.08883) tints every grey by up to 0.01 in a and b.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

XYZ_FROM_RGB = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
)
"""Linear sRGB → XYZ, D65, Y of white = 1."""

WHITE = XYZ_FROM_RGB.sum(axis=1)
"""XYZ of the white, (3,)."""

NORMAL_FROM_RGB = XYZ_FROM_RGB / WHITE[:, None]
"""Linear sRGB → XYZ/white: each row sums to one, so R = G = B = v gives (v, v, v)."""

RGB_FROM_NORMAL = np.linalg.inv(NORMAL_FROM_RGB)
"""XYZ/white → linear sRGB; its rows sum to one as well."""

EPSILON, KAPPA = 216 / 24389, 24389 / 27
"""CIE's exact constants: below ``EPSILON`` the cube root is replaced by a line."""


def srgb_to_linear(srgb: NDArray[np.floating]) -> NDArray[np.floating]:
    """Decode sRGB in 0..1 to linear light in 0..1, any shape."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0.04045) + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(linear: NDArray[np.floating]) -> NDArray[np.floating]:
    """Encode linear light in 0..1 as sRGB in 0..1, any shape."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)


LINEAR = srgb_to_linear(np.arange(256) / 255.0).astype(np.float32)
"""Linear light of each 8-bit sRGB value, (256,) float32."""


def _f(t: Float) -> Float:
    return np.asarray(np.where(t > EPSILON, np.cbrt(t), (KAPPA * t + 16) / 116), np.float32)


def _f_inverse(f: Float) -> Float:
    return np.asarray(np.where(f > 6 / 29, f * f * f, (116 * f - 16) / KAPPA), np.float32)


def _linear(rgb: NDArray[np.generic]) -> Float:
    if rgb.dtype == np.uint8:
        return np.asarray(LINEAR[rgb], np.float32)
    return np.asarray(srgb_to_linear(rgb.astype(np.float32)), np.float32)


def rgb_to_lab(rgb: NDArray[np.generic]) -> Float:
    """sRGB ``(..., 3)``, uint8 or float in 0..1, → Lab float32 ``(..., 3)``: L in 0..100, a and b within ±110."""
    lms = _f(_linear(rgb) @ NORMAL_FROM_RGB.T.astype(np.float32))
    x, y, z = lms[..., 0], lms[..., 1], lms[..., 2]
    lab = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
    grey = (rgb[..., 0] == rgb[..., 1]) & (rgb[..., 1] == rgb[..., 2])
    lab[grey, 1:] = 0  # float32 sums of a row differ from 1 by one unit in the last place
    return lab


def lab_to_linear(lab: Float) -> Float:
    """Lab ``(..., 3)`` → linear sRGB ``(..., 3)``, not limited to 0..1: outside it the colour has no sRGB."""
    y = (lab[..., 0] + 16) / 116
    normal: Float = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    return _f_inverse(normal) @ RGB_FROM_NORMAL.T.astype(np.float32)


def lab_to_rgb(lab: Float) -> Float:
    """Lab ``(..., 3)`` → sRGB float32 ``(..., 3)``, each channel clipped to 0..1.

    Clipping changes the lightness of colours outside sRGB; to keep it, use :func:`model.color.gamut.to_rgb8`.
    """
    return linear_to_srgb(np.clip(lab_to_linear(lab), 0, 1)).astype(np.float32)


def lightness(picture: NDArray[np.uint8]) -> Float:
    """CIE L* of a picture: uint8 ``(H, W)`` grey or ``(..., 3)`` sRGB → float32 of its pixels, 0..100."""
    if picture.ndim == 2:
        return LIGHTNESS.take(picture)
    y = LINEAR.take(picture) @ NORMAL_FROM_RGB[1].astype(np.float32)
    return 116 * _f(y) - 16


LIGHTNESS = (116 * _f(LINEAR) - 16).astype(np.float32)
"""L* of each 8-bit grey, (256,) float32."""


def grey_of(lightness: Float) -> NDArray[np.uint8]:
    """The 8-bit grey nearest to each L* (0..100), any shape."""
    edges = (LIGHTNESS[1:] + LIGHTNESS[:-1]) / 2
    return np.searchsorted(edges, lightness).astype(np.uint8)
