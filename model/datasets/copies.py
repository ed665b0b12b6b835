"""What a colourist is given in place of a photograph's lightness, to see how it bears what old plates and prints do.

Only what it sees differs: the colours that it finds are laid on the true lightness and measured there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d

from model.color.lab import LINEAR, Float, grey_of, lightness, linear_to_srgb
from model.datasets.pictures import Picture

Grey = NDArray[np.uint8]

PLATE = (0.0, 0.5, 0.5)
"""How much red, green and blue light, linear, an orthochromatic plate takes: it is blind to red, and sees blue as well
as green, of which the eye sees the one ten times as bright as the other."""

FADED = (14.0, 86.0)
"""L of what was black and of what was white, in a faded print."""

SOFT = (0.25, 0.5, 0.25)
"""The lens, along either side: a binomial over three pixels (at 512 px of the shorter side, else so many more)."""

GRAIN = 3.0
"""σ of the grain, in L."""

SEED = 1873
"""Grain is drawn from (SEED, number of the picture)."""


def orthochromatic(picture: Picture, _number: int = 0) -> Grey:
    """``picture``, sRGB uint8 ``(H, W, 3)``, as a plate shows it that is blind to red: grey ``(H, W)``.

    Hermann Wilhelm Vogel found in 1873 how plates come to see green; before 1900 hardly any saw red.
    """
    light = LINEAR[picture] @ np.asarray(PLATE, np.float32)
    return np.asarray(np.round(255 * linear_to_srgb(light)), np.uint8)


def degraded(picture: Picture, number: int = 0) -> Grey:
    """``picture``, sRGB uint8 ``(H, W, 3)``, as an old print: faded, soft, grainy; grey ``(H, W)``."""
    light = lightness(picture)
    for _ in range(max(1, round(min(light.shape) / 512))):
        for axis in (0, 1):
            light = correlate1d(light, SOFT, axis=axis, mode="nearest")
    black, white = FADED
    faded: Float = black + (white - black) / 100 * light
    grain = np.random.default_rng((SEED, number)).standard_normal(light.shape, dtype=np.float32)
    return grey_of(np.clip(faded + np.float32(GRAIN) * grain, 0, 100).astype(np.float32))
