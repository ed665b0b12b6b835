"""High dynamic range (PQ, HLG) toned down to the lightness that a screen of standard range shows.

A screen of standard range has diffuse white, 203 cd/m² (ITU-R BT.2408), for its brightest. Up to about half of that
light stays as it is; what is brighter is drawn in by the spline of ITU-R BT.2390-11, section 5.4, so that 1000 cd/m²
become white. Transfers: ITU-R BT.2100-2, tables 4 and 5.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from gallery.photograph.color import SRGB_LUMINANCE, encoded, grey_of_luminance, linear

Float = NDArray[np.float64]

BT2020 = (0.2627, 0.6780, 0.0593)
"""Luminance of each primary of ITU-R BT.2020."""

_BT709_FROM_BT2020 = np.array(
    [[1.660491, -0.587641, -0.072850], [-0.124550, 1.132900, -0.008349], [-0.018151, -0.100579, 1.118730]]
)
"""Linear light (ITU-R BT.2087-0)."""

_PQ, _HLG = 16, 18
"""Transfers by their numbers in ITU-T H.273."""
_WHITE, _PEAK = 203.0, 1000.0
"""cd/m²: diffuse white, and the brightest that such films are made for."""
_HLG_GAMMA = 1.2
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_STEPS = 1 << 12


def is_high(transfer: int) -> bool:
    """Whether code values of this ``transfer`` (H.273) are of high dynamic range."""
    return transfer in (_PQ, _HLG)


def toned_down(pixels: NDArray[np.generic], transfer: int) -> NDArray[np.uint8]:
    """The grey (H, W) of code values (H, W, 3) uint16 in the primaries of BT.2020."""
    table = _light(transfer)
    luminance = table[pixels] @ np.array(BT2020)
    if transfer == _HLG:  # scene light to light of the screen
        luminance = luminance**_HLG_GAMMA
    # Looked up on a scale that gives shadows their share.
    steps = np.rint(np.cbrt(luminance) * (_STEPS - 1)).astype(np.intp)
    return np.asarray(_greys()[steps])


def colours_toned_down(pixels: NDArray[np.generic], transfer: int) -> NDArray[np.uint8]:
    """The same in colour: sRGB (H, W, 3), each colour as bright as its grey, those beyond sRGB drawn to its edge."""
    light = _light(transfer)[pixels] @ _BT709_FROM_BT2020.T
    grey = linear(toned_down(pixels, transfer) / 255.0)
    luminance = light @ np.array(SRGB_LUMINANCE)
    scaled = light * (grey / np.maximum(luminance, 1e-6))[..., None]
    return np.asarray(np.rint(encoded(np.clip(scaled, 0, 1)) * 255), np.uint8)


@cache
def _light(transfer: int) -> Float:
    """Light of each code value of 16 bits, 1 for ``_PEAK``."""
    code = np.arange(1 << 16) / ((1 << 16) - 1)
    if transfer == _PQ:
        return np.minimum(_pq_to_light(code) / _PEAK, 1.0)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)


@cache
def _greys() -> NDArray[np.uint8]:
    light = np.linspace(0, 1, _STEPS) ** 3 * _PEAK
    return grey_of_luminance(np.minimum(_drawn_in(light) / _WHITE, 1.0))


def _drawn_in(light: Float) -> Float:
    """Light, cd/m² up to ``_PEAK``, brought below ``_WHITE`` (BT.2390, without a lift of black)."""
    peak = float(_light_to_pq(np.array(_PEAK)))
    code = _light_to_pq(light) / peak
    most = float(_light_to_pq(np.array(_WHITE))) / peak
    knee = 1.5 * most - 0.5
    t = np.clip((code - knee) / (1 - knee), 0, 1)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    return _pq_to_light(np.where(code < knee, code, spline) * peak)


def _pq_to_light(code: Float) -> Float:
    power = code ** (1 / _M2)
    return 10_000 * (np.maximum(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1)


def _light_to_pq(light: Float) -> Float:
    power = (light / 10_000) ** _M1
    return ((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2
