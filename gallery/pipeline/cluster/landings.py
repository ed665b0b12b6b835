"""Flights that are over, and what their workers have to say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from gallery.pipeline.cluster.connection import Connection, Flight
from gallery.pipeline.cluster.jobs import Job
from gallery.pipeline.cluster.worker import Report

Inbox = Callable[[Callable[[], object]], object]
"""Takes calls that the thread which keeps the books is to make."""


class Landings:
    """Jobs in flight until it is known what became of them. Each is heard by itself, so that a worker which answers
    nobody any more keeps back its own results alone."""

    def __init__(self, connection: Connection, timeout: float, inbox: Inbox) -> None:
        """A result is waited for during ``timeout`` seconds; then it is looked whether the worker is there still."""
        self._connection, self._timeout, self._inbox = connection, timeout, inbox
        self._over: list[tuple[Job, Flight]] = []
        self._heard: list[tuple[Job, Flight, Any]] = []

    def expect(self, job: Job) -> None:
        """Note when the flight of ``job`` is over."""
        job.flight.add_done_callback(lambda done: self._inbox(lambda: self._over.append((job, done))))

    def take(self) -> Iterator[tuple[Job, Report | None]]:
        """The jobs of which it is known now: what the worker says, or None where a flight came to no end of its own.

        A flight that its job does not wait for any more is passed over.
        """
        over, self._over = self._over, []
        heard, self._heard = self._heard, []
        for job, flight, report in heard:
            if job.flight is not flight:
                continue
            if isinstance(report, Exception):
                raise report
            if report is not None:
                yield job, report
            else:
                # Its worker died with the result in hand; the scheduler has it made again, if it finds another.
                self._over.append((job, flight))
        for job, flight in over:
            if job.flight is not flight:
                continue
            if flight.status == "finished":
                self._connection.hear(flight, self._timeout, partial(self._inform, job, flight))
            elif flight.status in ("error", "cancelled"):
                yield job, None
            else:
                self._over.append((job, flight))

    def _inform(self, job: Job, flight: Flight, report: Any) -> None:
        # The list of that moment: this one may have been taken by then.
        self._inbox(lambda: self._heard.append((job, flight, report)))
