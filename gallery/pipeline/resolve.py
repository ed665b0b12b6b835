"""What the store already has of a plan: the walk from the masters down, as far as keys are known.

A task's key holds the content digests of its needs, so it is known when these are there. Below a task that has to run
keys are open until it has run; if its result is what it was, the work ends there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gallery.pipeline.keys import task_key
from gallery.pipeline.plan import Plan
from gallery.pipeline.store import Entry, Store
from gallery.tasks import Task


@dataclass
class Resolution:
    """What is known of a plan's tasks, by their ids; it grows as they are done."""

    contents: dict[str, str]
    """Content digest of what is there, of masters too."""
    resources: Mapping[str, str]
    """Digest of each resource, by name."""
    entries: dict[str, Entry] = field(default_factory=dict)
    """Where the results of tasks are."""

    def key(self, task: Task) -> str:
        """The key of a task whose needs are all there."""
        return task_key(task, self.contents, self.resources)

    def finish(self, task: str, entry: Entry) -> None:
        """Note the result of a task."""
        self.entries[task] = entry
        self.contents[task] = entry.digest


def resolve(plan: Plan, store: Store, *, verify: bool = False) -> Resolution:
    """What ``store`` has of ``plan``.

    Only records are read, but for the results that a task which has to run will read: those are looked at, and damaged
    ones are made again. With ``verify`` all results are read, byte by byte.
    """
    known = Resolution(
        contents={given.id: given.sha256 for given in plan.givens.values()},
        resources={name: resource.digest for name, resource in plan.resources.items()},
    )
    missing = []
    for task in plan.tasks:
        if all(need in known.contents for need in task.needs):
            entry = store.get(known.key(task))
            if entry is not None:
                known.finish(task.id, entry)
                continue
        missing.append(task.id)
    if verify:
        _read_all(plan, known, store)
    else:
        _distrust(missing, {task.id: task for task in plan.tasks}, known, store)
    return known


def _read_all(plan: Plan, known: Resolution, store: Store) -> None:
    """Read every result. With a damaged one all go that were made from it: nobody knows whether it was whole then."""
    doubtful: set[str] = set()
    for task in plan.tasks:
        entry = known.entries.get(task.id)
        if entry is None:
            continue
        if not doubtful.isdisjoint(task.needs):
            store.forget(entry.key)
        elif not store.damage(entry, thorough=True):
            continue
        doubtful.add(task.id)
        del known.entries[task.id]


def _distrust(missing: list[str], tasks: Mapping[str, Task], known: Resolution, store: Store) -> None:
    """Look at what the ``missing`` tasks will read; what is damaged is missing too. Its content is taken to be what it
    was: a step writes the same bytes again."""
    seen: set[str] = set()
    pending = list(missing)
    while pending:
        for need in tasks[pending.pop()].needs:
            if need in seen or need not in known.entries:
                continue
            seen.add(need)
            if store.damage(known.entries[need]):
                del known.entries[need]
                pending.append(need)
