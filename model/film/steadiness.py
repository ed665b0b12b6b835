"""How steady colours are: chroma warped along the true motion, and distributions of colour from frame to frame.

Grey is perfectly steady by both: never show them without colourfulness and the gain in PSNR.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.film import flow
from model.film.flow import Grey
from model.metrics.base import Scores

STEPS = (1, 2, 4)
"""Frames between those whose colours are compared in CDC."""

VISIBLE = 0.5
"""Trust in the flow from which a pixel counts as seen in both frames."""


@dataclass(frozen=True, eq=False)
class Motion:
    """Between two frames of the truth, found by their lightness."""

    along: Float
    """A flow from the first to the second, ``(h, w, 2)``."""
    visible: NDArray[np.bool_]
    """Pixels of the first that are in the second too, ``(h, w)``."""

    @classmethod
    def between(cls, first: Grey, second: Grey) -> Motion:
        """That of two grey frames ``(h, w)``, at full size, where colours are carried by a flow of small ones."""
        there, back = flow.flow(first, second), flow.flow(second, first)
        return cls(there, flow.trust(there, back) >= VISIBLE)


class WarpError:
    """Mean distance in a and b between a pixel and where it is in the next frame, over the pixels that are seen there.

    As E_warp of Lai et al. 2018 ("Learning Blind Video Temporal Consistency"), but of chroma, in Lab units, and by
    the truth's motion, occlusions by forward-backward consistency (Sundaram et al. 2010). The mean over pairs of
    frames; a pair with nothing in sight is left out.
    """

    def __init__(self) -> None:
        self._sum, self._pairs = 0.0, 0

    def update(self, motion: Motion, first: Float, second: Float) -> None:
        """Add the chroma of two frames, ``(h, w, 2)`` each."""
        if not motion.visible.any():
            return
        apart = np.sqrt(((first - flow.carry(second, motion.along)) ** 2).sum(axis=-1))
        self._sum += float(apart[motion.visible].mean(dtype=np.float64))
        self._pairs += 1

    def compute(self) -> Scores:
        """Return ``warp_error``; None where no pair was added."""
        return {"warp_error": self._sum / self._pairs if self._pairs else None}


class ColourDistribution:
    """CDC, colour distribution consistency: how far histograms of colour are apart, 1, 2 and 4 frames on.

    Jensen-Shannon divergence (natural logarithm) of the histograms of red, green and blue, 256 bins each, averaged
    over the channels, then over pairs of frames; ``cdc`` is the mean of the three steps. Liu et al. 2024 ("Temporally
    Consistent Video Colorization with Deep Feature Propagation and Self-regularization Learning").
    """

    def __init__(self) -> None:
        self._kept: deque[NDArray[np.float64]] = deque(maxlen=max(STEPS))
        self._sums, self._pairs = dict.fromkeys(STEPS, 0.0), dict.fromkeys(STEPS, 0)

    def update(self, frame: NDArray[np.uint8]) -> None:
        """Add the next frame, sRGB ``(h, w, 3)``."""
        own = np.stack([np.bincount(frame[..., channel].reshape(-1), minlength=256) for channel in range(3)])
        shares = own / own.sum(axis=1, keepdims=True)
        for step in STEPS:
            if len(self._kept) >= step:
                self._sums[step] += _jensen_shannon(self._kept[-step], shares)
                self._pairs[step] += 1
        self._kept.append(shares)

    def cut(self) -> None:
        """Compare what follows with nothing before."""
        self._kept.clear()

    def compute(self) -> Scores:
        """Return ``cdc``, ``cdc_1``, ``cdc_2`` and ``cdc_4``; None where there were too few frames."""
        each = {step: self._sums[step] / self._pairs[step] if self._pairs[step] else None for step in STEPS}
        known = [value for value in each.values() if value is not None]
        whole = sum(known) / len(known) if len(known) == len(STEPS) else None
        return {"cdc": whole, **{f"cdc_{step}": value for step, value in each.items()}}


def _jensen_shannon(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Mean over rows of the divergence of two distributions."""
    middle = (one + other) / 2
    both = [_relative_entropy(each, middle) for each in (one, other)]
    return float((both[0] + both[1]).mean() / 2)


def _relative_entropy(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = np.divide(one, other, out=np.ones_like(one), where=one > 0)
    return np.asarray((one * np.log(ratio)).sum(axis=1))
