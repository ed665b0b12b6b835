"""``gallery init``: a small manifest to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from gallery.files import whole


@click.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write a commented exhibit.yaml, and its schema for editors, into FOLDER.

    The manifest is complete: 'gallery build FOLDER' builds it. An exhibit.yaml that is there already is left
    as it is, with exit code 1.
    """
    from gallery.errors import GalleryError
    from gallery.manifest.find import MANIFEST
    from gallery.manifest.json_schema import SCHEMA_FILE, json_schema
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
    with whole(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
