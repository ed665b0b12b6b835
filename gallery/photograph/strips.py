"""Strips: a picture worked on from top to bottom, some rows at a time, so that it never stands in memory whole."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

STRIP = 1 << 18
"""Pixels of a strip, about."""

BLOCK = 8
"""Rows of a strip are a multiple of this, the side of a JPEG's blocks; those of the last strip excepted."""


def strip_rows(width: int) -> int:
    """Rows of a strip of a picture of ``width`` pixels."""
    return max(1, STRIP // (BLOCK * width)) * BLOCK


def strips(height: int, width: int) -> Iterator[slice]:
    """The rows of each strip of a picture, from top to bottom."""
    rows = strip_rows(width)
    return (slice(top, min(top + rows, height)) for top in range(0, height, rows))


def threads() -> int:
    """Threads to use: what ``OMP_NUM_THREADS`` says, where workers share a machine, else one a processor."""
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if said.isdecimal() and int(said):
        return int(said)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What ``work`` makes of each of ``items``, in their order; made in threads, a few items ahead of who reads."""
    count = threads()
    if count == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(count) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > count + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
