"""A package for a platform of walkable rooms: numbered pictures, sheets to copy from, a wall plan.

    artsteps/pictures/<work>   the work's pictures within the profile's limits     needs colorize/<work>
    artsteps/film-…/<work>     its films, if it is one and the platform takes any
    artsteps/sheets            label sheet, wall plan and checklist                needs every work's pictures
    artsteps/zip               all of it in one file                               needs all of the above

The platform is the profile's (:mod:`gallery.publication.profiles`); ArtSteps is the first. It shows a picture
without its label, so a picture with inferred colours carries the mark on itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gallery.labels.label import Label, label_of
from gallery.manifest.schema import Room, Work
from gallery.pictures import packets
from gallery.pictures.packets import packet, packet_allowance, packets_id
from gallery.pictures.planned_mark import mark_of
from gallery.publication.profiles import Profile
from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.artsteps.archive import zip_step
from gallery.publish.artsteps.limits import profile_problems
from gallery.publish.artsteps.pictures import COLOUR, ORIGINAL, package_film_step, package_pictures_step
from gallery.publish.artsteps.sheets import SHEETS, sheets_step
from gallery.tasks import Task
from gallery.words.texts import Texts


def plan(show: Show) -> list[Task]:
    """Every task of the package. Pure. What is too long for the platform, the inspection has found."""
    profile = Profile.model_validate(show.profile)
    labels = [label_of(work, show.exhibit, n) for n, work in enumerate(show.exhibit.works, start=1)]
    folder = f"packages/{profile.name}/"
    works = zip(show.exhibit.works, labels, strict=True)
    pictures = [_pictures(work, label, show, profile, folder) for work, label in works]
    films = [film for label in labels if label.id in show.films for film in _films(label, show, profile, folder)]
    sheets = _sheets(labels, [*pictures, *films], show, profile, folder)
    return [*pictures, *films, sheets, _archive(labels, [*pictures, *films, sheets], profile)]


def _pictures(work: Work, label: Label, show: Show, profile: Profile, folder: str) -> Task:
    digits = max(profile.picture.digits, len(str(len(show.exhibit.works))))
    stem = f"{folder}pictures/{label.number:0{digits}}-{label.id}"
    publishes = {ORIGINAL: f"{stem}-original.jpg"}
    if label.colorized:
        publishes[COLOUR] = f"{stem}-colour.jpg"
    limits = profile.picture
    return Task(
        id=f"artsteps/pictures/{label.id}",
        step=package_pictures_step,
        parameters={
            "work": label.id,
            "mark": mark_of(show.exhibit, work).to_json() if label.colorized else None,
            "limits": {
                "bytes": limits.max_bytes - packet_allowance(label),
                "width": limits.max_width,
                "height": limits.max_height,
            },
        },
        needs=(f"colorize/{label.id}",),
        reads=("fonts",),
        publishes=publishes,
        stamps={ORIGINAL: packet(label.id, packets.ORIGINAL), COLOUR: packet(label.id, packets.COLOUR)},
        subject=label.id,
    )


def _films(label: Label, show: Show, profile: Profile, folder: str) -> Iterator[Task]:
    """The films of a work, as the site plays them."""
    if profile.film is None or not show.offers.films:
        return
    digits = max(profile.picture.digits, len(str(len(show.exhibit.works))))
    versions = ("original", "colour") if label.colorized else ("original",)
    for version in versions:
        name = f"{version}.mp4"
        yield Task(
            id=f"artsteps/film-{version}/{label.id}",
            step=package_film_step,
            parameters={"task": f"film/{version}/{label.id}", "film": name, "bytes": profile.film.max_bytes},
            needs=(f"film/{version}/{label.id}",),
            publishes={name: f"{folder}films/{label.number:0{digits}}-{label.id}-{name}"},
            stamps={name: packet(label.id, packets.COLOUR if version == "colour" else packets.ORIGINAL)},
            subject=label.id,
        )


def _sheets(labels: list[Label], files: list[Task], show: Show, profile: Profile, folder: str) -> Task:
    """``files`` are the tasks of all pictures, one for each work, and then of films."""
    pictures, films = files[: len(labels)], files[len(labels) :]
    numbered = iter(zip(labels, pictures, strict=True))
    rooms = [_room(room, [next(numbered) for _ in room.works], films, show, folder) for room in show.exhibit.rooms]
    return Task(
        id="artsteps/sheets",
        step=sheets_step,
        parameters={
            "title": show.exhibit.title.pick(show.exhibit.language),
            "curator": show.exhibit.curator,
            "language": show.exhibit.language,
            "profile": profile.model_dump(mode="json"),
            "rooms": rooms,
        },
        needs=(
            *(f"colorize/{label.id}" for label in labels),
            *(task.id for task in files),
            *(packets_id(label.id) for label in labels),
        ),
        reads=("artsteps", "texts"),
        publishes={name: folder + name for name in SHEETS},
        light=True,
    )


def _room(room: Room, works: list[tuple[Label, Task]], films: list[Task], show: Show, folder: str) -> dict[str, Any]:
    return {
        "title": room.title.pick(show.exhibit.language),
        "works": [
            {
                "label": label.to_json(),
                "files": {name: path.removeprefix(folder) for name, path in task.publishes.items()},
                "films": {
                    film.id: {"name": name, "file": path.removeprefix(folder)}
                    for film in films
                    if film.subject == label.id
                    for name, path in film.publishes.items()
                },
            }
            for label, task in works
        ],
    }


def _archive(labels: list[Label], tasks: list[Task], profile: Profile) -> Task:
    return Task(
        id="artsteps/zip",
        step=zip_step,
        parameters={
            "entries": [
                {
                    "task": task.id,
                    "file": name,
                    "as": path.removeprefix("packages/"),
                    "packet": task.stamps.get(name),
                }
                for task in tasks
                for name, path in task.publishes.items()
            ]
        },
        needs=(*(task.id for task in tasks), *(packets_id(label.id) for label in labels)),
        publishes={"package.zip": f"packages/{profile.name}.zip"},
        authentic=("package.zip!*-original.jpg", "package.zip!*-original.mp4"),
        light=True,
    )


def _disclosed(show: Show, words: Texts) -> list[dict[str, str]]:
    return [disclosure_row(words, f"packages/{show.profile['name']}/pictures/", "beside_text")]


PUBLICATION = Publication(
    "artsteps",
    plan,
    reads=("artsteps", "fonts", "texts"),
    disclosed=_disclosed,
    problems=profile_problems,
)
