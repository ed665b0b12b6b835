"""The folder of a run: its configuration, and its log, a line of JSON for each epoch."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.errors import CheckpointError
from model.files import whole
from model.training import checkpoint

LOG = "log.jsonl"
CONFIG = "config.json"


def start_log(out: Path, config: Mapping[str, Any]) -> None:
    """Make the folder of a new run, with its configuration; a run that is there is not overwritten by mistake."""
    refuse_run(out)
    save_config(out, config)
    (out / LOG).unlink(missing_ok=True)


def refuse_run(out: Path) -> None:
    """Raises CheckpointError where ``out`` holds a run."""
    if checkpoint.exists(out):
        raise CheckpointError(f"{out} holds a run: go on with --resume, choose another --out, or delete it")


def save_config(out: Path, config: Mapping[str, Any]) -> None:
    """Write a run's configuration."""
    with whole(out / CONFIG) as temporary:
        temporary.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8", newline="\n")


def log(out: Path, **entry: float) -> None:
    """Add a line; figures are rounded to five decimals, what is not finite is null."""
    values = {key: round(value, 5) if math.isfinite(value) else None for key, value in entry.items()}
    with (out / LOG).open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(values) + "\n")


def entries(out: Path) -> list[dict[str, Any]]:
    """The log's lines, without one that was cut short."""
    found = []
    path = out / LOG
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("step"), int):
            found.append(entry)
    return found


def truncate_log(out: Path, step: int) -> None:
    """Drop what the log says of steps after the checkpoint, and a line that was cut short: they come again."""
    kept = (json.dumps(entry) for entry in entries(out) if entry["step"] <= step)
    with whole(out / LOG) as temporary:
        temporary.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8", newline="\n")
