"""Resampling as matrices: area averages to shrink, linear interpolation to enlarge; edges repeat.

The pictures resampled here are small (a few hundred pixels a side), or come strip by strip.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from model.color.lab import Float


@lru_cache(maxsize=64)
def matrix(source: int, target: int) -> Float:
    """Float32 ``(target, source)``; each row sums to one. Pixel centres are at half-integers."""
    scale = source / target
    if scale >= 1:  # share of each source pixel that lies in a target pixel
        edges = np.arange(target + 1)[:, None] * scale
        low, high = edges[:-1], edges[1:]
        pixels = np.arange(source)[None, :]
        weights = np.clip(np.minimum(high, pixels + 1) - np.maximum(low, pixels), 0, None)
    else:
        centres = np.clip((np.arange(target) + 0.5) * scale - 0.5, 0, source - 1)
        weights = np.clip(1 - np.abs(centres[:, None] - np.arange(source)[None, :]), 0, None)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def resize(planes: Float, size: tuple[int, int]) -> Float:
    """Planes ``(..., h, w)`` → ``(..., H, W)`` for ``size`` = (H, W)."""
    height, width = planes.shape[-2:]
    if (height, width) == size:
        return planes
    return np.asarray(matrix(height, size[0]) @ planes @ matrix(width, size[1]).T, np.float32)


def size_for(height: int, width: int, short: int) -> tuple[int, int]:
    """Height and width at the same aspect with the shorter side ``short``; never larger than given."""
    factor = min(1.0, short / min(height, width))
    return max(1, round(height * factor)), max(1, round(width * factor))
