"""Where the batches of a run come from: CIFAR-10 whole in memory, or crops of one's own photographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import skimage.data
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from model.color.lab import rgb_to_lab
from model.color.lab_torch import rgb_to_lab as to_lab_on_device
from model.datasets.augment import augment, generator, sample_hints
from model.datasets.canvas import fewer
from model.datasets.cifar10 import Cifar10
from model.datasets.folder import CROP, Photographs
from model.datasets.small import SIDE
from model.datasets.source import Source, open_data
from model.errors import ConfigError
from model.inference.network import processors
from model.training.config import RunConfig, TrainingConfig

CACHE = "pictures"
"""Folder of a run for small versions of photographs, when no other is given."""

BROUGHT = ("astronaut", "chelsea", "coffee", "rocket")
"""The colour photographs that scikit-image brings, by name: never trained on."""

WORKERS = min(2, processors())
"""Processes that draw canvases ahead."""

VALIDATED = 100
"""Photographs that are validated on, at most, where canvases are drawn."""

MOSAIC = 6
"""Images at a side of a scene that is made of them."""


class TrainingImages(Protocol):
    """The training images of an epoch."""

    apart: bool
    """Whether processes of their own draw batches ahead."""
    device: torch.device
    """Where they come from."""

    def __len__(self) -> int:
        """How many there are."""

    def batch(self, which: Tensor, step: int) -> Tensor:
        """Lab float32 ``(N, 3, H, W)`` of the images ``which`` ``(N,)``, for the training step ``step``."""


class InMemory:
    """Images that are the same in every epoch, kept as Lab on the device."""

    apart = False

    def __init__(self, images: NDArray[np.uint8], device: str) -> None:
        self._lab = to_lab(images).to(device)
        self.device = self._lab.device

    def __len__(self) -> int:
        return len(self._lab)

    def batch(self, which: Tensor, step: int) -> Tensor:
        return self._lab[which].float()


class Crops:
    """Crops of photographs, drawn from (seed, step)."""

    apart, device = False, torch.device("cpu")

    def __init__(self, photographs: Photographs, seed: int, limit: int | None) -> None:
        self._photographs, self._seed = photographs, seed
        self._length = min(len(photographs), limit or len(photographs))

    def __len__(self) -> int:
        return self._length

    def batch(self, which: Tensor, step: int) -> Tensor:
        return to_lab(self._photographs.crops(which.numpy(), self._seed, step)).float()


class Canvases:
    """Parts of photographs on canvases of many sizes, and CIFAR-10 enlarged among them, drawn from (seed, step)."""

    apart, device = True, torch.device("cpu")

    def __init__(self, photographs: Photographs, config: TrainingConfig) -> None:
        self._photographs, self._config = photographs, config
        self._number = len(photographs.split.of("train"))
        self._small = photographs.beside.load()[0] if photographs.beside and config.beside else None
        share = config.beside if self._small is not None else 0.0
        self._length = min(round(self._number / (1 - share)), config.limit or 1 << 32)

    def __len__(self) -> int:
        return self._length

    def batch(self, which: Tensor, step: int) -> Tensor:
        """Fewer than ``which`` where the canvases are larger."""
        random, canvas = np.random.default_rng((self._config.seed, step)), self._config.canvas
        size = canvas.size(random)
        chosen = which[: fewer(len(which), canvas, size)]
        images = np.stack([canvas.cut(self._picture(int(index), random), size, random) for index in chosen])
        rgb = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255
        return to_lab_on_device(rgb)

    def _picture(self, index: int, random: np.random.Generator) -> NDArray[np.uint8]:
        if self._small is None or index < self._number:
            return self._photographs.train(index)
        return np.asarray(self._small[int(random.integers(len(self._small)))], np.uint8)


Batch = tuple[Tensor, ...]
"""What a network reads, ``(N, 4, H, W)``; the Lab that it should answer with, ``(N, 3, H, W)``; and, where its encoder
does not learn, the features of that."""


class Batches(Dataset[Batch]):
    """The batches of a run by their steps, each drawn from (seed, step) on the device that the images are on."""

    def __init__(self, images: TrainingImages, config: TrainingConfig, per_epoch: int, network: nn.Module) -> None:
        self._images, self._config, self._per_epoch = images, config, per_epoch
        on_cpu = next(network.parameters()).device.type == "cpu"  # other processes cannot use a GPU's
        self._encode = getattr(network, "encode", None) if on_cpu else None
        self._order = (-1, torch.empty(0))

    def __getitem__(self, step: int) -> Batch:
        """The batch of one step."""
        epoch, index = divmod(step, self._per_epoch)
        which = self._shuffled(epoch)[index * self._config.batch_size :][: self._config.batch_size]
        random = generator(self._config.seed, step, device=self._images.device)
        lightness, lab = augment(self._images.batch(which, step), self._config.augmentation, random)
        inputs = torch.cat([lightness / 50 - 1, sample_hints(lab[:, 1:], random, self._config.hintless)], dim=1)
        inputs = inputs.contiguous(memory_format=torch.channels_last)
        if self._encode is None:
            return inputs, lab
        with torch.autocast(inputs.device.type, torch.bfloat16, enabled=self._config.precision == "bfloat16"):
            return inputs, lab, *self._encode(inputs)

    def _shuffled(self, epoch: int) -> Tensor:
        """The images' order in an epoch, kept for its other steps."""
        if self._order[0] != epoch:
            random = generator(self._config.seed, epoch, stream=1, device=self._images.device)
            order = torch.randperm(len(self._images), generator=random, device=self._images.device)
            self._order = epoch, order
        return self._order[1]


def data_loader(
    images: TrainingImages, config: TrainingConfig, steps: Sequence[int], per_epoch: int, network: nn.Module
) -> DataLoader[Batch]:
    """The batches of ``steps``, in their order; the same ones whether or not other processes draw them."""
    batches = Batches(images, config, per_epoch, network)
    pinned = images.device.type == "cpu" and next(network.parameters()).device.type == "cuda"
    workers = WORKERS if images.apart else 0
    return DataLoader(batches, batch_size=None, sampler=steps, num_workers=workers, pin_memory=pinned)


def opened(data: Path | Source, out: Path, config: RunConfig) -> Source:
    """``data`` itself, or what the folder of that path holds, photographs as large as ``config`` asks for; of CIFAR-10
    as many images are for validation as that says."""
    side = config.canvas.kept if isinstance(config, TrainingConfig) else SIDE
    found = open_data(data, out / CACHE, side=side) if isinstance(data, Path) else data
    return replace(found, validation=config.validation) if isinstance(found, Cifar10) else found


def training_data(data: Source, config: TrainingConfig, device: str) -> tuple[TrainingImages, Tensor]:
    """Training images, and Lab float16 ``(M, 3, H, W)`` to validate on; ConfigError for a batch too large."""
    images: TrainingImages
    if isinstance(data, Cifar10):
        training, held_out = data.load()
        if config.batch_size > len(training):
            raise ConfigError(f"batch_size {config.batch_size} is more than the {len(training)} training images")
        images = InMemory(training[: config.limit], device)
    elif config.canvas.side > CROP:
        images = Canvases(data, config)
        held_out = data.squares(config.canvas.side, VALIDATED)
        if config.batch_size > len(images):
            raise ConfigError(f"batch_size {config.batch_size} is more than the {len(images)} training photographs")
    else:
        if config.batch_size > len(data):
            photographs = len(data.split.of("train"))
            raise ConfigError(
                f"batch_size {config.batch_size} is more than the {len(data)} crops of {photographs} training "
                f"photographs; add photographs, or choose a batch_size of at most {len(data)}"
            )
        images, held_out = Crops(data, config.seed, config.limit), data.views()
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
