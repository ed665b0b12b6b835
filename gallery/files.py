"""Files: hashed, written whole or not at all, and told of in messages that a terminal can show."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 1 << 20
"""Bytes read or written at a time."""


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


def printable(text: str) -> str:
    """``text`` for a message: control characters, which could move a terminal's cursor, as ``\\x1b``."""
    return "".join(
        character
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
