"""What the metrics share: the type of a row, the check that two pictures can be compared, the classifier's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.color.lab import rgb_to_lab
from model.errors import PictureError, WeightsError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

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


def classifier_session(path: Path) -> InferenceSession:
    """An ONNX file ready to run; WeightsError when it is not one."""
    import onnxruntime  # not for the metrics that do without

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsError(f"{path} is not a classifier that ONNX Runtime can run: {error}") from error


def classifier_inputs(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the classifier reads of pictures, uint8 sRGB (N, H, W, 3): lightness, chroma and mask, (N, 4, H, W)."""
    lab = rgb_to_lab(pictures).transpose(0, 3, 1, 2)  # (N, 3, H, W)
    whole = np.ones_like(lab[:, :1])  # the colour is told at every pixel
    inputs = np.concatenate([lab[:, :1] / 50 - 1, lab[:, 1:] / 110, whole], axis=1)
    return np.ascontiguousarray(inputs, np.float32)
