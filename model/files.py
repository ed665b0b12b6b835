"""Files that are whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
