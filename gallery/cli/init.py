"""``gallery init``: a small manifest to begin with."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click


@click.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write a commented exhibit.yaml, and its schema for editors, into FOLDER.

    The manifest is complete: 'gallery build FOLDER' builds it. An exhibit.yaml that is there already is left
    as it is, with exit code 1.
    """
    from gallery.errors import GalleryError
    from gallery.manifest.json_schema import SCHEMA_FILE, json_schema
    from gallery.manifest.reader import MANIFEST
    from gallery.resources import TEMPLATES

    manifest = folder / MANIFEST
    if manifest.exists():
        raise GalleryError(f"{manifest} exists already: name another folder, or edit it")
    starter = (TEMPLATES / "starter" / MANIFEST).read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / SCHEMA_FILE, json_schema())
        _write(manifest, starter)
    except OSError as error:
        reason = error.strerror or str(error)
        raise GalleryError(f"{folder} cannot be written: {reason}; name another folder") from error
    click.echo(f"{manifest} is ready: edit it, then 'gallery check {folder}' and 'gallery build {folder}'")


def _write(path: Path, text: str) -> None:
    """Write ``text`` whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp makes files that only their owner reads; a manifest is an ordinary file.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
