"""The part of ``gallery colorize`` that is about films."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.cli.saying import say

if TYPE_CHECKING:
    from gallery.pipeline.folder_store import FolderStore
    from gallery.pipeline.single_film import Wish

LANGUAGE = "en"
"""Of what is drawn in a film that no manifest describes."""


def wish_for(weights: str, form: str, vividness: float | None, *, mark: bool, caption: bool) -> Wish:
    """How films are to be colorized; GalleryError for weights that there are not."""
    from gallery.colorize import find_weights
    from gallery.film import Encoding
    from gallery.pictures.planned_mark import mark_in
    from gallery.pipeline.single_film import Wish
    from gallery.words.texts import texts_in

    return Wish(
        find_weights(weights),
        Encoding("mp4" if form == "mp4" else "webm", av1=form == "av1"),
        vividness,
        mark_in(LANGUAGE).to_json() if mark else None,
        texts_in(LANGUAGE)("mark.caption") if caption else None,
    )


def store_in(cache: Path | None) -> FolderStore:
    """The store of finished shots, in the folder ``cache`` or in the user's; what was killed there is swept away."""
    from gallery.pipeline.folder_store import FolderStore
    from gallery.pipeline.source_code import recall_code
    from gallery.sources import default_cache

    folder = (cache or default_cache()).absolute()
    recall_code(folder)
    store = FolderStore(folder)
    store.sweep()
    return store


def colorize(source: Path, target: Path, wish: Wish, store: FolderStore, *, preview: bool = False) -> None:
    """Write the film ``source`` in colour at ``target``, or one frame of it, and say what should be known of it."""
    from gallery.pipeline.single_film import colorize_film, preview_film
    from gallery.pipeline.source_code import keep_code
    from gallery.pipeline.writing import written

    with written(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    with _bars(source.name) as tell:
        notes = (preview_film if preview else colorize_film)(source, target, wish, store, tell)
    keep_code(store.root.parent)
    for note in notes:
        say(f"{source}: {note}", err=True)


@contextmanager
def _bars(name: str) -> Iterator[Callable[[str, int, int], None]]:
    """Frames that are done, and the time left, on a terminal."""
    from gallery.cli.bars import bar_by_turns

    with bar_by_turns() as turn:
        yield lambda stage, done, total: turn(f"{name}: {stage}", done, total)
