"""Where a manifest is, by what somebody named; without reading it."""

from __future__ import annotations

from pathlib import Path

from gallery.resources import DEFAULT_EXHIBIT

MANIFEST = "exhibit.yaml"
"""The manifest's name in an exhibit's folder."""


def find_manifest(given: Path | None, here: Path | None = None) -> Path:
    """The manifest that ``given`` names: a file, or a folder that holds ``exhibit.yaml``.

    Without one: that of the folder ``here`` (default: the current one), also where it is called ``exhibit.yml`` there,
    which the reader says; else the exhibit that ships with the project. Whether the file exists is the reader's
    business.
    """
    if given is not None:
        return given / MANIFEST if _is_folder(given) else given
    local = (here or Path()) / MANIFEST
    return local if local.is_file() or local.with_suffix(".yml").is_file() else DEFAULT_EXHIBIT


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that no file can have: the reader says so
        return False
