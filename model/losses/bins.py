"""Losses over a distribution of ab bins, and what such a distribution means as colour."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional as F

from model.color import grid

UNIFORM = 0.5
"""λ of Zhang et al. 2016: the share of the uniform distribution in the prior that rare colours are weighed by."""

SMOOTHING = 5.0
"""σ of the Gaussian over ab that smooths the empirical prior, in Lab units (Zhang et al. 2016)."""


class Decoder(torch.nn.Module):
    """From a distribution over bins to colour: the expectation, and its spread.

    Probabilities ``(N, Q, h, w)`` → ab ``(N, 2, h, w)`` in Lab units and spread ``(N, 1, h, w)``, the root of the
    distribution's variance in Lab units. The expectation has the least expected squared error; a wide spread
    means that the network sees several colours as possible.
    """

    centres: Tensor

    def __init__(self) -> None:
        super().__init__()
        centres = torch.from_numpy(grid.bins())
        self.register_buffer("centres", torch.cat([centres, (centres**2).sum(1, keepdim=True)], dim=1))

    def forward(self, probabilities: Tensor) -> tuple[Tensor, Tensor]:
        moments = F.conv2d(probabilities, self.centres.t()[:, :, None, None])
        ab = moments[:, :2]
        variance = moments[:, 2:] - (ab**2).sum(1, keepdim=True)
        return ab, variance.clamp_min(0).sqrt()


class Corners(torch.nn.Module):
    """The bilinear soft target of a colour: ab ``(N, 2, h, w)`` → bins and weights ``(N, 4, h, w)``, sum 1."""

    table: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("table", torch.from_numpy(grid.index_table()))

    def forward(self, ab: Tensor) -> tuple[Tensor, Tensor]:
        scaled = (ab.clamp(-119.99, 119.99) + 120) / grid.STEP
        low = scaled.floor().long()
        (u, v), (i, j) = (scaled - low).unbind(1), low.unbind(1)
        indices = torch.stack([self.table[i + di, j + dj] for di in (0, 1) for dj in (0, 1)], dim=1)
        weights = torch.stack([(1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v], dim=1)
        return indices, weights


class BinCrossEntropy(torch.nn.Module):
    """Cross-entropy against bilinear soft targets (after Zhang et al. 2016), in nats, mean over positions.

    With ``rarity`` ``(Q,)``, see :func:`rarity_of`, a position counts by the rarity of its likeliest target bin.
    """

    rarity: Tensor | None

    def __init__(self, rarity: Tensor | None = None) -> None:
        super().__init__()
        self.corners = Corners()
        self.register_buffer("rarity", rarity)

    def forward(self, log_probabilities: Tensor, ab: Tensor) -> Tensor:
        """``log_probabilities`` ``(N, Q, h, w)``; ``ab`` ``(N, 2, h, w)`` in Lab units; → scalar."""
        indices, weights = self.corners(ab)
        losses = -(log_probabilities.gather(1, indices) * weights).sum(1)  # (N, h, w)
        if self.rarity is not None:
            likeliest = indices.gather(1, weights.argmax(1, keepdim=True)).squeeze(1)
            losses = losses * self.rarity[likeliest]
        mean: Tensor = losses.mean()
        return mean


def prior_of(batches: Iterable[Tensor]) -> Tensor:
    """How often each bin is a target at half resolution, in Lab ``(N, 3, H, W)`` each: float32 ``(Q,)``, sum 1."""
    corners, counts = Corners(), torch.zeros(len(grid.bins()), dtype=torch.float64)
    for lab in batches:
        indices, weights = corners(F.avg_pool2d(lab[:, 1:].cpu().float(), 2))
        counts += torch.bincount(indices.flatten(), weights.double().flatten(), minlength=len(counts))
    return (counts / counts.sum()).float()


def rarity_of(prior: Tensor, uniform: float = UNIFORM, smoothing: float = SMOOTHING) -> Tensor:
    """Weights that make rare colours count (Zhang et al. 2016): prior ``(Q,)``, sum 1 → ``(Q,)``, expectation 1.

    The prior is smoothed by a Gaussian over ab and mixed with the uniform distribution; a weight is the inverse.
    """
    centres = torch.from_numpy(grid.bins()).double()
    kernel = torch.exp(-(torch.cdist(centres, centres) ** 2) / (2 * smoothing**2))
    smooth = (kernel / kernel.sum(0)) @ prior.double().cpu()  # each bin's mass is spread, none is lost at the edge
    weights = 1 / ((1 - uniform) * smooth + uniform / len(smooth))
    return (weights / (weights * smooth).sum()).float()
