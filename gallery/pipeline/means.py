"""How a plan is run, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from gallery.pipeline.code import code_is_unchanged
from gallery.pipeline.executors import make_executor
from gallery.pipeline.plan import Given
from gallery.pipeline.store import Entry
from gallery.problems import Problem
from gallery.tasks import Task

DIED = Problem(
    message="its worker process died, perhaps for want of memory",
    hint="build fewer steps at a time (--jobs 1) or use a smaller file",
)

CHANGED = Problem(
    task="build",
    message="a template, a font or the program itself changed while steps ran",
    hint="build again",
)

FEW = 300
"""Light steps and the results that they read, in which worker processes (of half a second each) save no time: what a
title changes of one among some twenty works."""


@dataclass(frozen=True)
class Means:
    """How a plan is run."""

    cache: Path
    """Folder that holds the store."""
    jobs: int = 1
    """Steps at a time."""
    fetch: Callable[[Given], Path] | None = None
    """Brings a master that has to be fetched; raises SourceError."""
    unchanged: Callable[[], bool] = code_is_unchanged
    """Whether what steps read beside their inputs (code, templates, fonts) still is what the keys say."""
    executor: Callable[[int], Executor] = make_executor
    """Makes an executor for a number of jobs."""
    remote: bool = False
    """Whether the executor's workers are other machines, which know the store by their own setting and find masters
    nowhere else."""
    verify: bool = False
    """Read what the store has before a step reads it, instead of trusting its size and time."""
    memory: int | None = None
    """Bytes that steps may take together on this machine; None: what is free. Other machines look after theirs."""

    def workers(self, tasks: Collection[Task]) -> Executor:
        """What runs ``tasks``: worker processes, or none where they would start for longer than it all takes."""
        few = all(task.light for task in tasks) and sum(1 + len(task.needs) for task in tasks) <= FEW
        return self.executor(1 if few and not self.remote else self.jobs)


@dataclass(frozen=True)
class Execution:
    """A build whose steps are all done."""

    entries: Mapping[str, Entry]
    """Where each task's files are, by task id."""
    ran: frozenset[str]
    """Tasks that ran."""
    reused: frozenset[str]
    """Tasks that the store had."""
