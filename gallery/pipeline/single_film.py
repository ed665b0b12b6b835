"""A film without a manifest, from file to file: what is known of it and every shot are kept in the store, so that
whatever was finished before an interruption is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.colorize import CARD, Weights
from gallery.colorize_film import ShotFacts, colorize_shot, join_shots, shot_of
from gallery.files import sha256_of
from gallery.film import SEGMENT, Encoding, FilmHead
from gallery.film.opening import texts_of
from gallery.labels.label import bare_label
from gallery.pipeline.code import code_of
from gallery.pipeline.films.looking import look_through
from gallery.pipeline.keys import digest
from gallery.pipeline.store import Store

if TYPE_CHECKING:
    from gallery.colorize_film import Shot

_HEAD, _SHOT, _FACTS = "head.json", f"shot{SEGMENT}", "facts.json"

Tell = Callable[[str, int, int], None]
"""Told of a stage (``looking``, ``colour``) how many frames are done, of how many."""


@dataclass(frozen=True)
class Wish:
    """How a film is to be colorized."""

    weights: Weights
    encoding: Encoding
    vividness: float | None = None
    mark: Mapping[str, Any] | None = None
    """As :meth:`gallery.pictures.mark.Mark.to_json` gives it."""
    caption: str | None = None
    """Words in the picture at its beginning."""

    def to_json(self) -> dict[str, Any]:
        """All that decides the bytes of a shot, beside the film."""
        return {
            "weights": [self.weights.facts["sha256"], self.weights.facts["serving"]],
            "encoding": self.encoding.to_json(),
            "vividness": self.vividness,
            "mark": None if self.mark is None else dict(self.mark),
            "caption": self.caption,
        }


@dataclass(frozen=True)
class _Film:
    path: Path
    sha256: str
    head: FilmHead
    shots: list[Shot]


def colorize_film(source: Path, target: Path, wish: Wish, store: Store, tell: Tell) -> tuple[str, ...]:
    """Write the film ``source`` in colour at ``target``, with the title and the rights that its file gives.

    Gives what should be known of it: how far the file could be read, and what of it could not be kept as it was. Raises
    GalleryError where it cannot be read or colorized; shots that were finished stay in ``store``.
    """
    film = _looked_at(source, store, tell)
    folders = []
    done = 0
    for shot in film.shots:
        folders.append(_colorized(film, shot, wish, store, partial(_tell_on, tell, done, film.head.frames)))
        done += shot.last - shot.first
        _tell_on(tell, done, film.head.frames, 0)
    facts = ShotFacts.from_json(json.loads((folders[0] / _FACTS).read_bytes()))
    made = {"name": facts.weights, "date": facts.weights_date, "sha256": facts.weights_sha256}
    said = texts_of(source)
    label = replace(
        bare_label(source.stem, made, kind="film"),
        title=said.get("title", source.stem),
        creator=said.get("artist"),
        rights_label=said.get("copyright", ""),
    )
    notes = join_shots(
        [folder / _SHOT for folder in folders], source, film.head, target, encoding=wish.encoding, label=label
    )
    return (*film.head.warnings, *notes)


def _tell_on(tell: Tell, before: int, frames: int, more: int) -> None:
    tell("colour", before + more, frames)


def _looked_at(path: Path, store: Store, tell: Tell) -> _Film:
    """What is known of the film at ``path``, decoded for it unless that is kept."""
    sha256 = sha256_of(path)
    key = digest({"film": sha256, "code": dict(code_of(look_through))})

    def look(folder: Path) -> None:
        tell("looking", 0, 0)
        (folder / _HEAD).write_text(json.dumps(look_through(path)), encoding="ascii", newline="\n")

    entry = store.get(key)
    if entry is None or store.damage(entry):
        entry = store.make(key, look, f"look/{path.name}")
    known = json.loads((entry.folder / _HEAD).read_bytes())
    return _Film(path, sha256, FilmHead.from_json(known["head"]), [shot_of(*shot) for shot in known["shots"]])


def _colorized(film: _Film, shot: Shot, wish: Wish, store: Store, tell: Callable[[int], None]) -> Path:
    """The folder with the segment of ``shot`` and its facts."""
    place = asdict(shot)
    key = digest({"film": film.sha256, "shot": place, **wish.to_json(), "code": dict(code_of(colorize_shot))})
    frames = 0

    def progress(more: int) -> None:
        nonlocal frames
        frames += more
        tell(frames)

    def write(folder: Path) -> None:
        facts = colorize_shot(
            film.path,
            film.head,
            shot,
            str(wish.weights.files[CARD]),
            vividness=wish.vividness,
            encoding=wish.encoding,
            mark=wish.mark,
            caption=wish.caption,
            out=folder / _SHOT,
            progress=progress,
        )
        (folder / _FACTS).write_text(json.dumps(facts.to_json(), sort_keys=True), encoding="utf-8", newline="\n")

    entry = store.get(key)
    if entry is None or store.damage(entry):
        entry = store.make(key, write, f"shot/{film.path.name}-{shot.first}")
    return entry.folder
