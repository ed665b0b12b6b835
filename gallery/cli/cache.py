"""``gallery cache``: where downloads and finished steps are kept, how much, whether whole; pruning, clearing."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gallery.cli import options
from gallery.cli.measures import amount, in_words, span
from gallery.cli.saying import say, say_json
from gallery.pipeline.pruning import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery.pipeline.pruning import CacheItem

_json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="cache")
def command() -> None:
    """Look after the cache: downloads by their SHA-256, and finished steps.

    It is the folder that GALLERY_CACHE names, else the platform's cache folder for nostalgia-gallery.
    Everything in it can be had or made again.
    """


@command.command(name="path")
@options.cache
@_json_option
def path_command(cache: Path | None, as_json: bool) -> None:
    """Print where the cache is."""
    place = _place(cache)
    if as_json:
        say_json({"path": str(place)})
    else:
        say(str(place))


@command.command(name="list")
@options.cache
@_json_option
def list_command(cache: Path | None, as_json: bool) -> None:
    """Print what the cache holds: each download, and the size of all."""
    from gallery.pipeline.pruning import pieces
    from gallery.sources.downloads import entries

    place = _place(cache)
    sizes = _sizes(place)
    whole = set(entries(place))
    found = [
        {"sha256": piece.path.name, "bytes": piece.bytes}
        for piece in sorted(pieces(place, ["downloads"]), key=lambda piece: piece.path)
        if piece.path in whole
    ]
    if as_json:
        say_json({"path": str(place), "bytes": sizes, "downloads": found}, indent=1)
        return
    for download in found:
        say(f"{download['sha256']}  {download['bytes']:>12,}")
    held = ", ".join(f"{in_words(sizes[name])} of {what}" for name, what in FOLDERS.items())
    say(f"{place}: {held}")


@command.command(name="verify")
@options.cache
@_json_option
def verify_command(cache: Path | None, as_json: bool) -> None:
    """Compare every download with its SHA-256. The exit code is 1 if one is damaged."""
    from gallery.errors import SourceError
    from gallery.sources.downloads import entries

    place = _place(cache)
    found = entries(place)
    damaged = [str(path) for path in found if not _is_whole(path)]
    if as_json:
        say_json({"path": str(place), "downloads": len(found), "damaged": damaged}, indent=1)
    else:
        for path in damaged:
            say(f"{path}: damaged; the next build has it again")
        say(f"{place}: {len(found)} downloads, {len(damaged)} damaged")
    if damaged:
        raise SystemExit(SourceError.exit_code)


@command.command(name="prune")
@click.option("--older-than", callback=span, metavar="TIME", help="Remove what was not used for so long: 12h, 30d, 4w.")
@click.option(
    "--max-size",
    callback=amount,
    metavar="SIZE",
    help="Remove what was not used for the longest, until no more than this is left: 500MB, 20GB, 20GiB.",
)
@click.option("--dry-run", is_flag=True, help="Remove nothing; say what would be.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@options.cache
@_json_option
def prune_command(
    *,
    older_than: float | None,
    max_size: int | None,
    dry_run: bool,
    yes: bool,
    cache: Path | None,
    as_json: bool,
) -> None:
    """Remove what was not used for long, by age, by size or by both.

    Downloads, finished steps, and what training and builds remember are looked at alike. What was used within
    the last two hours stays, and what a build that runs has found. What was removed is had or made again when it
    is needed. The exit code is 1 if something could not be removed, or if you say no.
    """
    from gallery.cli.progress import bar
    from gallery.pipeline.pruning import SAFE, chosen, pieces, remove, running_since

    if older_than is None and max_size is None:
        raise click.UsageError("say what to remove: --older-than 30d, --max-size 20GB, or both")
    if not (yes or dry_run or _can_ask()):
        raise click.UsageError("nobody is there to be asked: add --yes, or --dry-run to see what would be removed")
    place = _place(cache)
    with bar("looking at the cache") as tell:
        found = []
        for piece in pieces(place):
            found.append(piece)
            tell(len(found), len(found))
    now = time.time()
    since = None if older_than is None else now - older_than
    going = chosen(found, safe=running_since(place, now) - SAFE, unused_since=since, max_size=max_size)
    if going and not (yes or dry_run):
        say(_summary(place, found, going, "to be removed"), err=True)
        if not click.confirm("Remove them?", err=True):
            say("nothing was removed", err=True)
            raise SystemExit(1)
    if not dry_run:
        with bar("removing") as tell:
            going = remove(going, place, tell)
    if as_json:
        say_json(_facts(place, found, going, dry_run=dry_run), indent=1)
    else:
        say(_summary(place, found, going, "would be removed" if dry_run else "removed"))


@command.command(name="clear")
@options.cache
@_json_option
def clear_command(cache: Path | None, as_json: bool) -> None:
    """Remove all downloads and finished steps; other files in the folder stay."""
    import shutil

    from gallery.errors import StoreError

    place = _place(cache)
    sizes = _sizes(place)
    for name in FOLDERS:
        folder = place / name
        try:
            # A link is somebody's arrangement: what it points to is not ours to empty.
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
        except OSError as error:
            raise StoreError(f"cannot clear {folder}: {error.strerror or error}; is a build running?") from error
    if as_json:
        say_json({"path": str(place), "removed_bytes": sizes}, indent=1)
    else:
        say(f"{place}: {in_words(sum(sizes.values()))} removed")


def _place(cache: Path | None) -> Path:
    from gallery.sources import default_cache

    return (cache or default_cache()).absolute()


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _is_whole(path: Path) -> bool:
    from gallery.files import sha256_of

    try:
        return sha256_of(path) == path.name
    except OSError:
        return False


def _sizes(cache: Path) -> dict[str, int]:
    """Bytes of each kind in the cache."""
    from gallery.pipeline.pruning import pieces

    return {name: sum(piece.bytes for piece in pieces(cache, [name])) for name in FOLDERS}


def _counted(found: Sequence[CacheItem], kind: str) -> dict[str, int]:
    own = [piece.bytes for piece in found if piece.kind == kind]
    return {"entries": len(own), "bytes": sum(own)}


def _facts(place: Path, found: Sequence[CacheItem], going: Sequence[CacheItem], *, dry_run: bool) -> dict[str, Any]:
    gone = set(going)
    kept = [piece for piece in found if piece not in gone]
    return {
        "path": str(place),
        "dry_run": dry_run,
        "removed": {kind: _counted(going, kind) for kind in FOLDERS},
        "kept": {kind: _counted(kept, kind) for kind in FOLDERS},
    }


def _summary(place: Path, found: Sequence[CacheItem], going: Sequence[CacheItem], verb: str) -> str:
    lines = []
    for kind, what in FOLDERS.items():
        if (gone := _counted(going, kind))["entries"]:
            lines.append(f"{what}: {gone['entries']} of {_counted(found, kind)['entries']}, {in_words(gone['bytes'])}")
    size, total = (sum(piece.bytes for piece in some) for some in (going, found))
    return "\n".join([*lines, f"{place}: {in_words(size)} of {in_words(total)} {verb}"])
