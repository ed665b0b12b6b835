"""What a classifier of CIFAR-10 learns, on the colourists' inputs: see :mod:`model.networks.classifier`.

What is in the picture, with its colours or without.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from model.datasets.augment import generator
from model.datasets.cifar10 import Cifar10, load_cifar10
from model.datasets.source import Source
from model.errors import ConfigError
from model.networks.classifier import Classifier, classifier_inputs
from model.training.config import ClassifierConfig
from model.training.data import to_lab

Labelled = tuple[Tensor, Tensor]
"""Images and their labels ``(N,)``."""


class Classification:
    """Lightness and chroma → the class."""

    score = "accuracy"
    """What early stopping follows."""

    def __init__(self, config: ClassifierConfig, source: Source, device: str) -> None:
        if not isinstance(source, Cifar10):
            raise ConfigError("a classifier learns from labels: it needs CIFAR-10, not photographs without any")
        self.config = config
        self.images, self.held_out = _load(config, source.folder, device)
        self.per_epoch = len(self.images[0]) // config.batch_size

    def keep(self, out: Path) -> None:
        """Nothing beside the checkpoint."""

    def create_network(self) -> nn.Module:
        """The network as it begins."""
        return Classifier(**self.config.network_arguments())

    def create_discriminator(self) -> None:
        """None: nothing learns beside it."""

    def batches(self, steps: range, network: nn.Module) -> DataLoader[Labelled]:
        """The batches of ``steps``, in their order."""
        return DataLoader(LabelledBatches(self.images, self.config, self.per_epoch), batch_size=None, sampler=steps)

    def loss(self, network: nn.Module, inputs: Tensor, labels: Tensor) -> tuple[Tensor, None]:
        """Cross-entropy, scalar, of ``inputs`` ``(N, 4, 32, 32)`` against ``labels`` ``(N,)``."""
        with torch.autocast(inputs.device.type, torch.bfloat16, enabled=self.config.precision == "bfloat16"):
            logits = network(inputs)
        return F.cross_entropy(logits.float(), labels, label_smoothing=self.config.smoothing), None

    def validate(self, network: nn.Module) -> dict[str, float]:
        """Share of validation images whose label is found."""
        return accuracies(network, *self.held_out)

    def draw(self, out: Path, epoch: int, network: nn.Module) -> None:
        """Nothing: there is no picture of it."""


class LabelledBatches(Dataset[Labelled]):
    """The batches of a run by their steps, each drawn from (seed, step): ``(N, 4, 32, 32)`` and labels ``(N,)``."""

    def __init__(self, images: Labelled, config: ClassifierConfig, per_epoch: int) -> None:
        (self._lab, self._labels), self._config, self._per_epoch = images, config, per_epoch

    def __getitem__(self, step: int) -> Labelled:
        """The batch of one step."""
        epoch, index = divmod(step, self._per_epoch)
        random = generator(self._config.seed, epoch, stream=1, device=self._lab.device)
        order = torch.randperm(len(self._lab), generator=random, device=self._lab.device)
        which = order[index * self._config.batch_size :][: self._config.batch_size]
        return augmented(self._lab[which].float(), self._config, step), self._labels[which]


def augmented(lab: Tensor, config: ClassifierConfig, step: int) -> Tensor:
    """Lab ``(N, 3, H, W)`` → what the network reads, ``(N, 4, H, W)``: mirrored, moved, some without colours."""
    random = generator(config.seed, step, device=lab.device)
    flipped, grey = (torch.rand(len(lab), 1, 1, 1, generator=random, device=lab.device) for _ in range(2))
    lab = torch.where(flipped < 0.5, lab.flip(-1), lab)
    if config.shift:
        height, width = lab.shape[-2:]
        wide = F.pad(lab, (config.shift,) * 4, mode="reflect")
        size = (2, len(lab), 1, 1, 1)
        places = torch.randint(0, 2 * config.shift + 1, size, generator=random, device=lab.device)
        rows, columns = (torch.arange(n, device=lab.device) for n in (height, width))
        images, channels = (torch.arange(n, device=lab.device) for n in (len(lab), 3))
        where = (places[0] + rows[:, None], places[1] + columns)  # (N, 1, H, 1), (N, 1, 1, W)
        lab = wide[images[:, None, None, None], channels[:, None, None], *where]
    return classifier_inputs(lab, (grey >= config.grey).to(lab)).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def accuracies(network: nn.Module, lab: Tensor, labels: Tensor, batch: int = 500) -> dict[str, float]:
    """Share of images, Lab ``(N, 3, H, W)``, whose label ``(N,)`` is found.

    In colour (``accuracy``), shown as grey pictures (``accuracy_grey``), and with their colours not told
    (``accuracy_hidden``), as a colourist reads them.
    """
    network.eval()
    right = dict.fromkeys(("accuracy", "accuracy_grey", "accuracy_hidden"), 0)
    for part, answers in zip(torch.split(lab.float(), batch), torch.split(labels, batch), strict=True):
        grey = torch.cat([part[:, :1], torch.zeros_like(part[:, 1:])], dim=1)
        shown = (classifier_inputs(part), classifier_inputs(grey), classifier_inputs(part, 0.0))
        for name, inputs in zip(right, shown, strict=True):
            with torch.autocast(lab.device.type, torch.bfloat16):
                found = network(inputs)
            right[name] += int((found.argmax(1) == answers).sum())
    return {name: count / len(lab) for name, count in right.items()}


def _load(config: ClassifierConfig, data: Path, device: str) -> tuple[Labelled, Labelled]:
    """Lab float16 ``(N, 3, 32, 32)`` and labels ``(N,)`` of training and of validation images."""
    images, labels = load_cifar10(data, "train")
    training = len(images) - config.validation
    if config.batch_size > training:
        raise ConfigError(f"batch_size {config.batch_size} is more than the {training} training images")
    limit = slice(config.limit)
    parts = (slice(None, training), slice(training, None))
    first, second = (
        (to_lab(images[part][limit]).to(device), torch.from_numpy(labels[part][limit]).to(device)) for part in parts
    )
    return first, second
