"""Structural similarity (Wang et al. 2004) over RGB."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import correlate1d

from model.errors import PictureError
from model.metrics.base import Scores, check_pair, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGMA = 1.5
RADIUS = 5
_C1 = (0.01 * 255) ** 2
_C2 = (0.03 * 255) ** 2


def _window() -> NDArray[np.float64]:
    """Return one axis of the 11 × 11 Gaussian window, (11,), sum 1."""
    offsets = np.arange(-RADIUS, RADIUS + 1)
    weights = np.exp(-0.5 * np.square(offsets / SIGMA))
    return np.asarray(weights / weights.sum(), np.float64)


_WINDOW = _window()


def _blur(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weigh (N, H, W, 3) with the window wherever it fits: (N, H-10, W-10, 3)."""
    inner = slice(RADIUS, -RADIUS)
    rows = correlate1d(values, _WINDOW, axis=1)[:, inner]
    return np.asarray(correlate1d(rows, _WINDOW, axis=2)[:, :, inner], np.float32)


def ssim(truth: NDArray[np.uint8], result: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the structural similarity of each pair of pictures, (N,), at most 1.

    RGB, each channel by itself, Gaussian window 11 × 11 with σ 1.5, data range 255, population covariance,
    averaged over the places where the whole window lies inside the picture. This is
    ``skimage.metrics.structural_similarity(truth, result, gaussian_weights=True, sigma=1.5,
    use_sample_covariance=False, data_range=255, channel_axis=-1)``, and likewise the default of
    torchmetrics (its reflected border is cut off again).

    Args:
        truth: uint8 sRGB, (N, H, W, 3), at least 11 px on each side.
        result: the same shape.

    Raises:
        PictureError: not two such batches, or a side shorter than the window.
    """
    check_pair(truth, result)
    side = 2 * RADIUS + 1
    if min(truth.shape[1:3]) < side:
        raise PictureError(f"SSIM needs pictures of at least {side} × {side} px, these are {truth.shape[1:3]}")
    # A mean near zero keeps E[x²] − E[x]² exact enough in float32; the shift is undone in the means below.
    x = truth.astype(np.float32) - 127.5
    y = result.astype(np.float32) - 127.5
    mean_x, mean_y = _blur(x), _blur(y)
    # Only the sum of the two variances is needed, so four blurs do instead of five.
    variances = _blur(x * x + y * y) - mean_x * mean_x - mean_y * mean_y
    covariance = _blur(x * y) - mean_x * mean_y
    mean_x += 127.5
    mean_y += 127.5
    structure = (2 * covariance + _C2) / (variances + _C2)
    luminance = (2 * mean_x * mean_y + _C1) / (mean_x * mean_x + mean_y * mean_y + _C1)
    return np.asarray((structure * luminance).mean(axis=(1, 2, 3), dtype=np.float64))


class Ssim:
    """Structural similarity, the mean over pictures; see ``ssim``."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._pictures = 0

    def update(self, truth: NDArray[np.uint8], result: NDArray[np.uint8]) -> None:
        """Add a batch of pictures, (N, H, W, 3) each."""
        self._sum += float(ssim(truth, result).sum())
        self._pictures += len(truth)

    def compute(self) -> Scores:
        """Return ``ssim``; raises ValueError if no picture was added."""
        return {"ssim": mean(self._sum, self._pictures)}
