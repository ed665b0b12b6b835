"""The training loop. It reads from top to bottom: data, forward, loss, step, validate, save."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from model.datasets.augment import generator
from model.datasets.source import Source
from model.errors import CheckpointError
from model.losses import Objective
from model.networks import create_model
from model.networks.loading import load_weights
from model.training import checkpoint
from model.training.config import TrainingConfig
from model.training.data import Batch, loader, opened, training_data
from model.training.discriminator import Discriminator
from model.training.early_stopping import EarlyStopping
from model.training.log import entries, log, start_log, truncate_log
from model.training.objective import create_objective, create_prior, save_prior
from model.training.optimizer import (
    Optimizer,
    average,
    check_device,
    create_optimizer,
    finite,
    finite_validation,
    schedule,
)
from model.training.sheets import draw_curves, draw_samples
from model.training.transfer import start_encoder
from model.training.validation import validate
from model.weights import load

State = dict[str, Tensor]
"""The tensors of a network by name."""


@dataclass(frozen=True)
class TrainingProgress:
    """Where a run stands, told after every step."""

    step: int
    steps: int
    epoch: int
    loss: float
    images_per_second: float
    validation: dict[str, float] | None = None
    """PSNR and its gain over grey in dB, at the end of an epoch."""


def train(
    config: TrainingConfig,
    data: Path | Source,
    out: Path,
    *,
    resume: bool = False,
    device: str = "cpu",
    compiled: bool = False,
    tell: Callable[[TrainingProgress], None] = lambda _: None,
) -> nn.Module:
    """Train on ``data``, writing checkpoint, log and configuration to ``out``; return averaged weights.

    ``data`` is CIFAR-10 or photographs of one's own: their folder, or already opened.

    With ``resume`` the run in ``out`` goes on where its last checkpoint stands and ends with the weights that it
    would have had without the interruption, bit for bit on the same device and number of threads. Without it, a
    folder that holds a run is refused. ``compiled`` has the losses compiled first, which needs a C++ compiler.
    Raises ConfigError, DatasetError, CheckpointError, and TrainingError when the loss is not finite.
    """
    check_device(device)
    source = opened(data, out, config.canvas.kept)
    images, held_out = training_data(source, config, device)
    run = _start(config, device, out)
    prior = create_prior(config, images, out, resume)
    objective = create_objective(config, prior, compiled).to(device)
    start_log(out, config.to_json(), resume)
    if prior is not None:
        save_prior(prior, out)
    if resume:
        _resume(run, config, source.description)
    validator = _copy(config, device)
    per_epoch = min(len(images), config.images_per_epoch or len(images)) // config.batch_size

    batches = iter(loader(images, config, range(run.step, per_epoch * config.epochs), per_epoch, run.network))
    while run.step < per_epoch * config.epochs and not run.patience.should_stop:
        epoch, started, total = run.step // per_epoch, time.monotonic(), 0.0
        torch.manual_seed(generator(config.seed, epoch, stream=3).initial_seed())  # for what networks draw: dropout
        run.network.train()
        for index in range(1, per_epoch + 1):
            total += _step(run, next(batches), objective, config, run.step / per_epoch)
            run.step += 1
            speed = index * config.batch_size / (time.monotonic() - started)
            tell(TrainingProgress(run.step, per_epoch * config.epochs, epoch + 1, total / index, speed))

        validator.load_state_dict(run.averaged)
        measured = finite_validation(validate(validator, held_out), run.step, out)
        run.patience.update(epoch + 1, measured["psnr"], run.averaged)
        log(out, epoch=epoch + 1, step=run.step, loss=total / per_epoch, images_per_second=speed, **measured)
        checkpoint.save(out, {"config": config.to_json(), "data": source.description, **run.state_dict()})
        draw_samples(out, epoch + 1, validator, held_out)
        draw_curves(out, entries(out))
        tell(TrainingProgress(run.step, per_epoch * config.epochs, epoch + 1, total / per_epoch, speed, measured))

    validator.load_state_dict(run.patience.best_weights(run.averaged))
    return validator.eval()


def _step(run: Run, batch: Batch, objective: Objective, config: TrainingConfig, passed: float) -> float:
    """Learn from one batch after ``passed`` epochs; the loss."""
    device = next(run.network.parameters()).device
    inputs, *features, lab = (part.to(device) for part in (batch[0], *batch[1], batch[2]))
    classes = None
    with torch.autocast(lab.device.type, torch.bfloat16):
        if config.losses.context:
            logits, classes = run.network.forward_with_classes(inputs)  # type: ignore[operator]  # (N, Q, H/2, W/2), (N, C)
        else:
            logits = run.network(inputs, features) if features else run.network(inputs)  # (N, Q, h, w)
    logits = logits.float()
    loss = objective(logits, lab, inputs, classes)
    facing = run.adversary if run.adversary and run.adversary.is_active(passed) else None
    if facing:
        predicted = objective.predict(logits, lab)  # (N, 3, H, W)
        loss = loss + facing.generator_loss(predicted, passed)

    run.optimizer.set_rate(config.learning_rate * schedule(passed, config.warmup, config.epochs))
    run.network.zero_grad(set_to_none=True)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(run.network.parameters(), config.clip)
    value = finite(loss.item(), norm.item(), run.step, run.out)
    run.optimizer.step()
    average(run.averaged, run.network, min(config.ema, (1 + run.step) / (10 + run.step)))
    if facing:
        finite(*facing.update(lab, predicted, config.clip), run.step, run.out)
    return value


@dataclass
class Run:
    """All that changes while a run goes on, which is what its checkpoint holds; and where."""

    out: Path
    network: nn.Module
    optimizer: Optimizer
    averaged: State
    adversary: Discriminator | None
    patience: EarlyStopping
    step: int = 0

    def state_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        state: dict[str, Any] = {"step": self.step, "averaged": self.averaged}
        state |= {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}
        state |= {"patience": self.patience.state_dict()}
        return state | ({"discriminator": self.adversary.state_dict()} if self.adversary else {})

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state_dict`."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        for name, value in state["averaged"].items():
            self.averaged[name].copy_(value)
        self.step = int(state["step"])
        self.patience.load_state_dict(state["patience"])
        if self.adversary:
            self.adversary.load_state_dict(state["discriminator"])


def _resume(run: Run, config: TrainingConfig, data: str) -> None:
    """Load the run's checkpoint into it."""
    state = checkpoint.load(run.out, config.to_json())
    if (of_run := state.get("data")) != data:
        raise CheckpointError(f"{run.out} learns from {of_run}, not {data}: give it the same data, or another --out")
    with checkpoint.fitting(run.out):
        run.load_state_dict(state)
    truncate_log(run.out, run.step)


def _copy(config: TrainingConfig, device: str) -> nn.Module:
    network = create_model(config.network, **config.network_arguments).to(device)
    # Channels last is what the convolutions of CPUs and GPUs alike want in bfloat16.
    for parameter in network.parameters():
        if parameter.ndim == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def _start(config: TrainingConfig, device: str, out: Path) -> Run:
    torch.manual_seed(config.seed)
    network = _copy(config, device)
    if config.start is not None:
        load_weights(network, load(config.start).file("safetensors"))
    if config.start_encoder is not None:
        start_encoder(network, config.start_encoder)
    averaged = {name: value.clone() for name, value in network.state_dict().items()}
    adversary = (
        Discriminator(config.discriminator, config.losses.adversarial, device) if config.losses.adversarial else None
    )
    optimizer = create_optimizer(
        network, config.optimizer, config.learning_rate, config.weight_decay, config.encoder_rate
    )
    return Run(out, network, optimizer, averaged, adversary, EarlyStopping(config.patience))
