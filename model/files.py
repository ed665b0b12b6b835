"""Files that are whole or not there at all, and read without waiting for what may not come."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what is to become ``path``: a place beside it, which takes its name when the block ends well.

    The folder is made. The file has the mode that the user's umask gives, whatever a library that writes it thinks.
    Whatever goes wrong leaves the old file as it was and the new one nowhere.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        mode = temporary.stat().st_mode
        temporary.unlink()
        yield temporary
        temporary.chmod(mode)  # safetensors writes for its owner's eyes only, which would go into the wheel
        os.replace(temporary, path)
    finally:
        if path.parent.is_dir():
            temporary.unlink(missing_ok=True)


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a regular file that somebody names, at most ``most``; OSError with a telling ``strerror`` else."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise OSError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, and no file")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except ValueError as error:  # a NUL, or half of a surrogate pair
        raise OSError(errno.EINVAL, "no file can have such a name") from error
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most // 1_000_000} MB")
    return data


def json_of(value: Any) -> str:
    """``value`` as JSON that people can read, valid UTF-8: what names of files hold of other bytes is ``\\udcff``."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode(errors="backslashreplace").decode()
