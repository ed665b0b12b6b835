"""A residual encoder (He et al. 2016) and a decoder by resize-convolution (Odena et al. 2016), without skips.

The encoder is that of :mod:`model.networks.classifier`, so a network that has learned to tell things apart can
start one that has to colour them (transfer learning; the other way round in Larsson et al. 2017).
"""

from __future__ import annotations

from torch import Tensor, nn

from model.networks.blocks import GlobalContext, ResidualEncoder, ResizeConvolution, conv_norm
from model.networks.registry import INPUTS, register


@register("resnet")
class ResNet(nn.Module):
    """Lightness and hints ``(N, 4, H, W)`` → logits over bins ``(N, Q, H/2, W/2)``; H and W multiples of 8."""

    multiple = 8

    def __init__(
        self,
        bins: int,
        widths: tuple[int, int, int, int] = (32, 64, 128, 256),
        depths: tuple[int, int, int] = (2, 2, 2),
    ) -> None:
        super().__init__()
        self.encoder = ResidualEncoder(INPUTS, widths, depths)
        _, half, quarter, eighth = widths
        self.context = GlobalContext(eighth)
        self.decoder = nn.Sequential(ResizeConvolution(eighth, quarter), ResizeConvolution(quarter, half))
        self.head = nn.Sequential(conv_norm(half, 2 * half, 3), nn.Conv2d(2 * half, bins, 1))

    def forward(self, x: Tensor) -> Tensor:
        eighth = self.context(self.encoder(x))  # (N, 256, H/8, W/8)
        logits: Tensor = self.head(self.decoder(eighth))  # (N, Q, H/2, W/2)
        return logits
