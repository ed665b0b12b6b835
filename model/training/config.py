"""The configuration of a run: one frozen dataclass, checked whole, written beside the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from model.datasets.augment import Augmentation
from model.errors import ConfigError


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides the weights, beside the data."""

    network: str = "unet"
    network_arguments: Mapping[str, Any] = field(default_factory=dict)
    epochs: int = 20
    batch_size: int = 128
    learning_rate: float = 2e-3
    """Peak; reached after ``warmup`` epochs, then a half cosine down to zero."""
    warmup: float = 0.5
    weight_decay: float = 0.02
    clip: float = 1.0
    """Largest norm of the gradient."""
    ema: float = 0.998
    """Decay per step of the averaged weights, which are what is validated and released."""
    regression: float = 5.0
    """Weight of the Huber loss of the expected colour beside the cross-entropy."""
    hintless: float = 0.5
    """Share of images trained without hints."""
    augmentation: Augmentation = Augmentation()
    seed: int = 0
    limit: int | None = None
    """Use only this many training images (for trying things); None: all 45,000."""

    def __post_init__(self) -> None:
        problems = [
            f"{name} must be {rule}, not {getattr(self, name)!r}"
            for name, rule, holds in (
                ("epochs", "at least 1", self.epochs >= 1),
                ("batch_size", "at least 2", self.batch_size >= 2),
                ("learning_rate", "above 0", self.learning_rate > 0),
                ("warmup", "in 0..epochs", 0 <= self.warmup <= self.epochs),
                ("weight_decay", "at least 0", self.weight_decay >= 0),
                ("clip", "above 0", self.clip > 0),
                ("ema", "in 0..1, below 1", 0 <= self.ema < 1),
                ("regression", "at least 0", self.regression >= 0),
                ("hintless", "in 0..1", 0 <= self.hintless <= 1),
                ("limit", "none or at least one batch", self.limit is None or self.limit >= self.batch_size),
            )
            if not holds
        ]
        if problems:
            raise ConfigError("the training configuration has problems: " + "; ".join(problems))

    def to_json(self) -> dict[str, Any]:
        """Plain values, as :meth:`from_json` reads them."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainingConfig:
        """The configuration of ``values``; unknown keys are a ConfigError that names all of them."""
        unknown = sorted(set(values) - {f.name for f in fields(cls)})
        augmentation = dict(values.get("augmentation", {}))
        unknown += sorted(f"augmentation.{key}" for key in set(augmentation) - {f.name for f in fields(Augmentation)})
        if unknown:
            raise ConfigError(f"unknown keys in the training configuration: {', '.join(unknown)}")
        return cls(**{**values, "augmentation": Augmentation(**augmentation)})
