"""Colourfulness of Hasler and Süsstrunk 2003 ("Measuring colourfulness in natural images")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.metrics.base import Scores, check_pair, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray


def colourfulness(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return M³ = σ_rgyb + 0.3 μ_rgyb of each picture: 0 is grey, 33 moderately, 109 extremely colourful.

    The original definition: rg = R − G and yb = (R + G) / 2 − B with their signs, as against a
    widespread version that takes absolute values.

    Args:
        pictures: uint8 sRGB, (N, H, W, 3).

    Returns:
        float64 (N,).
    """
    # Twice the values stay whole numbers, so the sums are exact and a grey picture gives exactly zero.
    red, green, blue = (pictures[..., channel].astype(np.int32) for channel in range(3))
    opponents = (2 * (red - green), red + green - 2 * blue)
    deviation = np.zeros(len(pictures))
    offset = np.zeros(len(pictures))
    for opponent in opponents:
        flat = opponent.reshape(len(pictures), -1) / 2
        deviation += flat.var(axis=1)
        offset += np.square(flat.mean(axis=1))
    return np.asarray(np.sqrt(deviation) + 0.3 * np.sqrt(offset))


class Colourfulness:
    """Mean colourfulness of results and truths, and the ratio of the two means."""

    def __init__(self) -> None:
        self._result = 0.0
        self._truth = 0.0
        self._pictures = 0

    def update(self, truth: NDArray[np.uint8], result: NDArray[np.uint8]) -> None:
        """Add a batch of pictures, (N, H, W, 3) each."""
        check_pair(truth, result)
        self._result += float(colourfulness(result).sum())
        self._truth += float(colourfulness(truth).sum())
        self._pictures += len(truth)

    def compute(self) -> Scores:
        """Return ``colourfulness``, ``colourfulness_truth`` and ``colourfulness_ratio``.

        The ratio is None where the truth is grey throughout. Raises ValueError if no picture was added.
        """
        return {
            "colourfulness": mean(self._result, self._pictures),
            "colourfulness_truth": mean(self._truth, self._pictures),
            "colourfulness_ratio": self._result / self._truth if self._truth else None,
        }
