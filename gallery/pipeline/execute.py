"""Run a plan: take from the store what it has, run the rest in order of needs, pair every result by task id.

A task that fails takes those that need it with it; all others are still done. At the end a build with
failures raises BuildError, and what was finished stays in the store for the next one. When a worker process
dies, all that was in flight is run again, one step at a time: the step that kills its worker while alone is
the failure. A task whose needs came out as they were is not run at all.
"""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

from gallery.errors import BuildError
from gallery.pipeline.code import code_of
from gallery.pipeline.counting import Tally
from gallery.pipeline.executors import (
    ElasticExecutor,
    ExecutorLost,
    ThreadsExecutor,
    available_memory,
)
from gallery.pipeline.failures import error_of
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.keys import plain
from gallery.pipeline.means import CHANGED, DIED, Execution, Means
from gallery.pipeline.plan import Plan
from gallery.pipeline.progress import Progress, Silence
from gallery.pipeline.reading import keep_resource
from gallery.pipeline.resolve import Resolution, resolve
from gallery.pipeline.schedule import Schedule
from gallery.pipeline.steps import DIFFERS, STORE, Mount, Order, run_order, told
from gallery.pipeline.store import Entry, Store
from gallery.problems import Problem
from gallery.tasks import Task

LOG = logging.getLogger(__name__)

FETCH = "fetch"
DOWNLOADS = 4
"""Masters fetched at a time: archives' servers are shared."""

LOOK = 0.5
"""Seconds after which other machines are asked again how many steps they want."""

Flight = Future[Any]
"""A call in flight; its result is a problem, the file of a fetched master, or None for a step that is stored."""


def execute(plan: Plan, means: Means, progress: Progress | None = None) -> Execution:
    """Run ``plan`` and return where everything is.

    Raises:
        BuildError: at least one task failed; the others are done. Exit code 3 if one is a bug of ours.
        BuildError: as well when code, templates or fonts changed meanwhile; what ran is then forgotten.
        StoreError: the store cannot be written.
        TypeError: a task's parameters are not plain JSON (a bug).
    """
    store = FolderStore(means.cache)
    store.sweep()
    run = _Run(plan, resolve(plan, store, verify=means.verify), store, means, progress or Silence())
    if run.schedule.place:
        # It shows in the cache while it lasts, wherever the steps run: pruning spares what it found at its beginning.
        with store.room("build"):
            run.run()
    else:
        run.run()
    return Execution(run.known.entries, frozenset(run.ran), frozenset(run.known.entries) - run.ran)


class _Run:
    """One run of what is missing."""

    def __init__(self, plan: Plan, known: Resolution, store: Store, means: Means, progress: Progress) -> None:
        self.plan, self.known, self.store, self.means, self.progress = plan, known, store, means, progress
        self.tasks = {task.id: task for task in plan.tasks if task.id not in known.entries}
        self.tally = Tally(means.cache, {name: task.counts for name, task in self.tasks.items() if task.counts})
        self.ran: set[str] = set()
        read = [plan.givens[need] for task in self.tasks.values() for need in task.needs if need in plan.givens]
        self.masters: dict[str, Path] = {given.id: given.path for given in read if given.path is not None}
        self.fetches = {given.fetch_id: given for given in read if given.path is None}
        first = {given.id: given.fetch_id for given in self.fetches.values()}
        needs: dict[str, list[str]] = {name: [] for name in self.fetches}
        for name, task in self.tasks.items():
            wanted = [first.get(need, need) for need in task.needs]
            needs[name] = [need for need in wanted if need in self.tasks or need in self.fetches]
        self.schedule = Schedule(needs, lanes=(FETCH,))
        self.flights: dict[Flight, str] = {}
        self.suspects: list[str] = []
        self.problems: dict[str, Problem] = {}
        self.kept: set[str] = set()
        self.stopped = False

    def run(self) -> None:
        stages = Counter(name.partition("/")[0] for name in self.schedule.place)
        self.progress.planned(stages, len(self.known.entries))
        if not self.schedule.place:
            return
        self.workers, self.network = self.means.workers(self.tasks.values()), ThreadsExecutor()
        self.room = available_memory() if self.means.memory is None else self.means.memory
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
        if self.problems:
            raise error_of(self.problems, self.schedule)

    def _distrust_after_a_change(self) -> None:
        """Results made from something else than their keys say must not stay: they would be found again."""
        if self.means.unchanged():
            return
        for name in self.ran:
            self.store.forget(self.known.entries[name].key)
        raise BuildError([CHANGED])

    def _start(self) -> bool:
        """Hand out all that may start now; whether there was anything."""
        fetching = [name for name in self.flights.values() if name in self.fetches]
        started = [name for name in self._takes(FETCH, DOWNLOADS - len(fetching)) if self._launch(name)]
        running = len(self.flights) - len(fetching) - len(started)
        if self.suspects:
            if running == 0:
                started.append(self.suspects[0])
                self._launch(self.suspects[0])
            return bool(started)
        while running < self._capacity() and (name := self._next()) is not None:
            running += self._launch(name)
            started.append(name)
        return bool(started)

    def _capacity(self) -> int:
        """Steps at a time: where workers come and go, as many as keep those busy that are there."""
        return self.workers.capacity() if isinstance(self.workers, ElasticExecutor) else self.means.jobs

    def _takes(self, lane: str, room: int) -> list[str]:
        taken = (self.schedule.take(lane) for _ in range(0 if self.stopped else room))
        return [name for name in taken if name is not None]

    def _next(self) -> str | None:
        """The next step that may start, if there is memory for it."""
        name = None if self.stopped else self.schedule.take()
        if name is None:
            return None
        taken = [self.tasks[other].memory for other in self.flights.values() if other in self.tasks]
        if taken and not self.means.remote and sum(taken) + self.tasks[name].memory > self.room:
            self.schedule.put_back(name)
            return None
        return name

    def _launch(self, name: str) -> bool:
        """Send a name on its way; False when there is nothing to do for it, because the store has its result."""
        if name in self.fetches:
            if self.means.fetch is None:
                raise RuntimeError(f"{name}: this build has no means to fetch")
            self.progress.started(name)
            self.flights[self.network.submit(self.means.fetch, self.fetches[name])] = name
            return True
        task = self.tasks[name]
        key = self.known.key(task)
        entry = self.store.get(key)
        if entry is not None and not self.store.damage(entry, thorough=self.means.verify):
            self._finish_task(name, entry)
            return False
        self.progress.started(name)
        try:
            flight: Flight = self.workers.submit(run_order, self._order(task, key), self._mount(task))
        except Exception as error:  # noqa: BLE001 - told as what became of this step
            # A worker died since the last look, or worse. This step is in flight like the others.
            flight = Future()
            flight.set_exception(error)
        self.flights[flight] = name
        return True

    def _order(self, task: Task, key: str) -> Order:
        for name in task.reads:
            if name not in self.kept:
                keep_resource(self.plan.resources[name], self.store)
                self.kept.add(name)
        return Order(
            id=task.id,
            key=key,
            step=task.step,
            parameters=plain(task.parameters),
            needs={need: self.known.entries[need].key for need in task.needs if need not in self.plan.givens},
            masters={need: self.known.contents[need] for need in task.needs if need in self.plan.givens},
            reads={name: self.known.resources[name] for name in task.reads},
            code=code_of(task.step),
            promised=tuple(task.publishes),
            memory=task.memory,
        )

    def _mount(self, task: Task) -> Mount:
        masters = {self.known.contents[need]: self.masters[need] for need in task.needs if need in self.masters}
        if not self.means.remote:
            return Mount(self.means.cache, masters)
        for sha256, path in masters.items():
            if self.store.master(sha256) is None:
                self.store.keep_master(path)
        return Mount()

    def _landed(self) -> list[tuple[str, Flight]]:
        """Flights that are over, in the order of the plan; those of a broken pool have been dealt with. None, where
        it is to be looked again after a moment."""
        patience = LOOK if self.means.remote else self.tally.patience(self.flights.values())
        done, _ = wait(self.flights, patience, FIRST_COMPLETED)
        if running := [name for name in self.flights.values() if name in self.tally.counts]:
            keys = [self.known.key(self.tasks[name]) for name in running]
            self.progress.counted(*self.tally.now(keys, self.known.entries))
        if lost := next((f.exception() for f in done if isinstance(f.exception(), ExecutorLost)), None):
            raise BuildError([Problem(message=str(lost))]) from lost
        if any(isinstance(future.exception(), BrokenExecutor) for future in done):
            # The pool gives up all of its flights; some may have come in just before.
            wait([future for future, name in self.flights.items() if name not in self.fetches])
            done = {future for future in self.flights if future.done()}
        landed = [(self.flights.pop(future), future) for future in done]
        landed.sort(key=lambda item: self.schedule.place[item[0]])
        broken = [name for name, future in landed if isinstance(future.exception(), BrokenExecutor)]
        if broken:
            self._recover(broken)
        return [(name, future) for name, future in landed if name not in broken]

    def _recover(self, broken: list[str]) -> None:
        self.workers.shutdown(wait=False, cancel_futures=True)
        self.workers = self.means.executor(self.means.jobs)
        LOG.warning("a worker process died while these steps ran: %s", ", ".join(broken))
        if len(broken) == 1:
            self._fail(replace(DIED, task=broken[0]))
            return
        self.suspects = broken

    def _settle(self, name: str, future: Flight) -> None:
        error = future.exception()
        if error is not None:
            self._fail(told(error, name))
            return
        result: Problem | Path | None = future.result()
        if isinstance(result, Problem):
            self._fail(result)
        elif name in self.fetches:
            if result is None:
                raise RuntimeError(f"{name} brought nothing")
            self.masters[self.fetches[name].id] = result
            self._done(name)
        else:
            self._finish(name)

    def _finish(self, name: str) -> None:
        entry = self.store.get(self.known.key(self.tasks[name]))
        if entry is None:
            message, hint = "its result vanished from the store as it was finished", "build again"
            self._fail(Problem(code=STORE, message=message, hint=hint, task=name))
            return
        self.ran.add(name)
        self._finish_task(name, entry)

    def _finish_task(self, name: str, entry: Entry) -> None:
        self.known.finish(name, entry)
        self._done(name)

    def _done(self, name: str) -> None:
        self._clear(name)
        self.schedule.finish(name)
        self.progress.finished(name)

    def _fail(self, problem: Problem) -> None:
        name = problem.task
        self._clear(name)
        # Without a store, or with other code than the keys say, no other step would fare better.
        self.stopped = self.stopped or problem.code == STORE or (problem.code == DIFFERS and not self.means.remote)
        self.problems[name] = problem
        self.progress.failed(name, problem.message)
        for skipped in self.schedule.fail(name):
            self.progress.failed(skipped, f"skipped because {name} failed")

    def _clear(self, name: str) -> None:
        self.suspects = [other for other in self.suspects if other != name]

    def _end_workers(self) -> None:
        if isinstance(self.workers, ElasticExecutor):
            self.workers.kill()
        else:
            self.workers.shutdown(wait=False, cancel_futures=True)
