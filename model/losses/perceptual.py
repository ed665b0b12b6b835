"""Distance in the features of a network that knows what it sees (Johnson et al. 2016), here our own classifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from model.color.lab_torch import lab_to_rgb, rgb_to_lab

Features = Callable[[Tensor], Sequence[Tensor]]


class Perceptual(nn.Module):
    """Mean squared distance of two pictures' features, each position of a map scaled to length 1.

    ``features`` takes Lab ``(N, 3, H, W)`` to maps ``(N, C, h, w)``; ``network`` is what it calls, held still here.
    The pictures are compared as they are shown: Lab is first rendered to sRGB, out-of-gamut colours clipped.
    """

    def __init__(self, network: nn.Module, features: Features) -> None:
        super().__init__()
        self.network, self.features = network.eval().requires_grad_(False), features

    def train(self, mode: bool = True) -> Perceptual:
        """Nothing: the network that judges never trains."""
        return self

    def forward(self, predicted: Tensor, truth: Tensor) -> Tensor:
        """Lab ``(N, 3, H, W)`` each → scalar, 0 for the same pictures."""
        with torch.no_grad():
            wanted = [unit(map_) for map_ in self.features(_as_shown(truth))]
        found = [unit(map_) for map_ in self.features(_as_shown(predicted))]
        distances = [((f - w) ** 2).sum(1).mean() for f, w in zip(found, wanted, strict=True)]
        return torch.stack(distances).mean()


def unit(map_: Tensor) -> Tensor:
    """A map ``(N, C, h, w)`` with the vector at each position scaled to length 1 (Zhang et al. 2018)."""
    return map_ / (map_.square().sum(1, keepdim=True) + 1e-20).sqrt()


def _as_shown(lab: Tensor) -> Tensor:
    return rgb_to_lab(lab_to_rgb(lab))
