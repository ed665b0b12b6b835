"""Work done side by side in threads, some ahead of what is asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from model.inference.network import processors, threads

T = TypeVar("T")
U = TypeVar("U")

_AHEAD = 8
"""Results that wait, at most."""


def ahead(work: Callable[[T], U], given: Iterable[T]) -> Iterator[U]:
    """What ``work`` makes of each of ``given``, in order; what it raises is raised here."""
    waiting: deque[Future[U]] = deque()
    with ThreadPoolExecutor(threads() or processors()) as pool:
        for each in given:
            waiting.append(pool.submit(work, each))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
