"""Resampling as sparse matrices: area averages to shrink, linear interpolation to enlarge; edges repeat.

Sparse, because a panorama is tens of thousands of pixels long, and because sums then run in one order on every
machine and with any number of threads.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from model.color.lab import Float

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PROPORTION = 8
"""Longer side by shorter up to which a size is chosen by the shorter side alone."""


@lru_cache(maxsize=64)
def matrix(source: int, target: int) -> csr_array:
    """Float32 ``(target, source)``; each row sums to one. Pixel centres are at half-integers."""
    from scipy.sparse import csr_array  # slow to import

    scale = source / target
    if scale > 1:  # share of each source pixel that lies in a target pixel
        edges = np.arange(target + 1) * scale
        low, high = edges[:-1, None], np.minimum(edges[1:, None], source)
        columns = np.floor(low).astype(np.int64) + np.arange(int(np.ceil(scale)) + 1)
        weights = np.clip(np.minimum(high, columns + 1) - np.maximum(low, columns), 0, None)
    else:
        centres = np.clip((np.arange(target) + 0.5) * scale - 0.5, 0, source - 1)[:, None]
        columns = np.floor(centres).astype(np.int64) + np.arange(2)
        weights = np.clip(1 - np.abs(centres - columns), 0, None)
    weights /= weights.sum(axis=1, keepdims=True)
    held = (weights > 0) & (columns < source)
    rows = np.broadcast_to(np.arange(target)[:, None], columns.shape)
    return csr_array((weights[held].astype(np.float32), (rows[held], columns[held])), shape=(target, source))


def resize(planes: Float, size: tuple[int, int]) -> Float:
    """Planes ``(..., h, w)`` → ``(..., H, W)`` for ``size`` = (H, W)."""
    return _across(np.swapaxes(_across(np.swapaxes(planes, -1, -2), size[0]), -1, -2), size[1])


def size_for(height: int, width: int, short: int) -> tuple[int, int]:
    """Height and width at the same aspect with the shorter side ``short``; never larger than given.

    A strip of more than ``PROPORTION`` to one becomes smaller: it has no more pixels than one of that proportion.
    """
    long = PROPORTION * min(height, width) / max(height, width)
    factor = min(1.0, short / min(height, width) * min(1.0, long) ** 0.5)
    return max(1, round(height * factor)), max(1, round(width * factor))


def in_multiples(size: tuple[int, int], of: int) -> tuple[int, int]:
    """The nearest ``size`` whose sides are multiples ``of`` so many px: a network that halves pictures sees all of it
    and nothing beside it, and what it answers lies where it belongs."""
    height, width = (max(of, of * round(side / of)) for side in size)
    return height, width


def _across(planes: Float, width: int) -> Float:
    """Planes ``(..., w)`` → ``(..., W)``."""
    if planes.shape[-1] == width:
        return planes
    flat = matrix(planes.shape[-1], width) @ planes.reshape(-1, planes.shape[-1]).T
    return np.ascontiguousarray(flat.T).reshape(*planes.shape[:-1], width)
