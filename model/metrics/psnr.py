"""Peak signal-to-noise ratio over RGB, as the mean over pictures and pooled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.metrics.base import Scores, check_pair

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Psnr:
    """PSNR in dB of uint8 sRGB, peak 255.

    ``psnr`` is the mean over pictures; a picture reproduced without error has no finite PSNR and is
    dropped and counted in ``psnr_dropped``. ``psnr_pooled`` comes from the mean squared error over all
    pixels of all pictures, the dropped ones included. Either is None where its error is zero throughout.
    """

    def __init__(self) -> None:
        self._each: list[NDArray[np.float64]] = []
        self._squares = 0
        self._values = 0

    def update(self, truth: NDArray[np.uint8], result: NDArray[np.uint8]) -> None:
        """Add a batch of pictures, (N, H, W, 3) each."""
        check_pair(truth, result)
        difference = truth.astype(np.int32) - result
        squares = np.square(difference).reshape(len(truth), -1).sum(axis=1, dtype=np.int64)  # (N,), exact
        values = truth[0].size
        with np.errstate(divide="ignore"):
            self._each.append(10 * np.log10(255.0**2 * values / squares))
        self._squares += int(squares.sum())
        self._values += values * len(truth)

    @property
    def each(self) -> NDArray[np.float64]:
        """PSNR of every picture in dB, ``(N,)``; infinite where there is no error."""
        return np.concatenate(self._each) if self._each else np.empty(0)

    def compute(self, leave_out: NDArray[np.bool_] | None = None) -> Scores:
        """Return ``psnr``, ``psnr_pooled`` (dB) and ``psnr_dropped`` (pictures).

        The mean ``psnr`` is without the pictures to ``leave_out``, ``(N,)``, which are not counted as dropped either.

        Raises:
            ValueError: no picture was added.
        """
        if self._values == 0:
            raise ValueError("compute() before any update(): there is nothing to average")
        pooled = 10 * math.log10(255.0**2 * self._values / self._squares) if self._squares else None
        each = self.each if leave_out is None else self.each[~leave_out]
        finite = each[np.isfinite(each)]
        return {
            "psnr": float(finite.mean()) if len(finite) else None,
            "psnr_pooled": pooled,
            "psnr_dropped": len(each) - len(finite),
        }
