"""Processes that make what is asked for, one thing at a time and within a time.

Each worker is a process of its own, so that a photograph that breaks a decoder, or takes all memory, ends one worker
and no more; the next call starts another.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import ParamSpec, TypeVar

from gallery.pipeline.executors import limit_threads
from gallery.pipeline.processes import end_with_parent, interrupts_blocked
from gallery.pipeline.steps import Mount, Order, run_order
from gallery.problems import Problem

LOG = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

START_SECONDS = 60.0
"""Seconds for a worker to start, on a busy machine."""

Make = Callable[[Order], Awaitable[Problem | None]]
"""Has an order made; None when all went well."""

DIED = Problem(
    code="died", message="the process that worked on it died, perhaps for want of memory", hint="take a smaller picture"
)
LATE = Problem(code="late", message="it took too long", hint="take a smaller picture")


class WorkerDiedError(Exception):
    """The process ended before it had answered."""


class WorkerLateError(Exception):
    """The process had not answered in time, and was ended."""


class Worker:
    """A process that is started when it is first called, and again when it died."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` is the time that a call may take."""
        self.seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="worker")
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` (of a module, with arguments that can be pickled) gives, or raises, in the process."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._call, function, args, kwargs)

    def _call(self, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
        line = self._start()
        try:
            line.send((function, args, kwargs))
            if not line.poll(self.seconds):
                self._kill()
                raise WorkerLateError
            good, result = line.recv()
        except (EOFError, OSError) as error:
            self._kill()
            raise WorkerDiedError from error
        if good:
            return result  # type: ignore[no-any-return]
        raise result

    def wake(self, function: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call ``function`` before anything else; nobody waits for it, and what goes wrong is told by the next call."""

        def call() -> None:
            with suppress(Exception):
                self._call(function, args, kwargs)

        self._thread.submit(call)

    def _start(self) -> Connection:
        if self._line is not None and self._process is not None and self._process.is_alive():
            return self._line
        self._kill()
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        with interrupts_blocked():
            self._process.start()
        theirs.close()
        if not self._line.poll(START_SECONDS):
            self._kill()
            raise WorkerLateError
        with suppress(EOFError):
            self._line.recv()
        return self._line

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._line is not None:
            self._line.close()
            self._line = None

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        if self._process is not None:
            self._process.kill()  # whoever waits for its answer learns that it died
        self._thread.submit(self._kill).result()
        self._thread.shutdown()


def _work(line: Connection) -> None:
    """What the process does: answer calls until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_threads()
    threading.Thread(target=end_with_parent, daemon=True).start()
    line.send(True)
    while True:
        try:
            function, args, kwargs = line.recv()
        except EOFError:
            return
        try:
            answer = True, function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - handed on to whoever called
            answer = False, error
        line.send(answer)


def by_worker(worker: Worker, mount: Mount) -> Make:
    """Has orders made by ``worker``. One that dies of an order is given it once more: it may have been ended for
    another's greed."""

    async def make(order: Order) -> Problem | None:
        for _ in range(2):
            try:
                return await worker.call(run_order, order, mount)
            except WorkerLateError:
                return LATE
            except WorkerDiedError:
                LOG.warning("a worker died of %s", order.id)
        return DIED

    return make
