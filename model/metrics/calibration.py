"""Does the stated confidence hold what it says? Expected calibration error (Guo et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.errors import PictureError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 15
WITHIN = 10.0
"""A pixel's colour counts as right when it is within this ΔE00 of the truth."""


@dataclass(frozen=True)
class ReliabilityPoint:
    """One bin of the reliability curve: what was stated, what was true, of how many pixels."""

    confidence: float
    """Mean stated confidence, 0..1."""
    share: float
    """Share of pixels that were right, 0..1."""
    pixels: int
    """How many pixels fell into the bin."""


class Calibration:
    """Expected calibration error over all pixels: 15 bins of equal width, weighted by their pixels."""

    def __init__(self) -> None:
        self._confidence = np.zeros(BINS)
        self._right = np.zeros(BINS, np.int64)
        self._pixels = np.zeros(BINS, np.int64)

    def update(self, confidence: NDArray[np.float32], differences: NDArray[np.float32]) -> None:
        """Add stated confidences, 0..1, and the ΔE00 they speak of, of one shape.

        Raises:
            PictureError: different shapes, or a confidence outside 0..1.
        """
        if confidence.shape != differences.shape:
            raise PictureError(f"confidence has shape {confidence.shape}, ΔE00 {differences.shape}")
        stated = confidence.ravel()
        if stated.size and not (stated.min() >= 0 and stated.max() <= 1):  # so written that NaN is refused
            raise PictureError(f"confidence goes from {stated.min()} to {stated.max()}; it is a probability, 0..1")
        bins = np.minimum((stated * BINS).astype(np.int64), BINS - 1)  # certainty, 1.0, belongs to the last bin
        self._pixels += np.bincount(bins, minlength=BINS)
        self._confidence += np.bincount(bins, weights=stated, minlength=BINS)
        self._right += np.bincount(bins[differences.ravel() <= WITHIN], minlength=BINS)

    def curve(self) -> list[ReliabilityPoint]:
        """Return the points of the reliability curve, by rising confidence; empty bins are left out."""
        return [
            ReliabilityPoint(float(confidence / pixels), float(right / pixels), int(pixels))
            for confidence, right, pixels in zip(self._confidence, self._right, self._pixels, strict=True)
            if pixels
        ]

    def compute(self) -> float:
        """Return the expected calibration error, 0 (honest) to 1.

        Raises:
            ValueError: no pixel was added.
        """
        pixels = int(self._pixels.sum())
        if pixels == 0:
            raise ValueError("compute() before any update(): there is nothing to average")
        return sum(point.pixels * abs(point.share - point.confidence) for point in self.curve()) / pixels
