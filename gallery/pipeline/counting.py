"""How far long steps are: each writes a small file beside the store, which whoever waits for it reads.

So it is told wherever the step runs, in a process or on another machine that reaches the store. It decides nothing: a
count that cannot be written or read is left out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from gallery.files import whole
from gallery.tasks import reported_by

LOG = logging.getLogger(__name__)

COUNTS = "counts"
"""Folder of the counts, in the cache."""

OFTEN = 0.5
"""Seconds between two counts of one step."""

_OLD = 24 * 3600.0
"""Seconds after which nobody writes a count any more."""


@contextmanager
def counted(cache: Path, key: str) -> Iterator[None]:
    """While the step with this ``key`` runs: what it reports can be read."""
    path = _path(cache, key)
    told = -OFTEN

    def write(done: int, whole_of_it: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < OFTEN:
            return
        told = now
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole(path) as draft:
                draft.write_text(f"{done} {whole_of_it}", encoding="ascii", newline="\n")
        except OSError as error:
            LOG.debug("%s cannot be written: %s", path, error)

    try:
        with reported_by(write):
            yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def count_of(cache: Path, key: str) -> tuple[int, int] | None:
    """How much of the step with this ``key`` is done, and of how much; None where it has not said."""
    try:
        done, of = _path(cache, key).read_text(encoding="ascii").split()
        return int(done), int(of)
    except (OSError, ValueError):
        return None


class Tally:
    """How many frames are done of all that a build has to make."""

    def __init__(self, cache: Path, counts: Mapping[str, int]) -> None:
        """``counts`` are those of the tasks that count, by their ids. What killed steps left is removed."""
        sweep(cache)
        self.cache, self.counts, self.done = cache, counts, 0

    def patience(self, running: Iterable[str]) -> float | None:
        """Seconds until it is asked how far they are, where tasks that count are among those that run."""
        return OFTEN if any(name in self.counts for name in running) else None

    def now(self, keys: Iterable[str], over: Container[str]) -> tuple[int, int]:
        """How many are done, and of how many, while steps with these ``keys`` run and tasks are ``over``."""
        said = (count_of(self.cache, key) for key in keys)
        done = sum(count for name, count in self.counts.items() if name in over) + sum(one[0] for one in said if one)
        self.done = max(self.done, done)  # a step that was over a moment ago counts nowhere until it is settled
        return self.done, sum(self.counts.values())


def sweep(cache: Path) -> None:
    """Remove what killed steps left."""
    for path in _path(cache, "").parent.glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _OLD:
                path.unlink()


def _path(cache: Path, key: str) -> Path:
    return cache / COUNTS / (key or "-")
