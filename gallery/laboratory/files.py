"""Results of the laboratory as files, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gallery.errors import OutputError
from gallery.files import printable_json, whole


def json_of(result: Any) -> str:
    """A result for programs; ValueError for a number that JSON does not know."""
    return printable_json(result, indent=1) + "\n"


def write_result(path: Path, content: str | bytes, instead: str) -> None:
    """Write a file, text in UTF-8, with escapes where a name is not; its folder is made.

    Raises OutputError, with ``instead`` for what to choose.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as draft:
            draft.write_bytes(content.encode(errors="backslashreplace") if isinstance(content, str) else content)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another {instead}") from error
