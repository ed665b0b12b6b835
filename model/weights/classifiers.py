"""The card of a CIFAR-10 classifier: what judges pictures, beside the colourists' cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import WeightsError
from model.files import read_bytes
from model.weights import FOLDER, MAX_CARD, verified
from model.weights.cards import check_classifier_card, parse

SHIPPED = FOLDER / "classifier" / "classifier.json"
"""Where the shipped classifier's card is, if one is shipped."""


@dataclass(frozen=True)
class ClassifierCard:
    """What a classifier is, where it comes from and how good it is; JSON beside its weights."""

    name: str
    network_arguments: Mapping[str, Any]
    parameters: int
    dataset: str
    config: Mapping[str, Any]
    """The training configuration, whole."""
    trained: str
    """Day, ISO 8601."""
    commit: str
    licence: str
    metrics: Mapping[str, Any]
    """Share of validation images, 0..1, that it knows by ``accuracy`` (in colour) and ``accuracy_grey``."""
    files: Mapping[str, str]
    """SHA-256 of each file, by suffix: ``onnx`` to judge with, ``safetensors`` to train on."""
    folder: Path
    stem: str

    def file(self, suffix: str) -> Path:
        """Path of ``onnx`` or ``safetensors``, its hash verified; WeightsError when missing or damaged."""
        return verified(self.folder / f"{self.stem}.{suffix}", self.files.get(suffix))


def find_classifier_card(path: Path | None = None) -> ClassifierCard | None:
    """The card at ``path``, else the shipped one, if one is shipped; WeightsError as :func:`load_classifier_card`."""
    return load_classifier_card(path) if path or SHIPPED.exists() else None


def load_classifier_card(path: Path | None = None) -> ClassifierCard:
    """The card at ``path``, or the shipped one; WeightsError with the remedy when there is none."""
    path = path or SHIPPED
    try:
        values = parse(read_bytes(path, MAX_CARD).decode("utf-8"))
        check_classifier_card(values)
        return ClassifierCard(folder=path.parent, stem=path.stem, **values)
    except OSError as error:
        raise WeightsError(
            f"{path} cannot be read ({error.strerror}): no classifier there; train one with "
            "gallery train --config model/training/recipes/classifier.json"
        ) from error
    except (ValueError, RecursionError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else error
        raise WeightsError(
            f"{path} is not the card of a classifier: {said}; restore it, or make it again by 'gallery train'"
        ) from error
