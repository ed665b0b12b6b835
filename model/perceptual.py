"""Distances in the features of networks that others trained; they need torch, and no other metric does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from model.errors import PictureError
from model.metrics.distance import Measure, between, unit

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

LEAST, MOST = 128, 224
"""Px of the shorter side that EfficientNet sees: smaller pictures are enlarged and larger ones reduced. It learned from
photographs of 224."""


def lpips_measure(path: Path) -> Measure:
    """LPIPS (Zhang et al. 2018) with imported weights; WeightsError when they are none."""
    import torch

    from model.losses import load_lpips

    network = load_lpips(path)

    def planes(pictures: NDArray[np.uint8]) -> Tensor:
        if min(pictures.shape[1:3]) < 32:
            size = f"{pictures.shape[2]} × {pictures.shape[1]}"
            raise PictureError(f"LPIPS cannot see pictures of {size} px; the shorter side must have 32")
        return _planes(pictures).float() / 255

    def measure(truth: NDArray[np.uint8]) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
        wanted = planes(truth)

        @torch.no_grad()
        def far(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            distances: NDArray[np.float32] = network.each(planes(pictures), wanted).numpy()
            return distances

        return far

    return measure


def efficientnet_measure() -> Measure:
    """The distance in three maps of EfficientNet-Lite0's, as in :func:`model.metrics.distance.between`.

    It learned from ImageNet, and no recipe has it in a loss; ``efficientnet-lite`` begins with its encoder. This is
    not LPIPS, whose maps are weighed by what people find alike. WeightsError where the package with its weights is
    missing.
    """
    import torch
    from torch.nn import functional as F

    from model.networks.efficientnet_lite import Encoder
    from model.training.published import coloured_efficientnet

    network = Encoder(coloured=True).eval()
    network.load_state_dict(coloured_efficientnet())
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # in half the time

    @torch.no_grad()
    def features(pictures: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        planes = (_planes(pictures).float() - 127) / 128
        shorter = min(planes.shape[-2:])
        size = [round(side * min(max(shorter, LEAST), MOST) / shorter) for side in planes.shape[-2:]]
        planes = F.interpolate(planes, size=size, mode="bicubic", align_corners=False, antialias=True)
        return [unit(map_.numpy()) for map_ in network.features(planes)]

    def measure(truth: NDArray[np.uint8]) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
        wanted = features(truth)
        return lambda pictures: between(features(pictures), wanted)

    return measure


def _planes(pictures: NDArray[np.uint8]) -> Tensor:
    """Pictures (N, H, W, 3) as a tensor (N, 3, H, W)."""
    import torch

    return torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)))
