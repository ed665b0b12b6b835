"""All metrics of the protocol at once, sharing the costly parts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from model.color.lab import rgb_to_lab
from model.metrics.accuracy import Accuracy
from model.metrics.base import check_pair
from model.metrics.calibration import Calibration
from model.metrics.colourfulness import Colourfulness
from model.metrics.delta_e import DeltaE, delta_e00
from model.metrics.mae import Mae
from model.metrics.psnr import Psnr
from model.metrics.ssim import Ssim

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Suite:
    """One row of the protocol's table. Colours are converted and compared once for all metrics."""

    def __init__(self) -> None:
        self._psnr = Psnr()
        self._ssim = Ssim()
        self._mae = Mae()
        self._accuracy = Accuracy()
        self._delta_e = DeltaE()
        self._colourfulness = Colourfulness()
        self._calibration: Calibration | None = None
        self._far: list[NDArray[np.float32]] = []

    @property
    def psnr(self) -> NDArray[np.float64]:
        """PSNR of every picture in dB, ``(N,)``; infinite where there is no error."""
        return self._psnr.each

    @property
    def delta_e(self) -> NDArray[np.float32]:
        """Mean ΔE00 of every picture, ``(N,)``."""
        return np.concatenate(self._far)

    def update(
        self,
        truth: NDArray[np.uint8],
        result: NDArray[np.uint8],
        confidence: NDArray[np.float32] | None = None,
        *,
        truth_lab: NDArray[np.float32] | None = None,
    ) -> None:
        """Add a batch of pictures of one size.

        Args:
            truth: uint8 sRGB, (N, H, W, 3).
            result: the same shape.
            confidence: stated probability, (N, H, W), that a pixel is within ΔE00 ≤ 10; with it the row
                gains ``ece`` and ``reliability``.
            truth_lab: the truth in CIE Lab, where the caller has it already.

        Raises:
            PictureError: arrays that do not fit one another.
        """
        check_pair(truth, result)
        lab = rgb_to_lab(truth) if truth_lab is None else truth_lab
        result_lab = rgb_to_lab(result)
        differences = delta_e00(lab, result_lab)
        for metric in (self._psnr, self._ssim, self._mae, self._colourfulness):
            metric.update(truth, result)
        self._accuracy.update(lab, result_lab)
        self._delta_e.update(differences)
        self._far.append(differences.mean(axis=(1, 2)))
        if confidence is not None:
            self._calibration = self._calibration or Calibration()
            self._calibration.update(confidence, differences)

    def compute(self, grey: NDArray[np.bool_] | None = None) -> dict[str, Any]:
        """Return the row, ready for JSON; raises ValueError if no picture was added.

        ``grey`` tells pictures whose truth is grey, ``(N,)``: they are left out of ``psnr``, and ``tint`` is how far
        they are coloured, as their mean ΔE00; None where there are none.
        """
        row: dict[str, Any] = dict(self._psnr.compute(grey))
        if grey is not None:
            row["tint"] = float(self.delta_e[grey].mean()) if grey.any() else None
        for metric in (
            self._ssim,
            self._mae,
            self._accuracy,
            self._delta_e,
            self._colourfulness,
        ):
            row |= metric.compute()
        if self._calibration is not None:
            row["ece"] = self._calibration.compute()
            row["reliability"] = [asdict(point) for point in self._calibration.curve()]
        return row
