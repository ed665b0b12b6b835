"""The training loop. It reads from top to bottom: data, forward, loss, step, validate, save."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.color import grid
from model.color.lab import rgb_to_lab
from model.color.lab_torch import lab_to_rgb
from model.datasets.augment import augment, generator, sample_hints
from model.datasets.cifar10 import VALIDATION, load_cifar10
from model.errors import CheckpointError, ConfigError, TrainingError
from model.export import restore
from model.losses import Decoder, Objective
from model.networks import build
from model.training import checkpoint
from model.training.config import TrainingConfig
from model.weights import load

LOG = "log.jsonl"
CONFIG = "config.json"

State = dict[str, Tensor]
"""The tensors of a network by name."""


@dataclass(frozen=True)
class Progress:
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
    data: Path,
    out: Path,
    *,
    resume: bool = False,
    device: str = "cpu",
    tell: Callable[[Progress], None] = lambda _: None,
) -> nn.Module:
    """Train on CIFAR-10 in ``data``, writing checkpoint, log and configuration to ``out``; return averaged weights.

    With ``resume`` the run in ``out`` goes on where its last checkpoint stands and ends with the weights that it
    would have had without the interruption, bit for bit on the same device and number of threads. Without it, a
    folder that holds a run is refused.

    Raises ConfigError, DatasetError, CheckpointError, and TrainingError when the loss is not finite.
    """
    kind = _kind_of(device)
    images, held_out = _training_and_validation(data, config, device)
    network, optimizer = _start(config, device)
    _open_folder(out, config, resume)
    averaged = {name: value.clone() for name, value in network.state_dict().items()}
    step = _resume(out, config, averaged, network, optimizer) if resume else 0
    steps = (per_epoch := len(images) // config.batch_size) * config.epochs
    objective = Objective(config.regression, config.psnr).to(device)
    validator = _copy(config, device)

    while step < steps:
        epoch, started, total = step // per_epoch, time.monotonic(), 0.0
        order = torch.randperm(len(images), generator=generator(config.seed, epoch, stream=1))
        torch.manual_seed(generator(config.seed, epoch, stream=3).initial_seed())  # for what networks draw: dropout
        network.train()
        for index in range(per_epoch):
            lab = images[order[index * config.batch_size : (index + 1) * config.batch_size]].to(device).float()
            inputs, lab = _prepare(lab, config, step)  # (N, 4, 32, 32), (N, 3, 32, 32)
            with torch.autocast(kind, torch.bfloat16):
                logits = network(inputs)  # (N, Q, 16, 16)
            loss = objective(logits.float(), lab)

            for group in optimizer.param_groups:
                group["lr"] = config.learning_rate * _schedule(step / per_epoch, config)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            norm = nn.utils.clip_grad_norm_(network.parameters(), config.clip)
            total += _finite(loss.item(), norm.item(), step, out)
            optimizer.step()
            _average(averaged, network, min(config.ema, (1 + step) / (10 + step)))
            step += 1
            speed = (index + 1) * config.batch_size / (time.monotonic() - started)
            tell(Progress(step, steps, epoch + 1, total / (index + 1), speed))

        validator.load_state_dict(averaged)
        measured = validate(validator, held_out)
        _log(out, epoch=epoch + 1, step=step, loss=total / per_epoch, images_per_second=speed, **measured)
        state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "averaged": averaged}
        checkpoint.save(out, {"config": config.to_json(), "step": step, **state})
        tell(Progress(step, steps, epoch + 1, total / per_epoch, speed, measured))

    validator.load_state_dict(averaged)
    return validator.eval()


def _resume(
    out: Path, config: TrainingConfig, averaged: State, network: nn.Module, optimizer: torch.optim.Optimizer
) -> int:
    """Load the checkpoint in ``out`` into ``averaged``, ``network`` and ``optimizer``; the steps done so far."""
    state = checkpoint.load(out, config.to_json())
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    for name, value in state["averaged"].items():
        averaged[name].copy_(value)
    step = int(state["step"])
    _forget_after(out, step)
    return step


def _prepare(lab: Tensor, config: TrainingConfig, step: int) -> tuple[Tensor, Tensor]:
    """Lab ``(N, 3, H, W)`` → what the network reads ``(N, 4, H, W)`` and the Lab it should answer with."""
    random = generator(config.seed, step)
    seen, lab = augment(lab, config.augmentation, random)
    inputs = torch.cat([seen / 50 - 1, sample_hints(lab[:, 1:], random, config.hintless)], dim=1)
    return inputs.contiguous(memory_format=torch.channels_last), lab


def _kind_of(device: str) -> str:
    """``cpu`` or ``cuda`` of a device such as ``cuda:1``; ConfigError when this machine has no such device."""
    try:
        torch.empty(0, device=device)
        return torch.device(device).type
    except (RuntimeError, AssertionError) as error:  # torch built without CUDA asserts
        raise ConfigError(f"device {device!r} cannot be used here ({error}); cpu can") from error


def _finite(loss: float, norm: float, step: int, out: Path) -> float:
    """``loss``, if it and the gradient's ``norm`` are finite, so that no bad step reaches weights or checkpoint."""
    if not (math.isfinite(loss) and math.isfinite(norm)):
        sound = "the last checkpoint is sound" if (out / checkpoint.NAME).exists() else "nothing was saved"
        raise TrainingError(
            f"the loss is {loss} and its gradient {norm} at step {step}: {sound} in {out}; train again from the start, "
            "in another folder, with a lower learning_rate"
        )
    return loss


def _log(out: Path, **entry: float) -> None:
    values = {key: round(value, 5) if math.isfinite(value) else None for key, value in entry.items()}
    with (out / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps(values) + "\n")


def _open_folder(out: Path, config: TrainingConfig, resume: bool) -> None:
    """Make the folder of a new run, with its configuration; a run that is there is not overwritten by mistake."""
    if resume:
        return
    if (out / checkpoint.NAME).exists():
        raise CheckpointError(f"{out} holds a run: go on with --resume, choose another --out, or delete it")
    out.mkdir(parents=True, exist_ok=True)
    (out / CONFIG).write_text(json.dumps(config.to_json(), indent=1) + "\n", encoding="utf-8")
    (out / LOG).unlink(missing_ok=True)


def _forget_after(out: Path, step: int) -> None:
    """Drop what the log says of steps after the checkpoint, and a line that was cut short: they come again."""

    def counts(line: str) -> bool:
        try:
            return bool(json.loads(line)["step"] <= step)
        except (ValueError, LookupError, TypeError):
            return False

    log = out / LOG
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    temporary = log.with_name(f".{LOG}.{os.getpid()}")
    temporary.write_text("".join(f"{line}\n" for line in lines if counts(line)), encoding="utf-8")
    os.replace(temporary, log)


def _training_and_validation(data: Path, config: TrainingConfig, device: str) -> tuple[Tensor, Tensor]:
    """Lab float16 ``(N, 3, 32, 32)`` of the training and the validation images."""
    images, _ = load_cifar10(data, "train")
    if config.batch_size > len(images) - VALIDATION:
        raise ConfigError(f"batch_size {config.batch_size} is more than the {len(images) - VALIDATION} training images")
    lab = np.concatenate([rgb_to_lab(part).astype(np.float16) for part in np.array_split(images, 20)])
    tensor = torch.from_numpy(lab.transpose(0, 3, 1, 2).copy()).to(device)
    return tensor[:-VALIDATION][: config.limit], tensor[-VALIDATION:][: config.limit]


def _copy(config: TrainingConfig, device: str) -> nn.Module:
    bins = len(grid.bins())
    network = build(config.network, bins, **config.network_arguments).to(device)
    # Channels last is what the convolutions of CPUs and GPUs alike want in bfloat16.
    for parameter in network.parameters():
        if parameter.ndim == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def _start(config: TrainingConfig, device: str) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(config.seed)
    network = _copy(config, device)
    if config.start is not None:
        restore(network, load(config.start).file("safetensors"))
    weights = [p for p in network.parameters() if p.ndim > 1]
    rest = [p for p in network.parameters() if p.ndim <= 1]
    groups: list[dict[str, Any]] = [
        {"params": weights, "weight_decay": config.weight_decay},
        {"params": rest, "weight_decay": 0.0},
    ]
    return network, torch.optim.AdamW(groups, lr=config.learning_rate)


def _schedule(epoch: float, config: TrainingConfig) -> float:
    """Share of the peak learning rate after ``epoch`` epochs: a line up, then a half cosine down."""
    if epoch < config.warmup:
        return (epoch + 1e-2) / config.warmup
    progress = (epoch - config.warmup) / (config.epochs - config.warmup)
    return 0.5 * (1 + math.cos(math.pi * progress))


def _average(averaged: State, network: nn.Module, decay: float) -> None:
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            averaged[name].lerp_(value, 1 - decay)
        else:
            averaged[name].copy_(value)


@torch.no_grad()
def validate(network: nn.Module, lab: Tensor, batch: int = 500) -> dict[str, float]:
    """PSNR in dB without and with ten hints, and the gain over grey, mean over images (``lab`` (N, 3, 32, 32))."""
    network.eval()
    decoder = Decoder().to(lab.device)
    scores: dict[str, list[Tensor]] = {"grey": [], "psnr": [], "psnr_hints_10": []}
    for index, part in enumerate(torch.split(lab, batch)):
        truth = part.float()
        ab = truth[:, 1:]
        flat = torch.rand(len(ab), 1024, generator=generator(0, index, stream=2)).argsort(1)[:, :10]
        mask = torch.zeros(len(ab), 1024).scatter_(1, flat, 1.0).reshape(-1, 1, 32, 32).to(lab.device)
        for name, hinted in (("psnr", torch.zeros_like(mask)), ("psnr_hints_10", mask)):
            inputs = torch.cat([truth[:, :1] / 50 - 1, ab / 110 * hinted, hinted], dim=1)
            with torch.autocast(lab.device.type, torch.bfloat16):
                logits = network(inputs.contiguous(memory_format=torch.channels_last))
            found = F.interpolate(decoder(torch.softmax(logits.float(), 1))[0], size=ab.shape[-2:], mode="bilinear")
            scores[name].append(_psnr(torch.cat([truth[:, :1], found], 1), truth))
        scores["grey"].append(_psnr(torch.cat([truth[:, :1], torch.zeros_like(ab)], 1), truth))
    means = {name: float(torch.cat(values).mean()) for name, values in scores.items()}
    return {
        "psnr": means["psnr"],
        "gain": means["psnr"] - means["grey"],
        "psnr_hints_10": means["psnr_hints_10"],
    }


def _psnr(found: Tensor, truth: Tensor) -> Tensor:
    """PSNR of each image in dB, (N,), of two Lab pictures as 8-bit sRGB; images without error are left out."""
    error = (lab_to_rgb(found) * 255).round() - (lab_to_rgb(truth) * 255).round()
    squared = (error**2).mean(dim=(1, 2, 3))
    return 10 * torch.log10(255**2 / squared[squared > 0])
