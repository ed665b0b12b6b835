"""Scenes made of small images: canvases as large as photographs are looked at, on which several things are seen.

Images of 32 px teach what single things look like. In a photograph many stand together, each of another size, and none
of them says what the colour of the whole is.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

SIDES = (64, 96, 128)
"""Px of a side of a canvas."""

SCALES = (0.5, 2.0)
"""How large an image is seen on it, from and to, for each canvas anew."""


def scenes(lab: Tensor, random: torch.Generator, host: torch.Generator) -> Tensor:
    """Lab ``(N, 3, h, h)`` → scenes ``(M, 3, H, H)`` of these images side by side, about as many px in all, M ≥ 2.

    H is drawn by ``host``, the same for all scenes. Each has its own scale, and its grid of images begins at another
    place, so that those at its edges are cut.
    """
    small = lab.shape[-1]
    side = SIDES[int(torch.randint(0, len(SIDES), (), generator=host))] * small // 32
    count = max(2, round(len(lab) * small**2 / side**2))  # batch normalisation needs two
    low, high = SCALES
    drawn = torch.rand(count, 3, generator=host).tolist()
    return torch.stack([_scene(lab, side, low * (high / low) ** scale, at, random) for scale, *at in drawn])


def _scene(lab: Tensor, side: int, scale: float, at: list[float], random: torch.Generator) -> Tensor:
    """One scene ``(3, side, side)``; its grid begins ``at`` (down, across), 0..1 of an image, outside of it."""
    tile = max(4, round(lab.shape[-1] * scale))
    across = -(-side // tile) + 1
    which = torch.randint(0, len(lab), (across**2,), generator=random, device=random.device)
    size = (tile, tile)
    images = F.interpolate(lab[which], size=size, mode="bicubic", align_corners=False, antialias=True)
    images[:, 0].clamp_(0, 100)
    grid = images.reshape(across, across, 3, tile, tile).permute(2, 0, 3, 1, 4).reshape(3, across * tile, across * tile)
    top, left = (int(share * tile) for share in at)
    return grid[:, top : top + side, left : left + side]
