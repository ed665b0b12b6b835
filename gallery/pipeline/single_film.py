"""A film without a manifest, from file to file: what is known of it and every shot are kept in the store, so that
whatever was finished before an interruption is not made again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from gallery.colorize import CARD, QUALITY, Weights
from gallery.colorize_film import ShotFacts, colorize_frame, colorize_shot, join_shots, shot_of
from gallery.files import sha256_of, whole
from gallery.film import SEGMENT, Encoding, FilmHead
from gallery.film.opening import texts_of
from gallery.labels.label import Label, bare_label
from gallery.photograph.strips import threads
from gallery.pictures.containers import with_xmp
from gallery.pictures.encoding import encoded
from gallery.pictures.mark import Mark, mark_inferred
from gallery.pictures.metadata import disclosure, fitting_packet, require_disclosure
from gallery.pipeline.code import code_of
from gallery.pipeline.films.looking import look_through
from gallery.pipeline.keys import digest
from gallery.pipeline.store import Store
from gallery.pipeline.writing import written
from gallery.typography.lines import default_fonts

if TYPE_CHECKING:
    from gallery.colorize_film import Shot

_AT_ONCE, _LARGE = 2, 1_000_000
"""Shots in the making, at most, and pixels of a frame from which on it is one: memory stays bounded."""

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
    poster: int
    """The frame that stands for it."""


def colorize_film(source: Path, target: Path, wish: Wish, store: Store, tell: Tell) -> tuple[str, ...]:
    """Write the film ``source`` in colour at ``target``, with the title and the rights that its file gives.

    Gives what should be known of it: how far the file could be read, and what of it could not be kept as it was. Raises
    GalleryError where it cannot be read or colorized; shots that were finished stay in ``store``.
    """
    film = _looked_at(source, store, tell)
    folders = _side_by_side(film, wish, store, tell)
    label = _label(source, ShotFacts.from_json(json.loads((folders[0] / _FACTS).read_bytes())))
    segments = [folder / _SHOT for folder in folders]
    with written(target):
        notes = join_shots(segments, source, film.head, target, encoding=wish.encoding, label=label)
    return (*film.head.warnings, *notes)


def preview_film(source: Path, target: Path, wish: Wish, store: Store, tell: Tell) -> tuple[str, ...]:
    """Write the frame that stands for the film ``source`` at ``target``, a JPEG in square pixels, as
    :func:`colorize_film` colours it, with the mark and the label of the film.

    Gives what should be known of the film, and raises GalleryError, as that does.
    """
    film = _looked_at(source, store, tell)
    (shot,) = (shot for shot in film.shots if shot.first <= film.poster < shot.last)
    card = str(wish.weights.files[CARD])
    picture, _, facts = colorize_frame(film.path, film.head, shot, film.poster, card, vividness=wish.vividness)
    image = Image.fromarray(picture).resize(film.head.square, Image.Resampling.LANCZOS)
    if wish.mark is not None:
        image = mark_inferred(image, Mark.from_json(wish.mark), default_fonts().serif_semibold)
    said = disclosure(label := _label(source, facts), inferred=True)
    packet = fitting_packet(said, label.language, str(source))
    with written(target), whole(target) as draft:
        draft.write_bytes(with_xmp(encoded(image, ".jpg", quality=QUALITY), packet))
        require_disclosure(draft, said)
    return film.head.warnings


def _label(source: Path, facts: ShotFacts) -> Label:
    """What the film's file says of itself, and where its colours come from."""
    made = {"name": facts.weights, "date": facts.weights_date, "sha256": facts.weights_sha256}
    said = texts_of(source)
    return replace(
        bare_label(source.stem, made, kind="film"),
        title=said.get("title", source.stem),
        creator=said.get("artist"),
        rights_label=said.get("copyright", ""),
    )


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
    shots = [shot_of(*shot) for shot in known["shots"]]
    return _Film(path, sha256, FilmHead.from_json(known["head"]), shots, known["poster"])


class _UnwantedError(Exception):
    """Another shot has failed, or the user has gone."""


def _side_by_side(film: _Film, wish: Wish, store: Store, tell: Tell) -> list[Path]:
    """The folder of every shot. While one is coded, by one thread, the colours of the next are found."""
    done: dict[Shot, int] = {}
    turn, unwanted = threading.Lock(), threading.Event()

    def made(shot: Shot) -> Path:
        def progress(frames: int) -> None:
            if unwanted.is_set():
                raise _UnwantedError
            with turn:
                done[shot] = frames
                tell("colour", sum(done.values()), film.head.frames)

        folder = _colorized(film, shot, wish, store, progress)
        progress(shot.last - shot.first)
        return folder

    at_once = 1 if film.head.width * film.head.height > _LARGE else min(_AT_ONCE, threads())
    with ThreadPoolExecutor(at_once) as pool:
        waiting = [pool.submit(made, shot) for shot in film.shots]
        try:
            for each in as_completed(waiting):
                each.result()
        except BaseException:
            unwanted.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [each.result() for each in waiting]


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
