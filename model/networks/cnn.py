"""A plain encoder-decoder without skips (after Zhang et al. 2016): what the others are measured against.

All the picture's structure has to pass through an eighth of its resolution; dilated convolutions there widen what
a position sees without losing more of it.
"""

from __future__ import annotations

from torch import Tensor, nn

from model.networks.blocks import check_blocks, check_widths, conv_norm
from model.networks.registry import INPUTS, register


@register("cnn")
class Cnn(nn.Module):
    """Lightness and hints ``(N, 4, H, W)`` → logits over bins ``(N, Q, H/2, W/2)``; H and W multiples of 8."""

    multiple = 8

    def __init__(self, bins: int, widths: tuple[int, int, int] = (64, 128, 256), middle: int = 4) -> None:
        super().__init__()
        check_widths(widths, 3)
        check_blocks("middle", middle)
        half, quarter, eighth = widths
        self.encoder = nn.Sequential(
            conv_norm(INPUTS, half, 3),
            conv_norm(half, half, 3, 2),  # (N, 64, H/2, W/2)
            conv_norm(half, quarter, 3),
            conv_norm(quarter, quarter, 3, 2),  # (N, 128, H/4, W/4)
            conv_norm(quarter, eighth, 3),
            conv_norm(eighth, eighth, 3, 2),  # (N, 256, H/8, W/8)
            *(_dilated(eighth) for _ in range(middle)),
        )
        self.decoder = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
            conv_norm(eighth, quarter, 3),  # (N, 128, H/4, W/4)
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
            conv_norm(quarter, quarter, 3),  # (N, 128, H/2, W/2)
        )
        self.head = nn.Conv2d(quarter, bins, 1)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.decoder(self.encoder(x)))  # (N, Q, H/2, W/2)
        return logits


def _dilated(channels: int) -> nn.Sequential:
    """A 3×3 convolution that reaches over 5×5 positions; the shape stays."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=2, dilation=2, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
    )
