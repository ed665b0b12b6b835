"""How much change in lightness lies between two places of a picture, along the way that has least of it.

Distances of the kind that Criminisi, Sharp & Blake (2008, "GeoS") find by sweeps over the rows, down and up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float

_FAR = 1e6
"""More than any way through a picture."""

_SWEEPS = 2
"""Down and up, each. More of them changed no result by more than rounding in pictures that wind less than a maze."""


def distances(lightness: Float, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Float:
    """Of each pixel of L ``(H, W)`` from the K pixels at ``rows`` and ``columns``, float32 ``(K, H, W)``, in L*."""
    height, width = lightness.shape
    light = lightness.astype(np.float64)
    down = np.abs(np.diff(light, axis=0))
    passed = np.zeros((height, width))
    np.cumsum(np.abs(np.diff(light, axis=1)), axis=1, out=passed[:, 1:])
    found = np.full((height, len(rows), width), _FAR)  # row by row, as they are swept
    found[rows, np.arange(len(rows)), columns] = 0

    def across(row: int) -> None:
        """Along a row, both ways: what was passed so far, plus the least that there was to start from."""
        its, way = found[row], passed[row]
        right = np.minimum.accumulate(its - way, axis=1) + way
        left = np.minimum.accumulate((its + way)[:, ::-1], axis=1)[:, ::-1] - way
        np.minimum(right, left, out=its)

    for _ in range(_SWEEPS):
        across(0)
        for row in range(1, height):
            np.minimum(found[row], found[row - 1] + down[row - 1], out=found[row])
            across(row)
        for row in range(height - 2, -1, -1):
            np.minimum(found[row], found[row + 1] + down[row], out=found[row])
            across(row)
    return found.transpose(1, 0, 2).astype(np.float32)
