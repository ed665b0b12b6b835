"""Share of pixels whose colour is right within ε, as in the code of Nazeri et al. 2018."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.metrics.base import Scores, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPSILONS = (2, 5)
AB_FACTOR = 2.2
"""How much wider the tolerance in a and b is than in L."""


class Accuracy:
    """Per cent of pixels with \\|ΔL\\| ≤ ε and \\|Δa\\|, \\|Δb\\| ≤ 2.2 ε on rounded Lab, for ε = 2 and 5."""

    def __init__(self) -> None:
        self._sums = dict.fromkeys(EPSILONS, 0.0)
        self._pictures = 0

    def update(self, truth_lab: NDArray[np.float32], result_lab: NDArray[np.float32]) -> None:
        """Add a batch of pictures in CIE Lab, (N, H, W, 3) each."""
        difference = np.abs(np.rint(truth_lab) - np.rint(result_lab))  # whole numbers
        lightness = difference[..., 0]
        chroma = np.maximum(difference[..., 1], difference[..., 2])
        pixels = lightness[0].size
        for epsilon in EPSILONS:
            right = (lightness <= epsilon) & (chroma <= AB_FACTOR * epsilon)
            self._sums[epsilon] += float(np.count_nonzero(right)) / pixels * 100
        self._pictures += len(truth_lab)

    def compute(self) -> Scores:
        """Return ``acc2`` and ``acc5`` in per cent; raises ValueError if no picture was added."""
        return {f"acc{epsilon}": mean(total, self._pictures) for epsilon, total in self._sums.items()}
