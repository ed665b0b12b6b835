"""Run a plan: take from the store what it has, run the rest in order of needs, pair every result by task id.

A task that fails takes those that need it with it; all others are still done. At the end a build with
failures raises BuildError, and what was finished stays in the store for the next one. When a worker process
dies, all that was in flight is run again, one step at a time: the step that kills its worker while alone is
the failure.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.errors import BuildError, GalleryError
from gallery.pipeline.executors import ProcessesExecutor, ThreadsExecutor, make_executor
from gallery.pipeline.keys import code_is_unchanged, plain, task_keys
from gallery.pipeline.plan import Given, Plan
from gallery.pipeline.progress import Progress, Silence
from gallery.pipeline.schedule import Schedule
from gallery.pipeline.steps import Failure, Order, run_order
from gallery.pipeline.store import Entry, Store

LOG = logging.getLogger(__name__)

FETCH = "fetch"
DOWNLOADS = 4
"""Masters fetched at a time: archives' servers are shared."""

DIED = (
    "its worker process died, perhaps for want of memory; build fewer steps at a time (--jobs 1) or use a smaller file"
)

CHANGED = "a template, a font or the program itself changed while steps ran; build again"

Result = Failure | Path | None
"""Of a flight: a failure, the file of a fetched master, or nothing for a step (its files are stored)."""

Flight = Future[Any]
"""A call in flight; its result is a :data:`Result`."""


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


@dataclass(frozen=True)
class Execution:
    """A build whose steps are all done."""

    entries: Mapping[str, Entry]
    """Where each task's files are, by task id."""
    ran: frozenset[str]
    """Tasks that ran."""
    reused: frozenset[str]
    """Tasks that the store had."""


def execute(plan: Plan, means: Means, progress: Progress | None = None) -> Execution:
    """Run ``plan`` and return where everything is.

    Raises:
        BuildError: at least one task failed; the others are done. Exit code 3 if one is a bug of ours.
        BuildError: as well when code, templates or fonts changed meanwhile; what ran is then forgotten.
        StoreError: the store cannot be written.
        TypeError: a task's parameters are not plain JSON (a bug).
    """
    store = Store(means.cache)
    store.sweep()
    keys = task_keys(plan.tasks, {given.id: given.sha256 for given in plan.givens.values()})
    entries = look_up(plan, keys, store)
    reused = frozenset(entries)
    run = _Run(plan=plan, keys=keys, entries=entries, store=store, means=means, progress=progress or Silence())
    run.run()
    return Execution(entries, frozenset(run.tasks), reused)


def look_up(plan: Plan, keys: Mapping[str, str], store: Store) -> dict[str, Entry]:
    """What the store has of a plan, by task id.

    From the last task to the first: what is published, and what a step that has to run will read, is verified
    byte for byte; for the rest the sizes are enough.
    """
    thorough = {task.id for task in plan.tasks if task.publishes}
    entries = {}
    for task in reversed(plan.tasks):
        entry = store.get(keys[task.id], thorough=task.id in thorough)
        if entry is None:
            thorough.update(task.needs)
        else:
            entries[task.id] = entry
    return entries


class _Run:
    """One run of what is missing. ``entries`` gains the finished tasks."""

    def __init__(
        self,
        *,
        plan: Plan,
        keys: Mapping[str, str],
        entries: dict[str, Entry],
        store: Store,
        means: Means,
        progress: Progress,
    ) -> None:
        self.keys, self.entries, self.store, self.means, self.progress = keys, entries, store, means, progress
        self.tasks = {task.id: task for task in plan.tasks if task.id not in entries}
        read = [plan.givens[need] for task in self.tasks.values() for need in task.needs if need in plan.givens]
        self.masters = {given.id: given.path for given in read if given.path is not None}
        self.fetches = {given.fetch_id: given for given in read if given.path is None}
        first = {given.id: given.fetch_id for given in self.fetches.values()}
        needs: dict[str, list[str]] = {name: [] for name in self.fetches}
        for name, task in self.tasks.items():
            wanted = [first.get(need, need) for need in task.needs]
            needs[name] = [need for need in wanted if need in self.tasks or need in self.fetches]
        self.given_keys = {given.id: given.sha256 for given in read}
        self.schedule = Schedule(needs, lanes=(FETCH,))
        self.flights: dict[Flight, str] = {}
        self.suspects: list[str] = []
        self.failures: dict[str, Failure] = {}

    def run(self) -> None:
        stages = Counter(name.partition("/")[0] for name in self.schedule.place)
        self.progress.planned(stages, len(self.entries))
        if not self.schedule.place:
            return
        self.workers, self.network = self.means.executor(self.means.jobs), ThreadsExecutor()
        try:
            while self._start() or self.flights:
                for name, future in self._landed():
                    self._settle(name, future)
        except BaseException:
            # Interrupted, or a bug: nobody waits for what is half done, and the store sweeps it.
            self._end_workers()
            self.store.sweep()
            raise
        self.workers.shutdown()
        self._distrust_after_a_change()
        if self.failures:
            raise self._error()

    def _distrust_after_a_change(self) -> None:
        """Results made from something else than their keys say must not stay: they would be found again."""
        if self.means.unchanged():
            return
        for name in self.tasks:
            self.store.forget(self.keys[name])
        raise BuildError({"build": CHANGED})

    def _start(self) -> bool:
        """Hand out all that may start now; whether there was anything."""
        names: list[str] = []
        fetching = sum(name in self.fetches for name in self.flights.values())
        running = len(self.flights) - fetching
        while fetching + len(names) < DOWNLOADS and (name := self.schedule.take(FETCH)):
            names.append(name)
        if self.suspects:
            names += self.suspects[:1] if running == 0 else []
        else:
            names += self._take_steps(self.means.jobs - running)
        for name in names:
            self.progress.started(name)
            self.flights[self._submit(name)] = name
        return bool(names)

    def _take_steps(self, room: int) -> list[str]:
        taken = (self.schedule.take() for _ in range(room))
        return [name for name in taken if name is not None]

    def _submit(self, name: str) -> Flight:
        if name in self.fetches:
            if self.means.fetch is None:
                raise RuntimeError(f"{name}: this build has no means to fetch")
            return self.network.submit(self.means.fetch, self.fetches[name])
        task = self.tasks[name]
        order = Order(
            id=name,
            key=self.keys[name],
            step=task.step,
            parameters={**plain(task.parameters), **task.places},
            inputs={need: self._place(need) for need in task.needs},
            cache=self.means.cache,
            masters={need: self.given_keys[need] for need in task.needs if need in self.given_keys},
            promised=tuple(task.publishes),
        )
        try:
            return self.workers.submit(run_order, order)
        except BrokenExecutor as error:
            # A worker died since the last look. This step is in flight like the others: run again with them.
            broken: Future[Failure | None] = Future()
            broken.set_exception(error)
            return broken

    def _place(self, need: str) -> Path:
        return self.masters[need] if need in self.masters else self.entries[need].folder

    def _landed(self) -> list[tuple[str, Flight]]:
        """Flights that are over, in the order of the plan; those of a broken pool have been dealt with."""
        done, _ = wait(self.flights, return_when=FIRST_COMPLETED)
        if any(isinstance(future.exception(), BrokenExecutor) for future in done):
            # The pool gives up all of its flights; some may have come in just before.
            wait([future for future, name in self.flights.items() if name not in self.fetches])
            done = {future for future in self.flights if future.done()}
        landed = [(self.flights.pop(future), future) for future in done]
        landed.sort(key=lambda item: self.schedule.place[item[0]])
        lost = [name for name, future in landed if isinstance(future.exception(), BrokenExecutor)]
        if lost:
            self._recover(lost)
        return [(name, future) for name, future in landed if name not in lost]

    def _recover(self, lost: list[str]) -> None:
        self.workers.shutdown(wait=False, cancel_futures=True)
        self.workers = self.means.executor(self.means.jobs)
        LOG.warning("a worker process died while these steps ran: %s", ", ".join(lost))
        if len(lost) == 1:
            self._fail(lost[0], Failure(DIED))
            return
        self.suspects = lost

    def _settle(self, name: str, future: Flight) -> None:
        error = future.exception()
        if isinstance(error, GalleryError):
            self._fail(name, Failure(str(error)))
            return
        result: Result = future.result()
        if isinstance(result, Failure):
            self._fail(name, result)
        else:
            self._finish(name, result)

    def _finish(self, name: str, master: Path | None) -> None:
        if name in self.fetches:
            if master is None:
                raise RuntimeError(f"{name} brought nothing")
            self.masters[self.fetches[name].id] = master
        else:
            entry = self.store.get(self.keys[name])
            if entry is None:
                self._fail(name, Failure("its result vanished from the store as it was finished; build again"))
                return
            self.entries[name] = entry
        self._clear(name)
        self.schedule.finish(name)
        self.progress.finished(name)

    def _fail(self, name: str, failure: Failure) -> None:
        self._clear(name)
        self.failures[name] = failure
        self.progress.failed(name, failure.message)
        for skipped in self.schedule.fail(name):
            self.progress.failed(skipped, f"skipped because {name} failed")

    def _clear(self, name: str) -> None:
        self.suspects = [other for other in self.suspects if other != name]

    def _error(self) -> BuildError:
        failures, place = {}, self.schedule.place.__getitem__
        for name in sorted(self.failures, key=place):
            failure = self.failures[name]
            skipped = sorted((o for o, why in self.schedule.skipped.items() if why == name), key=place)
            because = f"\n  skipped because of it: {', '.join(skipped)}" if skipped else ""
            failures[name] = failure.message + because
            if failure.trace:
                LOG.error("%s: a bug of ours\n%s", name, failure.trace)
        error = BuildError(failures)
        if any(failure.trace for failure in self.failures.values()):
            error.exit_code = 3
        return error

    def _end_workers(self) -> None:
        if isinstance(self.workers, ProcessesExecutor):
            self.workers.kill()
        else:
            self.workers.shutdown(wait=False, cancel_futures=True)
