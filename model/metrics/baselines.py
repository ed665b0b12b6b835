"""What every result is measured beside: no colour, one constant colour, each picture's own mean colour.

Each takes pictures in CIE Lab, float32 ``(N, H, W, 3)``, to sRGB uint8 of the same shape with their own lightness.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.color.lab import grey_of, lab_to_rgb

Pictures = NDArray[np.uint8]

MEAN_AB = (0.3972, 5.7228)
"""Mean a and b of the 50,000 CIFAR-10 training images; a test computes it again."""


def grey(lab: NDArray[np.float32]) -> Pictures:
    """Return the picture without its colour: a = b = 0, its own L; exactly neutral."""
    return np.repeat(grey_of(lab[..., 0])[..., None], 3, axis=-1)


def mean_ab(lab: NDArray[np.float32]) -> Pictures:
    """Return the picture in one constant colour, the mean of CIFAR-10's training images, with its own L."""
    tinted = lab.copy()
    tinted[..., 1:] = MEAN_AB
    return to_uint8(lab_to_rgb(tinted))


def oracle_ab(lab: NDArray[np.float32]) -> Pictures:
    """Return each picture, (N, H, W, 3), in its own true mean colour, with its own L."""
    tinted = lab.copy()
    tinted[..., 1:] = lab[..., 1:].mean(axis=(1, 2), keepdims=True)
    return to_uint8(lab_to_rgb(tinted))


def to_uint8(srgb: NDArray[np.float32]) -> Pictures:
    """sRGB in 0..1 → 0..255, rounded."""
    return np.rint(srgb * 255).astype(np.uint8)


BASELINES: dict[str, Callable[[NDArray[np.float32]], Pictures]] = {
    "grey": grey,
    "mean_ab": mean_ab,
    "oracle_ab": oracle_ab,
}
"""By the names of their rows."""
