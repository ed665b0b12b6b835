"""Worker processes: how they are started, and that none outlives what it works for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from gallery.pipeline.executors import MOST_PROCESSES, ElasticExecutor, limit_threads

P = ParamSpec("P")
T = TypeVar("T")


class ProcessesExecutor(ProcessPoolExecutor, ElasticExecutor):
    """Worker processes, started fresh (spawn: no locks or threads are inherited) as they are needed."""

    def __init__(self, jobs: int) -> None:
        super().__init__(min(jobs, MOST_PROCESSES), multiprocessing.get_context("spawn"), initializer=_start_worker)
        self._older = frozenset(multiprocessing.active_children())
        self._jobs = jobs

    def capacity(self) -> int:
        # One more than run, for whoever is done next: it would wait for us to note the result and to make a key.
        return self._jobs + 1

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        # A worker inherits the blocked signal: Ctrl-C reaches the whole terminal, and is the parent's to
        # handle, also while the worker is still starting.
        with interrupts_blocked():
            return super().submit(fn, *args, **kwargs)

    def kill(self) -> None:
        """End every worker at once, whatever it is doing. What it was making is swept from the store."""
        for process in multiprocessing.active_children():
            if process not in self._older:
                process.kill()
        self.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_threads()
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait for the parent to end, and end this process with it; for a thread of its own."""
    # A pool's worker that waits for work outlives a parent that was killed, for ever and with all its memory.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """While it lasts, processes that are started inherit a blocked SIGINT."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before: Any = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
