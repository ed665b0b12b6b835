"""LPIPS 0.1 (Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric").

The trunk is AlexNet (Krizhevsky 2014) or VGG-16 (Simonyan and Zisserman 2015) up to its last convolution; a linear
head weighs the channels of each of five maps. The published weights are two files, torchvision's of the trunk and
LPIPS's of the heads: ``gallery weights import`` makes one of them. They are not shipped.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from model.errors import WeightsError
from model.losses.perceptual import unit

TRUNKS = ("alex", "vgg")
_TAPS = {"alex": (1, 4, 7, 9, 11), "vgg": (3, 8, 15, 22, 29)}
"""Layers of the trunk, ReLUs, whose answers are compared."""
_CHANNELS = {"alex": (64, 192, 384, 256, 256), "vgg": (64, 128, 256, 512, 512)}
_SHIFT, _SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)


class Lpips(nn.Module):
    """Two pictures, sRGB ``(N, 3, H, W)`` in 0..1, H and W from 32 up → their distance, scalar, mean over pictures."""

    shift: Tensor
    scale: Tensor

    def __init__(self, trunk: str = "alex") -> None:
        super().__init__()
        if trunk not in TRUNKS:
            raise WeightsError(f"LPIPS has no trunk {trunk!r}; there are: {', '.join(TRUNKS)}")
        self.taps = _TAPS[trunk]
        self.features = _alex() if trunk == "alex" else _vgg()
        self.heads = nn.ModuleList(nn.Conv2d(channels, 1, 1, bias=False) for channels in _CHANNELS[trunk])
        self.register_buffer("shift", torch.tensor(_SHIFT)[:, None, None], persistent=False)
        self.register_buffer("scale", torch.tensor(_SCALE)[:, None, None], persistent=False)
        self.eval().requires_grad_(False)

    def train(self, mode: bool = True) -> Lpips:
        """Nothing: what judges never trains."""
        return self

    def forward(self, rgb: Tensor, truth: Tensor) -> Tensor:
        return self.each(rgb, truth).mean()

    def each(self, rgb: Tensor, truth: Tensor) -> Tensor:
        """The distance of each pair, ``(N,)``."""
        distance = rgb.new_zeros(len(rgb))
        for head, one, other in zip(self.heads, self._maps(rgb), self._maps(truth), strict=True):
            distance = distance + head((unit(one) - unit(other)) ** 2).mean(dim=(1, 2, 3))
        return distance

    def _maps(self, rgb: Tensor) -> list[Tensor]:
        x, maps = (2 * rgb - 1 - self.shift) / self.scale, []
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index in self.taps:
                maps.append(x)
        return maps


def load_lpips(path: Path) -> Lpips:
    """LPIPS with imported weights, AlexNet's or VGG's; WeightsError says what is missing and how to get it."""
    if not path.is_file():
        raise WeightsError(
            f"{path} does not exist: LPIPS needs its published weights, which are not shipped; get the trunk's file "
            "(torchvision's alexnet or vgg16) and the heads' (alex.pth or vgg.pth of LPIPS 0.1), then "
            "gallery weights import TRUNK HEADS --as lpips-alex"
        )
    try:
        state = load_file(path)
        last = state.get("features.28.weight")  # only VGG has as many layers
        network = Lpips("alex" if last is None else "vgg")
        network.load_state_dict(state)
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise WeightsError(f"{path} does not hold weights of LPIPS: {error}") from error
    return network


def _alex() -> nn.Sequential:
    """AlexNet's features, layers numbered as in the published weights."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(),
        nn.MaxPool2d(3, 2), nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(),
        nn.MaxPool2d(3, 2), nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(),
    )  # fmt: skip


def _vgg() -> nn.Sequential:
    """VGG-16's features, layers numbered as in the published weights."""
    layers: list[nn.Module] = []
    before = 3
    for stage, (channels, count) in enumerate(zip(_CHANNELS["vgg"], (2, 2, 3, 3, 3), strict=True)):
        if stage:
            layers.append(nn.MaxPool2d(2))
        for _ in range(count):
            layers += [nn.Conv2d(before, channels, 3, padding=1), nn.ReLU()]
            before = channels
    return nn.Sequential(*layers)
