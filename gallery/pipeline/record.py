"""The record of an output folder, ``.gallery.json``: what we published there, and of which exhibit.

    files   path → SHA-256 of everything that builds published into the folder
    owner   which exhibit it is (:func:`owner_of`); absent in records of earlier versions
    recipes path → what a file was made from, of those that say something of themselves that was put in later

It is the same on each machine for the same exhibit in the same place beside its output, and tells no place on a disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from gallery.errors import OutputError
from gallery.pipeline.plan import check_confined

RECORD = ".gallery.json"
UNFINISHED = ".gallery-unfinished"
FORMAT = 1


@dataclass(frozen=True)
class Record:
    """What an output folder holds of ours."""

    files: Mapping[str, str] = field(default_factory=dict)
    """Path with forward slashes → SHA-256."""
    owner: str = ""
    """Which exhibit it is of; empty where that is not known."""
    recipes: Mapping[str, str] = field(default_factory=dict)
    """Path → :attr:`gallery.pipeline.published.Published.recipe`, where it is another than the file's SHA-256."""

    def recipe(self, path: str) -> str | None:
        """What the file at ``path`` was made from; None where that is not known."""
        return self.recipes.get(path) or self.files.get(path)


def owner_of(manifest: Path, output: Path) -> str:
    """Name and identity of the exhibit of ``manifest``, as the record of ``output`` keeps them.

    The identity is a digest of the way from the output to the manifest: two exhibits of one name differ, and
    one that moves together with its output stays the same.
    """
    place = Path(os.path.realpath(manifest))
    try:
        way = Path(os.path.relpath(place, os.path.realpath(output))).as_posix()
    except ValueError:  # two drives of Windows
        way = place.as_posix()
    name = f"{place.parent.name}/{place.name}"
    return f"{name} ({sha256(os.fsencode(way)).hexdigest()[:12]})"


def read_record(output: Path) -> Record:
    """What earlier builds published into ``output``, which may be missing or empty.

    Raises:
        OutputError: it is a file, holds somebody else's files, or its record is damaged.
    """
    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; name a folder with --output DIR")
    record = output / RECORD
    if not record.is_file():
        if output.is_dir() and any(path.name != UNFINISHED for path in output.iterdir()):
            raise OutputError(
                f"{output} is not empty and was not made by a build, so nothing is written there; "
                "name an empty or a new folder with --output DIR"
            )
        return Record()
    try:
        return _parsed(json.loads(record.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OutputError(
            f"{record} is damaged or of another version ({error}); remove the folder, "
            "or build into another one with --output DIR"
        ) from error


def _parsed(content: Any) -> Record:
    files = {str(path): str(digest) for path, digest in content["files"].items()}
    owner = content.get("owner", "")
    if content["format"] != FORMAT:
        raise ValueError(f"its format is {content['format']}")
    if not isinstance(owner, str):
        raise ValueError("its owner is no text")
    for path in files:
        check_confined(path, RECORD)
    return Record(files, owner, {str(path): str(recipe) for path, recipe in content.get("recipes", {}).items()})


def write_record(output: Path, record: Record) -> None:
    """Put ``record`` in the place of the old one, whole; :data:`UNFINISHED` is there."""
    content: dict[str, Any] = {"format": FORMAT, "files": dict(record.files)}
    if record.owner:
        content["owner"] = record.owner
    if record.recipes:
        content["recipes"] = dict(record.recipes)
    draft = output / UNFINISHED / "record"
    draft.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
    draft.replace(output / RECORD)
