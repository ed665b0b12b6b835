"""Mean absolute error over RGB."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.metrics.base import Scores, check_pair, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Mae:
    """Mean absolute error of uint8 sRGB in per cent of 255, per picture, then the mean."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._pictures = 0

    def update(self, truth: NDArray[np.uint8], result: NDArray[np.uint8]) -> None:
        """Add a batch of pictures, (N, H, W, 3) each."""
        check_pair(truth, result)
        errors = np.abs(truth.astype(np.int16) - result).reshape(len(truth), -1).sum(axis=1, dtype=np.int64)
        self._sum += float(errors.sum()) / truth[0].size / 255 * 100
        self._pictures += len(truth)

    def compute(self) -> Scores:
        """Return ``mae`` in per cent; raises ValueError if no picture was added."""
        return {"mae": mean(self._sum, self._pictures)}
