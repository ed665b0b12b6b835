"""The adversarial half of a step: a PatchGAN critic, its optimiser, and how much its word counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from model.losses import critic_hinge, painter_hinge
from model.networks.patchgan import PatchGan


@dataclass(frozen=True)
class CriticSettings:
    """The critic of a run whose ``losses.adversarial`` is above 0."""

    width: int = 64
    """Channels after its first convolution."""
    layers: int = 2
    """Halvings: 2 judges patches of 34×34 pixels, 3 of 70×70."""
    learning_rate: float = 4e-4
    """Constant; twice to four times the colourist's is usual (Heusel et al. 2017)."""
    begin: float = 1.0
    """Epochs before the critic is there at all: first the colourist learns to be about right."""
    rise: float = 1.0
    """Epochs over which its word then comes to count whole."""


class Adversary:
    """A critic that learns beside the colourist. Everything it knows is in its state, so a run resumes exactly."""

    def __init__(self, settings: CriticSettings, weight: float, device: str) -> None:
        self.settings, self.weight, self.kind = settings, weight, torch.device(device).type
        self.critic = PatchGan(settings.width, settings.layers).to(device)
        self.optimizer = torch.optim.AdamW(
            self.critic.parameters(), lr=settings.learning_rate, betas=(0.0, 0.99), weight_decay=0.0
        )

    def share(self, epoch: float) -> float:
        """How much its word counts after ``epoch`` epochs: 0 until it begins, then a line up to 1."""
        since = epoch - self.settings.begin
        return 0.0 if since < 0 else min(1.0, since / self.settings.rise) if self.settings.rise else 1.0

    def begun(self, epoch: float) -> bool:
        """Whether it is there after ``epoch`` epochs."""
        return epoch >= self.settings.begin

    def objection(self, painted: Tensor, epoch: float) -> Tensor:
        """What the colourist pays for its pictures, Lab ``(N, 3, H, W)``: scalar, by weight and share."""
        self.critic.requires_grad_(False)
        with torch.autocast(self.kind, torch.bfloat16):
            scores = self.critic.eval()(seen(painted))  # eval: the power iterations move in learn() only
        return self.weight * self.share(epoch) * painter_hinge(scores.float())

    def learn(self, true: Tensor, painted: Tensor, clip: float) -> tuple[float, float]:
        """One step on true and painted Lab ``(N, 3, H, W)``: its loss and its gradient's norm.

        Nothing is learned from a loss or gradient that is not finite.
        """
        self.critic.train().requires_grad_(True)
        with torch.autocast(self.kind, torch.bfloat16):
            scores = self.critic(torch.cat([seen(true), seen(painted.detach())]))
        loss = critic_hinge(*scores.float().chunk(2))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.critic.parameters(), clip)
        if torch.isfinite(loss) and torch.isfinite(norm):
            self.optimizer.step()
        return loss.item(), norm.item()

    def state_dict(self) -> dict[str, Any]:
        """Critic and optimiser, for the checkpoint."""
        return {"critic": self.critic.state_dict(), "optimizer": self.optimizer.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state_dict`."""
        self.critic.load_state_dict(state["critic"])
        self.optimizer.load_state_dict(state["optimizer"])


def seen(lab: Tensor) -> Tensor:
    """What the critic reads of Lab ``(N, 3, H, W)``: L/50-1, a/110, b/110."""
    return torch.cat([lab[:, :1] / 50 - 1, lab[:, 1:] / 110], dim=1)
