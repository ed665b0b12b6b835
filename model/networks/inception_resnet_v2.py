"""Deep Koalarization (Baldassarre et al. 2017): an encoder-decoder told by Inception-ResNet-v2 what it looks at.

The trunk is the whole Inception-ResNet-v2 (Szegedy et al. 2016). Its modules bear the names of the public weights
that were carried over from TensorFlow-slim, so that ``gallery weights import`` can load them. It looks at lightness,
enlarged to ``side`` pixels; its answer, one vector for a picture, is repeated at every position of the encoder's map.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.networks.blocks import check_blocks, check_widths, conv_norm
from model.networks.registry import INPUTS, register

Kernel = int | tuple[int, int]


class Unit(nn.Module):
    """Convolution, batch normalisation with the ε of TensorFlow-slim, ReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: Kernel, stride: int = 1, padding: Kernel = 0) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.bn(self.conv(x)))


class Branches(nn.Module):
    """Branches side by side, joined by channels; ``branch0``, ``branch1``, … are their names."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        for index, branch in enumerate(branches):
            self.add_module(f"branch{index}", branch)
        self.count = len(branches)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.get_submodule(f"branch{index}")(x) for index in range(self.count)], dim=1)


class Scaled(Branches):
    """Branches whose mixture, made small by ``scale``, is added to the input: the residual form of Inception."""

    def __init__(self, channels: int, joined: int, scale: float, *branches: nn.Module, last: bool = False) -> None:
        super().__init__(*branches)
        self.conv2d = nn.Conv2d(joined, channels, 1)
        self.scale, self.last = scale, last

    def forward(self, x: Tensor) -> Tensor:
        mixed = x + self.scale * self.conv2d(super().forward(x))
        return mixed if self.last else torch.relu(mixed)


def _block35() -> Scaled:
    """At 35×35 positions of a picture of 299 pixels: 320 channels."""
    return Scaled(
        320,
        128,
        0.17,
        Unit(320, 32, 1),
        nn.Sequential(Unit(320, 32, 1), Unit(32, 32, 3, padding=1)),
        nn.Sequential(Unit(320, 32, 1), Unit(32, 48, 3, padding=1), Unit(48, 64, 3, padding=1)),
    )


def _block17() -> Scaled:
    """At 17×17 positions: 1088 channels."""
    across, down = Unit(128, 160, (1, 7), padding=(0, 3)), Unit(160, 192, (7, 1), padding=(3, 0))
    return Scaled(1088, 384, 0.1, Unit(1088, 192, 1), nn.Sequential(Unit(1088, 128, 1), across, down))


def _block8(scale: float = 0.2, last: bool = False) -> Scaled:
    """At 8×8 positions: 2080 channels."""
    across, down = Unit(192, 224, (1, 3), padding=(0, 1)), Unit(224, 256, (3, 1), padding=(1, 0))
    branches = (Unit(2080, 192, 1), nn.Sequential(Unit(2080, 192, 1), across, down))
    return Scaled(2080, 448, scale, *branches, last=last)


class Trunk(nn.Module):
    """Inception-ResNet-v2: ``(N, 3, H, W)`` in -1..1, H and W from 75 up → ``(N, classes)``."""

    def __init__(self, classes: int = 1001, repeats: tuple[int, int, int] = (10, 20, 9)) -> None:
        super().__init__()
        self.conv2d_1a = Unit(3, 32, 3, stride=2)
        self.conv2d_2a = Unit(32, 32, 3)
        self.conv2d_2b = Unit(32, 64, 3, padding=1)
        self.maxpool_3a = nn.MaxPool2d(3, stride=2)
        self.conv2d_3b = Unit(64, 80, 1)
        self.conv2d_4a = Unit(80, 192, 3)
        self.maxpool_5a = nn.MaxPool2d(3, stride=2)
        self.mixed_5b = Branches(
            Unit(192, 96, 1),
            nn.Sequential(Unit(192, 48, 1), Unit(48, 64, 5, padding=2)),
            nn.Sequential(Unit(192, 64, 1), Unit(64, 96, 3, padding=1), Unit(96, 96, 3, padding=1)),
            nn.Sequential(nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False), Unit(192, 64, 1)),
        )  # 320 channels
        self.repeat = nn.Sequential(*(_block35() for _ in range(repeats[0])))
        self.mixed_6a = Branches(
            Unit(320, 384, 3, stride=2),
            nn.Sequential(Unit(320, 256, 1), Unit(256, 256, 3, padding=1), Unit(256, 384, 3, stride=2)),
            nn.MaxPool2d(3, stride=2),
        )  # 1088 channels
        self.repeat_1 = nn.Sequential(*(_block17() for _ in range(repeats[1])))
        self.mixed_7a = Branches(
            nn.Sequential(Unit(1088, 256, 1), Unit(256, 384, 3, stride=2)),
            nn.Sequential(Unit(1088, 256, 1), Unit(256, 288, 3, stride=2)),
            nn.Sequential(Unit(1088, 256, 1), Unit(256, 288, 3, padding=1), Unit(288, 320, 3, stride=2)),
            nn.MaxPool2d(3, stride=2),
        )  # 2080 channels
        self.repeat_2 = nn.Sequential(*(_block8() for _ in range(repeats[2])))
        self.block8 = _block8(scale=1.0, last=True)
        self.conv2d_7b = Unit(2080, 1536, 1)
        self.last_linear = nn.Linear(1536, classes)

    def pooled(self, x: Tensor) -> Tensor:
        """What the last linear layer reads: the mean over positions, ``(N, 1536)``."""
        x = self.maxpool_3a(self.conv2d_2b(self.conv2d_2a(self.conv2d_1a(x))))  # (N, 64, 73, 73) at 299 pixels
        x = self.maxpool_5a(self.conv2d_4a(self.conv2d_3b(x)))  # (N, 192, 35, 35)
        x = self.repeat(self.mixed_5b(x))  # (N, 320, 35, 35)
        x = self.repeat_1(self.mixed_6a(x))  # (N, 1088, 17, 17)
        x = self.conv2d_7b(self.block8(self.repeat_2(self.mixed_7a(x))))  # (N, 1536, 8, 8)
        return x.mean(dim=(2, 3))

    def forward(self, x: Tensor) -> Tensor:
        classes: Tensor = self.last_linear(self.pooled(x))
        return classes


@register("inception-resnet-v2")
class Koala(nn.Module):
    """Lightness and hints ``(N, 4, H, W)`` → logits over bins ``(N, Q, H/2, W/2)``; H and W multiples of 8.

    A ``frozen`` trunk is a fixed extractor of features, as in the paper; otherwise it learns too. ``feature`` is
    ``classes``, the paper's, or ``pooled``, the 1536 numbers before them.
    """

    multiple = 8

    def __init__(
        self,
        bins: int,
        *,
        widths: Sequence[int] = (64, 128, 256),
        side: int = 299,
        frozen: bool = False,
        feature: str = "classes",
        classes: int = 1001,
        repeats: tuple[int, int, int] = (10, 20, 9),
    ) -> None:
        super().__init__()
        if side < 75 or feature not in ("classes", "pooled"):
            raise ValueError(f"side must be at least 75, feature classes or pooled; not {side} and {feature!r}")
        check_widths(widths, 3)
        check_blocks("repeats", repeats, 3)
        half, quarter, eighth = widths
        self.side, self.frozen, self.feature = side, frozen, feature
        self.encoder = Trunk(classes, repeats)
        self.encoder.requires_grad_(not frozen)
        self.local = nn.Sequential(
            conv_norm(INPUTS, half, 3, 2),  # (N, 64, H/2, W/2)
            conv_norm(half, quarter, 3),
            conv_norm(quarter, quarter, 3, 2),  # (N, 128, H/4, W/4)
            conv_norm(quarter, eighth, 3),
            conv_norm(eighth, eighth, 3, 2),  # (N, 256, H/8, W/8)
            conv_norm(eighth, 2 * eighth, 3),
            conv_norm(2 * eighth, eighth, 3),
        )
        self.fuse = nn.Conv2d(eighth + (classes if feature == "classes" else 1536), eighth, 1)
        self.decoder = nn.Sequential(
            conv_norm(eighth, quarter, 3),
            nn.Upsample(scale_factor=2, mode="nearest"),  # (N, 128, H/4, W/4)
            conv_norm(quarter, half, 3),
            conv_norm(half, half, 3),
            nn.Upsample(scale_factor=2, mode="nearest"),  # (N, 64, H/2, W/2)
            conv_norm(half, 2 * half, 3),
        )
        self.head = nn.Conv2d(2 * half, bins, 1)

    def train(self, mode: bool = True) -> Self:
        super().train(mode)
        if self.frozen:
            self.encoder.eval()  # its running statistics stay those it was trained with
        return self

    def forward(self, x: Tensor) -> Tensor:
        local = self.local(x)  # (N, 256, H/8, W/8)
        told = self._told(x[:, :1])[:, :, None, None].expand(-1, -1, local.shape[2], local.shape[3])
        fused = torch.relu(self.fuse(torch.cat([local, told], dim=1)))
        logits: Tensor = self.head(self.decoder(fused))  # (N, Q, H/2, W/2)
        return logits

    def _told(self, lightness: Tensor) -> Tensor:
        """What the trunk says of lightness ``(N, 1, H, W)`` in -1..1: ``(N, 1001)`` or ``(N, 1536)``."""
        large = F.interpolate(lightness, size=(self.side, self.side), mode="bilinear", align_corners=False)
        three = large.expand(-1, 3, -1, -1)
        return self.encoder(three) if self.feature == "classes" else self.encoder.pooled(three)
