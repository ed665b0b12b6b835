"""``gallery cache``: where downloads and finished steps are kept, how much, whether whole; clearing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = {"downloads": "downloads", "store": "finished steps", "training": "small photographs for training"}
"""What the press keeps in the cache, and all that clearing it removes."""

_json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="cache")
def command() -> None:
    """Look after the cache: downloads by their SHA-256, and finished steps.

    It is the folder that GALLERY_CACHE names, else the platform's cache folder for nostalgia-gallery.
    Everything in it can be had or made again.
    """


@command.command(name="path")
@_json_option
def path_command(as_json: bool) -> None:
    """Print where the cache is."""
    from gallery.sources import default_cache

    cache = default_cache()
    click.echo(json.dumps({"path": str(cache)}) if as_json else str(cache))


@command.command(name="list")
@_json_option
def list_command(as_json: bool) -> None:
    """Print what the cache holds: each download, and the size of all."""
    from gallery.sources import default_cache
    from gallery.sources.downloads import entries

    cache = default_cache()
    found = [{"sha256": path.name, "bytes": path.stat().st_size} for path in entries(cache)]
    sizes = {name: _bytes(cache / name) for name in FOLDERS}
    if as_json:
        click.echo(json.dumps({"path": str(cache), "bytes": sizes, "downloads": found}, indent=1))
        return
    for download in found:
        click.echo(f"{download['sha256']}  {download['bytes']:>12,}")
    held = ", ".join(f"{_megabytes(sizes[name])} of {what}" for name, what in FOLDERS.items())
    click.echo(f"{cache}: {held}")


@command.command(name="verify")
@_json_option
def verify_command(as_json: bool) -> None:
    """Compare every download with its SHA-256. The exit code is 1 if one is damaged."""
    from gallery.errors import SourceError
    from gallery.files import sha256_of
    from gallery.sources import default_cache
    from gallery.sources.downloads import entries

    cache = default_cache()
    found = entries(cache)
    damaged = [str(path) for path in found if sha256_of(path) != path.name]
    if as_json:
        click.echo(json.dumps({"path": str(cache), "downloads": len(found), "damaged": damaged}, indent=1))
    else:
        for path in damaged:
            click.echo(f"{path}: damaged; the next build has it again")
        click.echo(f"{cache}: {len(found)} downloads, {len(damaged)} damaged")
    if damaged:
        raise SystemExit(SourceError.exit_code)


@command.command(name="clear")
@_json_option
def clear_command(as_json: bool) -> None:
    """Remove all downloads and finished steps; other files in the folder stay."""
    import shutil

    from gallery.errors import StoreError
    from gallery.sources import default_cache

    cache = default_cache()
    sizes = {name: _bytes(cache / name) for name in FOLDERS}
    for name in FOLDERS:
        folder = cache / name
        try:
            # A link is somebody's arrangement: what it points to is not ours to empty.
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
        except OSError as error:
            raise StoreError(f"cannot clear {folder}: {error.strerror or error}; is a build running?") from error
    if as_json:
        click.echo(json.dumps({"path": str(cache), "removed_bytes": sizes}, indent=1))
    else:
        click.echo(f"{cache}: {_megabytes(sum(sizes.values()))} removed")


def _bytes(folder: Path) -> int:
    """Bytes in all regular files below ``folder``; 0 where there is none."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
