"""Training of the CIFAR-10 classifier, on the colourists' inputs: see :mod:`model.networks.classifier`.

Its loop is the colourists' with another question: what is in the picture, with its colours or without.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.datasets.augment import generator
from model.datasets.cifar10 import VALIDATION, load_cifar10
from model.errors import ConfigError
from model.networks.classifier import Classifier, classifier_inputs
from model.training import checkpoint
from model.training.config import ClassifierConfig
from model.training.data import to_lab
from model.training.log import entries, log, start_log, truncate_log
from model.training.optimizer import Optimizer, average, check_device, create_optimizer, finite, schedule
from model.training.sheets import draw_curves


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
