"""Optimisers, the schedule of their learning rate, and the moving average of what they move."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from model.training.config import RunConfig, TrainingConfig


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


def create_optimizer(network: nn.Module, config: RunConfig) -> Optimizer:
    """AdamW over what learns; or Muon for all kernels of convolutions but the first and the last, and AdamW beside it.

    The decay is for weights, not for biases and normalisation. An encoder that learns at a share of the rate is
    AdamW's.
    """
    kind, encoder_rate = "adamw", 1.0
    if isinstance(config, TrainingConfig):
        kind, encoder_rate = config.optimizer, config.encoder_rate
    learning_rate, weight_decay = config.learning_rate, config.weight_decay
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
    adam = torch.optim.AdamW(groups, lr=learning_rate, fused=learning[0].is_cuda)
    return Optimizer(adam, KernelMuon(kernels, learning_rate, weight_decay)) if kernels else Optimizer(adam)


def schedule(epoch: float, warmup: float, epochs: float, cooldown: float | None = None) -> float:
    """Share of the peak learning rate after ``epoch`` epochs: a line up, then a half cosine down.

    With a ``cooldown`` the rate is constant after the warmup, and in the last epochs falls as 1 - √(share of them gone)
    (Hägele et al. 2024).
    """
    if epoch < warmup:
        return (epoch + 1e-2) / warmup
    if cooldown is not None:
        return 1 - math.sqrt(max(0.0, 1 - (epochs - epoch) / cooldown))
    progress = (epoch - warmup) / (epochs - warmup)
    return 0.5 * (1 + math.cos(math.pi * progress))


class MovingAverage:
    """The exponential moving average of a network's tensors, as a network of its own, for evaluation."""

    def __init__(self, network: nn.Module) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self._floating = (_tensors(self.network, floating=True), _tensors(network, floating=True))
        self._counters = (_tensors(self.network, floating=False), _tensors(network, floating=False))

    @torch.no_grad()
    def update(self, decay: float) -> None:
        """Move it towards the network by 1 - ``decay``; counters are copied."""
        mine, its = self._floating
        torch._foreach_lerp_(mine, its, 1 - decay)
        mine, its = self._counters
        if mine:
            torch._foreach_copy_(mine, its)


def _tensors(network: nn.Module, *, floating: bool) -> list[Tensor]:
    return [value for value in network.state_dict().values() if value.dtype.is_floating_point == floating]
