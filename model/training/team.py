"""Several processes that train one network together, started by torchrun.

Every process draws the same batch and takes its share of it; gradients, losses and the statistics of batch
normalisation are those of the whole batch, so the result is one process's but for rounding.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn

from model.errors import ConfigError


@dataclass(frozen=True)
class Team:
    """Which of how many processes this one is; alone, every method is the identity."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes the files and speaks to the user."""
        return self.rank == 0

    def share(self, batch: Tensor) -> Tensor:
        """This process's part of a batch, along its first axis."""
        return batch[self.rank :: self.size] if self.size > 1 else batch

    def average(self, parameters: Iterable[nn.Parameter]) -> None:
        """Make the gradients those of the whole batch."""
        gradients = [p.grad for p in parameters if p.grad is not None] if self.size > 1 else []
        if gradients:
            flat = torch.cat([gradient.flatten() for gradient in gradients])
            dist.all_reduce(flat)
            for gradient, part in zip(gradients, torch.split(flat, [g.numel() for g in gradients]), strict=True):
                gradient.copy_(part.view_as(gradient) / self.size)

    def mean(self, value: Tensor) -> Tensor:
        """The mean of a scalar over all processes."""
        if self.size == 1:
            return value
        total = value.detach().clone()
        dist.all_reduce(total)
        return total / self.size

    def agree(self, values: dict[str, float]) -> dict[str, float]:
        """The leader's values, so that all decide alike."""
        if self.size > 1:
            box = [values]
            dist.broadcast_object_list(box, src=0)
            values = box[0]
        return values

    def wait(self) -> None:
        """Go on when all have come here."""
        if self.size > 1:
            dist.barrier()


def leads() -> bool:
    """Whether this process is the first that torchrun started, or the only one."""
    return os.environ.get("RANK", "0") == "0"


def join(device: str, batch_size: int) -> tuple[Team, str]:
    """The team that torchrun started, and this process's device; a team of one without torchrun."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Team(), device
    if batch_size % size:
        raise ConfigError(f"batch_size {batch_size} cannot be shared by {size} processes; make it a multiple of {size}")
    if device == "cuda":
        device = f"cuda:{os.environ.get('LOCAL_RANK', '0')}"
        torch.cuda.set_device(device)
    if not dist.is_initialized():
        dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
        atexit.register(_part)
    return Team(dist.get_rank(), size), device


def _part() -> None:
    """Leave the team. A process that simply ended would have its own threads, or the others', end with an error."""
    if dist.is_initialized():
        dist.destroy_process_group()


def with_common_statistics(network: nn.Module) -> nn.Module:
    """Replace batch normalisation by one over the batches of all processes; the tensors keep their names."""
    for name, child in network.named_children():
        if isinstance(child, nn.BatchNorm2d):
            common = CommonNorm(child.num_features, eps=child.eps, momentum=child.momentum)
            common.load_state_dict(child.state_dict())
            network.add_module(name, common.to(child.weight.device))
        else:
            with_common_statistics(child)
    return network


class CommonNorm(nn.BatchNorm2d):
    """Batch normalisation over all processes' parts, of equal size: ``(N, C, H, W)`` → the same shape.

    torch's own works on GPUs only.
    """

    def forward(self, input: Tensor) -> Tensor:
        if not self.training:
            return super().forward(input)
        x = input.float()
        count = x.numel() // x.shape[1] * dist.get_world_size()
        mean = _sum(x.sum(dim=(0, 2, 3))) / count
        centred = x - mean[:, None, None]
        variance = _sum(centred.square().sum(dim=(0, 2, 3))) / count
        with torch.no_grad():
            momentum = self.momentum or 0.0
            for running, now in ((self.running_mean, mean), (self.running_var, variance * count / (count - 1))):
                if running is not None:
                    running.lerp_(now, momentum)
            if self.num_batches_tracked is not None:
                self.num_batches_tracked += 1
        scale = self.weight * torch.rsqrt(variance + self.eps)
        return (centred * scale[:, None, None] + self.bias[:, None, None]).to(input.dtype)


class _Sum(torch.autograd.Function):
    """The sum over all processes; its gradient is the sum of theirs."""

    @staticmethod
    def forward(ctx: Any, value: Tensor) -> Tensor:
        total = value.clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        total = gradients[0].clone()
        dist.all_reduce(total)
        return total


def _sum(value: Tensor) -> Tensor:
    return cast(Tensor, _Sum.apply(value))  # type: ignore[no-untyped-call]
