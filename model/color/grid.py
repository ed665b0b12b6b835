"""The grid of ab bins that the network's distribution is over (Zhang et al. 2016, "Colorful Image Colorization").

A colour is a bilinear mixture of the four bins round it, so the expectation over bins gives the colour back exactly,
which a nearest-bin target cannot.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, rgb_to_lab

STEP = 10
"""Distance between bins in Lab units."""

_LOW, _HIGH = -120, 120


@cache
def bins(step: int = STEP) -> Float:
    """The centres of all bins, float32 ``(Q, 2)``: every grid point a colour inside sRGB may need.

    The area kept is the convex hull of sRGB's a and b, since means of colours fall into the hull.
    """
    from scipy.spatial import ConvexHull  # slow to import

    edge = np.arange(_LOW, _HIGH + 1, step)
    centres = np.stack(np.meshgrid(edge, edge, indexing="ij"), axis=-1).reshape(-1, 2)
    hull = ConvexHull(_gamut_surface())
    normals, distances = hull.equations[:, :2], hull.equations[:, 2]
    # A cell is needed when it meets the hull; sampling a cell at quarter steps is finer than the hull's detail.
    offsets = np.linspace(0, step, 5)
    needed: set[tuple[int, int]] = set()
    for a, b in centres:
        corners = np.stack(np.meshgrid(a + offsets, b + offsets, indexing="ij"), axis=-1).reshape(-1, 2)
        if (corners @ normals.T + distances <= 0).all(axis=1).any():
            needed |= {(a + i, b + j) for i in (0, step) for j in (0, step)}
    return np.array(sorted(needed), dtype=np.float32)


def index_table(step: int = STEP) -> NDArray[np.int64]:
    """Index of the bin at each grid point, int64 ``(n, n)``; 0 where there is none (its weight is then 0 too)."""
    size = (_HIGH - _LOW) // step + 2
    table = np.zeros((size, size), np.int64)
    for index, (a, b) in enumerate(bins(step)):
        table[int(a - _LOW) // step, int(b - _LOW) // step] = index
    return table


def corners(ab: Float, step: int = STEP) -> tuple[NDArray[np.int64], Float]:
    """The four bins round each colour: ``(..., 2)`` → indices int64 ``(..., 4)`` and weights ``(..., 4)``, sum 1."""
    scaled = (np.clip(ab, _LOW, _HIGH) - _LOW) / step
    low = np.floor(scaled).astype(np.int64)
    part = (scaled - low).astype(np.float32)
    table = index_table(step)
    i, j = low[..., 0], low[..., 1]
    u, v = part[..., 0], part[..., 1]
    indices = np.stack([table[i, j], table[i + 1, j], table[i, j + 1], table[i + 1, j + 1]], axis=-1)
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v], axis=-1)
    return indices, weights


def _gamut_surface() -> Float:
    ramp = np.linspace(0, 1, 33)
    cube = np.stack(np.meshgrid(ramp, ramp, ramp, indexing="ij"), axis=-1).reshape(-1, 3)
    return rgb_to_lab(cube)[:, 1:]
