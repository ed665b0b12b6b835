"""What a colourist's training cost and how it went, from its card and from the log that its run left.

Weights may go on from earlier weights: then every run of that row is a stage, as far as they can be found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import model
from model.errors import ModelError
from model.weights import Card, load

RECIPES = Path(model.__file__).resolve().parent / "training" / "recipes"
"""The recipes, beside which the logs of released runs stand."""

LOG = "log.jsonl"
BATCH = 128
"""Images in a batch where a recipe does not say."""

STAGES = 8
"""So many runs, each going on from the one before, are followed back at most."""

WORDS = {
    "classification": "cross-entropy",
    "huber": "Huber",
    "l1": "L1",
    "l2": "L2",
    "psnr": "log squared error",
    "colourfulness": "colourfulness",
    "perceptual": "perceptual",
    "lpips": "LPIPS",
    "adversarial": "adversarial",
    "context": "classes seen",
    "distillation": "distillation",
}
"""Losses by their settings, in the words of a table."""

Entry = Mapping[str, Any]
"""A line of a log: ``epoch``, ``step``, ``images_per_second``, ``gain`` and the like."""


@dataclass(frozen=True)
class Stage:
    """One run."""

    config: Mapping[str, Any]
    log: tuple[Entry, ...]
    """One entry for each epoch; empty where there is no log."""

    @property
    def batch(self) -> int:
        """Images in a batch."""
        return int(self.config.get("batch_size", BATCH))

    @property
    def images(self) -> int:
        """Images that its log says were seen."""
        return int(self.log[-1]["step"]) * self.batch if self.log else 0

    def seconds(self) -> float | None:
        """Seconds of training, validation left aside; None where the log does not say it of every epoch."""
        total, before = 0.0, 0
        for entry in self.log:
            speed = _number(entry.get("images_per_second"))
            if speed is None or speed <= 0:
                return None
            total += (entry["step"] - before) * self.batch / speed
            before = entry["step"]
        return total


@dataclass(frozen=True)
class History:
    """The stages that led to a set of weights, the first one first."""

    stages: tuple[Stage, ...]
    unknown: str | None
    """Weights that the first stage goes on from, and whose own training is not to be found."""

    @property
    def logged(self) -> bool:
        """Whether every stage has its log."""
        return all(stage.log for stage in self.stages)

    def curve(self) -> list[tuple[int, float]]:
        """Images seen and validation gain over grey in dB after each epoch; empty unless every stage has a log."""
        points, seen = [], 0
        for stage in self.stages if self.logged else ():
            points += [
                (seen + entry["step"] * stage.batch, gain)
                for entry in stage.log
                if (gain := _number(entry.get("gain"))) is not None
            ]
            seen += stage.images
        return points

    def budget(self) -> dict[str, Any]:
        """What training cost, ready for JSON.

        Keys are ``stages``, ``epochs``, ``logged``, ``images``, ``seconds``, ``losses``, ``limit`` (to how many images
        it was limited, if it was), ``start``, ``encoder`` and ``teachers`` (weights whose own training is not
        counted). Epochs are those of the logs, else those of the configurations, at most; images and seconds are None
        without logs.
        """
        last = self.stages[-1].config
        seconds = [stage.seconds() for stage in self.stages] if self.logged else [None]
        known = [one for one in seconds if one is not None]
        return {
            "stages": len(self.stages),
            "epochs": sum(len(stage.log) or int(stage.config.get("epochs", 0)) for stage in self.stages),
            "logged": self.logged,
            "images": sum(stage.images for stage in self.stages) if self.logged else None,
            "seconds": sum(known) if len(known) == len(seconds) else None,
            "losses": losses_in_words(last),
            "limit": last.get("limit"),
            "start": self.unknown,
            "encoder": last.get("start_encoder"),
            "teachers": list(last.get("teachers") or ()),
        }


def history_of(card: Card) -> History:
    """The history of a card's weights, as far back as cards, recipes and logs are found."""
    config: Mapping[str, Any] = card.config
    stages = [Stage(config, _log_of(card))]
    while (start := config.get("start")) and len(stages) < STAGES:
        earlier = _stage_at(str(start), card)
        if earlier is None or earlier in stages:
            break
        stages.append(earlier)
        config = earlier.config
    return History(tuple(reversed(stages)), str(start) if start else None)


def _log_of(card: Card) -> tuple[Entry, ...]:
    """The log beside a card, else that of the shipped recipe with its configuration."""
    for name in (f"{card.stem}.{LOG}", LOG):
        if entries := _entries(card.folder / name):
            return entries
    for path in sorted(RECIPES.glob("*.json")):
        if (stage := _recipe(path)) and _says(card.config, stage.config):
            return stage.log
    return ()


def _says(config: Mapping[str, Any], recipe: Mapping[str, Any]) -> bool:
    """Whether a card's configuration, which is whole, has every setting that a recipe names."""
    return all(
        _says(config[key], value)
        if isinstance(value, Mapping) and isinstance(config.get(key), Mapping)
        else config.get(key) == value
        for key, value in recipe.items()
    )


def _stage_at(start: str, card: Card) -> Stage | None:
    """The run that left the card at the path ``start``; None for a mere name, which other weights may have now."""
    path = Path(start)
    if path.suffix != ".json":
        return None
    for place in (path, card.folder.parent / path.parent.name / path.name):
        if place.is_file():
            try:
                earlier = load(place)
            except ModelError:
                continue
            return Stage(earlier.config, _log_of(earlier))
    return _recipe(RECIPES / f"{path.parent.name}.json")


def _recipe(path: Path) -> Stage | None:
    """A recipe that was run, with its log; None where either is missing."""
    log = _entries(path.with_suffix(f".{LOG}"))
    if not log or not path.is_file():
        return None
    return Stage(json.loads(path.read_text(encoding="utf-8")), log)


def _entries(path: Path) -> tuple[Entry, ...]:
    """A log's lines with an epoch and a step, by rising step; one that was cut short is left out."""
    return tuple(_read(path)) if path.is_file() else ()


def _read(path: Path) -> Iterator[Entry]:
    step = 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("step"), int) and entry["step"] > step:
            step = entry["step"]
            yield entry


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def losses_in_words(config: Mapping[str, Any]) -> str:
    """What was minimised, such as ``cross-entropy + 4 × log squared error``; of earlier configurations too."""
    losses = config.get("losses")
    if not isinstance(losses, Mapping):  # an earlier version had two losses of their own beside the cross-entropy
        losses = {"classification": 1.0, "huber": config.get("regression", 5.0), "psnr": config.get("psnr", 0.0)}
    share = losses.get("rebalance", 0)
    parts = []
    for name, weight in {"classification": 1.0, **losses}.items():
        if name != "rebalance" and weight:
            words = WORDS.get(name, name) + (" (rebalanced)" if name == "classification" and share else "")
            parts.append(words if weight == 1 else f"{weight:g} × {words}")
    return " + ".join(parts)
