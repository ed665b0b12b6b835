"""The configuration of a run: one frozen dataclass, checked whole, written beside the weights."""

from __future__ import annotations

import json
import math
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
    psnr: float = 0.0
    """Weight of the logarithm of each image's squared error in sRGB: what the mean PSNR is made of."""
    hintless: float = 0.5
    """Share of images trained without hints."""
    augmentation: Augmentation = Augmentation()
    start: str | None = None
    """Weights to go on from instead of random ones: their name, or the path of their card."""
    seed: int = 0
    limit: int | None = None
    """Use only this many training images (for trying things); None: all 45,000."""

    def __post_init__(self) -> None:
        problems = _of_wrong_kind(self)
        if not problems:  # ranges of numbers that are none would only confuse
            problems = _out_of_range(self)
        if problems:
            raise ConfigError("the training configuration has problems: " + "; ".join(problems))

    def to_json(self) -> dict[str, Any]:
        """Plain values, as :meth:`from_json` reads them."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainingConfig:
        """The configuration of ``values``; unknown keys are a ConfigError that names all of them."""
        if not isinstance(values, Mapping):
            raise ConfigError(f"a training configuration is an object of settings, not {values!r}")
        augmentation = values.get("augmentation", {})
        if not isinstance(augmentation, Mapping):
            raise ConfigError(f"augmentation must be an object of settings, not {augmentation!r}")
        unknown = sorted(set(values) - {f.name for f in fields(cls)})
        unknown += sorted(f"augmentation.{key}" for key in set(augmentation) - {f.name for f in fields(Augmentation)})
        if unknown:
            raise ConfigError(f"unknown keys in the training configuration: {', '.join(unknown)}")
        return cls(**{**values, "augmentation": Augmentation(**augmentation)})


def _of_wrong_kind(config: TrainingConfig) -> list[str]:
    """Settings that are not even of the kind their default is; a whole number does for a real one."""
    problems = []
    if not isinstance(config.network, str):
        problems.append(f"network must be a name, not {config.network!r}")
    if config.start is not None and not isinstance(config.start, str):
        problems.append(f"start must be a name or the path of a card, not {config.start!r}")
    if not isinstance(config.network_arguments, Mapping):
        problems.append(f"network_arguments must be an object, not {config.network_arguments!r}")
    numbers = {f.name: (getattr(config, f.name), f.type) for f in fields(config) if f.type in ("int", "float")}
    numbers |= {f"augmentation.{f.name}": (getattr(config.augmentation, f.name), f.type) for f in fields(Augmentation)}
    if config.limit is not None:
        numbers["limit"] = config.limit, "int"
    for name, (value, kind) in numbers.items():
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not (whole or (kind == "float" and isinstance(value, float) and math.isfinite(value))):
            problems.append(f"{name} must be a {'whole ' if kind == 'int' else ''}number, not {value!r}")
    return problems


def _out_of_range(config: TrainingConfig) -> list[str]:
    c, limit = config, config.limit
    rules = [
        ("epochs", "at least 1", c.epochs >= 1),
        ("batch_size", "at least 2", c.batch_size >= 2),
        ("learning_rate", "above 0", c.learning_rate > 0),
        ("warmup", "in 0..epochs", 0 <= c.warmup <= c.epochs),
        ("weight_decay", "at least 0", c.weight_decay >= 0),
        ("clip", "above 0", c.clip > 0),
        ("ema", "in 0..1, below 1", 0 <= c.ema < 1),
        ("regression", "at least 0", c.regression >= 0),
        ("psnr", "at least 0", c.psnr >= 0),
        ("hintless", "in 0..1", 0 <= c.hintless <= 1),
        ("seed", "in 0..4294967295", 0 <= c.seed < 1 << 32),
        ("limit", f"none or at least one batch ({c.batch_size})", limit is None or limit >= c.batch_size),
    ]
    problems = [f"{name} must be {rule}, not {getattr(c, name)!r}" for name, rule, holds in rules if not holds]
    shares = ((f.name, getattr(c.augmentation, f.name)) for f in fields(Augmentation))
    return problems + [f"augmentation.{name} must be in 0..1, not {v!r}" for name, v in shares if not 0 <= v <= 1]
