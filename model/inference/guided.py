"""Chroma carried to full resolution by the photograph's own lightness (He & Sun 2015, "Fast Guided Filter").

In every window the chroma is a linear function of lightness, chroma = slope · L + offset. The coefficients are
found at low resolution, enlarged, and applied to the full lightness, so that colour ends where the picture does.
"""

from __future__ import annotations

import numpy as np

from model.color.lab import Float


def coefficients(chroma: Float, lightness: Float, radius: int, epsilon: float) -> tuple[Float, Float]:
    """Slopes and offsets, each ``(..., C, H, W)``, for chroma ``(..., C, H, W)`` and L ``(..., H, W)`` in 0..100.

    ``radius`` is the window's, in pixels; ``epsilon`` in units of (L/100)².
    """
    guide = lightness[..., None, :, :]
    mean_guide, mean_chroma = mean(guide, radius), mean(chroma, radius)
    variance = mean(guide * guide, radius) - mean_guide**2
    covariance = mean(guide * chroma, radius) - mean_guide * mean_chroma
    slope = covariance / (np.maximum(variance, 0) + np.float32(epsilon * 100**2))
    offset = mean_chroma - slope * mean_guide
    return mean(slope, radius), mean(offset, radius)


def mean(planes: Float, radius: int) -> Float:
    """Mean of a window of 2 · ``radius`` + 1 pixels a side about each pixel of ``(..., H, W)``; edges repeat."""
    from scipy.ndimage import uniform_filter1d  # slow to import, and most commands colorize nothing

    rows = uniform_filter1d(planes, 2 * radius + 1, axis=-2, mode="nearest")
    return np.asarray(uniform_filter1d(rows, 2 * radius + 1, axis=-1, mode="nearest"), np.float32)
