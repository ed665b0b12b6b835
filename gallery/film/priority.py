"""The priority of this process, which coders do not get to change."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def kept_priority() -> Iterator[None]:
    """Whatever runs in the block, threads of this process that it made real-time ones are none after it.

    SVT-AV1, where root runs it as in most containers, gives its threads and the one that opens it the highest priority
    of all (``SCHED_FIFO``, 99; ``Source/Lib/Globals/enc_handle.c``), which all processes inherit that are started then:
    nothing else on the machine is served any more.
    """
    if not sys.platform.startswith("linux") or os.sched_getscheduler(0) != os.SCHED_OTHER:
        yield
        return
    try:
        yield
    finally:
        for thread in (int(place.name) for place in Path("/proc/self/task").iterdir()):
            with suppress(OSError):  # it has ended
                if os.sched_getscheduler(thread) == os.SCHED_FIFO:
                    os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
