"""Building blocks that several networks share."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Residual(nn.Module):
    """Two 3×3 convolutions beside an identity (He et al. 2016): ``(N, C, H, W)`` → the same shape."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        last = nn.BatchNorm2d(channels)
        nn.init.zeros_(last.weight)  # starts as the identity (Goyal et al. 2017)
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            last,
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


class GlobalContext(nn.Module):
    """What the whole picture says, added everywhere (after Iizuka et al. 2016): the shape stays."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(
            nn.Linear(2 * channels, channels), nn.ReLU(inplace=True), nn.Linear(channels, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        mean, peak = x.mean(dim=(2, 3)), x.amax(dim=(2, 3))
        return torch.relu(x + self.mix(torch.cat([mean, peak], dim=1))[:, :, None, None])


MOST_BLOCKS = 1000
"""Of a kind, in a row. Building networks of far more would take for ever before memory ends."""


def check_widths(values: Sequence[int], count: int) -> None:
    """Raise ValueError unless a network's ``widths`` are ``count`` numbers of channels."""
    if len(values) != count or not all(isinstance(value, int) and value >= 1 for value in values):
        raise ValueError(f"widths must be {count} whole numbers, each 1 or more, not {_in_short(values)}")


def check_blocks(name: str, values: int | Sequence[int], count: int = 1) -> None:
    """Raise ValueError unless the argument ``name`` of a network is a number of blocks, or ``count`` of them."""
    each = values if isinstance(values, Sequence) else (values,)
    if len(each) != count or not all(isinstance(value, int) and 0 <= value <= MOST_BLOCKS for value in each):
        wanted = f"{count} whole numbers, each" if count > 1 else "a whole number,"
        raise ValueError(f"{name} must be {wanted} 0 to {MOST_BLOCKS}, not {_in_short(values)}")


def _in_short(values: object) -> str:
    said = str(values)
    return said if len(said) <= 60 else f"{said[:59]}…"


class ResidualEncoder(nn.Module):
    """Three halvings, each a strided convolution and residual blocks: ``(N, inputs, H, W)`` → ``(N, C, H/8, W/8)``.

    A colourist and a classifier that are built with the same widths and depths have the same encoder, so that
    one can start from what the other has learned. ``channels`` is C.
    """

    def __init__(self, inputs: int, widths: Sequence[int], depths: Sequence[int]) -> None:
        super().__init__()
        check_widths(widths, 4)
        check_blocks("depths", depths, 3)
        stem, *stages = widths
        self.stem = conv_norm(inputs, stem, 3)
        self.stages = nn.Sequential()
        for before, width, depth in zip((stem, *stages), stages, depths, strict=False):
            self.stages.append(nn.Sequential(conv_norm(before, width, 3, 2), *(Residual(width) for _ in range(depth))))
        self.channels = stages[-1]

    def forward(self, x: Tensor) -> Tensor:
        encoded: Tensor = self.stages(self.stem(x))
        return encoded


class ResizeConvolution(nn.Module):
    """Twice the size by repeating pixels, then a convolution: no checkerboard (Odena et al. 2016).

    ``(N, inputs, H, W)`` → ``(N, outputs, 2H, 2W)``.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.larger = nn.Upsample(scale_factor=2, mode="nearest")
        self.mix = conv_norm(inputs, outputs, 3)

    def forward(self, x: Tensor) -> Tensor:
        mixed: Tensor = self.mix(self.larger(x))
        return mixed


def conv_norm(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU; keeps the size, or divides it by ``stride``."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )
