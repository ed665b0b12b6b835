"""Adversarial losses in their hinge form (Lim and Ye 2017; Miyato et al. 2018)."""

from __future__ import annotations

from torch import Tensor


def discriminator_loss(true: Tensor, false: Tensor) -> Tensor:
    """What the discriminator minimises, from its scores of true and of inferred colour: 0 when it is sure."""
    return (1 - true).clamp_min(0).mean() + (1 + false).clamp_min(0).mean()


def generator_loss(false: Tensor) -> Tensor:
    """What the generator, the colourist, minimises, from the discriminator's scores of its pictures, any shape."""
    return -false.mean()
