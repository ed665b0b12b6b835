"""The shipped weights and their cards; loading verifies the hash on the card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import WeightsError

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Serving:
    """How photographs are shown to the network and its answers carried to full resolution."""

    scales: tuple[int, ...]
    """Short sides, in pixels, at which a photograph is looked at; the answers are fused."""
    guide: int
    """Short side of the picture whose lightness guides the chroma, in pixels."""
    epsilon: float
    """Regularisation of the guided filter, in units of (L/100)²: larger is smoother."""
    disagreement: float
    """Variance, in Lab units squared, added to every scale's own when scales are weighed against each other."""
    vivid_gain: float
    """Factor on chroma at vividness 1: on validation images it makes the mean colourfulness the true one."""
    vividness: float
    """Used when none is asked for, 0..1."""
    calibration: tuple[tuple[float, float], ...]
    """Points (spread in Lab units, share of pixels within ΔE00 10), spread ascending: the confidence's curve."""


@dataclass(frozen=True)
class Card:
    """What a set of weights is, where it comes from and how good it is; JSON beside the weights."""

    name: str
    network: str
    network_arguments: Mapping[str, Any]
    parameters: int
    dataset: str
    config: Mapping[str, Any]
    """The training configuration, whole."""
    trained: str
    """Day, ISO 8601."""
    commit: str
    """Commit of this repository that trained them."""
    licence: str
    metrics: Mapping[str, Any]
    """As ``gallery evaluate`` measured them, by set."""
    serving: Serving
    files: Mapping[str, str]
    """SHA-256 of each file, by suffix: ``onnx`` to serve, ``safetensors`` to train on."""
    folder: Path
    stem: str

    def file(self, suffix: str) -> Path:
        """Path of ``onnx`` or ``safetensors``, its hash verified; WeightsError when missing or damaged."""
        path = self.folder / f"{self.stem}.{suffix}"
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise WeightsError(f"{path}: {error.strerror}; install the project again") from error
        if found != self.files.get(suffix):
            raise WeightsError(f"{path} is not the file on its card (sha256 {found}); install the project again")
        return path


def names() -> tuple[str, ...]:
    """Names of the shipped weights."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load(name: str = "default") -> Card:
    """The card of shipped weights by name, or of one's own by the path of their card (``….json``)."""
    path = Path(name) if name.endswith(".json") else FOLDER / f"{name}.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(names()) or "none"
        raise WeightsError(f"no weights are called {name!r}; there are: {known}; or give a card's path") from error
    except ValueError as error:
        raise WeightsError(f"{path} is not a card: {error}") from error
    try:
        serving = values.pop("serving")
        points = tuple((float(x), float(y)) for x, y in serving.pop("calibration"))
        scales = tuple(serving.pop("scales"))
        made = Serving(scales=scales, calibration=points, **serving)
        return Card(serving=made, folder=path.parent, stem=path.stem, **values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsError(f"{path} is not a card of these weights: {error}") from error
