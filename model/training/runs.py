"""A run from its configuration to released weights, whatever it trains: a colourist or a classifier."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from model import weights
from model.datasets.small import SIDE
from model.datasets.source import Source
from model.errors import CheckpointError, ConfigError
from model.networks import create_model
from model.training import checkpoint
from model.training.config import TASK, ClassifierConfig, Config, TrainingConfig
from model.training.device import keep_freed_memory, with_precision
from model.training.lock import locked
from model.training.log import CONFIG, refuse_run
from model.training.loop import train
from model.training.release import release, release_classifier

RECIPES = Path(__file__).resolve().parent / "recipes"
"""Settings of runs that come along."""


def recipes() -> tuple[str, ...]:
    """Their names, sorted."""
    return tuple(sorted(path.stem for path in RECIPES.glob("*.json")))


def recipe_file(name: str) -> Path:
    """The recipe of that name, a file of settings; ConfigError when there is none."""
    if name not in recipes():
        raise ConfigError(f"no recipe is called {name!r}; there are: {', '.join(recipes())}")
    return RECIPES / f"{name}.json"


def config_for(file: Path | None, out: Path, *, resume: bool = False, **given: Any) -> Config:
    """The configuration in ``file``, else (resuming) of the run in ``out``, else the default.

    Those ``given`` by name win, unless they are None. One that starts from weights and names no network has theirs.

    Raises:
        CheckpointError: there is nothing to resume in ``out``, or there is a run that would be overwritten.
        ConfigError: a file that is no configuration, or one with problems.
        WeightsError: the weights that it starts from are none.
    """
    if resume and not checkpoint.exists(out):
        raise CheckpointError(f"{out} holds no run: nothing to resume; start without --resume")
    if not resume:
        refuse_run(out)
    values = _of_run(out) if resume and file is None else _read(file) if file else {}
    values |= {key: value for key, value in given.items() if value is not None}
    if isinstance(start := values.get("start"), str) and not {"network", "network_arguments"} & values.keys():
        card = weights.load(start)
        values |= {"network": card.network, "network_arguments": dict(card.network_arguments)}
    if values.get("task") == TASK:
        return ClassifierConfig.from_json(values)
    config = TrainingConfig.from_json(values)
    with torch.device("meta"):  # arguments that no network has are refused before any data are fetched
        create_model(config.network, **config.network_arguments)
    return config


def kept_side(config: Config) -> int:
    """Px of the shorter side that training needs of photographs."""
    return config.canvas.kept if isinstance(config, TrainingConfig) else SIDE


def _of_run(out: Path) -> dict[str, Any]:
    """The settings of the run in ``out``: what its file says, or its checkpoint where that file is gone."""
    return _read(out / CONFIG) if (out / CONFIG).exists() else checkpoint.config_of(out)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path} cannot be read as a configuration: {error}") from error
    if not isinstance(values, dict):
        raise ConfigError(f'{path} is not a configuration: an object of settings, such as {{"epochs": 20}}')
    return values


def train_and_release(
    config: Config,
    source: Source,
    out: Path,
    *,
    resume: bool = False,
    device: str = "cpu",
    compiled: bool = False,
    tell: Callable[[Any], None] = lambda _step: None,
    trained: Callable[[], None] = lambda: None,
) -> Path:
    """Train what ``config`` is of, and release it; the card's path.

    ``tell`` is called with the progress after each step; ``trained`` once a colourist is, before it is exported and
    calibrated. From here on the process keeps the memory that it frees. Raises ModelError as training and releasing do,
    and ConfigError for a classifier without labels.
    """
    config = with_precision(config, device)
    keep_freed_memory()
    network = train(config, source, out, resume=resume, device=device, compiled=compiled, tell=tell)
    with locked(out):
        if isinstance(config, ClassifierConfig):
            return release_classifier(network, config, out, source)
        trained()
        return release(network, config, out, source)
