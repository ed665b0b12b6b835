"""What a colourist learns: its batches, its loss, what it is worth on validation images."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from model import weights
from model.datasets.source import Source
from model.networks import create_model
from model.networks.loading import load_weights
from model.training.config import TrainingConfig
from model.training.data import Batch, data_loader, training_data
from model.training.discriminator import Discriminator
from model.training.objective import create_objective, create_prior, save_prior
from model.training.sheets import draw_samples
from model.training.transfer import start_encoder
from model.training.validation import validate


class Colorization:
    """Lightness and hints → a distribution over ab bins, by the losses of a configuration."""

    score = "psnr"
    """What early stopping follows."""

    def __init__(self, config: TrainingConfig, source: Source, device: str, out: Path, resume: bool) -> None:
        self.config, self.device = config, torch.device(device)
        self.images, self.held_out = training_data(source, config, device)
        self.per_epoch = min(len(self.images), config.images_per_epoch or len(self.images)) // config.batch_size
        self.prior = create_prior(config, self.images, out, resume)
        self.objective = create_objective(config, self.prior).to(device)

    def keep(self, out: Path) -> None:
        """Write what a resumed run needs beside its checkpoint."""
        if self.prior is not None:
            save_prior(self.prior, out)

    def create_network(self) -> nn.Module:
        """The network as it begins."""
        config = self.config
        network = create_model(config.network, **config.network_arguments)
        if config.start is not None:
            load_weights(network, weights.load(config.start).file("safetensors"))
        if config.start_encoder is not None:
            start_encoder(network, config.start_encoder)
        return network

    def create_discriminator(self) -> Discriminator | None:
        """What learns beside the network, for the adversarial loss."""
        return Discriminator(self.config, self.device) if self.config.losses.adversarial else None

    def batches(self, steps: range, network: nn.Module) -> DataLoader[Batch]:
        """The batches of ``steps``."""
        return data_loader(self.images, self.config, steps, self.per_epoch, network)

    def loss(self, network: nn.Module, inputs: Tensor, lab: Tensor, *features: Tensor) -> tuple[Tensor, Tensor | None]:
        """The loss of a batch, scalar; and for a discriminator the picture as predicted, Lab ``(N, 3, H, W)``.

        ``inputs`` ``(N, 4, H, W)``, the true ``lab`` ``(N, 3, H, W)``, ``features`` of a frozen encoder.
        """
        classes = None
        with torch.autocast(lab.device.type, torch.bfloat16, enabled=self.config.precision == "bfloat16"):
            if self.config.losses.context:
                logits, classes = network.forward_with_classes(inputs)  # type: ignore[operator]  # (N, C)
            else:
                logits = network(inputs, features) if features else network(inputs)
        logits = logits.float()  # (N, Q, h, w)
        loss: Tensor = self.objective(logits, lab, inputs, classes)
        return loss, self.objective.predict(logits, lab) if self.config.losses.adversarial else None

    def validate(self, network: nn.Module) -> dict[str, float]:
        """PSNR and its gain over grey in dB, on validation images."""
        return validate(network, self.held_out, precision=self.config.precision)

    def draw(self, out: Path, epoch: int, network: nn.Module) -> None:
        """Draw what the network makes of some of them."""
        draw_samples(out, epoch, network, self.held_out)
