"""Perceptual distance: how far a picture is from the truth for a network that knows what it sees.

Here in the features of our own CIFAR-10 classifier (after Johnson et al. 2016), which is not LPIPS and is never
called so. :mod:`model.losses.perceptual` is the same as a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.metrics.base import Scores, classifier_inputs, classifier_session, mean

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FEATURES = "features_"
"""What the names of the classifier's maps begin with, in its ONNX file."""

Measure = Callable[["NDArray[np.uint8]"], Callable[["NDArray[np.uint8]"], "NDArray[np.float32]"]]
"""True pictures, uint8 sRGB (N, H, W, 3), to what says of others how far each is from them, (N,)."""


class Distance:
    """The mean distance of each row's pictures from the truth, under ``key`` in the row."""

    def __init__(self, key: str, measure: Measure) -> None:
        self._key, self._measure = key, measure
        self._sums: dict[str, float] = {}
        self._pictures: dict[str, int] = {}

    def update(self, truth: NDArray[np.uint8], shown: Mapping[str, NDArray[np.uint8]]) -> None:
        """Add a batch of every row's pictures, (N, H, W, 3), and the true ones."""
        far = self._measure(truth)
        for row, pictures in shown.items():
            self._sums[row] = self._sums.get(row, 0.0) + float(far(pictures).sum())
            self._pictures[row] = self._pictures.get(row, 0) + len(pictures)

    def scores(self, row: str) -> Scores:
        """Return the row's distance; raises ValueError if no picture was added."""
        return {self._key: mean(self._sums.get(row, 0.0), self._pictures.get(row, 0))}


def classifier_measure(path: Path) -> Measure | None:
    """Distance in the features of the classifier of an ONNX file; None when the file does not give them.

    As in :func:`between`. Raises WeightsError when the file is not one of ONNX Runtime.
    """
    session = classifier_session(path)
    names = [output.name for output in session.get_outputs() if output.name.startswith(FEATURES)]
    if not names:
        return None

    def features(pictures: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        return [unit(map_) for map_ in session.run(names, {"input": classifier_inputs(pictures)})]

    def measure(truth: NDArray[np.uint8]) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
        wanted = features(truth)
        return lambda pictures: between(features(pictures), wanted)

    return measure


def between(found: Sequence[NDArray[np.float32]], wanted: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """How far maps ``(N, C, h, w)`` of pictures, as :func:`unit` scales them, are from the true ones', (N,).

    The mean over the maps of the squared distance at each position: 0 is the same.
    """
    pairs = zip(found, wanted, strict=True)
    each = [((one - true) ** 2).sum(axis=1).mean(axis=(1, 2)) for one, true in pairs]
    return np.asarray(np.mean(each, axis=0), np.float32)


def unit(map_: NDArray[np.float32]) -> NDArray[np.float32]:
    """A map ``(N, C, h, w)`` with the vector at each position scaled to length 1."""
    length = np.sqrt((map_**2).sum(axis=1, keepdims=True) + 1e-20)
    return np.asarray(map_ / length, np.float32)
