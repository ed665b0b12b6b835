"""Early stopping: the best weights so far, and for how long there have been no better ones."""

from __future__ import annotations

from typing import Any

from torch import Tensor


class EarlyStopping:
    """Waits ``epochs`` for a better validation score; None waits for ever, and then the last weights are the ones."""

    def __init__(self, epochs: int | None) -> None:
        self.epochs, self.epoch = epochs, 0
        self.best: dict[str, Any] | None = None

    def update(self, epoch: int, score: float, weights: dict[str, Tensor]) -> None:
        """An epoch's score, higher is better, and the weights that had it."""
        self.epoch = epoch
        if self.epochs is not None and (self.best is None or score > self.best["score"]):
            copy = {name: value.clone() for name, value in weights.items()}
            self.best = {"epoch": epoch, "score": score, "weights": copy}

    @property
    def should_stop(self) -> bool:
        """Whether it is time to stop."""
        return self.epochs is not None and self.best is not None and self.epoch - self.best["epoch"] >= self.epochs

    def best_weights(self, last: dict[str, Tensor]) -> dict[str, Tensor]:
        """The weights to keep: the best ones, or ``last`` where nobody waits."""
        weights: dict[str, Tensor] = self.best["weights"] if self.best else last
        return weights

    def state_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        return {"epoch": self.epoch, "best": self.best}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state_dict`."""
        self.epoch, self.best = int(state["epoch"]), state["best"]
