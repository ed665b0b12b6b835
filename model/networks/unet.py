"""A residual U-Net (Ronneberger et al. 2015) over lightness and hints, answering with a distribution over ab bins.

The answer is at half the input's resolution: chroma is smooth, and the softmax over some 300 bins at full
resolution would take half of the training time. Lightness brings the edges back (guided upsampling).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.networks.blocks import GlobalContext, Residual, check_blocks, check_widths, conv_norm
from model.networks.registry import INPUTS, register


@register("unet")
class UNet(nn.Module):
    """Lightness and hints ``(N, 4, H, W)`` → logits over bins ``(N, Q, H/2, W/2)``; H and W multiples of 8."""

    multiple = 8

    def __init__(
        self,
        bins: int,
        *,
        widths: tuple[int, int, int, int] = (32, 64, 128, 256),
        depths: tuple[int, int, int] = (2, 2, 2),
        dropout: float = 0.0,
        deeper: int = 0,
        context: int = 0,
    ) -> None:
        """``deeper`` more blocks at an eighth of the size; ``context`` classes to tell apart there while training."""
        super().__init__()
        check_widths(widths, 4)
        check_blocks("depths", depths, 3)
        check_blocks("deeper", deeper)
        stem, half, quarter, eighth = widths
        self.stem = conv_norm(INPUTS, stem, 3)
        self.down_half = nn.Sequential(conv_norm(stem, half, 3, 2), *(Residual(half) for _ in range(depths[0])))
        self.down_quarter = nn.Sequential(
            conv_norm(half, quarter, 3, 2), *(Residual(quarter) for _ in range(depths[1]))
        )
        self.down_eighth = nn.Sequential(
            conv_norm(quarter, eighth, 3, 2),
            *(Residual(eighth) for _ in range(depths[2])),
            GlobalContext(eighth),
        )
        self.deeper = nn.Sequential(*(Residual(eighth) for _ in range(deeper)))
        self.to_quarter = nn.Conv2d(eighth, quarter, 1)
        self.up_quarter = nn.Sequential(*(Residual(quarter) for _ in range(depths[1])))
        self.to_half = nn.Conv2d(quarter, half, 1)
        self.up_half = nn.Sequential(*(Residual(half) for _ in range(depths[0])))
        self.head = nn.Sequential(conv_norm(half, 2 * half, 3), nn.Conv2d(2 * half, bins, 1))
        self.classes = nn.Linear(eighth, context) if context else None
        self.drop = nn.Dropout2d(dropout)
        self.larger = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.forward_with_classes(x)[0]

    def forward_with_classes(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """The answer, and logits over classes ``(N, context)`` of what the picture shows (Iizuka et al. 2016)."""
        half = self.down_half(self.stem(x))  # (N, 64, H/2, W/2)
        quarter = self.drop(self.down_quarter(half))  # (N, 128, H/4, W/4)
        eighth = self.deeper(self.drop(self.down_eighth(quarter)))  # (N, 256, H/8, W/8)
        quarter = self.up_quarter(torch.relu(quarter + self.larger(self.to_quarter(eighth))))
        half = self.up_half(torch.relu(half + self.larger(self.to_half(quarter))))
        logits: Tensor = self.head(half)  # (N, Q, H/2, W/2)
        return logits, self.classes(eighth.mean(dim=(2, 3))) if self.classes else None
