"""Where steps run: in this process or in several. Both speak :class:`concurrent.futures.Executor`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

THREAD_LIMITS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VIPS_CONCURRENCY",
)


MOST_PROCESSES = 61 if os.name == "nt" else sys.maxsize
"""Windows waits for no more processes at a time."""


def available_cpus() -> int:
    """How many CPUs this process may use: fewer than the machine has where a container or taskset says so."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST_PROCESSES)


class ExecutorLost(BrokenExecutor):
    """No worker is left and none can be had; the message says why and what to do."""


class ElasticExecutor(Executor):
    """An executor that says how many calls it wants: its workers come and go, or should not wait for the next one."""

    def capacity(self) -> int:
        """How many calls it should have at a time now, to keep its workers busy."""
        raise NotImplementedError


def available_memory() -> int:
    """Bytes that programs started now may take without making others swap; where that cannot be told, no limit."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
        return int(told.partition("MemAvailable:")[2].split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return sys.maxsize


def make_executor(jobs: int) -> Executor:
    """The executor for ``jobs`` steps at a time: serial for one, processes for more."""
    return SerialExecutor() if jobs == 1 else ProcessesExecutor(jobs)


def limit_threads() -> None:
    """One thread for each numerical library that reads the environment, unless the user says otherwise.

    Steps are what runs side by side. The limit is the same for every ``--jobs``, so that sums are added in
    the same order and the bytes do not depend on it. The libraries read it as they are imported: a program whose own
    process runs steps calls this first.
    """
    for name in THREAD_LIMITS:
        os.environ.setdefault(name, "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def __init__(self) -> None:
        limit_threads()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is handed on, in the future, as every executor does
            future.set_exception(error)
        return future


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


class ThreadsExecutor(Executor):
    """A daemon thread for each call, for downloads: an interrupted build waits for no slow server."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def call() -> None:
            try:
                result = fn(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - handed on in the future
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=call, daemon=True).start()
        return future


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
