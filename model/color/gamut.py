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
# sRGB is steep. Each entry stands for the middle of its step. The error stays under a tenth of an 8-bit step.
_STEPS = 16383
_ENCODE = (linear_to_srgb(((np.arange(_STEPS + 1) + 0.5) / _STEPS) ** 2) * 255 + 0.5).clip(0, 255).astype(np.uint8)

_DARK = np.float32(6 / 29)
"""Up to here CIE's curve is a line instead of a cube."""

_NOTHING = np.float32(1e-12)
"""Keeps a division by nothing from being one; lost in rounding everywhere else."""


def fit(linear: Float, luminance: Float) -> Float:
    """Reduce the chroma of ``linear`` sRGB ``(..., 3)`` to the gamut at constant ``luminance`` ``(...)`` (0..1)."""
    offset = linear - luminance[..., None]
    share = _share_inside(offset.min(axis=-1), offset.max(axis=-1), luminance)
    return np.asarray(np.clip(luminance[..., None] + share[..., None] * offset, 0, 1), np.float32)


def _share_inside(low: Float, high: Float, luminance: Float) -> Float:
    """How much of a colour's distance from the grey of its ``luminance`` (0..1) stays in the gamut; 1 when all does.

    ``low`` and ``high`` are the least and the greatest of its linear channels less the luminance: no channel leaves
    the gamut before these.
    """
    share = np.maximum(-low, luminance)
    share += _NOTHING
    np.divide(luminance, share, out=share)
    room = 1 - luminance
    above = np.maximum(high, room)
    above += _NOTHING
    room /= above
    return np.minimum(share, room, out=share)


def to_rgb8(lightness: Float, a: Float, b: Float) -> NDArray[np.uint8]:
    """Lightness and chroma planes, each float32 ``(H, W)``, → sRGB uint8 ``(H, W, 3)``, lightness kept.

    Written for whole photographs: plane by plane, in place where it can be, the gamut fitted only where needed.
    """
    y = (lightness + np.float32(16)) * np.float32(1 / 116)
    x = a * np.float32(1 / 500)
    x += y
    z = b * np.float32(-1 / 200)
    z += y
    luminance, x, z = _decode(y), _decode(x), _decode(z)
    # The rows of the matrix sum to one, so each channel is the luminance plus its share of two differences. Both
    # are zero for a grey, which so stays neutral exactly.
    x -= luminance
    z -= luminance
    offsets = []
    for of_x, _, of_z in RGB_FROM_NORMAL.astype(np.float32):
        offset = x * of_x
        offset += z * of_z
        offsets.append(offset)
    _fit_where_needed(offsets, luminance)
    out = np.empty((*lightness.shape, 3), np.uint8)
    for channel, plane in enumerate(offsets):
        np.add(plane, luminance, out=plane)
        np.maximum(plane, 0, out=plane)
        np.sqrt(plane, out=plane)
        np.multiply(plane, _STEPS, out=plane)
        out[..., channel] = _ENCODE.take(plane.astype(np.uint16), mode="clip")
    return out


def _decode(f: Float) -> Float:
    """CIE's f of X, Y or Z relative to the white → X, Y or Z."""
    cube = f * f
    cube *= f
    if f.min(initial=1) <= _DARK:
        line = f * np.float32(116 / KAPPA)
        line -= np.float32(16 / KAPPA)
        np.copyto(cube, line, where=f <= _DARK)
    return cube


def _fit_where_needed(offsets: list[Float], luminance: Float) -> None:
    """:func:`fit` in place: three planes, each a linear channel less the ``luminance``."""
    low = np.minimum(np.minimum(offsets[0], offsets[1]), offsets[2])
    high = np.maximum(np.maximum(offsets[0], offsets[1]), offsets[2])
    np.clip(luminance, 0, 1, out=luminance)
    share = _share_inside(low, high, luminance)
    if share.min(initial=1) < 1:
        for offset in offsets:
            np.multiply(offset, share, out=offset)
