"""The adversarial half of a step: a PatchGAN discriminator, its optimiser, and how much its loss counts."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from model.losses import discriminator_loss, generator_loss
from model.networks.patchgan import PatchGan
from model.training.config import TrainingConfig


class Discriminator:
    """A discriminator that learns beside the generator, which is the colourist. All it knows is in its state."""

    def __init__(self, config: TrainingConfig, device: torch.device) -> None:
        self.settings, self.weight = config.discriminator, config.losses.adversarial
        self._autocast = partial(torch.autocast, device.type, torch.bfloat16, enabled=config.precision == "bfloat16")
        self.network = PatchGan(self.settings.width, self.settings.layers).to(device)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(),
            lr=self.settings.learning_rate,
            betas=(0.0, 0.99),
            weight_decay=0.0,
            fused=device.type == "cuda",
        )

    def weight_at(self, epoch: float) -> float:
        """Share of its weight that its loss has after ``epoch`` epochs: 0 until it begins, then a line up to 1."""
        since = epoch - self.settings.begin
        return 0.0 if since < 0 else min(1.0, since / self.settings.rise) if self.settings.rise else 1.0

    def is_active(self, epoch: float) -> bool:
        """Whether it is there after ``epoch`` epochs."""
        return epoch >= self.settings.begin

    def generator_loss(self, predicted: Tensor, epoch: float) -> Tensor:
        """What the generator minimises for its pictures, Lab ``(N, 3, H, W)``: scalar, by weight and share."""
        self.network.eval().requires_grad_(False)  # eval: the power iterations move in update() only
        with self._autocast():
            scores = self.network(discriminator_inputs(predicted))
        return self.weight * self.weight_at(epoch) * generator_loss(scores.float())

    def update(self, true: Tensor, predicted: Tensor, clip: float) -> tuple[Tensor, Tensor]:
        """One step on true and predicted Lab ``(N, 3, H, W)``: its loss and its gradient's norm, scalars."""
        self.network.train().requires_grad_(True)
        with self._autocast():
            scores = self.network(torch.cat([discriminator_inputs(true), discriminator_inputs(predicted.detach())]))
        loss = discriminator_loss(*scores.float().chunk(2))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), clip)
        self.optimizer.step()
        return loss.detach(), norm

    def state_dict(self) -> dict[str, Any]:
        """Network and optimiser, for the checkpoint."""
        return {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state_dict`."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])


def discriminator_inputs(lab: Tensor) -> Tensor:
    """What the discriminator reads of Lab ``(N, 3, H, W)``: L/50-1, a/110, b/110."""
    return torch.cat([lab[:, :1] / 50 - 1, lab[:, 1:] / 110], dim=1)
