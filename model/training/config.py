"""The configuration of a run: one frozen dataclass, checked whole, written beside the weights."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from model.datasets.augment import Augmentation
from model.datasets.canvas import Canvas
from model.errors import ConfigError
from model.losses import Losses
from model.training.discriminator import DiscriminatorSettings

PARTS: dict[str, type[Augmentation | Canvas | Losses | DiscriminatorSettings]] = {
    "augmentation": Augmentation,
    "canvas": Canvas,
    "losses": Losses,
    "discriminator": DiscriminatorSettings,
}
"""Settings that are objects of settings themselves."""

OPTIMIZERS = ("adamw", "muon")


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides the weights, beside the data."""

    network: str = "unet"
    network_arguments: Mapping[str, Any] = field(default_factory=dict)
    epochs: int = 20
    batch_size: int = 128
    learning_rate: float = 2e-3
    """Peak; reached after ``warmup`` epochs, then a half cosine down to zero."""
    encoder_rate: float = 1.0
    """Share of the learning rate at which the encoder learns, one that knows something already."""
    optimizer: str = "adamw"
    """Or muon: for the kernels of all convolutions but the first and the last."""
    warmup: float = 0.5
    weight_decay: float = 0.02
    clip: float = 1.0
    """Largest norm of the gradient, the discriminator's too."""
    ema: float = 0.998
    """Decay per step of the averaged weights, which are what is validated and released."""
    losses: Losses = Losses(huber=5.0)
    discriminator: DiscriminatorSettings = DiscriminatorSettings()
    classifier: str | None = None
    """Path of the card of the classifier behind the losses perceptual and context; None: the shipped one."""
    teachers: Sequence[str] = ()
    """Colourists to learn from, for the loss distillation: names of weights, or paths of their cards."""
    lpips_weights: str | None = None
    """Path of imported LPIPS weights, for that loss."""
    hintless: float = 0.5
    """Share of images trained without hints."""
    augmentation: Augmentation = Augmentation()
    canvas: Canvas = Canvas()
    """How much of a photograph an image shows; CIFAR-10's are of 32 px."""
    beside: float = 0.0
    """Share of images that are CIFAR-10's, where both photographs and CIFAR-10 are at hand."""
    images_per_epoch: int | None = None
    """So many images, drawn anew, count as an epoch; None: all there are."""
    start: str | None = None
    """Weights to go on from instead of random ones: their name, or the path of their card."""
    start_encoder: str | None = None
    """Weights for the encoder only: the path of a classifier's card, or of imported weights (safetensors)."""
    patience: int | None = None
    """Stop after this many epochs without a better validation PSNR, and keep the best; None: train to the end."""
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
        for name in PARTS:
            if not isinstance(part := values.get(name, {}), Mapping):
                raise ConfigError(f"{name} must be an object of settings, not {part!r}")
        unknown = sorted(set(values) - {f.name for f in fields(cls)})
        for name, kind in PARTS.items():
            unknown += sorted(f"{name}.{key}" for key in set(values.get(name, {})) - {f.name for f in fields(kind)})
        if unknown:
            raise ConfigError(f"unknown keys in the training configuration: {', '.join(unknown)}")
        parts = {name: kind(**values[name]) for name, kind in PARTS.items() if name in values}
        return cls(**{**values, **parts})


def _numbers(config: TrainingConfig) -> Iterator[tuple[str, Any, str]]:
    """Every setting that must be a number: its name, its value, its kind."""
    for f in fields(config):
        value, kind = getattr(config, f.name), str(f.type)
        if kind in ("int", "float") or (kind == "int | None" and value is not None):
            yield f.name, value, kind.removesuffix(" | None")
    for name, part in PARTS.items():
        yield from ((f"{name}.{f.name}", getattr(getattr(config, name), f.name), str(f.type)) for f in fields(part))


def _of_wrong_kind(config: TrainingConfig) -> list[str]:
    """Settings that are not even of the kind their default is; a whole number does for a real one."""
    problems = []
    if not isinstance(config.network, str):
        problems.append(f"network must be a name, not {config.network!r}")
    for name, what in (
        ("start", "a name or the path of a card"),
        ("start_encoder", "a path"),
        ("classifier", "the path of a card"),
        ("lpips_weights", "a path"),
    ):
        if (value := getattr(config, name)) is not None and not isinstance(value, str):
            problems.append(f"{name} must be {what}, not {value!r}")
    teachers = config.teachers
    if isinstance(teachers, str) or not (isinstance(teachers, Sequence) and all(isinstance(t, str) for t in teachers)):
        problems.append(f"teachers must be a list of names or paths of cards, not {teachers!r}")
    if config.optimizer not in OPTIMIZERS:
        problems.append(f"optimizer must be {' or '.join(OPTIMIZERS)}, not {config.optimizer!r}")
    if not isinstance(config.network_arguments, Mapping):
        problems.append(f"network_arguments must be an object, not {config.network_arguments!r}")
    for name, value, kind in _numbers(config):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not (whole or (kind == "float" and isinstance(value, float) and math.isfinite(value))):
            problems.append(f"{name} must be a {'whole ' if kind == 'int' else ''}number, not {value!r}")
    return problems


def _out_of_range(config: TrainingConfig) -> list[str]:
    c, limit, critic = config, config.limit, config.discriminator
    rules = [
        ("epochs", "at least 1", c.epochs >= 1),
        ("batch_size", "at least 2", c.batch_size >= 2),
        ("learning_rate", "above 0 and at most 1", 0 < c.learning_rate <= 1),
        ("encoder_rate", "in 0..1", 0 <= c.encoder_rate <= 1),
        ("warmup", "in 0..epochs", 0 <= c.warmup <= c.epochs),
        ("weight_decay", "at least 0", c.weight_decay >= 0),
        ("clip", "above 0", c.clip > 0),
        ("ema", "in 0..1, below 1", 0 <= c.ema < 1),
        ("hintless", "in 0..1", 0 <= c.hintless <= 1),
        ("beside", "in 0..1, below 1", 0 <= c.beside < 1),
        (
            "images_per_epoch",
            f"none or at least one batch ({c.batch_size})",
            (c.images_per_epoch or 1 << 32) >= c.batch_size,
        ),
        ("patience", "none or at least 1", c.patience is None or c.patience >= 1),
        ("seed", "in 0..4294967295", 0 <= c.seed < 1 << 32),
        ("limit", f"none or at least one batch ({c.batch_size})", limit is None or limit >= c.batch_size),
        ("discriminator.width", "at least 1", critic.width >= 1),
        ("discriminator.layers", "in 1..3", 1 <= critic.layers <= 3),  # images are of 32 pixels
        ("discriminator.learning_rate", "above 0 and at most 1", 0 < critic.learning_rate <= 1),
        ("discriminator.begin", "at least 0", critic.begin >= 0),
        ("discriminator.rise", "at least 0", critic.rise >= 0),
    ]
    problems = [f"{name} must be {rule}, not {_value(c, name)!r}" for name, rule, holds in rules if not holds]
    problems += c.losses.problems() + c.canvas.problems()
    if c.losses.lpips > 0 and c.lpips_weights is None:
        problems.append("losses.lpips needs lpips_weights, the path that gallery weights import --as lpips-alex gave")
    if c.losses.distillation > 0 and not c.teachers:
        problems.append("losses.distillation needs teachers, a list of names of weights or paths of their cards")
    if c.losses.context > 0 and not c.network_arguments.get("context"):
        problems.append("losses.context needs network_arguments.context, the number of classes (unet has them)")
    shares = ((f.name, getattr(c.augmentation, f.name)) for f in fields(Augmentation))
    return problems + [f"augmentation.{name} must be in 0..1, not {v!r}" for name, v in shares if not 0 <= v <= 1]


def _value(config: TrainingConfig, name: str) -> Any:
    part, _, own = name.rpartition(".")
    return getattr(getattr(config, part) if part else config, own)
