"""The tasks of a film (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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

MEMORY = 1_500_000_000
"""Bytes that reading, colouring and writing a film take at most."""


def film_tasks(work: Work, show: Show) -> list[Task]:
    """All that is made of a film, with what everything else is made from as of a photograph: ``colorize/<work>``."""
    film = show.films[work.id]
    return [
        _poster(work, film),
        _poster_colours(work, film, show),
        *(_films(work, film, show) if show.offers.films else ()),
    ]


def _poster(work: Work, film: Film) -> Task:
    return Task(
        f"film/poster/{work.id}",
        poster_step,
        {"work": work.id, "head": dict(film.head), "number": film.poster},
        needs=(f"master/{work.id}",),
        memory=MEMORY,
        subject=work.id,
    )


def _poster_colours(work: Work, film: Film, show: Show) -> Task:
    return Task(
        f"colorize/{work.id}",
        poster_colours_step,
        _colouring(work, film, show, film.shot_of(film.poster))
        | {"master": show.masters[work.id], "colorize": work.colorize, "number": film.poster},
        needs=(f"master/{work.id}", f"film/poster/{work.id}"),
        reads=("weights",) if work.colorize else (),
        infers=work.colorize,
        memory=MEMORY,
        subject=work.id,
    )


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
            {"work": work.id, "head": dict(film.head), "shots": [task.id for task in shots]},
            needs=(f"master/{work.id}", *(task.id for task in shots)),
            publishes={COLOUR_FILM: f"site/{addresses.film(work.id, 'colour')}"},
            stamps={COLOUR_FILM: packet(work.id, COLOUR)},
            infers=True,
            memory=MEMORY,
            subject=work.id,
        )


def _shot(work: Work, film: Film, show: Show, at: int) -> Task:
    marked = show.exhibit.publications.site.mark
    return Task(
        f"film/shot/{work.id}-{at + 1}",
        shot_step,
        _colouring(work, film, show, at) | {"mark": mark_of(show.exhibit, work).to_json() if marked else None},
        needs=(f"master/{work.id}",),
        reads=("fonts", "weights") if marked else ("weights",),
        infers=True,
        memory=MEMORY,
        subject=work.id,
    )


def _colouring(work: Work, film: Film, show: Show, at: int) -> dict[str, Any]:
    """What decides the colours of a shot, by its number from 0."""
    first, last = film.shots[at]
    vividness = work.vividness if work.vividness is not None else show.exhibit.colorizer.vividness
    begins, ends = film.times[first], film.times[last - 1]
    return {
        "work": work.id,
        "head": dict(film.head),
        "shot": [first, last],
        "vividness": vividness if work.colorize else None,
        "hints": [_hint(hint) for hint in work.hints if work.colorize and _touches(hint, film, begins, ends)],
        "protect": [[list(point) for point in area] for area in work.protect if work.colorize],
    }


def _touches(hint: Hint, film: Film, begins: float, ends: float) -> bool:
    """Whether a frame of the shot is shown while the place of the hint is given."""
    start, end = hint.span or (0.0, 0.0)
    shown = film.times[film.number_at(start)]  # a moment between two frames belongs to the first
    return shown <= ends + 0.0005 and end >= begins - 0.0005


def _hint(hint: Hint) -> dict[str, Any]:
    start, end = hint.span or (0.0, 0.0)
    return {**hint.place, "color": hint.color.lower(), "radius": hint.radius, "from": start, "to": end}
