"""Files: hashed, written whole or not at all, and told of in messages that a terminal can show."""

from __future__ import annotations

import hashlib
import os
import secrets
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
