"""Where steps run: in this process or in several (:mod:`gallery.pipeline.processes`). All speak
:class:`concurrent.futures.Executor`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import ParamSpec, TypeVar

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

    def kill(self) -> None:
        """Wait for nothing that is running: what has not begun never does, and workers that are ours end at once."""
        self.shutdown(wait=False, cancel_futures=True)


def available_memory() -> int:
    """Bytes that programs started now may take without making others swap; where that cannot be told, no limit."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
        return int(told.partition("MemAvailable:")[2].split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return sys.maxsize


def make_executor(jobs: int) -> Executor:
    """The executor for ``jobs`` steps at a time: serial for one, processes for more."""
    if jobs == 1:
        return SerialExecutor()
    from gallery.pipeline.processes import ProcessesExecutor  # slow to import for who needs none

    return ProcessesExecutor(jobs)


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
