"""The key of a task: a digest of everything that decides what it makes.

    key = sha256 of canonical JSON of
          the step's qualified name
          the code it can reach and the libraries that this imports (:mod:`gallery.pipeline.code`)
          its parameters
          the resources it reads: name and digest of each
          its needs, in order: id and content digest of each (a master's is its SHA-256)

So a task has a key only when what it needs is done, and a need that was made anew and came out the same stops the
work there. Where things lie, the task's id, the paths it publishes and what is stamped into them on their way out do
not enter the key: they do not decide what it makes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from gallery.pipeline.code import code_of, step_name
from gallery.tasks import Task

FORMAT = 2
"""Raised when the layout of the store or the meaning of a key changes."""


def canonical(value: Any) -> str:
    """``value`` as canonical JSON: sorted keys, no blanks, ASCII.

    Raises:
        TypeError: for anything that is not plain JSON (a path, a set, a model, a key that is no string).
        ValueError: for NaN and infinities.
    """
    _refuse_foreign(value, "")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


_SIMPLE = frozenset({str, int, float, bool, type(None)})


def _refuse_foreign(value: Any, where: str) -> None:
    if type(value) in _SIMPLE:
        return
    if isinstance(value, Mapping):
        for name, item in value.items():
            if not isinstance(name, str):
                raise TypeError(f"{where or 'value'} has the key {name!r}: only strings are keys in JSON")
            if type(item) not in _SIMPLE:  # nearly all are: to name the place of each would take most of the time
                _refuse_foreign(item, f"{where}.{name}" if where else name)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if type(item) not in _SIMPLE:
                _refuse_foreign(item, f"{where}[{index}]")
    else:
        raise TypeError(f"{where or 'value'} is a {type(value).__name__}, not plain JSON: {value!r}")


def plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """``parameters`` as a step sees them on every machine: through JSON, so that tuples are lists."""
    result: dict[str, Any] = json.loads(canonical(parameters))
    return result


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def content_digest(files: Mapping[str, str]) -> str:
    """The content digest of a folder, by the SHA-256 of each of its files."""
    return digest(sorted(files.items()))


def task_key(task: Task, contents: Mapping[str, str], resources: Mapping[str, str]) -> str:
    """The key of ``task``.

    Args:
        contents: content digest of each of its needs, by id (of masters their SHA-256).
        resources: digest of each resource it reads, by name.

    Raises:
        TypeError: its parameters are not plain JSON, or it reads what there is not (a bug in its publication).
    """
    missing = [name for name in task.reads if name not in resources]
    if missing:
        raise TypeError(f"task {task.id} reads {', '.join(missing)}, which this exhibit has not")
    try:
        return digest(
            {
                "format": FORMAT,
                "step": step_name(task.step),
                "code": dict(code_of(task.step)),
                "parameters": dict(task.parameters),
                "reads": [[name, resources[name]] for name in sorted(task.reads)],
                "needs": [[need, contents[need]] for need in task.needs],
            }
        )
    except (TypeError, ValueError) as error:
        raise TypeError(f"the parameters of task {task.id}: {error}") from error
