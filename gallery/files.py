"""Files: hashed, written whole or not at all, and told of in messages that a terminal can show."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import secrets
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOG = logging.getLogger(__name__)

BLOCK = 1 << 20
"""Bytes read or written at a time."""

TICK = 100_000_000
"""Nanoseconds within which a file system may give two changes the same time; most do so within 10 ms."""

COARSE_TICK = 2_000_000_000
"""The same where times come in whole seconds: HFS+ and ext3 keep one, FAT two."""

MARKED = 3600.0
"""Seconds within which a use is not marked again."""

HASHES = "hashes"
"""Folder of a cache in which it is remembered what files hold."""

COMPILED = "compiled"
"""Folder of a cache with compiled templates, and with what the interface's words were read as."""

HASHES_FORMAT = 1

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Stamp = list[int]
"""Size in bytes, times of the last change of contents and of facts in ns, number in the file system."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 lower-case hex digits; OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a regular file that somebody names, at most ``most`` of them; it never waits for what may not come.

    Raises OSError, whose ``strerror`` can be shown to that person: for what is missing, may not be read, has an
    impossible name, is a folder, a pipe or a device, or is larger.
    """
    try:
        _require_regular(path.stat().st_mode)
        # A pipe that took the file's place meanwhile is opened without waiting for its other end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:  # a NUL, or half of a surrogate pair
        raise OSError(errno.EINVAL, "no file can have such a name") from error
    with os.fdopen(descriptor, "rb") as file:
        _require_regular(os.fstat(file.fileno()).st_mode)
        data = file.read(most + 1)
    if len(data) > most:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most} bytes"
        raise OSError(errno.EFBIG, f"it is larger than {size}")
    return data


def _require_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, and no file")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what is to become ``path``: a new name beside it, which takes its place when the block ends well.

    The folder must be there. A suffix stays, for libraries that choose a format by it. The file has the mode that
    the user's umask gives. Whatever goes wrong leaves the old file as it was and nothing new.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.part{path.suffix}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_checked(path: Path, data: bytes) -> None:
    """Write ``data`` for :func:`read_checked`; OSError where that cannot be done."""
    with whole(path) as draft:
        draft.write_bytes(hashlib.sha256(data).digest() + data)


def read_checked(path: Path) -> bytes | None:
    """What :func:`write_checked` wrote to ``path``; None where it is damaged. OSError where it cannot be read."""
    data = path.read_bytes()
    size = hashlib.sha256().digest_size
    return data[size:] if hashlib.sha256(data[size:]).digest() == data[:size] else None


def synced(path: Path) -> None:
    """See that a file, or the names in a folder, are on the disk, whatever becomes of this machine's power."""
    if path.is_dir() and os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_full(error: OSError) -> bool:
    """Whether a file could not be written for want of space: on the disk, or of what somebody may take of it."""
    return error.errno in _FULL


def mark_used(path: Path) -> None:
    """Note in a file of a cache, by its time of change, that it is used now, so that pruning takes it last.

    That is done once in :data:`MARKED` seconds at most. A cache that cannot be written is used all the same.
    """
    try:
        if time.time() - path.stat().st_mtime > MARKED:
            os.utime(path)
    except OSError as error:
        LOG.debug("%s: its use cannot be marked: %s", path, error)


def printable(text: str) -> str:
    """``text`` for a message: control characters, which could move a terminal's cursor, as ``\\x1b``."""
    return "".join(
        character.encode("unicode_escape").decode("ascii") if _moves_cursors(character) else character
        for character in text
    )


def printable_json(value: object, indent: int | None = None) -> str:
    """``value`` as JSON that people can read. What a terminal or UTF-8 cannot take has escapes in it, as ``\\u009b``.

    Raises ValueError for a number that JSON does not know.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return "".join(json.dumps(character)[1:-1] if _moves_cursors(character) else character for character in text)


def _moves_cursors(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


class Hashes:
    """SHA-256 of files that were read before, so that one which has not changed since costs a look, no reading.

    A file is taken for unchanged while its stamp is: size, both times of change, and number in the file system.
    That is certain only where the last change was over when the file was read, and so long ago that a further
    one would have had another time (what git calls racy otherwise); until then it is read each time.

    Not for several threads. Two processes may save the same map: the last one wins, and the other reads again.
    """

    def __init__(
        self, path: Path | None = None, *, limit: int = 1_000_000, verify: bool = False, links: bool = True
    ) -> None:
        """Remember what the file at ``path`` holds, which may be missing or damaged: then nothing is remembered.

        Args:
            path: where :meth:`save` writes; None to remember in this process only.
            limit: files remembered at most; those that were not asked for go first.
            verify: read every file, whatever its stamp says.
            links: what a symbolic link leads to is a file too.
        """
        self.path, self.limit, self.verify, self.links = path, limit, verify, links
        self._known: dict[str, Any] = {} if path is None else _read_hashes(path)
        self._asked: set[str] = set()
        self._written: dict[str, tuple[Stamp, str]] = {}
        self._changed = False

    def sha256_of(self, path: Path | str) -> str:
        """SHA-256 of the file's bytes, as 64 lower-case hex digits; OSError when it is no file or cannot be read."""
        name = _absolute(path)
        stamp = _stamp(name, links=self.links)
        self._asked.add(name)
        if not self.verify:
            for known in (self._known.get(name), self._written_since(name)):
                if type(known) is list and len(known) == 2 and known[0] == stamp and isinstance(known[1], str):
                    return known[1]
        began = time.time_ns()
        digest = sha256_of(Path(name))
        if _is_settled(stamp, began) and _stamp(name, links=self.links) == stamp:
            self._known[name] = [stamp, digest]
            self._changed = True
        return digest

    def remember(self, path: Path | str, sha256: str) -> None:
        """Take the file's digest from whoever has just written it. Raises OSError when there is no file."""
        name = _absolute(path)
        self._asked.add(name)
        self._written[name] = (_stamp(name, links=self.links), sha256)

    def save(self) -> None:
        """Keep for the next process what is certain. A map that cannot be written is only a loss of time."""
        if self.path is None:
            return
        for name in list(self._written):
            if known := self._written_since(name):
                self._known[name] = known
                self._changed = True
        if not self._changed:
            return
        if len(self._known) > self.limit:
            wanted = sorted(self._known, key=lambda name: name not in self._asked)[: self.limit]
            self._known = {name: self._known[name] for name in wanted}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with whole(self.path) as draft:
                content = json.dumps({"format": HASHES_FORMAT, "files": self._known}, separators=(",", ":"))
                draft.write_text(content, encoding="utf-8", newline="\n", errors="surrogateescape")
        except OSError as error:
            LOG.info("%s cannot be written (%s): files are read again the next time", self.path, error)
        else:
            self._changed = False

    def _written_since(self, name: str) -> list[Any] | None:
        """Stamp and digest of a file that was written by us, once a further change could not hide."""
        if name not in self._written:
            return None
        stamp, digest = self._written[name]
        return [stamp, digest] if _is_settled(stamp, time.time_ns()) else None


def _absolute(path: Path | str) -> str:
    # No Path: to make one for each of many thousand files takes longer than to look at them.
    name = os.fspath(path)
    return name if os.path.isabs(name) else os.path.abspath(name)  # noqa: PTH100, PTH117


def _stamp(name: str, *, links: bool = True) -> Stamp:
    facts = os.stat(name, follow_symlinks=links)  # noqa: PTH116
    if not stat.S_ISREG(facts.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", name)
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]


def _is_settled(stamp: Stamp, when: int) -> bool:
    """Whether a change at ``when`` (ns) or later is certain to give the file another stamp."""
    _, contents, facts, _ = stamp
    whole_seconds = contents % 1_000_000_000 == 0 or facts % 1_000_000_000 == 0
    return max(contents, facts) + (COARSE_TICK if whole_seconds else TICK) < when


def _read_hashes(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            return {}
        content = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
        if content["format"] == HASHES_FORMAT and isinstance(content["files"], dict):
            return content["files"]
        LOG.info("%s is of another version: files are read again", path)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        LOG.info("%s cannot be read (%s): files are read again", path, error)
    return {}
