"""Results that a user has asked for by a path: where they cannot be written, that path is named, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gallery.errors import OutputError
from gallery.files import is_full


@contextmanager
def written(target: Path) -> Iterator[None]:
    """While ``target`` is written: an OSError becomes an OutputError about it.

    Whatever reads meanwhile says by errors of its own what cannot be read.
    """
    try:
        yield
    except OSError as error:
        remedy = "choose another folder with --out"
        remedy = f"free some space there, or {remedy}" if is_full(error) else remedy
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}; {remedy}") from error
