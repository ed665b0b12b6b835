"""The shipped weights and their cards; loading verifies the hash on the card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import WeightsError
from model.files import whole

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Rendering:
    """What the network's answers are turned into."""

    faithful_gain: float
    """Factor on chroma at vividness 0."""
    vivid_gain: float
    """Factor on chroma at vividness 1: about as colourful as photographs are, with about the error of grey."""
    calibration: tuple[tuple[float, float], ...]
    """Points (spread in Lab units, share of pixels within ΔE00 10), spread ascending: the confidence's curve."""


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
    vividness: float
    """Used when none is asked for, 0..1."""
    thumbnails: Rendering
    """For pictures that are no larger than the first of ``scales``: what the network was trained on."""
    photographs: Rendering
    """For pictures of twice that size and more. Between the two, the results are mixed."""


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
    calibrated: str = ""
    """Photographs of one's own that photographs' factor and curve are from; empty: those that training brings."""
    quantized: Mapping[str, Any] | None = None
    """Where ``onnx`` is in eight bits: ``of``, SHA-256 of the one that is not; on ``images``, the ``loss`` in dB."""

    def file(self, suffix: str) -> Path:
        """Path of ``onnx`` or ``safetensors``, its hash verified; WeightsError when missing or damaged."""
        return verified(self.folder / f"{self.stem}.{suffix}", self.files.get(suffix))


def verified(path: Path, digest: str | None) -> Path:
    """``path``, if its SHA-256 is ``digest``; else a WeightsError."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError(f"{path}: {error.strerror}; install the project again") from error
    if found != digest:
        raise WeightsError(f"{path} is not the file on its card (sha256 {found}); install the project again")
    return path


def names() -> tuple[str, ...]:
    """Names of the shipped weights."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load(name: str | Path = "default") -> Card:
    """The card of shipped weights by name, or of one's own by the path of their card (``….json``).

    Raises WeightsError when there are none of this name, or the card is not one.
    """
    name = str(name)
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
        scales = tuple(serving.pop("scales"))
        thumbnails, photographs = (_rendering(serving.pop(kind)) for kind in ("thumbnails", "photographs"))
        made = Serving(scales=scales, thumbnails=thumbnails, photographs=photographs, **serving)
        _check(made)
        return Card(serving=made, folder=path.parent, stem=path.stem, **values)
    except KeyError as error:
        raise WeightsError(f"{path} is not a card of these weights: it has no {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise WeightsError(f"{path} is not a card of these weights: {error}") from error


def record_metrics(card: Card, report: Mapping[str, Any]) -> None:
    """Write what was measured onto the card's file, set by set, figures rounded to four decimals."""
    path = card.folder / f"{card.stem}.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["metrics"] = {**values["metrics"], **_rounded(report)}
        write_card(path, values)
    except OSError as error:
        raise WeightsError(
            f"{path} cannot be written: {error.strerror}; copy the weights to a place of your own"
        ) from error


def write_card(path: Path, values: Mapping[str, Any]) -> None:
    """Write a card whole or not at all."""
    with whole(path) as temporary:
        temporary.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items() if key != "reliability"}
    return round(value, 4) if isinstance(value, float) else value


def _rendering(values: Mapping[str, Any]) -> Rendering:
    points = tuple((float(x), float(y)) for x, y in values["calibration"])
    return Rendering(**{**values, "calibration": points})


def _check(serving: Serving) -> None:
    """Raise ValueError for numbers that no photograph could be served with."""
    for name, rule, holds in (
        ("scales", "whole numbers from 8 up", serving.scales and all(int(s) == s >= 8 for s in serving.scales)),
        ("guide", "at least 16", serving.guide >= 16),
        ("epsilon", "above 0", serving.epsilon > 0),
        ("disagreement", "above 0", serving.disagreement > 0),
        ("vividness", "in 0..1", 0 <= serving.vividness <= 1),
    ):
        if not holds:
            raise ValueError(f"serving.{name} must be {rule}, not {getattr(serving, name)!r}")
    for kind in ("thumbnails", "photographs"):
        rendering: Rendering = getattr(serving, kind)
        spreads = [spread for spread, _ in rendering.calibration]
        for name, rule, holds in (
            ("faithful_gain", "above 0", rendering.faithful_gain > 0),
            ("vivid_gain", "above 0", rendering.vivid_gain > 0),
            ("calibration", "points of ascending spread", bool(spreads) and spreads == sorted(spreads)),
        ):
            if not holds:
                raise ValueError(f"serving.{kind}.{name} must be {rule}, not {getattr(rendering, name)!r}")
