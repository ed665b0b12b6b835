"""The training loop. It reads from top to bottom: data, network, optimiser; forward, loss, step; validate, save."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from model.datasets.augment import generator
from model.datasets.source import Source
from model.errors import CheckpointError
from model.training import checkpoint
from model.training.classification import Classification
from model.training.colorization import Colorization
from model.training.config import ClassifierConfig, Config
from model.training.data import opened
from model.training.device import check_device, with_precision
from model.training.discriminator import Discriminator
from model.training.early_stopping import EarlyStopping
from model.training.lock import locked
from model.training.log import entries, log, save_config, start_log, truncate_log
from model.training.optimizer import MovingAverage, Optimizer, create_optimizer, schedule
from model.training.progress import Progress, RunningLoss, finite_validation
from model.training.sheets import draw_curves

Task = Colorization | Classification
LossOf = Callable[..., tuple[Tensor, Tensor | None]]
"""A task's loss of a network and a batch, compiled or not."""


def train(
    config: Config,
    data: Path | Source,
    out: Path,
    *,
    resume: bool = False,
    device: str = "cpu",
    compiled: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> nn.Module:
    """Train a colourist or a classifier on ``data``; return the averaged weights, or the best ones (early stopping).

    ``data`` is CIFAR-10 or photographs of one's own: their folder, or already opened. Checkpoint, log, configuration
    and sheets are written to ``out``. With ``resume`` the run there goes on where its last checkpoint stands, and ends
    on the CPU, with as many threads, with the weights that it would have had without the interruption, bit for bit.
    Without it, a folder that holds a run is refused; so is one that another training writes into. ``compiled`` has
    network and loss compiled together first, which needs a C++ compiler. Raises ConfigError, DatasetError,
    CheckpointError, and TrainingError when the loss is not finite.
    """
    check_device(device)
    config = with_precision(config, device)
    source = opened(data, out, config)
    task = _task(config, source, device, out, resume)
    state = _start(config, task, device)
    with locked(out):
        if resume:
            _resume(state, config, source.description, out, task.per_epoch)
        else:
            start_log(out, config.to_json())
        task.keep(out)
        return _train(state, task, config, source.description, out, device=device, compiled=compiled, tell=tell)


def _train(
    state: TrainingState,
    task: Task,
    config: Config,
    data: str,
    out: Path,
    *,
    device: str,
    compiled: bool,
    tell: Callable[[Progress], None],
) -> nn.Module:
    loss_of = torch.compile(task.loss, dynamic=False) if compiled else task.loss  # batches have three sizes
    steps = task.per_epoch * config.epochs
    batches = iter(task.batches(range(state.step, steps), state.network))
    for epoch in range(state.step // task.per_epoch, config.epochs):
        if state.stopping.should_stop:
            break
        torch.manual_seed(generator(config.seed, epoch, stream=3).initial_seed())  # for what networks draw: dropout
        state.network.train()
        running = RunningLoss(device)
        started = time.monotonic()
        for index, parts in enumerate(islice(batches, task.per_epoch), 1):
            batch = [part.to(device, non_blocking=True) for part in parts]
            running.add(*_step(state, loss_of, batch, config, state.step / task.per_epoch))
            state.step += 1
            if index == task.per_epoch or running.is_due:
                running.read(state.step, out)
            speed = index * config.batch_size / (time.monotonic() - started)
            tell(progress := Progress(state.step, steps, epoch + 1, running.mean, speed))

        if (epoch + 1) % config.validate_every == 0 or epoch + 1 == config.epochs:
            measured = finite_validation(task.validate(state.average.network), task.score, state.step, out)
            state.stopping.update(epoch + 1, measured[task.score], state.average.network.state_dict())
            log(out, epoch=epoch + 1, step=state.step, loss=running.mean, images_per_second=speed, **measured)
            checkpoint.save(out, {"config": config.to_json(), "data": data, **state.state_dict()})
            task.draw(out, epoch + 1, state.average.network)
            draw_curves(out, entries(out))
            tell(progress.validated(measured))

    state.average.network.load_state_dict(state.stopping.best_weights(state.average.network.state_dict()))
    return state.average.network


def _step(
    state: TrainingState, loss_of: LossOf, batch: list[Tensor], config: Config, epoch: float
) -> tuple[Tensor, ...]:
    """Learn from one batch; the loss, and what else must be finite: scalars that stay on the device."""
    discriminator = state.discriminator if state.discriminator and state.discriminator.is_active(epoch) else None

    loss, predicted = loss_of(state.network, *batch)
    if discriminator and predicted is not None:
        loss = loss + discriminator.generator_loss(predicted, epoch)

    state.network.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    norm = nn.utils.clip_grad_norm_(state.network.parameters(), config.clip)
    state.optimizer.set_rate(config.learning_rate * schedule(epoch, config.warmup, config.epochs, config.cooldown))
    state.optimizer.step()
    state.average.update(min(config.ema, (1 + state.step) / (10 + state.step)))

    if discriminator and predicted is not None:
        return loss.detach(), norm, *discriminator.update(batch[1], predicted, config.clip)
    return loss.detach(), norm


@dataclass
class TrainingState:
    """All that changes while a run goes on, which is what its checkpoint holds."""

    network: nn.Module
    average: MovingAverage
    optimizer: Optimizer
    discriminator: Discriminator | None
    stopping: EarlyStopping
    step: int = 0

    def _parts(self) -> dict[str, Any]:
        parts = {"network": self.network, "averaged": self.average.network, "optimizer": self.optimizer}
        parts |= {"early_stopping": self.stopping}
        return parts | ({"discriminator": self.discriminator} if self.discriminator else {})

    def state_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        return {"step": self.step, **{name: part.state_dict() for name, part in self._parts().items()}}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state_dict`."""
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
        self.step = int(state["step"])


def _task(config: Config, source: Source, device: str, out: Path, resume: bool) -> Task:
    if isinstance(config, ClassifierConfig):
        return Classification(config, source, device)
    return Colorization(config, source, device, out, resume)


def _start(config: Config, task: Task, device: str) -> TrainingState:
    torch.manual_seed(config.seed)
    network = task.create_network().to(device)
    # Channels last is what the convolutions of CPUs and GPUs alike want in bfloat16.
    for parameter in network.parameters():
        if parameter.ndim == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    discriminator = task.create_discriminator()
    average, optimizer = MovingAverage(network), create_optimizer(network, config)
    return TrainingState(network, average, optimizer, discriminator, EarlyStopping(config.patience))


def _resume(state: TrainingState, config: Config, data: str, out: Path, per_epoch: int) -> None:
    """Load the run's checkpoint, and forget what the log says of later steps."""
    saved = checkpoint.load(out, config.to_json(), may_differ={"epochs"} if config.cooldown is not None else set())
    if (other := saved["config"]["epochs"]) != config.epochs and config.cooldown is not None:
        constant = min(other, config.epochs) - config.cooldown  # until here the rate was the same
        if saved["step"] > constant * per_epoch:
            raise CheckpointError(
                f"{out} is {saved['step'] / per_epoch:g} epochs in, and with {min(other, config.epochs)} in all the "
                f"learning rate falls after {constant:g}: go on with --epochs {other}"
            )
    if saved["data"] != data:
        raise CheckpointError(f"{out} learns from {saved['data']}, not {data}: give it the same data, or another --out")
    with checkpoint.fitting(out):
        state.load_state_dict(saved)
    save_config(out, config.to_json())  # more epochs may have been asked for, or the file be gone
    truncate_log(out, state.step)
