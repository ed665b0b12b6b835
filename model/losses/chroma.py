"""Losses of the colour itself: how far the expected ab is from the true one, and how vivid the picture is."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from model.color.lab_torch import lab_to_rgb

RANGE = 110
"""Losses of ab are in units of this many Lab units, so that they are of the order of 1."""


def enlarged(ab: Tensor, like: Tensor) -> Tensor:
    """``ab`` ``(N, 2, h, w)`` at the size of ``like`` ``(N, C, H, W)``: ``(N, 2, H, W)``."""
    return F.interpolate(ab, size=like.shape[-2:], mode="bilinear", align_corners=False)


def shrunk(ab: Tensor, like: Tensor) -> Tensor:
    """``ab`` ``(N, 2, H, W)`` as means over the positions of ``like`` ``(N, C, h, w)``, each H/h by W/w of it."""
    return F.avg_pool2d(ab, (ab.shape[-2] // like.shape[-2], ab.shape[-1] // like.shape[-1]))


def at_twice(lab: Tensor, answer: Tensor) -> Tensor:
    """``lab`` ``(N, 3, H, W)`` at most at twice the size of ``answer`` ``(N, C, h, w)``: finer it cannot be judged."""
    factor = lab.shape[-1] // answer.shape[-1] // 2
    return F.avg_pool2d(lab, factor) if factor > 1 else lab


def regression(predicted: Tensor, ab: Tensor) -> Tensor:
    """Huber loss of predicted ab ``(N, 2, h, w)``, enlarged to ``ab`` ``(N, 2, H, W)``; units of ab/110."""
    return F.huber_loss(enlarged(predicted, ab) / RANGE, ab / RANGE, delta=0.2)


def absolute_error(predicted: Tensor, ab: Tensor) -> Tensor:
    """L1: mean absolute error of predicted ab ``(N, 2, h, w)``, enlarged to ``ab`` ``(N, 2, H, W)``; of ab/110."""
    return F.l1_loss(enlarged(predicted, ab) / RANGE, ab / RANGE)


def squared_error(predicted: Tensor, ab: Tensor) -> Tensor:
    """L2: mean squared error of predicted ab ``(N, 2, h, w)``, enlarged to ``ab`` ``(N, 2, H, W)``; of ab/110."""
    return F.mse_loss(enlarged(predicted, ab) / RANGE, ab / RANGE)


def log_squared_error(predicted: Tensor, lab: Tensor) -> Tensor:
    """Mean over images of ln(mean squared error in sRGB), up to a factor the negative PSNR (Chen et al. 2021, HINet).

    ``predicted`` ab ``(N, 2, h, w)`` is enlarged to ``lab`` ``(N, 3, H, W)``. Images that are nearly right count
    as much as those that are far off, as they do in a mean of PSNRs.
    """
    full = enlarged(predicted, lab)
    error = lab_to_rgb(torch.cat([lab[:, :1], full], dim=1)) - lab_to_rgb(lab)
    # The floor is the error of rounding to 8 bits: less cannot be seen in a file.
    return ((error**2).mean(dim=(1, 2, 3)) + 1e-5).log().mean()


def colourfulness(rgb: Tensor) -> Tensor:
    """Hasler and Süsstrunk 2003 of sRGB ``(N, 3, H, W)`` in 0..1: ``(N,)``; 0.13 moderately, 0.43 extremely colourful.

    The same number as :func:`model.metrics.colourfulness.colourfulness` over 255; differentiable at grey too.
    """
    red, green, blue = rgb.flatten(2).unbind(1)  # (N, H W)
    opponents = torch.stack([red - green, (red + green) / 2 - blue], dim=1)  # (N, 2, H W)
    deviation = opponents.var(dim=2, correction=0).sum(1)
    offset = opponents.mean(dim=2).square().sum(1)
    return (deviation + 1e-12).sqrt() + 0.3 * (offset + 1e-12).sqrt()


def dullness(rgb: Tensor, truth: Tensor) -> Tensor:
    """Mean lack of colourfulness against the truth, sRGB ``(N, 3, H, W)`` in 0..1 each; too vivid costs nothing."""
    return (colourfulness(truth) - colourfulness(rgb)).clamp_min(0).mean()
