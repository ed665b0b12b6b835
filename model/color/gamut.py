"""Fitting colours into sRGB by reducing chroma, never by changing lightness.

A colour outside sRGB is mixed in linear light with the grey of its own luminance until every channel is in 0..1.
Mixing keeps Y, and so L*, exactly, and the hue in the sense of the chromaticity diagram; clipping channels would
change the lightness, which is the archive's evidence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.color.lab import KAPPA, RGB_FROM_NORMAL, Float, linear_to_srgb

# Encoding by table: linear light is quantised to 1/16383 after a square root, which spends the steps where
# sRGB is steep. The error stays under a tenth of an 8-bit step, so a colour rounds as it would exactly.
_STEPS = 16383
_ENCODE = (linear_to_srgb((np.arange(_STEPS + 1) / _STEPS) ** 2) * 255 + 0.5).astype(np.uint8)


def fit(linear: Float, luminance: Float) -> Float:
    """Reduce the chroma of ``linear`` sRGB ``(..., 3)`` to the gamut at constant ``luminance`` ``(...)`` (0..1)."""
    offset = linear - luminance[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(offset > 0, 1 - luminance[..., None], -luminance[..., None]) / offset
    scale = np.where(offset == 0, 1, np.clip(room, 0, 1)).min(axis=-1)
    return np.asarray(np.clip(luminance[..., None] + scale[..., None] * offset, 0, 1), np.float32)


def to_rgb8(lightness: Float, a: Float, b: Float) -> NDArray[np.uint8]:
    """Lightness and chroma planes, each float32 ``(H, W)``, → sRGB uint8 ``(H, W, 3)``, lightness kept.

    Written for whole photographs: plane by plane, in place where it can be, the gamut fitted only where needed.
    """
    y = (lightness + np.float32(16)) / np.float32(116)
    x = a * np.float32(1 / 500)
    x += y
    z = b * np.float32(-1 / 200)
    z += y
    luminance, normal_x, normal_z = _decode(y), _decode(x), _decode(z)
    matrix = RGB_FROM_NORMAL.astype(np.float32)
    planes = []
    for row in matrix:
        plane = normal_x * row[0]
        plane += luminance * row[1]
        plane += normal_z * row[2]
        planes.append(plane)
    _fit_where_needed(planes, luminance)
    out = np.empty((*lightness.shape, 3), np.uint8)
    for channel, plane in enumerate(planes):
        np.sqrt(plane, out=plane)
        np.multiply(plane, _STEPS, out=plane)
        np.add(plane, 0.5, out=plane)
        np.take(_ENCODE, plane.astype(np.uint16), out=out[..., channel], mode="clip")
    return out


def _decode(f: Float) -> Float:
    cube = f * f
    cube *= f
    dark = f <= 6 / 29
    if dark.any():
        cube[dark] = (116 * f[dark] - 16) / np.float32(KAPPA)
    return cube


def _fit_where_needed(planes: list[Float], luminance: Float) -> None:
    outside = np.zeros(luminance.shape, bool)
    for plane in planes:
        outside |= (plane < 0) | (plane > 1)
    if outside.any():
        fitted = fit(np.stack([plane[outside] for plane in planes], axis=-1), np.clip(luminance[outside], 0, 1))
        for channel, plane in enumerate(planes):
            plane[outside] = fitted[:, channel]
