"""What the page of a film shows beside that of a photograph, and the captions that it plays.

site/captions/<work>    a WebVTT file for each language
"""

from __future__ import annotations

from typing import Any

from gallery.manifest.schema import Work
from gallery.pictures import addresses
from gallery.publication.films import Film, Track, clock
from gallery.publication.show import Show
from gallery.publish.site.steps.films import captions_step
from gallery.publish.site.view import View
from gallery.tasks import Task
from gallery.words.tongues import name_of

WIDE = 960
"""Pixels across up to which a film of fewer is shown larger than it is, and at most four times."""


def tasks(show: Show) -> list[Task]:
    """The captions of each film (pure)."""
    return [
        Task(
            id=f"site/captions/{work}",
            step=captions_step,
            parameters={"tracks": {track.language: track.text for track in film.tracks}},
            publishes={
                f"{track.language}.vtt": f"site/{addresses.captions(work, track.language)}" for track in film.tracks
            },
            subject=work,
        )
        for work, film in show.films.items()
        if film.tracks
    ]


def planned_film(view: View, work: Work) -> dict[str, Any] | None:
    """What the page of ``work`` says of it as a film; None for a photograph."""
    if not work.is_film:
        return None
    film = view.show.films[work.id]
    width, height = film.size
    larger = max(1.0, min(4.0, WIDE / width))
    told = told_in(view, film)
    return {
        "original": addresses.film(work.id, "original"),
        "colour": addresses.film(work.id, "colour") if work.colorize else None,
        "width": width,
        "height": height,
        "shown": [round(width * larger), round(height * larger)],
        "duration": film.duration,
        "length": clock(film.duration),
        "rate": film.rate,
        "frames": film.frames,
        "shots": len(film.shots),
        "sound": film.has_sound,
        "tracks": [
            {
                "language": track.language,
                "name": name_of(track.language),
                "address": addresses.captions(work.id, track.language),
            }
            for track in film.tracks
        ],
        "cues": {track.language: [[cue.start, cue.end, cue.text] for cue in track.cues] for track in film.tracks},
        "said": view.texts(transcript=work.transcript),
        "told": None
        if told is None
        else {
            "cues": [{"time": clock(cue.start), "text": cue.text} for cue in told.cues],
            "elsewhere": {} if told.language == view.language else {"cues": told.language},
        },
    }


def told_in(view: View, film: Film) -> Track | None:
    """The captions that a page shows to read: in its language, else in its base language, else the first."""
    base = view.language.partition("-")[0]
    asked = [track for tag in (view.language, base) for track in film.tracks if track.language == tag]
    return next(iter([*asked, *film.tracks]), None)
