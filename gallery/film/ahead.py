"""Work on frames side by side: what comes is made in a thread, a few ahead of what is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Empty, Full, Queue
from typing import TypeVar

T = TypeVar("T")

_MOST = 3
"""Made and not yet asked for, at most."""
_PATIENCE = 0.1
"""Seconds after which a thread looks whether anybody still wants what it makes."""


def ahead(coming: Iterator[T]) -> Iterator[T]:
    """The same in the same order; what ``coming`` raises is raised here. Whoever asks no more ends it."""
    made: Queue[tuple[bool, T | BaseException | None]] = Queue(_MOST)
    unwanted = threading.Event()

    def put(good: bool, what: T | BaseException | None) -> bool:
        while not unwanted.is_set():
            try:
                made.put((good, what), timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for each in coming:
                if not put(True, each):
                    return
        except BaseException as error:  # noqa: BLE001 - raised where it was asked for
            put(False, error)
        else:
            put(False, None)
        finally:
            if close := getattr(coming, "close", None):
                close()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while True:
            good, what = made.get()
            if good:
                yield what  # type: ignore[misc]
            elif isinstance(what, BaseException):
                raise what
            else:
                return
    finally:
        unwanted.set()
        while not made.empty():
            try:
                made.get_nowait()
            except Empty:
                break
        worker.join()
