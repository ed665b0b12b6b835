"""The shipped weights and their cards; loading verifies the hash on the card."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from model.errors import WeightsError
from model.files import json_of, read_bytes, whole
from model.weights.cards import check_card, parse

MAX_CARD = 8_000_000
"""Bytes of a card; the shipped one has 25,000."""
MAX_WEIGHTS = 1_000_000_000
"""Bytes of a network's file."""
REMEDY = "restore it, or make it again by 'gallery train' or 'gallery weights calibrate'"
"""What to do about a card that is none."""

FOLDER = Path(__file__).resolve().parent

Hash = Callable[[Path], str]
"""SHA-256 of a file, as hex digits; OSError where it cannot be read. It may remember files that did not change."""


def sha256_of(path: Path) -> str:
    """SHA-256 of the file of a network."""
    return hashlib.sha256(read_bytes(path, MAX_WEIGHTS)).hexdigest()


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

    def file(self, suffix: str, hashed: Hash = sha256_of) -> Path:
        """Path of ``onnx`` or ``safetensors``, its hash verified; WeightsError when missing or damaged."""
        return verified(self.folder / f"{self.stem}.{suffix}", self.files.get(suffix), hashed)


def verified(path: Path, digest: str | None, hashed: Hash = sha256_of) -> Path:
    """``path``, if its SHA-256 is ``digest``; else a WeightsError."""
    shipped = path.is_relative_to(FOLDER)
    remedy = "install the project again" if shipped else "put the file that belongs to the card beside it"
    try:
        found = hashed(path)
    except OSError as error:
        raise WeightsError(f"{path}: {error.strerror}; {remedy}") from error
    if found != digest:
        raise WeightsError(f"{path} is not the file on its card (sha256 {found}); {remedy}")
    return path


def names() -> tuple[str, ...]:
    """Names of the shipped weights."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def is_shipped(name: str) -> bool:
    """Whether ``name`` can only be that of shipped weights: what holds a slash or ends in ``.json`` is a path."""
    return not ("/" in name or os.sep in name or name.endswith(".json"))


def resolve(name: str, folder: Path) -> Path:
    """The card that a manifest in ``folder`` calls ``name``, as an absolute path; whether it is there, loading says.

    ``default`` is shipped; ``runs/trial/weights.json`` is relative to ``folder``, out of which ``..`` may lead: a
    run is often kept beside the exhibit. Raises WeightsError for an absolute path, which no other machine has.
    """
    if is_shipped(name):
        return _shipped(name)
    if "\\" in name or PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive:
        raise WeightsError(f"{name!r} is no path relative to the manifest; write one, with forward slashes")
    return Path(os.path.abspath(folder / name))  # noqa: PTH100 - links are not followed, only '..' is


def load(name: str | Path = "default") -> Card:
    """The card of shipped weights by name, or of one's own by the path of their card (``….json``).

    Raises WeightsError when there are none of this name, or the card is not one.
    """
    name = str(name)
    path = _shipped(name) if is_shipped(name) else Path(name)
    try:
        return card_of(path, values_of(path))
    except OSError as error:
        if is_shipped(name):
            known = ", ".join(names()) or "none"
            raise WeightsError(f"no weights are called {name!r}; there are: {known}; or give a card's path") from error
        raise WeightsError(f"{path}: {error.strerror}; name the card of the weights, a .json file") from error


def _shipped(name: str) -> Path:
    return FOLDER / f"{name}.json"


def values_of(path: Path) -> dict[str, Any]:
    """What a card's file says, as plain JSON; OSError where it cannot be read, WeightsError where it is none."""
    try:
        values = parse(read_bytes(path, MAX_CARD).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else error
        raise WeightsError(f"{path} is not a card: {said}; {REMEDY}") from error
    return values


def card_of(path: Path, values: Mapping[str, Any]) -> Card:
    """The card at ``path`` that says ``values``. Raises WeightsError with what is wrong with them."""
    try:
        check_card(values)
    except ValueError as error:
        raise WeightsError(f"{path} is not a card of these weights: {error}; {REMEDY}") from error
    serving = dict(values["serving"])
    scales = tuple(map(int, serving.pop("scales")))
    thumbnails, photographs = (_rendering(serving.pop(kind)) for kind in ("thumbnails", "photographs"))
    made = Serving(scales=scales, thumbnails=thumbnails, photographs=photographs, **serving)
    return Card(serving=made, folder=path.parent, stem=path.stem, **{k: v for k, v in values.items() if k != "serving"})


def record_metrics(card: Card, report: Mapping[str, Any]) -> None:
    """Write what was measured onto the card's file, set by set, figures rounded to four decimals; no records."""
    path = card.folder / f"{card.stem}.json"
    try:
        values = values_of(path)
        values["metrics"] = {**values["metrics"], **_rounded(report)}
        write_card(path, values)
    except OSError as error:
        raise WeightsError(
            f"{path} cannot be written: {error.strerror}; copy the weights to a place of your own"
        ) from error


def write_card(path: Path, values: Mapping[str, Any]) -> None:
    """Write a card whole or not at all."""
    with whole(path) as temporary:
        temporary.write_bytes(f"{json_of(values)}\n".encode())


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items() if key not in ("reliability", "records")}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


def _rendering(values: Mapping[str, Any]) -> Rendering:
    points = tuple((float(x), float(y)) for x, y in values["calibration"])
    return Rendering(**{**values, "calibration": points})
