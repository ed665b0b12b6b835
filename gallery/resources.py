"""Where the files that ship with the project are: templates and exhibits, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    # A wheel carries the folder inside the package; a checkout has it beside the package.
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


TEMPLATES = _shipped("templates")
"""Folder of everything a designer edits."""

_OF_COMMANDS = (
    "compare",
    "example",
    "frontend",
    "intake",
    "preview",
    "profiles",
    "schema",
    "serve",
    "starter",
    "studio",
)


def shown(folder: Path, pattern: str) -> list[Path]:
    """What matches ``pattern`` in a folder of templates, in the order of names. Hidden files do not count: editors
    leave them there."""
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))


SHIPPED = tuple(
    sorted({path.name for path in TEMPLATES.glob("[a-z]*") if path.is_dir()}.difference(_OF_COMMANDS) | {"bundles"})
)
"""Folders of templates that steps may read, the same on every machine; the others are read by commands. The bundles
are made at installation."""

EXHIBITS = _shipped("exhibits")
"""Folder of the exhibits that ship with the project."""

DEFAULT_EXHIBIT = EXHIBITS / "nostalgia-and-memory" / "exhibit.yaml"
"""The exhibit that is built when none is named."""
