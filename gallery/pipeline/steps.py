"""What a worker does: one step into the store, with its failure told as a value (picklable functions)."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError, SourceError
from gallery.pipeline.store import Store, file_sha256
from gallery.tasks import Step


@dataclass(frozen=True)
class Order:
    """All that a worker needs to know to run one task."""

    id: str
    key: str
    step: Step
    parameters: Mapping[str, Any]
    inputs: Mapping[str, Path]
    cache: Path
    """Folder that holds the store."""
    masters: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of those inputs that are masters."""
    promised: tuple[str, ...] = field(default=())
    """Files, relative to the task's folder, that it is to publish."""


@dataclass(frozen=True)
class Failure:
    """Why a task failed. A value: exceptions do not always survive the way between processes."""

    message: str
    trace: str = ""
    """The traceback of what must be a bug of ours; empty for an expected error."""


def run_order(order: Order) -> Failure | None:
    """Run a task's step and keep what it writes in the store; None when all went well."""
    try:
        Store(order.cache).make(order.key, partial(_write, order), order.id)
    except GalleryError as error:
        return Failure(str(error))
    except MemoryError:
        return Failure("not enough memory; build with fewer steps at a time (--jobs 1)")
    except Exception as error:  # noqa: BLE001 - told with its traceback, and the build fails
        return Failure(f"internal error: {type(error).__name__}: {error}", traceback.format_exc())
    return None


def _write(order: Order, out: Path) -> None:
    order.step(order.inputs, order.parameters, out)
    for name in order.promised:
        if not (out / name).exists():
            raise FileNotFoundError(f"the step did not write {name}, which {order.id} publishes")
    for need, sha256 in order.masters.items():
        # Looked at after the step: what it read may have been replaced since the exhibit was inspected.
        if file_sha256(order.inputs[need]) != sha256:
            raise SourceError(f"{order.inputs[need]}: the file changed during the build; build again")
