"""What a colourist's training cost and how it went, from its card and from the log that its run left.

Weights may go on from earlier weights: then every run of that row is a stage, as far as they can be found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
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

WORDS = {
    "classification": "cross-entropy",
    "huber": "Huber",
    "l1": "L1",
    "l2": "L2",
    "psnr": "log squared error",
    "lpips": "LPIPS",
    "context": "classes seen",
}
"""Losses by their settings, in the words of a table, where these are others."""


@dataclass(frozen=True)
class Stage:
    """One run."""

    config: Mapping[str, Any]
    log: tuple[Mapping[str, Any], ...]
    """``epoch``, ``step``, ``images_per_second``, ``gain`` and the like of each epoch; empty where there is no log."""

    @property
    def seen(self) -> list[int]:
        """Images that were seen after each epoch, before which there were none."""
        batch = int(self.config.get("batch_size", BATCH))
        return [0, *(entry["step"] * batch for entry in self.log)]

    def seconds(self) -> float:
        """Seconds of training, validation left aside; NaN where the log does not say it of every epoch."""
        speeds = [_number(entry.get("images_per_second")) for entry in self.log]
        return sum(
            (after - before) / speed if speed > 0 else math.nan
            for (before, after), speed in zip(pairwise(self.seen), speeds, strict=True)
        )


def history_of(card: Card) -> dict[str, Any]:
    """What is known of a card's training, as far back as cards, recipes and logs are found; ready for JSON.

    ``curve`` holds images seen and validation gain over grey in dB after each epoch; it is empty unless every stage has
    a log. Keys of ``budget`` are ``stages``, ``epochs``, ``logged``, ``images``, ``seconds``, ``losses``, ``limit`` (to
    how many images it was limited, if it was), ``start``, ``encoder`` and ``teachers`` (weights whose own training is
    not counted). Epochs are those of the logs, else those of the configurations, at most; images and seconds are None
    without logs.
    """
    stages, unknown = _stages(card)
    logged = all(stage.log for stage in stages)
    curve, seen, seconds = [], 0, 0.0
    for stage in stages:
        gains = (_number(entry.get("gain")) for entry in stage.log)
        curve += [(seen + images, gain) for images, gain in zip(stage.seen[1:], gains, strict=True)]
        seen += stage.seen[-1]
        seconds += stage.seconds()
    config = card.config
    budget = {
        "stages": len(stages),
        "epochs": sum(len(stage.log) or int(stage.config.get("epochs", 0)) for stage in stages),
        "logged": logged,
        "images": seen if logged else None,
        "seconds": seconds if logged and math.isfinite(seconds) else None,
        "losses": losses_in_words(config),
        "limit": config.get("limit"),
        "start": unknown,
        "encoder": config.get("start_encoder"),
        "teachers": list(config.get("teachers") or ()),
    }
    return {"budget": budget, "curve": [point for point in curve if logged and math.isfinite(point[1])]}


def _stages(card: Card) -> tuple[list[Stage], str | None]:
    """The runs that led to a card's weights, the first one first; and the weights that this goes on from, if any, whose
    own training is not to be found."""
    stages = [Stage(card.config, _log_of(card))]
    while start := stages[0].config.get("start"):
        earlier = _stage_at(str(start), card)
        if earlier is None or earlier in stages:
            break
        stages.insert(0, earlier)
    return stages, str(start) if start else None


def _log_of(card: Card) -> tuple[Mapping[str, Any], ...]:
    """The log beside a card, else that of the shipped recipe with its configuration."""
    for name in (f"{card.stem}.{LOG}", LOG):
        if log := _log(card.folder / name):
            return log
    stages = filter(None, map(_recipe, sorted(RECIPES.glob("*.json"))))
    return next((stage.log for stage in stages if _says(card.config, stage.config)), ())


def _says(config: Any, recipe: Any) -> bool:
    """Whether a card's configuration, which is whole, has every setting that a recipe names."""
    if isinstance(recipe, Mapping) and isinstance(config, Mapping):
        return all(_says(config.get(key), value) for key, value in recipe.items())
    return bool(config == recipe)


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
    log = _log(path.with_suffix(f".{LOG}"))
    return Stage(json.loads(path.read_text(encoding="utf-8")), log) if log and path.is_file() else None


def _log(path: Path) -> tuple[Mapping[str, Any], ...]:
    """A log's lines with a step, by rising step; one that was cut short is left out."""
    return tuple(_entries(path)) if path.is_file() else ()


def _entries(path: Path) -> Iterator[Mapping[str, Any]]:
    step = 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("step"), int) and entry["step"] > step:
            step = entry["step"]
            yield entry


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def losses_in_words(config: Mapping[str, Any]) -> str | None:
    """What was minimised, such as ``cross-entropy + 4 × log squared error``; None where nothing says it."""
    if not isinstance(losses := config.get("losses"), Mapping):
        return None
    parts = []
    for name, weight in {"classification": 1.0, **losses}.items():
        if name != "rebalance" and weight:
            rare = " (rebalanced)" if name == "classification" and losses.get("rebalance") else ""
            parts.append(("" if weight == 1 else f"{weight:g} × ") + WORDS.get(name, name) + rare)
    return " + ".join(parts)
