"""A store in a folder, never half an entry.

    <cache>/store/ab/ab12…/entry.json     what the entry holds: file → SHA-256, size, time
    <cache>/store/ab/ab12…/files/…        what the step wrote
    <cache>/store/unfinished/…            entries in the making, one folder each, named by host and process
    <cache>/downloads/…                   masters (:mod:`gallery.sources.downloads`)

An entry is made in ``unfinished`` and renamed into place in one move, so that a killed build leaves nothing that looks
finished. Two builds may make the same entry at once: the first move wins and the other is thrown away.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gallery.errors import SourceError, StoreError
from gallery.files import is_full, mark_used, sha256_of
from gallery.pipeline.keys import content_digest
from gallery.pipeline.store import Entry, FileRecord
from gallery.sources import downloads

LOG = logging.getLogger(__name__)

FORSAKEN = 2 * 24 * 3600
"""Seconds after which an unfinished entry is swept even if its process seems alive (process ids are used
again, and those of another host cannot be asked)."""

_REFUSALS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_LEAST_FREE = 1 << 20


class FolderStore:
    """A :class:`gallery.pipeline.store.Store` in a folder."""

    def __init__(self, cache: Path) -> None:
        """Raises StoreError where ``cache`` cannot be written."""
        self.cache = cache
        self.root = cache / "store"
        self.unfinished = self.root / "unfinished"
        with _writing(self.root):
            self.unfinished.mkdir(parents=True, exist_ok=True)

    def get(self, key: str) -> Entry | None:
        place = self._place(key)
        try:
            return _read_record(place, key)
        except FileNotFoundError:
            if place.exists():
                self._discard(key, "it has no record")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self._discard(key, f"its record cannot be read ({error})")
        return None

    def damage(self, entry: Entry, *, thorough: bool = False) -> str:
        found = _damage(entry, thorough=thorough)
        if found:
            self._discard(entry.key, found)
        return found

    def make(self, key: str, write: Callable[[Path], None], about: str) -> Entry:
        with self.room(key[:12]) as draft:
            with _writing(self.root):
                (draft / "files").mkdir()
            try:
                write(draft / "files")
            except Exception as error:
                if not draft.is_dir():
                    gone = "what was being made is gone, as if the cache had been cleared; build again"
                    raise StoreError(f"{self.root}: {gone}") from error
                if refusal := _refusal(error, self.root):
                    raise _unwritable(self.root, refusal) from error
                raise
            with _writing(self.root):
                _write_record(draft, key, about)
                self._move(draft, key)
        entry = self.get(key)
        if entry is None:
            raise StoreError(f"{self.root}: the entry {key[:12]} of {about} vanished as it was finished; build again")
        return entry

    @contextmanager
    def room(self, name: str) -> Iterator[Path]:
        """An empty folder, gone afterwards; that of a process which was killed goes with the next :meth:`sweep`.

        ``name`` has no dot. Raises StoreError.
        """
        draft = self.unfinished / f"{name}.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            with _writing(self.root):
                draft.mkdir(parents=True)
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def forget(self, key: str) -> None:
        doomed = self.unfinished / f"doomed.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
        with _writing(self.root):
            try:
                self._place(key).rename(doomed)
            except FileNotFoundError:
                return
        shutil.rmtree(doomed, ignore_errors=True)

    def sweep(self) -> int:
        swept = 0
        for draft in sorted(self.unfinished.iterdir()):
            if _is_forsaken(draft):
                shutil.rmtree(draft, ignore_errors=True)
                swept += 1
        if swept:
            LOG.info("removed %d unfinished results of builds that were interrupted", swept)
        return swept

    def master(self, sha256: str) -> Path | None:
        return downloads.cached(self.cache, sha256)

    def keep_master(self, path: Path) -> None:
        try:
            downloads.keep(path, self.cache)
        except SourceError as error:
            # For want of space no other master can be kept either.
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in _REFUSALS:
                raise _unwritable(self.cache, error.__cause__) from error
            raise

    def _move(self, draft: Path, key: str) -> None:
        place = self._place(key)
        place.parent.mkdir(exist_ok=True)
        for _ in range(2):
            try:
                draft.rename(place)
                return
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.EACCES) or not place.exists():
                    raise
            # Somebody finished the same entry first. It is as good as ours, unless it is damaged.
            there = self.get(key)
            if there is not None and not self.damage(there, thorough=True):
                return
        raise StoreError(f"{place}: in the way of a finished result and cannot be removed; remove it by hand")

    def _discard(self, key: str, why: str) -> None:
        LOG.warning("the stored result %s is damaged: %s; it is made again", key[:12], why)
        self.forget(key)

    def _place(self, key: str) -> Path:
        return self.root / key[:2] / key


def entry_key(path: Path) -> str:
    """The key of the entry that a stored file belongs to."""
    return next(
        parent.parent.name for parent in path.parents if parent.name == "files" and len(parent.parent.name) == 64
    )


def walk_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file under ``folder`` as (relative name with forward slashes, path), in the order of names.

    Raises:
        StoreError: a link or something else that is no plain file: it would not be there on another machine.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise StoreError(f"{path}: a step wrote a link or a special file; only plain files can be kept")
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _write_record(draft: Path, key: str, about: str) -> None:
    files = {}
    for name, path in walk_files(draft / "files"):
        facts = path.stat()
        files[name] = FileRecord(sha256_of(path), facts.st_size, facts.st_mtime_ns)
    content = content_digest({name: record.sha256 for name, record in files.items()})
    record = {"key": key, "about": about, "digest": content, "files": files}
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (draft / "entry.json").write_text(text, encoding="utf-8", newline="\n")


def _read_record(place: Path, key: str) -> Entry:
    path = place / "entry.json"
    record: dict[str, Any] = json.loads(path.read_bytes())
    if record["key"] != key:
        raise ValueError(f"it says that it is {record['key']}")
    mark_used(path)
    return Entry(key, place / "files", dict(record["files"]), str(record["digest"]))


def _damage(entry: Entry, *, thorough: bool) -> str:
    for name, record in entry.files.items():
        path = entry.folder / name
        try:
            facts = path.stat()
            if facts.st_size != record.size:
                return f"{name} has {facts.st_size} bytes instead of {record.size}"
            untouched = facts.st_mtime_ns == record.mtime_ns and not thorough
            if not untouched and sha256_of(path) != record.sha256:
                return f"{name} does not match its SHA-256"
        except OSError as error:
            return f"{name} cannot be read ({error.strerror})"
    return ""


def _is_forsaken(draft: Path) -> bool:
    _, _, rest = draft.name.partition(".")
    host, _, tail = rest.rpartition(".")[0].rpartition(".")
    try:
        age = time.time() - draft.stat().st_mtime
    except FileNotFoundError:
        return False
    here = host == socket.gethostname() and tail.isdigit()
    return age > FORSAKEN or (here and not _is_alive(int(tail)))


def _is_alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end the process there; the age decides.
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True  # not Linux, or gone this moment: the next build looks again
    return state not in {"Z", "X"}  # killed, and waiting for its parent to notice


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(root, error) from error


def _unwritable(root: Path, error: OSError) -> StoreError:
    remedy = "free some space ('gallery cache prune')" if is_full(error) else "see that it can be written from here"
    why = error.strerror or str(error)
    return StoreError(
        f"{root}: the store of finished steps cannot be written: {why}; {remedy}, "
        "or choose another folder with --cache DIR"
    )


def _refusal(error: Exception, root: Path) -> OSError | None:
    """What the disk said, if a step failed because of it: libraries do not all say with an errno that it is full."""
    if isinstance(error, OSError) and error.errno in _REFUSALS:
        return error
    full = shutil.disk_usage(root).free < _LEAST_FREE
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) if full else None
