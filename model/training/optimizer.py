"""Parts of a training step that the colourist's loop and the classifier's share."""

from __future__ import annotations

import math
from collections.abc import Sequence
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


class Optimizer:
    """AdamW, and Muon for what it is given, stepped as one; its state is a list of theirs."""

    def __init__(self, *parts: torch.optim.Optimizer) -> None:
        self._parts = parts

    def set_rate(self, learning_rate: float) -> None:
        """The learning rate of every part from here on."""
        for part in self._parts:
            for group in part.param_groups:
                group["lr"] = learning_rate * group.get("share", 1.0)

    def step(self) -> None:
        """Move the parameters by what their gradients say."""
        for part in self._parts:
            part.step()

    def state_dict(self) -> list[dict[str, Any]]:
        """For the checkpoint."""
        return [part.state_dict() for part in self._parts]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        """Go on from :meth:`state_dict`."""
        for part, state in zip(self._parts, states, strict=True):
            part.load_state_dict(state)


class KernelMuon(torch.optim.Muon):
    """Muon (Jordan et al. 2024) over kernels of convolutions ``(out, in, h, w)``, each a matrix of ``out`` rows.

    The momentum's matrix is replaced by the nearest one whose singular values are all alike, so that rare directions
    are learned as fast as common ones. Updates have the size of AdamW's (Liu et al. 2025), so its rates serve.
    """

    def __init__(self, kernels: Sequence[nn.Parameter], learning_rate: float, weight_decay: float) -> None:
        self._kernels = kernels
        self._matrices = [_matrix(kernel.detach()) for kernel in kernels]
        if any(m.data_ptr() != k.data_ptr() for m, k in zip(self._matrices, kernels, strict=True)):
            raise ValueError("Muon moves kernels in place: they must be channels-last in memory")
        super().__init__(self._matrices, lr=learning_rate, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw")

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move the kernels by what their gradients say."""
        for matrix, kernel in zip(self._matrices, self._kernels, strict=True):
            matrix.grad = None if kernel.grad is None else _matrix(kernel.grad)
        super().step()  # type: ignore[no-untyped-call]


def _matrix(kernel: Tensor) -> Tensor:
    return kernel.permute(0, 2, 3, 1).flatten(1)


def create_optimizer(
    network: nn.Module, kind: str, learning_rate: float, weight_decay: float, encoder_rate: float = 1.0
) -> Optimizer:
    """AdamW over what learns, or with ``kind`` muon that for all kernels of convolutions but the first and the last.

    The decay is for weights, not for biases and normalisation. An encoder that learns at a share of the rate,
    ``encoder_rate``, is AdamW's.
    """
    learning = [p for p in network.parameters() if p.requires_grad]
    encoder = {id(p) for p in network.encoder.parameters()} if encoder_rate < 1 else set()  # type: ignore[union-attr]
    kernels = [p for p in learning if p.ndim == 4 and id(p) not in encoder][1:-1] if kind == "muon" else []
    hidden = {id(p) for p in kernels} | encoder
    rest = [p for p in learning if id(p) not in hidden]
    tuned = [p for p in learning if id(p) in encoder]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in part if (p.ndim > 1) == wide], "weight_decay": weight_decay * wide, "share": share}
        for part, share in ((rest, 1.0), (tuned, encoder_rate))
        for wide in (True, False)
        if part
    ]
    adam = torch.optim.AdamW(groups, lr=learning_rate)
    return Optimizer(adam, KernelMuon(kernels, learning_rate, weight_decay)) if kernels else Optimizer(adam)


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
