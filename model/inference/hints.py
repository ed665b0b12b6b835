"""Hints: colours that someone knows, at a place in the picture.

The network sees a hint at every scale and spreads it over what it takes for the same thing. Where the hint was
given, its colour is then put exactly, and fades with distance and with difference in lightness, so that what the
curator knows is what the visitor sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.color.lab import Float, rgb_to_lab
from model.errors import HintError

_SIMILAR = 8.0
"""Difference in L* at which a hint's local pull has fallen to 61 % (one σ)."""


@dataclass(frozen=True)
class Hint:
    """A known colour."""

    at: tuple[float, float]
    """x and y as fractions of width and height, 0..1, from the upper left."""
    color: tuple[int, int, int]
    """sRGB, 0..255. Only its a and b count: the lightness is the photograph's."""
    radius: float = 0.02
    """Fraction of the picture's longer side within which the colour is known."""

    def __post_init__(self) -> None:
        if len(self.at) != 2 or not all(0 <= v <= 1 for v in self.at):
            raise HintError(f"hint at {self.at} is outside the picture: x and y are fractions in 0..1")
        whole = all(isinstance(v, (int, np.integer)) for v in self.color)
        if len(self.color) != 3 or not whole or not all(0 <= v <= 255 for v in self.color):
            raise HintError(f"hint colour {self.color} is not sRGB: three whole numbers in 0..255")
        if not 0 < self.radius <= 0.5:
            raise HintError(f"hint radius {self.radius} is not in 0..0.5 of the longer side")

    @property
    def ab(self) -> Float:
        """Its a and b, float32 ``(2,)``."""
        return rgb_to_lab(np.array(self.color, np.uint8))[1:]


def planes(hints: Sequence[Hint], size: tuple[int, int]) -> Float:
    """What the network reads, float32 ``(3, H, W)``: a/110, b/110 and the mask, zero where nothing is known."""
    out = np.zeros((3, *size), np.float32)
    for hint in hints:
        inside = _distance(hint, size) <= 1
        out[0][inside], out[1][inside] = hint.ab / 110
        out[2][inside] = 1
    return out


def pull(hints: Sequence[Hint], ab: Float, lightness: Float) -> tuple[Float, Float]:
    """Draw ``ab`` ``(2, H, W)`` to the hints where they were given; with how far it was drawn, ``(H, W)`` in 0..1."""
    amount = np.zeros(lightness.shape, np.float32)
    for hint in hints:
        distance = _distance(hint, lightness.shape)
        row, column = np.unravel_index(np.argmin(distance), distance.shape)
        like = np.exp(-0.5 * ((lightness - lightness[row, column]) / _SIMILAR) ** 2)
        weight = (np.exp(-0.5 * np.clip(distance - 1, 0, None) ** 2) * like).astype(np.float32)
        ab = ab + weight * (hint.ab[:, None, None] - ab)
        amount = np.maximum(amount, weight)
    return ab, amount


def _distance(hint: Hint, size: tuple[int, int]) -> Float:
    """Distance of each pixel from the hint in radii; the pixel that holds it is within one radius always."""
    height, width = size
    radius = max(hint.radius * max(size), 0.5)
    x = np.arange(width) - min(int(hint.at[0] * width), width - 1)
    y = np.arange(height) - min(int(hint.at[1] * height), height - 1)
    return (np.hypot(x[None, :], y[:, None]) / radius).astype(np.float32)
