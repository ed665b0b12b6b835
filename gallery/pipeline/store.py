"""The store of finished steps: content-addressed, verified, never half an entry.

    <cache>/store/ab/ab12…/entry.json     what the entry holds: file → sha256 and size
    <cache>/store/ab/ab12…/files/…        what the step wrote
    <cache>/store/unfinished/…            entries in the making, one folder each, named by host and process

An entry is made in ``unfinished`` and renamed into place in one move, so that a killed build leaves nothing
that looks finished. Two builds may make the same entry at once: the first move wins and the other is thrown
away.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.errors import StoreError

LOG = logging.getLogger(__name__)

CHUNK = 1 << 20
FORSAKEN = 2 * 24 * 3600
"""Seconds after which an unfinished entry is swept even if its process seems alive (process ids are used
again, and those of another host cannot be asked)."""


@dataclass(frozen=True)
class FileRecord:
    """What a finished file has to be."""

    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True)
class Entry:
    """A finished entry."""

    key: str
    folder: Path
    """Folder of the files that the step wrote."""
    files: Mapping[str, FileRecord]
    """File, relative with forward slashes → what it is."""


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Store:
    """Finished steps by key, in a folder that builds share."""

    def __init__(self, cache: Path) -> None:
        """Raises StoreError where ``cache`` cannot be written."""
        self.root = cache / "store"
        self.unfinished = self.root / "unfinished"
        with _writing(self.root):
            self.unfinished.mkdir(parents=True, exist_ok=True)

    def get(self, key: str, *, thorough: bool = False) -> Entry | None:
        """The finished entry of ``key``, or None. A damaged one is removed, with a line in the log.

        Sizes are always compared; ``thorough`` reads the files and compares their digests too.
        """
        place = self._place(key)
        try:
            files = _read_record(place, key)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._discard(key, f"its record cannot be read ({error})")
            return None
        damage = _damage(place / "files", files, thorough=thorough)
        if damage:
            self._discard(key, damage)
            return None
        return Entry(key, place / "files", files)

    def make(self, key: str, write: Callable[[Path], None], about: str) -> Entry:
        """The entry of ``key``, made by ``write(folder)``; ``about`` names the task in the record.

        Raises:
            StoreError: it cannot be written.
            Exception: whatever ``write`` raises; the store is then as before.
        """
        token = f"{key[:12]}.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
        draft = self.unfinished / token
        try:
            with _writing(self.root):
                (draft / "files").mkdir(parents=True)
            write(draft / "files")
            with _writing(self.root):
                _write_record(draft, key, about)
                self._move(draft, key)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        entry = self.get(key)
        if entry is None:
            raise StoreError(f"{self.root}: the entry {key[:12]} of {about} vanished as it was finished; build again")
        return entry

    def forget(self, key: str) -> None:
        """Remove the entry of ``key``, if there is one. Readers see the whole entry or none."""
        doomed = self.unfinished / f"doomed.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
        with _writing(self.root):
            try:
                self._place(key).rename(doomed)
            except FileNotFoundError:
                return
        shutil.rmtree(doomed, ignore_errors=True)

    def sweep(self) -> int:
        """Remove what killed builds left unfinished; how many folders that was."""
        swept = 0
        for draft in sorted(self.unfinished.iterdir()):
            if _is_forsaken(draft):
                shutil.rmtree(draft, ignore_errors=True)
                swept += 1
        if swept:
            LOG.info("removed %d unfinished results of builds that were interrupted", swept)
        return swept

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
            if self.get(key, thorough=True) is not None:
                return
        raise StoreError(f"{place}: in the way of a finished result and cannot be removed; remove it by hand")

    def _discard(self, key: str, why: str) -> None:
        LOG.warning("the stored result %s is damaged: %s; it is made again", key[:12], why)
        self.forget(key)

    def _place(self, key: str) -> Path:
        return self.root / key[:2] / key


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
    files = {
        name: {"sha256": file_sha256(path), "size": path.stat().st_size} for name, path in walk_files(draft / "files")
    }
    record = {"key": key, "about": about, "files": files}
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (draft / "entry.json").write_text(text, encoding="utf-8")


def _read_record(place: Path, key: str) -> dict[str, FileRecord]:
    record: dict[str, Any] = json.loads((place / "entry.json").read_text(encoding="utf-8"))
    if record["key"] != key:
        raise ValueError(f"it says that it is {record['key']}")
    return {name: FileRecord(**facts) for name, facts in record["files"].items()}


def _damage(folder: Path, files: Mapping[str, FileRecord], *, thorough: bool) -> str:
    """What is wrong with the files in ``folder``; empty when nothing is."""
    for name, record in files.items():
        path = folder / name
        try:
            if path.stat().st_size != record.size:
                return f"{name} has {path.stat().st_size} bytes instead of {record.size}"
            if thorough and file_sha256(path) != record.sha256:
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
        raise StoreError(
            f"{root}: the store of finished steps cannot be written: {error.strerror or error}; "
            "free some space, or choose another folder with --cache DIR"
        ) from error
