"""A small residual classifier of CIFAR-10, for what it has learned: not a colourist, so not in the registry.

It reads what colourists read, lightness and hints, with the true colour as a hint at every pixel; a grey picture is
one without hints. So its encoder can start a colourist, its features can compare pictures (perceptual loss), and its
accuracy on colorized pictures says whether their colours carry meaning.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.networks.blocks import ResidualEncoder
from model.networks.registry import INPUTS


class Classifier(nn.Module):
    """Lightness, chroma and mask ``(N, 4, H, W)`` → logits over classes ``(N, classes)``; H and W from 8 up."""

    def __init__(
        self,
        classes: int = 10,
        widths: tuple[int, int, int, int] = (32, 64, 128, 256),
        depths: tuple[int, int, int] = (2, 2, 2),
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.encoder = ResidualEncoder(INPUTS, widths, depths)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(self.encoder.channels, classes)

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.encoder(x).mean(dim=(2, 3))  # (N, 256)
        logits: Tensor = self.head(self.dropout(pooled))
        return logits

    def features(self, x: Tensor) -> list[Tensor]:
        """The maps after the stem and each halving: ``(N, C, H, W)``, …, ``(N, C', H/8, W/8)``."""
        maps = [self.encoder.stem(x)]
        for stage in self.encoder.stages:
            maps.append(stage(maps[-1]))
        return maps


def classifier_inputs(lab: Tensor, coloured: Tensor | float = 1.0) -> Tensor:
    """What the classifier reads of Lab ``(N, 3, H, W)``: ``(N, 4, H, W)``; ``coloured`` 0 leaves the colour out."""
    mask = torch.zeros_like(lab[:, :1]) + coloured
    return torch.cat([lab[:, :1] / 50 - 1, lab[:, 1:] / 110 * mask, mask], dim=1)
