"""From a painted frame to the planes of Y′CbCr 4:2:0 (ITU-R BT.709, limited range), so that its lightness survives.

Luma is no measure of lightness where there are colours, and every four pixels share one chroma. So chroma is reduced
first, brought up again as a player does, and luma then chosen for each pixel: that of which, with this chroma, the
lightness comes nearest to the frame's own. Sources: ITU-R BT.709-6, section 3; chroma in the middle of its four pixels
(H.273, type 1), where browsers take it to be; lightness of decoded code values as sRGB, as players show them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from gallery.photograph.color import SRGB_LUMINANCE, lightness, linear

Plane = NDArray[np.uint8]

_RED, _BLUE = 0.2126, 0.0722
_GREEN = 1 - _RED - _BLUE
_BLACK, _WHITE = 16, 235
_ROWS = 64
"""Looked up at a time, so that what is looked up stays in a processor's cache."""
_FROM_RGB = np.array(
    [
        [-_RED / (2 - 2 * _BLUE), -_GREEN / (2 - 2 * _BLUE), 0.5],
        [0.5, -_GREEN / (2 - 2 * _RED), -_BLUE / (2 - 2 * _RED)],
    ]
) * (224 / 255)  # fmt: skip
"""Cb and Cr, around zero, of R′G′B′ 0..255."""


def halved(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``values`` (H, W) or (H, W, 3), the mean of every four pixels: (⌈H/2⌉, ⌈W/2⌉) or (⌈H/2⌉, ⌈W/2⌉, 3)."""
    import cv2

    height, width = values.shape[:2]
    if height % 2 or width % 2:
        values = np.asarray(cv2.copyMakeBorder(values, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE), np.uint8)
    return np.asarray(cv2.resize(values, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def planes_of(picture: NDArray[np.uint8], grey: Plane) -> tuple[Plane, Plane, Plane]:
    """Y′ (H, W), Cb and Cr (⌈H/2⌉, ⌈W/2⌉) of ``picture``, which has the lightness of ``grey`` (H, W): sRGB (H, W, 3),
    or halved already, as it is for frames that are painted, since no more of their colours is coded."""
    height, width = grey.shape
    half = halved(picture) if picture.shape[:2] == grey.shape else picture
    cb, cr = _chroma(half)
    return _luma(grey, *(_as_shown(plane)[:height, :width] for plane in (cb, cr))), cb, cr


def _chroma(picture: NDArray[np.uint8]) -> tuple[Plane, Plane]:
    """Cb and Cr of a picture (H, W, 3), plane by plane: in a third of the time of a matrix for each pixel."""
    import cv2

    red, green, blue = cv2.split(picture)
    blue = blue.astype(np.float32)
    first, second = (
        cv2.scaleAdd(blue, of_blue, cv2.addWeighted(red, of_red, green, of_green, 128, dtype=cv2.CV_32F))
        for of_red, of_green, of_blue in _FROM_RGB
    )
    return np.asarray(cv2.convertScaleAbs(first), np.uint8), np.asarray(cv2.convertScaleAbs(second), np.uint8)


def _as_shown(chroma: Plane) -> Plane:
    """Chroma of every pixel as a player draws it from that of every fourth."""
    import cv2

    return np.asarray(cv2.resize(chroma, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR), np.uint8)


def _luma(grey: Plane, cb: Plane, cr: Plane) -> Plane:
    import cv2

    table, known = _table()
    least, most, *_ = cv2.minMaxLoc(cb)
    for value in range(int(least), int(most) + 1):
        if not known[value]:
            table[value] = _lumas(value)
            known[value] = True
    luma = np.empty(grey.shape, np.uint8)
    flat, zero = table.reshape(-1), np.zeros((_ROWS, grey.shape[1]), np.uint8)
    for start in range(0, len(grey), _ROWS):
        rows = slice(start, start + _ROWS)
        part = grey[rows]
        # Four bytes as they follow in memory are one number, and this the place in the table.
        place = cv2.merge((part, cr[rows], cb[rows], zero[: len(part)])).view("<u4")[..., 0]
        flat.take(place, out=luma[rows], mode="clip")
    return luma


@cache
def _table() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Luma by Cb, Cr and grey, filled as values of Cb come up; and which have."""
    return np.zeros((256, 256, 256), np.uint8), np.zeros(256, np.bool_)


def _lumas(cb: int) -> NDArray[np.uint8]:
    """(256, 256): the luma that gives lightness best, by Cr and grey, for one value of Cb."""
    luma = (np.arange(_BLACK, _WHITE + 1) - _BLACK) / (_WHITE - _BLACK)  # (Y,)
    blue, red = (cb - 128) / 224, (np.arange(256)[:, None] - 128) / 224  # red: (256, 1)
    r = luma + red * (2 - 2 * _RED)
    b = luma + blue * (2 - 2 * _BLUE) + 0 * red
    g = (luma - _RED * r - _BLUE * b) / _GREEN
    light = _levels()
    shades = np.rint(np.clip(np.stack([r, g, b], -1), 0, 1) * 255).astype(np.uint8)
    luminance = light[shades] @ np.array(SRGB_LUMINANCE)
    shown = lightness(luminance)  # (256, Y), rising along Y
    # All rows in one search: each row is moved to a range of its own.
    rows = np.arange(256)[:, None] * 256.0
    borders = (shown[:, 1:] + shown[:, :-1]) / 2
    wanted = lightness(light)[None, :]
    found = np.searchsorted((borders + rows).ravel(), wanted + rows) - np.arange(256)[:, None] * borders.shape[1]
    return np.asarray(found + _BLACK, np.uint8)


@cache
def _levels() -> NDArray[np.float64]:
    return np.asarray(linear(np.arange(256) / 255))
