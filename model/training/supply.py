"""Where the batches of a run come from: CIFAR-10 whole in memory, or crops of one's own photographs."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import skimage.data
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.color.lab import rgb_to_lab
from model.datasets.cifar10 import Cifar10
from model.datasets.folder import Photographs
from model.datasets.source import Source, open_data
from model.errors import ConfigError
from model.training.config import TrainingConfig

CACHE = "pictures"
"""Folder of a run for small versions of photographs, when no other is given."""

BROUGHT = ("astronaut", "chelsea", "coffee", "rocket")
"""The colour photographs that scikit-image brings, by name: never trained on."""

MOSAIC = 6
"""Images at a side of a scene that is made of them."""


class Supply(Protocol):
    """The training images of an epoch."""

    def __len__(self) -> int:
        """How many there are."""

    def batch(self, which: Tensor, step: int) -> Tensor:
        """Lab float32 ``(N, 3, 32, 32)`` of the images ``which`` ``(N,)``, for the training step ``step``."""


class Whole:
    """Images that are the same in every epoch, kept as Lab on the device."""

    def __init__(self, images: NDArray[np.uint8], device: str) -> None:
        self._lab = to_lab(images).to(device)

    def __len__(self) -> int:
        return len(self._lab)

    def batch(self, which: Tensor, step: int) -> Tensor:
        return self._lab[which].float()


class Crops:
    """Crops of photographs, drawn from (seed, step)."""

    def __init__(self, photographs: Photographs, seed: int, limit: int | None, device: str) -> None:
        self._photographs, self._seed, self._device = photographs, seed, device
        self._length = min(len(photographs), limit or len(photographs))

    def __len__(self) -> int:
        return self._length

    def batch(self, which: Tensor, step: int) -> Tensor:
        return to_lab(self._photographs.crops(which.numpy(), self._seed, step)).to(self._device).float()


def opened(data: Path | Source, out: Path) -> Source:
    """``data`` itself, or what the folder of that path holds."""
    return open_data(data, out / CACHE) if isinstance(data, Path) else data


def supply(data: Source, config: TrainingConfig, device: str) -> tuple[Supply, Tensor]:
    """Training images, and Lab float16 ``(M, 3, 32, 32)`` to validate on; ConfigError for a batch too large."""
    images: Supply
    if isinstance(data, Cifar10):
        training, held_out = data.load()
        if config.batch_size > len(training):
            raise ConfigError(f"batch_size {config.batch_size} is more than the {len(training)} training images")
        images = Whole(training[: config.limit], device)
    else:
        if config.batch_size > len(data):
            photographs = len(data.split.of("train"))
            raise ConfigError(
                f"batch_size {config.batch_size} is more than the {len(data)} crops of {photographs} training "
                f"photographs; add photographs, or choose a batch_size of at most {len(data)}"
            )
        images, held_out = Crops(data, config.seed, config.limit, device), data.views()
    return images, to_lab(held_out[: config.limit]).to(device)


def validation_images(data: Source, most: int) -> NDArray[np.uint8]:
    """At most ``most`` validation images, sRGB uint8 ``(M, 32, 32, 3)``."""
    return (data.load()[1] if isinstance(data, Cifar10) else data.views())[:most]


def validation_photographs(data: Source, most: int = 40) -> list[NDArray[np.uint8]]:
    """Whole photographs to choose by, sRGB uint8 ``(H, W, 3)`` each: at most ``most`` of one's own.

    CIFAR-10 has none: then they are those of ``BROUGHT``.
    """
    if isinstance(data, Cifar10):
        return [getattr(skimage.data, name)() for name in BROUGHT]
    return data.whole(most=most)


def validation_scenes(data: Source, most: int) -> list[NDArray[np.uint8]]:
    """Pictures of many things to calibrate by, sRGB uint8 ``(H, W, 3)`` each: at most ``most`` of one's photographs.

    CIFAR-10 has none: then 6 × 6 of its validation images stand side by side, most of them seen too small, as the
    things in a photograph are.
    """
    if isinstance(data, Photographs):
        return data.whole(most=most)
    images = validation_images(data, MOSAIC**2 * most)
    count = len(images) // MOSAIC**2
    grid = images[: count * MOSAIC**2].reshape(count, MOSAIC, MOSAIC, 32, 32, 3)
    return list(grid.transpose(0, 1, 3, 2, 4, 5).reshape(count, MOSAIC * 32, MOSAIC * 32, 3))


def to_lab(images: NDArray[np.uint8]) -> Tensor:
    """sRGB uint8 ``(N, H, W, 3)`` → Lab float16 ``(N, 3, H, W)``, some at a time."""
    parts = np.array_split(images, -(-len(images) // 2500))
    lab = np.concatenate([rgb_to_lab(part).astype(np.float16) for part in parts])
    return torch.from_numpy(lab.transpose(0, 3, 1, 2).copy())
