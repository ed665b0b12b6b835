"""Losses over a distribution of ab bins at half resolution."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from model.color import grid
from model.color.lab_torch import lab_to_rgb


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


class BinCrossEntropy(torch.nn.Module):
    """Cross-entropy against bilinear soft targets (after Zhang et al. 2016), in nats, mean over positions."""

    table: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("table", torch.from_numpy(grid.index_table()))

    def forward(self, probabilities: Tensor, ab: Tensor) -> Tensor:
        """``probabilities`` ``(N, Q, h, w)``; ``ab`` ``(N, 2, h, w)`` in Lab units; → scalar."""
        scaled = (ab.clamp(-119.99, 119.99) + 120) / grid.STEP
        low = scaled.floor().long()
        (u, v), (i, j) = (scaled - low).unbind(1), low.unbind(1)
        indices = torch.stack([self.table[i + di, j + dj] for di in (0, 1) for dj in (0, 1)], dim=1)
        weights = torch.stack([(1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v], dim=1)
        # A target has four bins, so four logarithms a position do; the floor keeps their gradients finite.
        return -(probabilities.gather(1, indices).clamp_min(1e-8).log() * weights).sum(1).mean()


def regression(predicted: Tensor, ab: Tensor) -> Tensor:
    """Huber loss of predicted ab ``(N, 2, h, w)``, enlarged to ``ab`` ``(N, 2, H, W)``; units of ab/110."""
    full = F.interpolate(predicted, size=ab.shape[-2:], mode="bilinear", align_corners=False)
    return F.huber_loss(full / 110, ab / 110, delta=0.2)


def log_squared_error(predicted: Tensor, lab: Tensor) -> Tensor:
    """Mean over images of ln(mean squared error in sRGB), up to a factor the negative PSNR (Chen et al. 2021, HINet).

    ``predicted`` ab ``(N, 2, h, w)`` is enlarged to ``lab`` ``(N, 3, H, W)``. Images that are nearly right count
    as much as those that are far off, as they do in a mean of PSNRs.
    """
    full = F.interpolate(predicted, size=lab.shape[-2:], mode="bilinear", align_corners=False)
    error = lab_to_rgb(torch.cat([lab[:, :1], full], dim=1)) - lab_to_rgb(lab)
    # The floor is the error of rounding to 8 bits: less cannot be seen in a file.
    return ((error**2).mean(dim=(1, 2, 3)) + 1e-5).log().mean()


class Objective(torch.nn.Module):
    """What training minimises: cross-entropy over bins, and losses of the expected colour by their weights."""

    def __init__(self, regression: float, psnr: float) -> None:
        super().__init__()
        self.regression, self.psnr = regression, psnr
        self.decoder, self.cross_entropy = Decoder(), BinCrossEntropy()

    def forward(self, logits: Tensor, lab: Tensor) -> Tensor:
        """``logits`` ``(N, Q, H/2, W/2)``, true ``lab`` ``(N, 3, H, W)``; → scalar."""
        probabilities = torch.softmax(logits, 1)
        loss: Tensor = self.cross_entropy(probabilities, F.avg_pool2d(lab[:, 1:], 2))
        if self.regression or self.psnr:
            expected = self.decoder(probabilities)[0]
            loss = loss + self.regression * regression(expected, lab[:, 1:])
            loss = loss + self.psnr * log_squared_error(expected, lab)
        return loss
