"""Where a run stands, and whether its numbers are still numbers."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from model.errors import TrainingError
from model.training import checkpoint

EVERY = 1.0
"""Seconds from one look at the loss to the next: a device that is asked has to finish first."""


@dataclass(frozen=True)
class Progress:
    """Told after every step."""

    step: int
    steps: int
    epoch: int
    loss: float
    """The epoch's mean as it was last looked at."""
    images_per_second: float
    validation: dict[str, float] | None = None
    """What was measured on validation images, at the end of an epoch."""

    def validated(self, measured: dict[str, float]) -> Progress:
        """The same step, with what was measured after it."""
        return replace(self, validation=measured)


class RunningLoss:
    """The mean loss of an epoch, summed on the device and looked at now and then."""

    def __init__(self, device: str) -> None:
        self._sums = torch.zeros(2, dtype=torch.float64, device=device)
        self._count, self._read_at = 0, -math.inf
        self.mean = math.nan

    def add(self, loss: Tensor, *others: Tensor) -> None:
        """A step's loss, and others that must be finite, such as the norm of its gradient: scalars."""
        self._sums += torch.stack([loss.double(), torch.stack(others).double().sum()])
        self._count += 1

    @property
    def is_due(self) -> bool:
        """Whether it is time to look."""
        return time.monotonic() - self._read_at >= EVERY

    def read(self, step: int, out: Path) -> None:
        """Look; TrainingError unless all is finite, so that no bad step reaches a checkpoint."""
        loss, others = self._sums.tolist()
        self._read_at, self.mean = time.monotonic(), loss / self._count
        if not (math.isfinite(loss) and math.isfinite(others)):
            raise TrainingError(
                f"by step {step} the loss is {loss} and its gradient {others}: {_what_is_left(out)}; train again from "
                "the start, in another folder, with a lower learning_rate"
            )


def finite_validation(measured: dict[str, float], score: str, step: int, out: Path) -> dict[str, float]:
    """``measured``, if its ``score`` is a number: weights too far out for one must not replace a checkpoint."""
    if not math.isfinite(measured[score]):
        raise TrainingError(
            f"the validation's {score} is {measured[score]} after step {step}: {_what_is_left(out)}; train again from "
            "the start, in another folder, with a lower learning_rate"
        )
    return measured


def _what_is_left(out: Path) -> str:
    return f"the last checkpoint is sound in {out}" if checkpoint.exists(out) else f"nothing was saved in {out}"
