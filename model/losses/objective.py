"""What training minimises: losses of one colourist's answer, added by their weights."""

from __future__ import annotations

from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional as F

from model.color.lab_torch import lab_to_rgb
from model.losses.bins import BinCrossEntropy, Decoder
from model.losses.chroma import (
    absolute_error,
    at_twice,
    dullness,
    enlarged,
    log_squared_error,
    regression,
    shrunk,
    squared_error,
)
from model.settings import Settings


class Losses(Settings):
    """Weights of the losses; one of 0 is not even computed."""

    classification: float = Field(default=1.0, ge=0)
    """Cross-entropy over ab bins."""
    rebalance: float = Field(default=0.0, ge=0, le=1)
    """Share, 0..1, of the classification that counts positions by their colour's rarity (Zhang et al. 2016)."""
    huber: float = Field(default=0.0, ge=0)
    """Huber loss of the expected ab, in units of 110, δ 0.2."""
    l1: float = Field(default=0.0, ge=0)
    """Absolute error of the expected ab, in units of 110."""
    l2: float = Field(default=0.0, ge=0)
    """Squared error of the expected ab, in units of 110."""
    psnr: float = Field(default=0.0, ge=0)
    """Logarithm of each image's squared error in sRGB: what the mean PSNR is made of."""
    colourfulness: float = Field(default=0.0, ge=0)
    """Lack of colourfulness against the truth (Hasler and Süsstrunk 2003), over 255."""
    perceptual: float = Field(default=0.0, ge=0)
    """Distance in the features of a classifier, named by ``classifier``."""
    lpips: float = Field(default=0.0, ge=0)
    """LPIPS, with the imported weights named by ``lpips_weights``."""
    adversarial: float = Field(default=0.0, ge=0)
    """Loss of the generator against a PatchGAN discriminator, once its warm-up is over."""
    context: float = Field(default=0.0, ge=0)
    """Cross-entropy of the classes seen in the grey picture against those that ``classifier`` sees in the coloured."""
    distillation: float = Field(default=0.0, ge=0)
    """Cross-entropy over ab bins against the mean answer of the ``teachers`` (Hinton et al. 2015)."""

    ALONE_TOO_LITTLE: ClassVar = ("rebalance", "adversarial", "context")
    """Those that only change or accompany others."""


class Objective(nn.Module):
    """The losses by their weights. What a loss needs must be given only where its weight is above 0."""

    def __init__(
        self,
        losses: Losses,
        *,
        rarity: Tensor | None = None,
        perceptual: nn.Module | None = None,
        lpips: nn.Module | None = None,
        classifier: nn.Module | None = None,
        teachers: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.losses, self.perceptual, self.lpips = losses, perceptual, lpips
        self.classifier, self.teachers = classifier, teachers
        for name, weight, needed in (
            ("rebalance", losses.rebalance, rarity),
            ("perceptual", losses.perceptual, perceptual),
            ("lpips", losses.lpips, lpips),
            ("context", losses.context, classifier),
            ("distillation", losses.distillation, teachers),
        ):
            if weight and needed is None:
                raise ValueError(f"the loss {name!r} lacks what it needs")
        share = losses.rebalance
        self.decoder = Decoder()
        self.cross_entropy = BinCrossEntropy(1 - share + share * rarity if share and rarity is not None else None)

    def predict(self, logits: Tensor, lab: Tensor) -> Tensor:
        """The picture in its expected colours: Lab ``(N, 3, H, W)`` with the true lightness."""
        expected = self.decoder(torch.softmax(logits, 1))[0]
        return torch.cat([lab[:, :1], enlarged(expected, lab)], dim=1)

    def forward(
        self, logits: Tensor, lab: Tensor, inputs: Tensor | None = None, classes: Tensor | None = None
    ) -> Tensor:
        """``logits`` ``(N, Q, H/2, W/2)``, true ``lab`` ``(N, 3, H, W)``; → scalar, without the adversarial loss.

        Distillation needs what the network read, ``inputs`` ``(N, 4, H, W)``,
        and context its logits ``classes``, ``(N, C)``.
        """
        weights, ab = self.losses, lab[:, 1:]
        for name, weight, told in (
            ("distillation", weights.distillation, inputs),
            ("context", weights.context, classes),
        ):
            if weight and told is None:
                raise ValueError(f"the loss {name!r} was not told what it needs")
        log_probabilities = torch.log_softmax(logits, 1)
        probabilities = log_probabilities.exp()
        loss = logits.new_zeros(())
        if weights.classification:
            loss = loss + weights.classification * self.cross_entropy(log_probabilities, shrunk(ab, probabilities))
        expected = self.decoder(probabilities)[0]
        for weight, of_ab in ((weights.huber, regression), (weights.l1, absolute_error), (weights.l2, squared_error)):
            if weight:
                loss = loss + weight * of_ab(expected, ab)
        if weights.psnr:
            loss = loss + weights.psnr * log_squared_error(expected, at_twice(lab, expected))
        if weights.distillation and self.teachers is not None and inputs is not None:
            loss = loss + weights.distillation * F.cross_entropy(logits, self.teachers(inputs))
        if weights.context and self.classifier is not None and classes is not None:
            loss = loss + weights.context * F.cross_entropy(classes, self.classifier(lab))
        return loss + self._of_pictures(expected, lab)

    def _of_pictures(self, expected: Tensor, lab: Tensor) -> Tensor:
        """Losses that look at the whole picture as it is shown."""
        weights, loss = self.losses, expected.new_zeros(())
        if not (weights.colourfulness or weights.perceptual or weights.lpips):
            return loss
        predicted = torch.cat([lab[:, :1], enlarged(expected, lab)], dim=1)
        rgb, truth = lab_to_rgb(predicted), lab_to_rgb(lab)
        if weights.colourfulness:
            loss = loss + weights.colourfulness * dullness(rgb, truth)
        if weights.perceptual and self.perceptual is not None:
            loss = loss + weights.perceptual * self.perceptual(predicted, lab)
        if weights.lpips and self.lpips is not None:
            loss = loss + weights.lpips * self.lpips(rgb, truth)
        return loss
