"""The tasks of a film (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gallery.manifest.colorizer import Colorizer
from gallery.manifest.hints import Hint
from gallery.manifest.schema import Work
from gallery.pictures import addresses
from gallery.pictures.packets import COLOUR, ORIGINAL, packet
from gallery.pictures.planned_mark import mark_of
from gallery.pipeline.films.steps import (
    COLOUR_FILM,
    ORIGINAL_FILM,
    join_step,
    original_step,
    poster_colours_step,
    poster_step,
    shot_step,
)
from gallery.publication.films import Film
from gallery.publication.show import Show
from gallery.tasks import Task
from gallery.words.texts import texts_in

CAPTION = 3.0
"""Seconds from the film's beginning in which a caption says what its colours are."""

MEMORY = 1_500_000_000
"""Bytes that reading, colouring and writing a film take at most."""


def film_tasks(work: Work, show: Show) -> list[Task]:
    """All that is made of a film, with what everything else is made from as of a photograph: ``colorize/<work>``."""
    film = show.films[work.id]
    return [
        *poster_tasks(work, film, show.masters[work.id], show.exhibit.colorizer),
        *(_films(work, film, show) if show.offers.films else ()),
    ]


def poster_tasks(work: Work, film: Film, master: str, colorizer: Colorizer) -> tuple[Task, Task]:
    """The tasks that take a film's poster, and make its derivatives in the colours of the film; ``master`` is the
    film's SHA-256."""
    poster = Task(
        f"film/poster/{work.id}",
        poster_step,
        {"work": work.id, "head": dict(film.head), "number": film.poster},
        needs=(f"master/{work.id}",),
        memory=MEMORY,
        subject=work.id,
    )
    colours = Task(
        f"colorize/{work.id}",
        poster_colours_step,
        _colouring(work, film, colorizer, film.shot_of(film.poster))
        | {"master": master, "colorize": work.colorize, "number": film.poster},
        needs=(f"master/{work.id}", poster.id),
        reads=("weights",) if work.colorize else (),
        infers=work.colorize,
        memory=MEMORY,
        subject=work.id,
    )
    return poster, colours


def _films(work: Work, film: Film, show: Show) -> Iterator[Task]:
    yield Task(
        f"film/original/{work.id}",
        original_step,
        {"work": work.id, "head": dict(film.head)},
        needs=(f"master/{work.id}",),
        publishes={ORIGINAL_FILM: f"site/{addresses.film(work.id, 'original')}"},
        stamps={ORIGINAL_FILM: packet(work.id, ORIGINAL)},
        memory=MEMORY,
        subject=work.id,
    )
    if work.colorize:
        shots = [_shot(work, film, show, at) for at in range(len(film.shots))]
        yield from shots
        yield Task(
            f"film/colour/{work.id}",
            join_step,
            {
                "work": work.id,
                "head": dict(film.head),
                "shots": [task.id for task in shots],
                "comment": texts_in(show.exhibit.language)("mark.caption"),
            },
            needs=(f"master/{work.id}", *(task.id for task in shots)),
            publishes={COLOUR_FILM: f"site/{addresses.film(work.id, 'colour')}"},
            stamps={COLOUR_FILM: packet(work.id, COLOUR)},
            infers=True,
            memory=MEMORY,
            subject=work.id,
        )


def _shot(work: Work, film: Film, show: Show, at: int) -> Task:
    marked = show.exhibit.publications.site.mark
    told = marked and film.times[film.shots[at][0]] < CAPTION
    drawn = {
        "mark": mark_of(show.exhibit, work).to_json() if marked else None,
        "caption": texts_in(show.exhibit.language)("mark.caption") if told else None,
    }
    return Task(
        f"film/shot/{work.id}-{at + 1}",
        shot_step,
        _colouring(work, film, show.exhibit.colorizer, at) | drawn,
        needs=(f"master/{work.id}",),
        reads=("fonts", "weights") if marked else ("weights",),
        infers=True,
        memory=MEMORY,
        counts=film.shots[at][1] - film.shots[at][0],
        subject=work.id,
    )


def _colouring(work: Work, film: Film, colorizer: Colorizer, at: int) -> dict[str, Any]:
    """What decides the colours of a shot, by its number from 0."""
    vividness = work.vividness if work.vividness is not None else colorizer.vividness
    return {
        "work": work.id,
        "head": dict(film.head),
        "shot": list(film.shots[at]),
        "vividness": vividness if work.colorize else None,
        "hints": [_hint(hint) for hint in work.hints if work.colorize and _is_heard(hint, *film.looked(at))],
        "protect": [[list(point) for point in area] for area in work.protect if work.colorize],
    }


def _is_heard(hint: Hint, begins: float, ends: float) -> bool:
    """Whether its place is given while frames of those seconds are shown."""
    start, end = hint.span or (begins, ends)
    return start < ends and end >= begins


def _hint(hint: Hint) -> dict[str, Any]:
    start, end = hint.span or (0.0, 0.0)
    return {**hint.told, "from": start, "to": end}
