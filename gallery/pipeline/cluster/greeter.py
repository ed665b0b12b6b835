"""Asking each worker, once, whether it can work for a build: threads of their own, since some answer late."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gallery.pipeline.cluster.connection import Connection
from gallery.pipeline.cluster.roster import Worker
from gallery.pipeline.cluster.worker import UNSEEN, greet, sealed
from gallery.pipeline.code import code_of

AT_A_TIME = 8
PAUSE = 0.5
"""Seconds until a worker that does not see the build's store is asked again."""

Heard = Callable[[Worker, object], object]
"""What is done with a worker's answer: that of :func:`~gallery.pipeline.cluster.worker.greet`, or an exception."""


class Greeter:
    """Greets workers for one build."""

    def __init__(self, connection: Connection, token: str, timeout: float) -> None:
        """``token`` is the entry that every worker has to see, within ``timeout`` seconds."""
        self._connection, self._timeout = connection, timeout
        self._call = sealed(greet, token, code_of(greet))
        self._threads = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="greeter")
        self._closed = False

    def greet(self, worker: Worker, heard: Heard) -> None:
        """Ask ``worker``, and call ``heard`` with its answer, later and in another thread."""
        self._threads.submit(self._ask, worker, heard)

    def close(self) -> None:
        """Ask nobody any more."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ask(self, worker: Worker, heard: Heard) -> None:
        until = time.monotonic() + self._timeout
        while True:
            answer = self._connection.ask(worker, self._call)
            unseen = isinstance(answer, str) and answer.startswith(UNSEEN)
            if not unseen or time.monotonic() > until or self._closed:
                break
            time.sleep(PAUSE)
        heard(worker, answer)
