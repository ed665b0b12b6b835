"""Waiting until something that an exhibition is made from changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import watchfiles

from gallery.errors import GalleryError
from gallery.preview.scope import Scope, Stamp

LOOK = 200
"""Milliseconds of a watch before the files are looked at, changed or not: by then all of them are watched."""


def wait_for_change(scope: Scope, before: Mapping[Path, Stamp]) -> list[Path]:
    """Wait until a file of ``scope`` has another stamp than ``before``; which ones have.

    The system only wakes us: what has changed is told by the stamps. So nothing is lost that changed while nobody
    watched, and what else changes in the same folders (the build's output, an editor's drafts) does not count.

    Raises:
        GalleryError: the system cannot watch so many folders.
    """
    while True:
        places = _numbered(scope.places())
        try:
            changed = _watch(scope, before, places)
        except FileNotFoundError:
            continue  # a folder went while we began: another one above it is to be watched
        except OSError as error:
            raise GalleryError(
                f"the {len(places)} folders of the exhibit cannot be watched: {error.strerror or error}; "
                "set WATCHFILES_FORCE_POLLING=true to have them looked at again and again instead"
            ) from error
        if changed:
            return changed


def _watch(scope: Scope, before: Mapping[Path, Stamp], places: Mapping[Path, int]) -> list[Path]:
    """The files that changed, or nothing when other folders have to be watched."""
    events = watchfiles.watch(*places, watch_filter=None, recursive=False, rust_timeout=LOOK, yield_on_timeout=True)
    with closing(events):
        for number, woken in enumerate(events):
            if woken or number == 0:
                changed = changes(scope, before)
                if changed or _numbered(scope.places()) != places:
                    return changed
    raise RuntimeError("the watch ended by itself")


def changes(scope: Scope, before: Mapping[Path, Stamp]) -> list[Path]:
    """Files of ``scope`` that have another stamp than ``before``, appeared or disappeared."""
    now = scope.stamps()
    return sorted(path for path in {*now, *before} if now.get(path) != before.get(path))


def _numbered(places: Iterable[Path]) -> dict[Path, int]:
    """Folders with their numbers in the file system: one of the same name may have taken a watched one's place."""
    return {place: place.stat().st_ino for place in places if place.is_dir()}
