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

# Encoding by table, of linear light in steps of 1/65535: where sRGB is steepest, 1/20 of an 8-bit step. Each entry
# stands for the middle of its step.
_WHITE = np.float32(65_535)
_ONE = np.float32(1)
_ENCODE = (linear_to_srgb((np.arange(65_536) + 0.5) / 65_535) * 255 + 0.5).clip(0, 255).astype(np.uint8)

# Linear light is reckoned in these steps from the start: CIE's f is, times their cube root (and less by what rounding
# could lift white over white).
_SCALE = (65_535 * (1 - 1e-6)) ** (1 / 3)
_FROM_L, _FROM_NOTHING = np.float32(_SCALE / 116), np.float32(_SCALE * 16 / 116)
_FROM_A, _FROM_B = np.float32(_SCALE / 500), np.float32(-_SCALE / 200)
_BEND = np.float32(_SCALE * 6 / 29)
"""Here CIE's line meets its cube; they have one slope there, and nowhere does the line lie above the cube."""

_LINE = np.float32(3 * (_SCALE * 6 / 29) ** 2)
"""Slope of the line."""

_OFFSETS = RGB_FROM_NORMAL.astype(np.float32)

_BLOCK = 1 << 14
"""Pixels worked on at a time: their planes fit a core's cache."""

_NOTHING = np.float32(1e-12)
"""Keeps a division by nothing from being one; lost in rounding everywhere else."""

_INSIDE = np.float32(1 - 1e-6)
"""What is fitted stays inside by this, so that rounding lifts no channel out again."""

_FEW = 16
"""Where one pixel of so many or fewer is outside the gamut, these are fitted one by one."""


def fit(linear: Float, luminance: Float) -> Float:
    """Reduce the chroma of ``linear`` sRGB ``(..., 3)`` to the gamut at constant ``luminance`` ``(...)`` (0..1)."""
    offset = linear - luminance[..., None]
    share = _share_inside(offset.min(axis=-1), offset.max(axis=-1), luminance)
    return np.asarray(np.clip(luminance[..., None] + share[..., None] * offset, 0, 1), np.float32)


def _share_inside(low: Float, high: Float, luminance: Float, white: np.float32 = _ONE) -> Float:
    """How much of a colour's distance from the grey of its ``luminance`` (0..white) stays in the gamut; 1 if all does.

    ``low`` and ``high`` are the least and the greatest of its linear channels less the luminance: no channel leaves
    the gamut before these.
    """
    share = np.maximum(-low, luminance)
    share += _NOTHING
    np.divide(luminance, share, out=share)
    room: Float = np.maximum(white - luminance, 0)
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
    for start in range(0, len(pixels), _BLOCK):
        stop = min(start + _BLOCK, len(pixels))
        light, its_a, its_b = (plane[start:stop] for plane in planes)
        _convert(light, its_a, its_b, pixels[start:stop])
    return out


class _Desk(threading.local):
    """Planes to work on, kept by each thread: fresh memory would cost as much as the work on it."""

    def __init__(self) -> None:
        self.planes = np.empty((8, _BLOCK), np.float32)
        self.steps = np.empty(_BLOCK, np.int32)


_DESK = _Desk()


def _convert(light: Float, a: Float, b: Float, out: NDArray[np.uint8]) -> None:
    """:func:`to_rgb8` of at most _BLOCK pixels, plane by plane in place."""
    y, x, z, luminance, red, green, blue, part = _DESK.planes[:, : len(light)]
    np.multiply(light, _FROM_L, out=y)
    y += _FROM_NOTHING
    np.multiply(a, _FROM_A, out=x)
    x += y
    np.multiply(b, _FROM_B, out=z)
    z += y
    for f, plane in ((y, luminance), (x, red), (z, blue)):
        _decode(f, plane, part)
    # The rows of the matrix sum to one, so each channel is the luminance plus its share of two differences. Both
    # are zero for a grey, which so stays neutral exactly.
    np.subtract(red, luminance, out=x)
    np.subtract(blue, luminance, out=z)
    for offset, (of_x, _, of_z) in zip((red, green, blue), _OFFSETS, strict=True):
        np.multiply(x, of_x, out=offset)
        np.multiply(z, of_z, out=part)
        np.add(offset, part, out=offset)
    _fit_where_needed((red, green, blue), luminance, (x, z, part))
    steps = _DESK.steps[: len(light)]
    for channel, plane in enumerate((red, green, blue)):
        np.add(plane, luminance, out=plane)
        np.copyto(steps, plane, casting="unsafe")
        out[:, channel] = _ENCODE.take(steps, mode="clip")


def _decode(f: Float, out: Float, spare: Float) -> None:
    """CIE's f of X, Y or Z relative to the white → X, Y or Z into ``out``. ``f`` and ``spare`` are written over."""
    if f.min(initial=_BEND) >= _BEND:
        np.multiply(f, f, out=out)
        out *= f
        return
    # Without a branch: up from the bend the cube alone, down from it the bend's cube and the way along the line.
    np.maximum(f, _BEND, out=out)
    f -= out
    f *= _LINE
    np.multiply(out, out, out=spare)
    out *= spare
    out += f


def _fit_where_needed(offsets: tuple[Float, ...], luminance: Float, spare: tuple[Float, ...]) -> None:
    """:func:`fit` in place: three planes, each a linear channel less the ``luminance``, all in 0.._WHITE."""
    low, high, room = spare
    np.minimum(offsets[0], offsets[1], out=low)
    np.minimum(low, offsets[2], out=low)
    np.maximum(offsets[0], offsets[1], out=high)
    np.maximum(high, offsets[2], out=high)
    np.subtract(_WHITE, luminance, out=room)
    outside = high > room
    np.negative(luminance, out=room)
    outside |= low < room
    places = np.flatnonzero(outside)
    if len(places) * _FEW > len(luminance):
        share = _share_inside(low, high, luminance, _WHITE)
        share *= _INSIDE
        np.copyto(share, 1, where=~outside)
        for offset in offsets:
            np.multiply(offset, share, out=offset)
    elif len(places):
        share = _share_inside(low.take(places), high.take(places), luminance.take(places), _WHITE)
        share *= _INSIDE
        for offset in offsets:
            offset[places] *= share
