"""Steps on many machines: an executor over a Dask scheduler and its workers.

One thread of the build's own keeps all the books: it hands orders to the scheduler, hears what became of them, looks
who is there, and greets whoever is new (:func:`~gallery.pipeline.cluster.worker.greet`). An order that a worker
refuses goes to the others, and reaches the build as a problem only when there is none. The scheduler sends orders of
lost workers again by itself; those that it gives up, because workers died of them several times, have another try one
by one: who waits in the queue of a worker that dies is blamed too.
"""

from __future__ import annotations

import asyncio
import pickle
import queue
import secrets
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from logging import getLogger
from typing import Any

from gallery.pipeline.cluster.connection import Connection, Flight, Scheduler, Timeouts
from gallery.pipeline.cluster.greeter import Greeter
from gallery.pipeline.cluster.jobs import Job
from gallery.pipeline.cluster.landings import Landings
from gallery.pipeline.cluster.roster import MORE_MEMORY, PAUSED, RESTART, Placement, Roster, Worker, met_by
from gallery.pipeline.cluster.worker import SAME_STORE, sealed, work
from gallery.pipeline.executors import ElasticExecutor, ExecutorLost
from gallery.pipeline.steps import DIFFERS, STORE, Order
from gallery.pipeline.store import Store
from gallery.problems import Problem

LOG = getLogger(__name__)

AHEAD = 3
"""Orders in flight for each thread of a worker, so that it never waits for the next."""

TICK = 0.2
"""Seconds between two rounds when nothing happens."""

LOOK = 1.0
"""Seconds between looks at who is there."""

ATTEMPTS = 10

NEXT = "start a scheduler and workers again, and build again: what is done stays"
DIED = Problem(code="died", message="workers died of it, perhaps for want of memory", hint=MORE_MEMORY)


class ClusterExecutor(ElasticExecutor):
    """Runs orders (:func:`gallery.pipeline.steps.run_order`) on the workers of a scheduler."""

    def __init__(
        self, scheduler: Scheduler, store: Store, most: int | None = None, timeouts: Timeouts | None = None
    ) -> None:
        """``most`` orders at a time; None: as many as keep the workers busy.

        Raises GalleryError when the scheduler does not answer, StoreError when the store cannot be written.
        """
        self._connection = Connection(scheduler)
        self._store, self._most = store, most or sys.maxsize
        self._timeouts = timeouts or Timeouts()
        self._token = secrets.token_hex(32)
        store.make(self._token, lambda out: (out / "build").touch(), "a build on a cluster, while it lasts")
        self._roster = Roster()
        self._inbox: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._greeter = Greeter(self._connection, self._token, self._timeouts.change)
        self._open: set[Job] = set()
        self._waiting: deque[Job] = deque()
        self._flying: set[Job] = set()
        self._landings = Landings(self._connection, self._timeouts.result, self._inbox.put)
        self._unseen: list[Job] = []
        self._suspects: deque[Job] = deque()
        self._lost: BaseException | None = None
        self._ended = self._warned = False
        self._changed = self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)
        self._thread.start()

    def capacity(self) -> int:
        return min(AHEAD * max(1, self._roster.threads), self._most)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run an order; the workers know by themselves where the store is."""
        order = args[0]
        if not isinstance(order, Order):
            raise TypeError(f"a cluster runs orders, not {fn}")
        job = Job(order, Future())
        self._inbox.put(partial(self._take, job))
        return job.promise

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the scheduler. What runs on workers runs to its end, and its results are for the next build."""
        self._inbox.put(self._end)
        self._thread.join(None if wait else self._timeouts.answer)

    def _serve(self) -> None:
        try:
            while not self._ended:
                for call in self._calls():
                    call()
                if self._lost is None and not self._ended:
                    self._attend()
        finally:
            self._close()

    def _calls(self) -> Iterator[Callable[[], object]]:
        with suppress(queue.Empty):
            yield self._inbox.get(timeout=TICK)
            while True:
                yield self._inbox.get_nowait()

    def _attend(self) -> None:
        """One round of all that there is to do."""
        try:
            if not self._connection.is_up:
                raise ConnectionError("the connection was lost")
            self._gather()
            if time.monotonic() - self._looked > LOOK or not self._roster.known:
                self._look()
            self._see()
            self._hand_out()
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - nobody waits for ever
            gone = isinstance(error, OSError | CancelledError | asyncio.CancelledError)
            if gone or not self._connection.is_up:
                why = str(error).partition("\n")[0] or "it does not answer"
                self._break(ExecutorLost(f"the scheduler at {self._connection.address} is gone: {why}; {NEXT}"))
            else:
                self._break(error)

    def _take(self, job: Job) -> None:
        if self._lost is not None:
            job.promise.set_exception(self._lost)
        else:
            self._open.add(job)
            self._waiting.append(job)

    def _settle(self, job: Job, problem: Problem | None) -> None:
        self._open.discard(job)
        job.promise.set_result(problem)

    def _hand_out(self) -> None:
        """Send what waits on its way, as far as there is anybody for it."""
        if self._suspects and not any(job.suspected for job in self._open.difference(self._suspects)):
            self._waiting.append(self._suspects.popleft())
        waiting, self._waiting = self._waiting, deque()
        for job in waiting:
            placement = self._roster.place(job.order)
            if isinstance(placement, Placement):
                self._launch(job, placement)
            elif self._may_change():
                self._waiting.append(job)
            else:
                self._settle(job, placement)

    def _may_change(self) -> bool:
        """Whether it is worth while to wait for other workers."""
        since = time.monotonic() - self._changed
        if self._roster.known:
            return self._roster.is_greeting or since < self._timeouts.change
        if since > self._timeouts.worker:
            raise ConnectionError(f"it has had no worker for {since:.0f} s")
        if since > self._timeouts.change and not self._warned:
            LOG.warning("the scheduler at %s has no workers; waiting for one", self._connection.address)
            self._warned = True
        return True

    def _launch(self, job: Job, placement: Placement) -> None:
        order = job.order
        call, key = sealed(work, pickle.dumps(order)), f"{order.id}-{order.key[:12]}-{secrets.token_hex(4)}"
        flight = self._connection.send(call, key, order.memory, placement)
        job.flight, job.placement, job.attempts = flight, placement, job.attempts + 1
        self._flying.add(job)
        self._roster.busy[placement.declared] += 1
        self._landings.expect(job)

    def _ground(self, job: Job) -> None:
        """It is not in flight any more."""
        self._flying.discard(job)
        if job.placement is not None:
            self._roster.busy[job.placement.declared] -= 1
        job.flight = job.placement = None

    def _gather(self) -> None:
        """Hear what became of the orders that are over."""
        for job, report in self._landings.take():
            if report is None:
                self._fallen(job, job.flight)
            else:
                self._ground(job)
                self._report(job, *report)

    def _report(self, job: Job, address: str, problem: Problem | None) -> None:
        worker = self._roster.named(address)
        if problem is None:
            job.done_by, job.done_at = address, time.monotonic()
            self._unseen.append(job)
        elif address not in self._roster.fit:
            # It came after the last look and took what was for anybody: what went wrong there says nothing yet.
            if address not in self._roster.known:
                self._look()
            self._waiting.append(job)
        elif problem.code == DIFFERS:
            if self._roster.refuse(job.order, address, problem):
                LOG.warning("%s refuses steps: %s", worker, problem.message)
            self._waiting.append(job)
        else:
            self._settle(job, met_by(worker, problem))

    def _fallen(self, job: Job, flight: Flight) -> None:
        """An order that came to no end of its own."""
        if flight.status != "error":
            raise ConnectionError("it gave up what it had been sent")
        error = flight.exception()
        self._ground(job)
        if isinstance(error, self._connection.killed) and job.suspected:
            self._settle(job, replace(DIED, task=job.order.id))
        elif isinstance(error, self._connection.killed):
            job.suspected = True
            self._suspects.append(job)
        elif isinstance(error, ImportError | AttributeError) and job.attempts < ATTEMPTS:
            # On a worker without this program, which came so late that it has not been greeted yet.
            self._look()
            self._waiting.append(job)
        else:
            self._open.discard(job)
            job.promise.set_exception(error or RuntimeError(f"{job.order.id}: failed without saying why"))

    def _see(self) -> None:
        """Give the results that are in the store to the build."""
        unseen, self._unseen = self._unseen, []
        for job in unseen:
            if self._store.get(job.order.key) is not None:
                self._settle(job, None)
            elif job.done_by in self._roster.unfit:
                self._waiting.append(job)  # it was quicker than its greeting, and has another store
            elif time.monotonic() - job.done_at < self._timeouts.sight:
                self._unseen.append(job)
            else:
                message = f"{self._roster.named(job.done_by)} says that it is done, but its result is not in the store"
                self._settle(job, Problem(code=STORE, message=message, hint=SAME_STORE, task=job.order.id))

    def _look(self) -> None:
        """See who is there, greet the new ones, and take back what was sent to those who left."""
        self._looked = time.monotonic()
        new, changed = self._roster.see(self._connection.workers(self._timeouts.answer), self._looked)
        if changed:
            self._changed, self._warned = self._looked, False
        for worker in new:
            self._greeter.greet(worker, lambda *said: self._inbox.put(partial(self._greeted, *said)))
        self._withdraw([job for job in self._flying if job.placement and self._roster.is_stranded(job.placement)])
        if resting := self._roster.rest(self._looked - self._timeouts.change):
            self._changed = self._looked
            for address in resting:
                LOG.warning("%s gets no more steps: %s; %s", self._roster.named(address), PAUSED, RESTART)
            # What waits there would wait for ever: the scheduler does not take it back.
            held = self._connection.held_by(self._roster.fit, self._timeouts.answer)
            waiting = [job for job in self._flying if job.flight.status == "pending" and job.flight.key not in held]
            self._withdraw(waiting)

    def _withdraw(self, jobs: list[Job]) -> None:
        """Send orders again that are in flight."""
        self._connection.cancel([job.flight for job in jobs])
        for job in jobs:
            self._ground(job)
            self._waiting.append(job)

    def _greeted(self, worker: Worker, answer: object) -> None:
        if worker.address in self._roster.known:
            self._changed = time.monotonic()
            if why := self._roster.hear(worker.address, answer):
                LOG.warning("%s takes no part: %s", self._roster.named(worker.address), why)

    def _break(self, error: BaseException) -> None:
        """All is over: whoever waits hears why."""
        self._lost = error
        for job in self._open:
            job.promise.set_exception(error)
        for jobs in (self._open, self._flying, self._waiting, self._suspects):
            jobs.clear()

    def _end(self) -> None:
        self._ended = True

    def _close(self) -> None:
        for let_go in (
            self._greeter.close,
            partial(self._connection.cancel, [job.flight for job in self._flying]),
            self._connection.close,
            partial(self._store.forget, self._token),
        ):
            with suppress(Exception):
                let_go()
