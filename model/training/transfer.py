"""What one network has learned, handed to another: encoders to start from, classifiers to compare by."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from model.errors import ConfigError, WeightsError
from model.networks.classifier import Classifier
from model.networks.loading import load_weights, read_state
from model.weights.classifiers import load_classifier_card


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


def load_classifier(path: Path | None) -> Classifier:
    """The classifier of a card, or the shipped one; WeightsError when there is none, or it is damaged."""
    card = load_classifier_card(path)
    try:
        network = Classifier(**card.network_arguments)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise WeightsError(f"{card.folder / card.stem}.json is not the card of a classifier: {error}") from error
    load_weights(network, card.file("safetensors"))
    return network
