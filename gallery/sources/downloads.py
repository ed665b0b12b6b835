"""The cache's downloads, by hash, and the mirror: a folder of local files that satisfies a pin.

    <cache>/downloads/<first two hex digits>/<sha256>

A file enters whole and hashed, by a move within the folder; several processes may bring the same one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache as cache_in_memory
from pathlib import Path
from typing import IO, BinaryIO

from gallery.errors import SourceError
from gallery.files import BLOCK, sha256_of

LOG = logging.getLogger(__name__)

ABANDONED = 3600.0
"""Seconds without a written byte after which a file on its way has nobody left who writes it."""


class Arrival:
    """A file on its way into the cache: written and hashed block by block, then settled in its place."""

    def __init__(self, file: BinaryIO, part: Path) -> None:
        self._file = file
        self._part = part
        self._digest = hashlib.sha256()
        self.size = 0
        """Bytes so far."""
        self.start = b""
        """The first bytes, to tell what arrived."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes so far."""
        return self._digest.hexdigest()

    def write(self, block: bytes) -> None:
        """Add a block. Raises SourceError when the disk does not take it."""
        try:
            self._file.write(block)
        except OSError as error:
            raise _unwritable(self._part, error) from error
        self._digest.update(block)
        self.size += len(block)
        self.start += block[: 512 - len(self.start)]

    def settle(self, cache: Path) -> Path:
        """Move the whole file to its place in the cache, in one step, and return that."""
        path = entry(cache, self.sha256)
        try:
            self._file.close()
            path.parent.mkdir(exist_ok=True)
            self._part.replace(path)
        except OSError as error:
            raise _unwritable(path, error) from error
        return path


def _unwritable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        f"cannot write to the cache at {path.parent}: {error.strerror or error}; free space there,"
        " or name another folder in GALLERY_CACHE"
    )


def downloads(cache: Path) -> Path:
    """The folder of downloads in ``cache``."""
    return cache / "downloads"


def entry(cache: Path, sha256: str) -> Path:
    """Where the file with this hash is kept, whether or not it is there."""
    return downloads(cache) / sha256[:2] / sha256


def entries(cache: Path) -> list[Path]:
    """The files kept in ``cache``, in the order of their hashes."""
    return sorted(path for path in downloads(cache).glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64)


def cached(cache: Path, sha256: str, hashed: Callable[[Path], str] = sha256_of) -> Path | None:
    """The file with this hash, if the cache holds it whole. A damaged one is removed, with a warning.

    ``hashed`` may remember what it read: whoever colorizes a master compares its bytes with the hash once more.
    """
    path = entry(cache, sha256)
    try:
        whole = hashed(path) == sha256
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SourceError(f"cannot read the cache at {path}: {error.strerror or error}") from error
    if whole:
        return path
    LOG.warning("%s in the cache is damaged and is removed; it will be had again", path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SourceError(f"cannot remove {path}, which is damaged: {error.strerror or error}") from error
    return None


def sweep(cache: Path) -> None:
    """Remove what killed processes left on its way into the cache: files that nobody has written to for an hour."""
    folder = downloads(cache)
    for part in (*folder.glob(".*.part"), *folder.glob("addresses/.*.part.json")):
        with suppress(OSError):  # somebody else swept it, or may and we may not
            if time.time() - part.lstat().st_mtime > ABANDONED:
                part.unlink()


@contextmanager
def arriving(cache: Path) -> Iterator[Arrival]:
    """A file to write into, which is gone at the end unless it was settled. What others left behind is swept."""
    sweep(cache)
    part = downloads(cache) / f".{secrets.token_hex(8)}.part"
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        file = part.open("xb")
    except OSError as error:
        raise _unwritable(part, error) from error
    try:
        yield Arrival(file, part)
    finally:
        # Closing writes what is left, for which a full disk has no room; it has been said, or nobody wants it.
        with suppress(OSError):
            file.close()
        with suppress(OSError):
            part.unlink(missing_ok=True)


def keep(path: Path, cache: Path) -> Path:
    """A copy of the file at ``path`` in the cache, by its hash. Raises SourceError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return keep_stream(file, cache)
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error


def keep_stream(file: IO[bytes], cache: Path) -> Path:
    """A copy of what ``file`` holds in the cache, by its hash. Raises SourceError when the cache takes it not."""
    with arriving(cache) as arrival:
        while block := file.read(BLOCK):
            arrival.write(block)
        return arrival.settle(cache)


def from_mirror(mirror: Path, sha256: str, name: str, max_bytes: int) -> Path | None:
    """The file below ``mirror`` with this hash, or None.

    Files called ``name``, as the address calls it, are hashed first, the others only if those are not it, and
    none twice in a process. Links, and files of more than ``max_bytes`` bytes, are passed over.
    Raises SourceError when the mirror is no folder.
    """
    if not mirror.is_dir():
        raise SourceError(f"the mirror {mirror} is not a folder")
    files = sorted(_mirrored(mirror, max_bytes), key=lambda found: (found[0].name != name, found[0]))
    return next((path for path, size, time in files if _digest(path, size, time) == sha256), None)


def _mirrored(mirror: Path, max_bytes: int) -> Iterator[tuple[Path, int, int]]:
    """Path, size and time of change of every regular file below ``mirror`` that may be a photograph."""
    for folder, _, names in os.walk(mirror):
        for name in names:
            path = Path(folder, name)
            try:
                facts = path.lstat()
            except OSError:
                continue  # gone while we walked, or in a folder that is not ours to look into
            if stat.S_ISREG(facts.st_mode) and 0 < facts.st_size <= max_bytes:
                yield path, facts.st_size, facts.st_mtime_ns


@cache_in_memory
def _digest(path: Path, size: int, time: int) -> str | None:  # noqa: ARG001 - a changed file is another key
    try:
        return sha256_of(path)
    except OSError as error:
        LOG.warning("%s in the mirror cannot be read: %s", path, error.strerror or error)
        return None
