"""Fitting colours into sRGB by reducing chroma, never by changing lightness.

A colour outside sRGB is mixed in linear light with the grey of its own luminance until every channel is in 0..1.
Mixing keeps Y, and so L*, exactly, and the hue in the sense of the chromaticity diagram; clipping channels would
change the lightness, which is the archive's evidence.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from model.color.lab import RGB_FROM_NORMAL, Float, linear_to_srgb

# Encoding by table: linear light is quantised to 1/16383 after a square root, which spends the steps where
# sRGB is steep. Each entry stands for the middle of its step. The error stays under a tenth of an 8-bit step.
_STEPS = 16383
_ENCODE = (linear_to_srgb(((np.arange(_STEPS + 1) + 0.5) / _STEPS) ** 2) * 255 + 0.5).clip(0, 255).astype(np.uint8)

_BEND = np.float32(6 / 29)
"""Here CIE's line meets its cube; they have one slope there, and nowhere does the line lie above the cube."""

_LINE = np.float32(3 * (6 / 29) ** 2)
"""Slope of the line."""

_OFFSETS = RGB_FROM_NORMAL.astype(np.float32)

_BLOCK = 1 << 14
"""Pixels worked on at a time: their planes fit a core's cache."""

_NOTHING = np.float32(1e-12)
"""Keeps a division by nothing from being one; lost in rounding everywhere else."""

_FEW = 16
"""Where one pixel of so many or fewer is outside the gamut, these are fitted one by one."""


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


def to_rgb8(lightness: Float, a: Float, b: Float, out: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Lightness and chroma planes, each float32 ``(H, W)``, → sRGB uint8 ``(H, W, 3)``, lightness kept.

    What a pixel becomes depends on no other pixel. ``out``, if given, is written and returned: contiguous uint8
    ``(H, W, 3)`` or more channels, of which the first three are written.
    """
    if out is None:
        out = np.empty((*lightness.shape, 3), np.uint8)
    planes = [np.ascontiguousarray(plane).reshape(-1) for plane in (lightness, a, b)]
    pixels = out.reshape(-1, out.shape[-1])
    desk = _DESK
    for start in range(0, len(pixels), _BLOCK):
        stop = min(start + _BLOCK, len(pixels))
        light, its_a, its_b = (plane[start:stop] for plane in planes)
        _convert(light, its_a, its_b, pixels[start:stop], desk, desk.planes[:, : stop - start])
    return out


class _Desk(threading.local):
    """Planes to work on, kept by each thread: fresh memory would cost as much as the work on it."""

    def __init__(self) -> None:
        self.planes = np.empty((8, _BLOCK), np.float32)
        self.short = np.empty(_BLOCK, np.int32)
        self.long = np.empty(_BLOCK, np.intp)
        self.levels = np.empty(_BLOCK, np.uint8)
        self.flags = np.empty((2, _BLOCK), np.bool_)


_DESK = _Desk()


def _convert(light: Float, a: Float, b: Float, out: NDArray[np.uint8], desk: _Desk, planes: Float) -> None:
    """:func:`to_rgb8` of one block, plane by plane in place."""
    y, x, z, luminance, red, green, blue, part = planes
    np.multiply(light, np.float32(1 / 116), out=y)
    y += np.float32(16 / 116)
    np.multiply(a, np.float32(1 / 500), out=x)
    x += y
    np.multiply(b, np.float32(-1 / 200), out=z)
    z += y
    _decode(y, luminance, part)
    _decode(x, red, part)
    _decode(z, green, part)
    # The rows of the matrix sum to one, so each channel is the luminance plus its share of two differences. Both
    # are zero for a grey, which so stays neutral exactly.
    np.subtract(red, luminance, out=x)
    np.subtract(green, luminance, out=z)
    for offset, (of_x, _, of_z) in zip((red, green, blue), _OFFSETS, strict=True):
        np.multiply(x, of_x, out=offset)
        np.multiply(z, of_z, out=part)
        offset += part
    _fit_where_needed((red, green, blue), luminance, (x, y, z, part), desk.flags[:, : len(light)])
    short, long, levels = (kept[: len(light)] for kept in (desk.short, desk.long, desk.levels))
    for channel, plane in enumerate((red, green, blue)):
        plane += luminance
        np.abs(plane, out=plane)  # what is under zero here is so by rounding
        np.sqrt(plane, out=plane)
        plane *= _STEPS
        np.copyto(short, plane, casting="unsafe")
        np.copyto(long, short)
        _ENCODE.take(long, out=levels, mode="clip")
        out[:, channel] = levels


def _decode(f: Float, out: Float, spare: Float) -> None:
    """CIE's f of X, Y or Z relative to the white → X, Y or Z into ``out``. ``f`` and ``spare`` are written over."""
    # Without a branch: up from the bend the cube alone, down from it the bend's cube and the way along the line.
    np.maximum(f, _BEND, out=out)
    f -= out
    f *= _LINE
    np.multiply(out, out, out=spare)
    out *= spare
    out += f


def _fit_where_needed(
    offsets: tuple[Float, ...], luminance: Float, spare: tuple[Float, ...], flags: NDArray[np.bool_]
) -> None:
    """:func:`fit` in place: three planes, each a linear channel less the ``luminance``."""
    low, high, room, share = spare
    outside, above = flags
    np.clip(luminance, 0, 1, out=luminance)
    np.minimum(offsets[0], offsets[1], out=low)
    np.minimum(low, offsets[2], out=low)
    np.maximum(offsets[0], offsets[1], out=high)
    np.maximum(high, offsets[2], out=high)
    np.subtract(1, luminance, out=room)
    np.greater(high, room, out=above)
    np.negative(luminance, out=room)
    np.less(low, room, out=outside)
    outside |= above
    count = np.count_nonzero(outside)
    if count * _FEW > outside.size:
        share = _share_inside(low, high, luminance)
        np.copyto(share, 1, where=~outside)
        for offset in offsets:
            offset *= share
    elif count:
        share = _share_inside(low[outside], high[outside], luminance[outside])
        for offset in offsets:
            offset[outside] *= share
