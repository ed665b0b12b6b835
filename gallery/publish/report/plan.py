"""The report: what was made of each photograph and how, for people (HTML) and for programs (JSON).

It tells no time and no place on a disk, so that two builds of the same exhibit give the same report.
"""

from __future__ import annotations

from typing import Any

from gallery.labels.label import Label, label_of
from gallery.manifest.schema import Work
from gallery.pictures.packets import packets_id
from gallery.publication.publication import Publication
from gallery.publication.show import Show
from gallery.publish.report.pictures import thumbnails_id, thumbnails_step
from gallery.publish.report.step import report_step
from gallery.tasks import Task


def plan(show: Show) -> list[Task]:
    """The thumbnails of each work, and the report itself (pure)."""
    exhibit = show.exhibit
    works = [
        _planned(work, label_of(work, exhibit, number), show) for number, work in enumerate(exhibit.works, start=1)
    ]
    rooms = [room.title.pick(exhibit.language) for room in exhibit.rooms for _ in room.works]
    thumbnails = [
        Task(
            id=thumbnails_id(work.id),
            step=thumbnails_step,
            parameters={"work": work.id},
            needs=(f"colorize/{work.id}",),
            subject=work.id,
        )
        for work in exhibit.works
    ]
    read = [(f"colorize/{work.id}", thumbnails_id(work.id), packets_id(work.id)) for work in exhibit.works]
    made = [film["made"] for work in works if (film := work["film"]) is not None and film["made"] is not None]
    return [
        *thumbnails,
        Task(
            id="report/report",
            step=report_step,
            parameters={
                "exhibit": {
                    "title": exhibit.title.pick(exhibit.language),
                    "curator": exhibit.curator,
                    "institution": _institution(show),
                    "language": exhibit.language,
                    "rooms": [room.title.pick(exhibit.language) for room in exhibit.rooms],
                },
                "works": [work | {"room": room} for work, room in zip(works, rooms, strict=True)],
                "disclosed": [dict(row) for row in show.disclosed],
                "left_out": list(show.left_out),
                "unapproved": list(show.unapproved),
            },
            needs=(*(need for needs in read for need in needs), *made),
            reads=("report", "texts"),
            publishes={"report.json": "report.json", "report.html": "report.html"},
            authentic=("report.html!original",),
            light=True,
        ),
    ]


def _institution(show: Show) -> dict[str, Any] | None:
    exhibit = show.exhibit
    institution = exhibit.institution
    if institution is None:
        return None
    return {
        "name": institution.name.pick(exhibit.language),
        "url": institution.url,
        "address": None if institution.address is None else institution.address.pick(exhibit.language),
        "contact": institution.contact,
    }


def _planned(work: Work, label: Label, show: Show) -> dict[str, Any]:
    language = show.exhibit.language
    approved = show.approvals.get(work.id)
    return {
        "label": label.to_json(),
        "approved": None if approved is None else {"date": approved.date, "valid": approved.valid},
        "source": work.source.model_dump(mode="json", exclude={"sha256"}),
        "reason": None if work.colorize or work.reason is None else work.reason.pick(language),
        "hints": [
            {
                **hint.place,
                "color": hint.color.lower(),
                "radius": hint.radius,
                "evidence": hint.evidence.pick(language),
                "assumption": hint.assumption,
                **({} if hint.span is None else {"from": hint.span[0], "to": hint.span[1]}),
            }
            for hint in work.hints
            if work.colorize
        ],
        "film": _film(work, show),
        "protect": [[list(point) for point in area] for area in work.protect if work.colorize],
    }


def _film(work: Work, show: Show) -> dict[str, Any] | None:
    """What is told of a work that is a film, and the task that ``made`` it in colour, where one does."""
    if not work.is_film:
        return None
    film = show.films[work.id]
    return {
        "duration": film.duration,
        "frames": film.frames,
        "rate": film.rate,
        "shots": len(film.shots),
        "sound": film.has_sound,
        "poster": round(film.times[film.poster], 2),
        "captions": [track.language for track in film.tracks],
        "warnings": list(film.head["warnings"]),
        "made": f"film/colour/{work.id}" if work.colorize and show.offers.films else None,
    }


PUBLICATION = Publication("report", plan, reads=("report", "texts"))
