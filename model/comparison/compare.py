"""A comparison from beginning to end: what is known of each colourist, measured, timed, drawn and painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from model.comparison import measured, pictures, speed
from model.comparison.history import history_of
from model.comparison.measured import Measured
from model.comparison.pictures import Strip
from model.evaluate import FAITHFUL, HINTS, MeasuringSet, Progress, evaluate, open_set
from model.inference.colorist import Colorist
from model.metrics.baselines import BASELINES
from model.metrics.paired import interval
from model.weights import Card
from model.weights.classifiers import ClassifierCard

FORMAT = 1
"""Raised when the meaning of a field of the report changes."""


@dataclass(frozen=True)
class Settings:
    """What is measured, and how."""

    data: Path
    """Folder that holds ``cifar-10-batches-py/`` and ``photographs/``."""
    sets: Sequence[str]
    limit: int | None = None
    vividness: float = FAITHFUL
    hints: Sequence[int] = HINTS
    classifier: ClassifierCard | None = None
    efficientnet: bool = False
    """Whether the distance in the features of EfficientNet-Lite0 is measured."""
    photographs: Path | None = None
    """Folder of photographs without a truth, to be looked at."""


def compare(
    cards: Mapping[str, Card], settings: Settings, out: Path, progress: Progress = lambda _what, _done, _n: None
) -> tuple[dict[str, Any], dict[str, list[Strip]]]:
    """Compare colourists; what was measured before is taken from ``out``, and what is measured now is kept there.

    Args:
        cards: who is compared, by their labels.
        settings: what is measured, and how.
        out: the report's folder.
        progress: called with what is done, how much of it, and how much there is.

    Returns:
        The report, ready for JSON; and pictures by set, those without a truth under ``photographs``.

    Raises:
        ModelError: sets or photographs that are missing or damaged, a classifier that is none, or results of
            before that cannot be read. Whatever is missing is found before anything is written or measured.
    """
    results = Measured(out / measured.NAME)
    opened = [open_set(name, settings.data, settings.limit) for name in settings.sets]
    photographs, of = pictures.photographs_in(settings.photographs) if settings.photographs else ([], 0)
    judge = settings.classifier
    if judge:
        judge.file("onnx")
    sets, shown = [], {}
    for each in opened:
        digest, shown[each.name] = pictures.look_through(each)
        sets.append(_measured_set(each, digest, cards, settings, results=results, progress=progress))
    if photographs:
        shown["photographs"] = photographs
    strips = {
        name: pictures.strips(
            its, cards, settings.vividness, out / pictures.FOLDER, partial(progress, f"pictures of {name}")
        )
        for name, its in shown.items()
    }
    times = _times([*cards.values()], results, partial(progress, "speed"))
    report = {
        "format": FORMAT,
        "limit": settings.limit,
        "vividness": settings.vividness,
        "hints": list(settings.hints),
        "classifier": {"name": judge.name, "onnx": judge.files["onnx"]} if judge else None,
        "sets": sets,
        "colourists": [_facts(*each) for each in zip(cards, cards.values(), times, strict=True)],
        "photographs": {"shown": len(photographs), "of": of},
    }
    return report, strips


def _measured_set(
    pictures_of: MeasuringSet,
    digest: str,
    cards: Mapping[str, Card],
    settings: Settings,
    *,
    results: Measured,
    progress: Progress,
) -> dict[str, Any]:
    """The rows of a set, by the protocol; what was not measured yet is measured."""
    judge = settings.classifier if pictures_of.labels is not None else None
    found: dict[str, Any] = {}
    for label, card in cards.items():
        of = {
            "what": "protocol",
            **measured.served(card),
            "set": pictures_of.name,
            "pictures": digest,
            "limit": settings.limit,
            "vividness": settings.vividness,
            "hints": list(settings.hints),
            "classifier": judge.files["onnx"] if judge else None,
            "efficientnet": settings.efficientnet,
        }
        its: Any = results.get(of)
        if its is None:
            its = evaluate(
                Colorist(card),
                [pictures_of.name],
                settings.data,
                name="colourist",
                vividness=settings.vividness,
                hints=settings.hints,
                limit=settings.limit,
                classifier=judge.file("onnx") if judge else None,
                efficientnet=settings.efficientnet,
                progress=lambda name, done, n, label=label: progress(f"{label}, {name}", done, n),  # type: ignore[misc]
            )[pictures_of.name]
            results.put(of, its)
        found[label] = its
    records = {label: its["records"] for label, its in found.items()}
    return {
        "name": pictures_of.name,
        **{key: value for key, value in its.items() if key not in (*BASELINES, "colourist", "records")},
        "baselines": {name: its[name] for name in BASELINES},
        "colourists": {label: its["colourist"] for label, its in found.items()},
        "differences": _differences(records),
        "records": records,
    }


def _differences(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """What each colourist but the first gains over the first, picture by picture, with the 95 % interval."""
    (_, first), *others = records.items()
    found = {}
    for label, its in others:
        pairs = [(one["psnr"], other["psnr"]) for one, other in zip(its, first, strict=True) if one["psnr_grey"]]
        each = np.array([psnr - reference for psnr, reference in pairs if psnr and reference])
        if len(each):
            found[label] = {"gain": float(each.mean()), "interval": interval(each)}
    return found


def _times(cards: Sequence[Card], results: Measured, tell: Callable[[int, int], None]) -> list[dict[str, Any]]:
    """How long each takes; those that were not timed yet on such a machine are timed in turns."""
    keys = [{"what": "speed", **measured.served(card), **speed.machine()} for card in cards]
    missing = [index for index, key in enumerate(keys) if results.get(key) is None]
    if missing:
        timed = speed.time_all([cards[index] for index in missing], tell)
        for index, result in zip(missing, timed, strict=True):
            results.put(keys[index], result)
    return [results.get(key) or {} for key in keys]


def _facts(label: str, card: Card, time: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": label,
        "network": card.network,
        "parameters": card.parameters,
        "dataset": card.dataset,
        "trained": card.trained,
        "commit": card.commit,
        "licence": card.licence,
        "onnx": card.files["onnx"],
        "bytes": card.file("onnx").stat().st_size,
        "vividness": card.serving.vividness,
        **history_of(card),
        "speed": time,
    }
