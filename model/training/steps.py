"""Parts of a training step that the colourist's loop and the classifier's share."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from model.errors import ConfigError, TrainingError
from model.training import checkpoint


def check_device(device: str) -> None:
    """ConfigError when this machine has no such device as ``cuda:1``."""
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # torch built without CUDA asserts
        raise ConfigError(f"device {device!r} cannot be used here ({error}); cpu can") from error


def optimizer_for(network: nn.Module, learning_rate: float, weight_decay: float) -> torch.optim.Optimizer:
    """AdamW over what learns; the decay is for weights, not for biases and normalisation."""
    learning = [p for p in network.parameters() if p.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in learning if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in learning if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=learning_rate)


def schedule(epoch: float, warmup: float, epochs: float) -> float:
    """Share of the peak learning rate after ``epoch`` epochs: a line up, then a half cosine down."""
    if epoch < warmup:
        return (epoch + 1e-2) / warmup
    progress = (epoch - warmup) / (epochs - warmup)
    return 0.5 * (1 + math.cos(math.pi * progress))


def average(averaged: dict[str, Tensor], network: nn.Module, decay: float) -> None:
    """Move ``averaged`` towards the network's tensors, by 1 - ``decay``; counters are copied."""
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            averaged[name].lerp_(value, 1 - decay)
        else:
            averaged[name].copy_(value)


def finite(loss: float, norm: float, step: int, out: Path) -> float:
    """``loss``, if it and the gradient's ``norm`` are finite, so that no bad step reaches weights or checkpoint."""
    if not (math.isfinite(loss) and math.isfinite(norm)):
        sound = "the last checkpoint is sound" if (out / checkpoint.NAME).exists() else "nothing was saved"
        raise TrainingError(
            f"the loss is {loss} and its gradient {norm} at step {step}: {sound} in {out}; train again from the start, "
            "in another folder, with a lower learning_rate"
        )
    return loss


def finite_validation(measured: dict[str, float], step: int, out: Path) -> dict[str, float]:
    """``measured``, if its PSNR is a number: weights that are too far out for one must not replace a checkpoint."""
    if not math.isfinite(measured["psnr"]):
        sound = "the last checkpoint is sound" if (out / checkpoint.NAME).exists() else "nothing was saved"
        raise TrainingError(
            f"the validation's PSNR is {measured['psnr']} after step {step}: {sound} in {out}; train again from the "
            "start, in another folder, with a lower learning_rate"
        )
    return measured
