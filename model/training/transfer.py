"""What one network has learned, handed to another: encoders to start from, classifiers to judge by."""

from __future__ import annotations

import re
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from model.color import grid
from model.errors import ConfigError, WeightsError
from model.export import restore, restore_state
from model.networks import build
from model.networks.classifier import Classifier
from model.weights import load
from model.weights.classifiers import load_classifier_card

GROWN = re.compile(r"(deeper\.\d+|classes)\.")
"""Layers of networks that the weights they start from may lack, each whole."""


def start_encoder(network: nn.Module, path: str) -> None:
    """Load ``path`` into ``network.encoder``: a classifier's card, or imported weights or a network's own.

    Of weights that hold a whole network, the encoder's are taken. WeightsError says which tensors do not fit.
    """
    encoder = getattr(network, "encoder", None)
    if encoder is None:
        raise ConfigError("start_encoder: this network has no encoder of its own to start; resnet has")
    file = load_classifier_card(Path(path)).file("safetensors") if path.endswith(".json") else Path(path)
    state = read_state(file)
    of_encoder = {name.removeprefix("encoder."): t for name, t in state.items() if name.startswith("encoder.")}
    try:
        encoder.load_state_dict(of_encoder or state)
    except RuntimeError as error:
        raise WeightsError(f"{file} does not hold weights of this network's encoder: {error}") from error


def grow(network: nn.Module, path: Path) -> None:
    """Load ``path`` into ``network``, which may have more residual blocks than the weights know, or classes to tell.

    New blocks are identities to begin with, so the network answers as the smaller one did (Net2Net, Chen et al. 2016).
    WeightsError when the weights have what the network lacks, or anything but such layers is missing.
    """
    state, own = read_state(path), network.state_dict()
    known = {layer.group() for name in state if (layer := GROWN.match(name))}
    new = {name for name in own if (layer := GROWN.match(name)) and layer.group() not in known}
    restore_state(network, {**{name: own[name] for name in new}, **state}, path)


def load_classifier(path: Path | None) -> Classifier:
    """The classifier of a card, or the shipped one; WeightsError when there is none, or it is damaged."""
    card = load_classifier_card(path)
    try:
        network = Classifier(**card.network_arguments)
    except (TypeError, ValueError) as error:
        raise WeightsError(f"{card.folder / card.stem}.json is not the card of a classifier: {error}") from error
    restore(network, card.file("safetensors"))
    return network


def load_colourist(name: str) -> nn.Module:
    """The network of shipped weights by name, or of a card by its path; WeightsError when there is none."""
    card = load(name)
    network = build(card.network, len(grid.bins()), **card.network_arguments)
    restore(network, card.file("safetensors"))
    return network


def read_state(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file; WeightsError when it is not there or not one."""
    try:
        state: dict[str, Tensor] = load_file(path)
    except (OSError, ValueError, SafetensorError) as error:
        raise WeightsError(f"{path} cannot be read as weights: {error}") from error
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
