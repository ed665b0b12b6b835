"""The connection to a Dask scheduler: found, made, or told in one line why not."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import warnings
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError
from gallery.files import printable, read_bytes
from gallery.pipeline.cluster.roster import MEMORY_RESOURCE, Placement, Worker
from gallery.pipeline.executors import ThreadsExecutor
from gallery.pipeline.steps import SIGHT

Flight = Any
"""A call on its way: a future of the library's."""

CONNECTING = 10
"""Seconds until a scheduler must have answered."""

REMEDY = "start it with 'dask scheduler', and see that this machine reaches it"

_NOISY = ("distributed", "distributed.client", "distributed.worker", "tornado", "tornado.application")


_MOST_BYTES = 1_000_000
"""Of a scheduler's file, which has some hundreds."""


@dataclass(frozen=True)
class Scheduler:
    """Where a scheduler is: its address, or the file that it wrote (``dask scheduler --scheduler-file FILE``)."""

    address: str = ""
    file: Path | None = None

    def find(self) -> str:
        """The address. Raises GalleryError when the file does not tell it."""
        if self.file is None:
            return self.address
        try:
            found = json.loads(read_bytes(self.file, _MOST_BYTES))["address"]
        except OSError as error:
            raise GalleryError(f"{self.file}: cannot be read: {error.strerror or error}", hint=REMEDY) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise GalleryError(f"{self.file}: is no scheduler file", hint=REMEDY) from error
        if not isinstance(found, str):
            raise GalleryError(f"{self.file}: is no scheduler file", hint=REMEDY)
        return found


@dataclass(frozen=True)
class Timeouts:
    """Seconds that a cluster is waited for."""

    answer: float = 30
    """Until the scheduler answers."""
    result: float = 3
    """Until what is done is told; then it is seen to whether the worker is there still."""
    change: float = 10
    """Until another worker comes, when of those there are none takes an order."""
    worker: float = 600
    """Until a worker comes, when there is none at all."""
    sight: float = SIGHT
    """Until a result that another machine wrote is seen in the store here."""


class Connection:
    """A client of a scheduler, silent on the terminal, with what a build asks of it."""

    def __init__(self, scheduler: Scheduler) -> None:
        """Raises GalleryError when it does not answer, or when the program is installed without what this needs."""
        try:
            import distributed
            from distributed.scheduler import KilledWorker
            from distributed.versions import VersionMismatchWarning
        except ModuleNotFoundError as error:
            raise GalleryError(
                f"a build on a cluster needs {error.name}", hint="pip install 'nostalgia-gallery[cluster]'"
            ) from error
        self.address = scheduler.find()
        self.killed: type[Exception] = KilledWorker
        """What an order fails with of which workers died several times."""
        _silence()

        class Client(distributed.Client):
            def __del__(self) -> None:
                """Say nothing: one that never reached its scheduler would complain that it cannot hang up."""

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", VersionMismatchWarning)  # what matters of it, each worker is asked
                # In a thread, since its own timeout ends nothing where somebody listens who says nothing.
                made = ThreadsExecutor().submit(Client, self.address, timeout=CONNECTING, set_as_default=False)
                self._client: Any = made.result(CONNECTING + 1)
        except (OSError, ValueError, TypeError, ImportError, RuntimeError) as error:
            why = printable(str(error).partition("\n")[0] or f"nothing came within {CONNECTING} s")
            told = f"the scheduler at {printable(self.address)} does not answer: {why}"
            raise GalleryError(told, hint=REMEDY) from error

    @property
    def is_up(self) -> bool:
        """Whether it has never been lost."""
        return bool(self._client.status == "running")

    def workers(self, timeout: float) -> list[Worker]:
        """Those who are there; OSError when the scheduler does not say so in ``timeout`` seconds."""
        found = self._client.sync(self._client.scheduler.identity, n_workers=-1, callback_timeout=timeout)
        return [Worker.described(address, facts) for address, facts in found["workers"].items()]

    def held_by(self, workers: Container[str], timeout: float) -> set[str]:
        """The keys of calls that run or wait on the workers with these addresses; OSError as of :meth:`workers`."""
        held = self._client.sync(self._client.scheduler.processing, workers=None, callback_timeout=timeout)
        return {key for address, keys in held.items() if address in workers for key in keys}

    def ask(self, worker: Worker, call: bytes) -> object:
        """What a sealed call returns on ``worker``, or the exception that it ends with.

        It runs in the worker's message loop, which answers also while all of its threads are at work.
        """
        try:
            return self._client.run(pickle.loads, call, workers=[worker.address], on_error="return")[worker.address]
        except Exception as error:  # noqa: BLE001 - whatever it is, this worker cannot be asked
            return error

    def send(self, call: bytes, key: str, memory: int, placement: Placement) -> Flight:
        """Have a sealed call made where ``placement`` says."""
        return self._client.submit(
            pickle.loads,
            call,
            key=key,
            pure=False,
            workers=None if placement.workers is None else sorted(placement.workers),
            resources={MEMORY_RESOURCE: memory} if placement.declared else None,
        )

    def hear(self, flight: Flight, timeout: float, heard: Callable[[Any], object]) -> None:
        """Call ``heard``, in another thread, with the result of a call that is done or with what went wrong; with None
        when nothing comes within ``timeout`` seconds, since the worker that had it is lost, or answers nobody."""

        async def ask() -> None:
            try:
                (result,) = await asyncio.wait_for(self._client.gather([flight], asynchronous=True), timeout)
            except (TimeoutError, asyncio.CancelledError, self.killed):
                result = None  # the flight's status tells why
            except Exception as error:  # noqa: BLE001 - handed on
                result = error
            heard(result)

        self._client.loop.add_callback(ask)

    def cancel(self, flights: Sequence[Flight]) -> None:
        """Let calls be forgotten that have not begun; what runs, runs to its end."""
        if flights and self.is_up:
            self._client.cancel(list(flights), force=True)

    def close(self) -> None:
        """Hang up."""
        self._client.close(timeout=2)


def _silence() -> None:
    """Nothing of the library's own talk reaches the terminal: what matters to the user, the build says itself."""
    for name in _NOISY:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
    logging.getLogger("asyncio").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether asyncio tells of more than that a worker is lost whose result was waited for, which is seen to here."""
    from distributed.client import AllExit

    return not record.exc_info or not isinstance(record.exc_info[1], AllExit)
