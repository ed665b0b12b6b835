"""Training of the CIFAR-10 classifier, on the colourists' inputs: see :mod:`model.networks.classifier`.

Its loop is the colourists' with another question: what is in the picture, with its colours or without.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.datasets.augment import generator
from model.datasets.cifar10 import VALIDATION, load_cifar10
from model.errors import ConfigError
from model.networks.classifier import Classifier, classifier_inputs
from model.training import checkpoint
from model.training.data import to_lab
from model.training.log import entries, log, start_log, truncate_log
from model.training.optimizer import Optimizer, average, check_device, create_optimizer, finite, schedule
from model.training.sheets import draw_curves

TASK = "classify"
"""What a configuration's ``task`` says when it is one of these."""


@dataclass(frozen=True)
class ClassifierConfig:
    """Everything that decides a classifier, beside the data."""

    task: str = TASK
    widths: tuple[int, int, int, int] = (32, 64, 128, 256)
    depths: tuple[int, int, int] = (2, 2, 2)
    dropout: float = 0.1
    grey: float = 0.0
    """Share of images seen without their colours: 0 to judge colours, 1 to start a colourist from."""
    epochs: int = 20
    batch_size: int = 128
    learning_rate: float = 2e-3
    warmup: float = 0.5
    weight_decay: float = 0.05
    clip: float = 1.0
    ema: float = 0.998
    smoothing: float = 0.05
    """Label smoothing (Szegedy et al. 2016)."""
    shift: int = 4
    """Images are moved by up to so many pixels, mirrored edges coming in."""
    seed: int = 0
    limit: int | None = None

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise ConfigError("the classifier's configuration has problems: " + "; ".join(problems))

    def network_arguments(self) -> dict[str, Any]:
        """What :class:`Classifier` is built with."""
        return {"widths": list(self.widths), "depths": list(self.depths), "dropout": self.dropout}

    def to_json(self) -> dict[str, Any]:
        """Plain values, as :meth:`from_json` reads them."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ClassifierConfig:
        """The configuration of ``values``; unknown keys are a ConfigError that names all of them."""
        if unknown := sorted(set(values) - {f.name for f in fields(cls)}):
            raise ConfigError(f"unknown keys in the classifier's configuration: {', '.join(unknown)}")
        lists = {name: tuple(values[name]) for name in ("widths", "depths") if isinstance(values.get(name), list)}
        return cls(**{**values, **lists})


def _problems(c: ClassifierConfig) -> list[str]:
    problems = []
    for f in fields(c):
        value, kind = getattr(c, f.name), str(f.type)
        whole = isinstance(value, int) and not isinstance(value, bool)
        real = whole or (isinstance(value, float) and math.isfinite(value))
        if (kind == "int" and not whole) or (kind == "float" and not real):
            problems.append(f"{f.name} must be a {'whole ' if kind == 'int' else ''}number, not {value!r}")
    for name, count in (("widths", 4), ("depths", 3)):
        value = getattr(c, name)
        if not (isinstance(value, tuple) and len(value) == count and all(isinstance(v, int) and v > 0 for v in value)):
            problems.append(f"{name} must be {count} whole numbers above 0, not {value!r}")
    if problems:
        return problems
    rules = [
        ("task", f"{TASK!r}", c.task == TASK),
        ("dropout", "in 0..1, below 1", 0 <= c.dropout < 1),
        ("grey", "in 0..1", 0 <= c.grey <= 1),
        ("epochs", "at least 1", c.epochs >= 1),
        ("batch_size", "at least 2", c.batch_size >= 2),
        ("learning_rate", "above 0 and at most 1", 0 < c.learning_rate <= 1),
        ("warmup", "in 0..epochs", 0 <= c.warmup <= c.epochs),
        ("weight_decay", "at least 0", c.weight_decay >= 0),
        ("clip", "above 0", c.clip > 0),
        ("ema", "in 0..1, below 1", 0 <= c.ema < 1),
        ("smoothing", "in 0..1, below 1", 0 <= c.smoothing < 1),
        ("shift", "in 0..16", 0 <= c.shift <= 16),
        ("seed", "in 0..4294967295", 0 <= c.seed < 1 << 32),
        ("limit", "none or at least one batch", c.limit is None or _at_least(c.limit, c.batch_size)),
    ]
    return [f"{name} must be {rule}, not {getattr(c, name)!r}" for name, rule, holds in rules if not holds]


def _at_least(value: object, least: int) -> bool:
    return isinstance(value, int) and value >= least


@dataclass(frozen=True)
class ClassifierProgress:
    """Where a run stands, told after every step."""

    step: int
    steps: int
    epoch: int
    loss: float
    images_per_second: float
    validation: dict[str, float] | None = None
    """What :func:`accuracies` found at the end of an epoch."""


def train_classifier(
    config: ClassifierConfig,
    data: Path,
    out: Path,
    *,
    resume: bool = False,
    device: str = "cpu",
    tell: Callable[[ClassifierProgress], None] = lambda _: None,
) -> Classifier:
    """Train on CIFAR-10 in ``data``; folder, log, resuming and errors are as in :func:`model.training.loop.train`."""
    check_device(device)
    (images, labels), (held_out, answers) = _data(config, data, device)
    torch.manual_seed(config.seed)
    network = Classifier(**config.network_arguments()).to(device)
    optimizer = create_optimizer(network, "adamw", config.learning_rate, config.weight_decay)
    averaged = {name: value.clone() for name, value in network.state_dict().items()}
    start_log(out, config.to_json(), resume)
    step = _resume(out, config, network, optimizer, averaged) if resume else 0
    judge = Classifier(**config.network_arguments()).to(device)
    steps = (per_epoch := len(images) // config.batch_size) * config.epochs

    while step < steps:
        epoch, started, total = step // per_epoch, time.monotonic(), 0.0
        order = torch.randperm(len(images), generator=generator(config.seed, epoch, stream=1))
        torch.manual_seed(generator(config.seed, epoch, stream=3).initial_seed())  # for dropout
        network.train()
        for index, which in enumerate(torch.split(order, config.batch_size)[:per_epoch], 1):
            inputs = _prepare(images[which].float(), config, step)  # (N, 4, 32, 32)
            with torch.autocast(inputs.device.type, torch.bfloat16):
                logits = network(inputs).float()  # (N, 10)
            loss = F.cross_entropy(logits, labels[which], label_smoothing=config.smoothing)
            optimizer.set_rate(config.learning_rate * schedule(step / per_epoch, config.warmup, config.epochs))
            network.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            norm = nn.utils.clip_grad_norm_(network.parameters(), config.clip)
            total += finite(loss.item(), norm.item(), step, out)
            optimizer.step()
            average(averaged, network, min(config.ema, (1 + step) / (10 + step)))
            step += 1
            speed = index * config.batch_size / (time.monotonic() - started)
            tell(ClassifierProgress(step, steps, epoch + 1, total / index, speed))

        judge.load_state_dict(averaged)
        measured = accuracies(judge, held_out, answers)
        log(out, epoch=epoch + 1, step=step, loss=total / per_epoch, images_per_second=speed, **measured)
        state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "averaged": averaged}
        checkpoint.save(out, {"config": config.to_json(), "step": step, **state})
        draw_curves(out, entries(out))
        tell(ClassifierProgress(step, steps, epoch + 1, total / per_epoch, speed, measured))

    judge.load_state_dict(averaged)
    return judge.eval()


@torch.no_grad()
def accuracies(network: nn.Module, lab: Tensor, labels: Tensor, batch: int = 500) -> dict[str, float]:
    """Share of images, Lab ``(N, 3, H, W)``, whose label ``(N,)`` is found.

    In colour (``accuracy``), shown as grey pictures (``accuracy_grey``), and with their colours not told
    (``accuracy_hidden``), as a colourist sees them.
    """
    network.eval()
    right = dict.fromkeys(("accuracy", "accuracy_grey", "accuracy_hidden"), 0)
    for part, answers in zip(torch.split(lab.float(), batch), torch.split(labels, batch), strict=True):
        grey = torch.cat([part[:, :1], torch.zeros_like(part[:, 1:])], dim=1)
        for name, inputs in zip(
            right, (classifier_inputs(part), classifier_inputs(grey), classifier_inputs(part, 0.0)), strict=True
        ):
            with torch.autocast(lab.device.type, torch.bfloat16):
                found = network(inputs)
            right[name] += int((found.argmax(1) == answers).sum())
    return {name: count / len(lab) for name, count in right.items()}


def _data(config: ClassifierConfig, data: Path, device: str) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Lab float16 ``(N, 3, 32, 32)`` and labels ``(N,)`` of training and of validation images."""
    images, labels = load_cifar10(data, "train")
    if config.batch_size > len(images) - VALIDATION:
        raise ConfigError(f"batch_size {config.batch_size} is more than the {len(images) - VALIDATION} training images")
    limit = slice(config.limit)
    parts = (slice(None, -VALIDATION), slice(-VALIDATION, None))
    first, second = (
        (to_lab(images[part][limit]).to(device), torch.from_numpy(labels[part][limit]).to(device)) for part in parts
    )
    return first, second


def _prepare(lab: Tensor, config: ClassifierConfig, step: int) -> Tensor:
    """Lab ``(N, 3, H, W)`` → what the network reads, ``(N, 4, H, W)``: mirrored, moved, some without colours."""
    random = generator(config.seed, step)
    flipped, grey = (torch.rand(len(lab), 1, 1, 1, generator=random) for _ in range(2))
    lab = torch.where((flipped < 0.5).to(lab.device), lab.flip(-1), lab)
    if config.shift:
        height, width = lab.shape[-2:]
        wide = F.pad(lab, (config.shift,) * 4, mode="reflect")
        places = torch.randint(0, 2 * config.shift + 1, (2, len(lab), 1, 1, 1), generator=random).to(lab.device)
        rows, columns = (torch.arange(n, device=lab.device) for n in (height, width))
        images, channels = (torch.arange(n, device=lab.device) for n in (len(lab), 3))
        where = (places[0] + rows[:, None], places[1] + columns)  # (N, 1, H, 1), (N, 1, 1, W)
        lab = wide[images[:, None, None, None], channels[:, None, None], *where]
    return classifier_inputs(lab, (grey >= config.grey).to(lab)).contiguous(memory_format=torch.channels_last)


def _resume(
    out: Path,
    config: ClassifierConfig,
    network: nn.Module,
    optimizer: Optimizer,
    averaged: dict[str, Tensor],
) -> int:
    state = checkpoint.load(out, config.to_json())
    with checkpoint.fitting(out):
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        for name, value in state["averaged"].items():
            averaged[name].copy_(value)
    truncate_log(out, int(state["step"]))
    return int(state["step"])
