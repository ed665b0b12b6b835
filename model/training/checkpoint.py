"""Checkpoints: written whole or not at all, and enough to go on as if nothing had happened."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from model.errors import CheckpointError
from model.files import whole
from model.networks.loading import in_short, read_torch

NAME = "checkpoint.pt"
KEYS = {"config", "data", "step", "network", "averaged", "optimizer", "early_stopping"}
"""What a checkpoint holds."""


def save(folder: Path, state: dict[str, Any]) -> Path:
    """Write ``state`` (tensors and plain values) to ``folder``; a kill leaves the old checkpoint or the new one.

    Raises CheckpointError when it cannot be written, as on a full disk; the old checkpoint is still there then.
    """
    path = folder / NAME
    try:
        with whole(path) as temporary:
            torch.save(state, temporary)
    except (OSError, RuntimeError) as error:  # torch says RuntimeError when a disk is full
        raise CheckpointError(f"{path} cannot be written ({error}); make room and go on with --resume") from error
    return path


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a run: one that can be resumed, and would be lost if another began there."""
    return (folder / NAME).exists()


def load(folder: Path, config: dict[str, Any], may_differ: Set[str] = frozenset()) -> dict[str, Any]:
    """Read the checkpoint of a run with ``config``; CheckpointError when it is missing, damaged or of another run.

    Every setting must be the same, but for those that ``may_differ``; the number of epochs, too, where the learning
    rate's schedule depends on it.
    """
    state = _read(folder)
    of_run = state["config"]
    differing = sorted(key for key in config | of_run if of_run.get(key) != config.get(key))
    if not may_differ >= set(differing):
        raise CheckpointError(
            f"{folder / NAME} belongs to another run: {', '.join(differing)} differ; use its settings or another --out"
        )
    return state


def config_of(folder: Path) -> dict[str, Any]:
    """The configuration of the run in ``folder``; CheckpointError when its checkpoint is missing or damaged."""
    found: dict[str, Any] = _read(folder)["config"]
    return found


def _read(folder: Path) -> dict[str, Any]:
    path = folder / NAME
    if not path.is_file():
        raise CheckpointError(f"{path} does not exist: nothing to resume; start without --resume")
    try:
        state: dict[str, Any] = read_torch(path)
    except ValueError as error:
        raise CheckpointError(f"{path} is damaged ({error}); delete it and train again") from error
    if not isinstance(state, dict) or not isinstance(state.get("config"), dict) or not state.keys() >= KEYS:
        raise CheckpointError(f"{path} is not a checkpoint of this program; delete it and train again")
    return state


@contextmanager
def fitting(folder: Path) -> Iterator[None]:
    """While a checkpoint's tensors are loaded: CheckpointError when they are not of the run's network."""
    try:
        yield
    except (RuntimeError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{folder / NAME} does not fit the network of its run ({in_short(error)}); train again in another --out"
        ) from error
