"""What the metrics share: the type of a row, and the check that two pictures can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.errors import PictureError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scores = dict[str, float | int | None]
"""Part of a row: names to values; None where a value is undefined (it becomes ``null`` in JSON)."""


def check_pair(truth: NDArray[np.uint8], result: NDArray[np.uint8]) -> None:
    """Refuse anything but two uint8 batches of one shape (N, H, W, 3).

    Raises:
        PictureError: another type, another number of axes, different shapes, or no picture at all.
    """
    for name, pictures in (("truth", truth), ("result", result)):
        if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[-1] != 3 or pictures.size == 0:
            raise PictureError(
                f"{name} is {pictures.dtype} of shape {pictures.shape}; "
                "metrics take uint8 sRGB of shape (N, H, W, 3) with at least one pixel"
            )
    if truth.shape != result.shape:
        raise PictureError(f"truth has shape {truth.shape} and result {result.shape}; they must be equal")


def mean(total: float, count: int) -> float:
    """Return ``total / count``.

    Raises:
        ValueError: nothing was counted, so there is no mean.
    """
    if count == 0:
        raise ValueError("compute() before any update(): there is nothing to average")
    return total / count
