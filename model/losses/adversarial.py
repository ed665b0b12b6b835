"""Adversarial losses in their hinge form (Lim and Ye 2017; Miyato et al. 2018)."""

from __future__ import annotations

from torch import Tensor


def critic_hinge(true: Tensor, false: Tensor) -> Tensor:
    """What the critic minimises, from its scores of true and of inferred colour, any shape: 0 when it is sure."""
    return (1 - true).clamp_min(0).mean() + (1 + false).clamp_min(0).mean()


def painter_hinge(false: Tensor) -> Tensor:
    """What the colourist minimises, from the critic's scores of its pictures, any shape."""
    return -false.mean()
