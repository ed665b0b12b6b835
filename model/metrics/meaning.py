"""Do the colours carry meaning? What a classifier trained on true colours recognises (after Zhang et al. 2016)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from model.errors import WeightsError
from model.metrics.base import Scores, classifier_inputs, classifier_session, mean

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GREY, TRUTH = "grey", "truth"
"""The rows that every other is measured against."""

Classify = Callable[["NDArray[np.uint8]"], "NDArray[np.int64]"]
"""Pictures, uint8 sRGB (N, H, W, 3), to the index of each one's class, (N,)."""


class Meaning:
    """How many pictures of each row of a table a classifier recognises, beside the same pictures in true colours."""

    def __init__(self, classify: Classify) -> None:
        self._classify = classify
        self._right: dict[str, int] = {}
        self._pictures: dict[str, int] = {}

    def update(self, row: str, pictures: NDArray[np.uint8], labels: NDArray[np.int64]) -> None:
        """Add a batch of a row's pictures, (N, H, W, 3), and their true classes, (N,)."""
        right = int(np.count_nonzero(self._classify(pictures) == labels))
        self._right[row] = self._right.get(row, 0) + right
        self._pictures[row] = self._pictures.get(row, 0) + len(pictures)

    def accuracy(self, row: str) -> float:
        """Per cent of a row's pictures that are recognised; raises ValueError if none was added."""
        return mean(self._right.get(row, 0) * 100.0, self._pictures.get(row, 0))

    def scores(self, row: str) -> Scores:
        """Return ``accuracy``, ``accuracy_truth`` in per cent and ``recovered``; needs the rows grey and truth."""
        found, grey, truth = (self.accuracy(name) for name in (row, GREY, TRUTH))
        return {"accuracy": found, "accuracy_truth": truth, "recovered": recovered(found, grey, truth)}


def recovered(accuracy: float, grey: float, truth: float) -> float | None:
    """Share of the gap between grey and true colour that is recovered: 0 is no better than grey, 1 as good as true.

    None where the classifier does no better with true colours than without any.
    """
    return (accuracy - grey) / (truth - grey) if truth > grey else None


def classifier_of(path: Path) -> Classify:
    """The classifier of an ONNX file; WeightsError when it is not one."""
    session = classifier_session(path)
    if "logits" not in [output.name for output in session.get_outputs()]:
        raise WeightsError(f"{path} is not a classifier: it must have 'input' → 'logits'")

    def classify(pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
        (logits,) = session.run(["logits"], {"input": classifier_inputs(pictures)})
        return np.asarray(logits.argmax(1), np.int64)

    return classify
