"""One training at a time writes into the folder of a run."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import CheckpointError

LOG = logging.getLogger(__name__)

_HELD: set[int] = set()
"""Descriptors of the folders that this process has locked."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Lock the folder ``out``, made here, until the block ends, or the process does, however that comes about.

    Raises CheckpointError where another training has locked it.
    """
    out.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows has no such lock: two runs in one folder are then the user's to avoid.
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    _HELD.add(handle)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CheckpointError(
                f"another training is writing into {out}; wait until it is done, or choose another --out"
            ) from error
        except OSError as error:
            LOG.debug("%s cannot be locked: %s", out, error)  # a file system without locks: on as under Windows
        yield
    finally:
        _HELD.discard(handle)
        os.close(handle)


def _let_go() -> None:
    """A process that was forked to draw batches may outlive this one for some seconds: the lock is not its own."""
    for handle in _HELD:
        os.close(handle)
    _HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
