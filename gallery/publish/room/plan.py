"""The rooms as one 3D model, for platforms that import rooms: ``packages/room.glb`` (glTF 2.0, binary).

    room/pictures/<work>   original and colour of a work, as small as the model needs them
    room/plate/<work>      its label, drawn
    room/lettering/<room>  title and text of a room, drawn
    room/model             halls, doors, benches, lamps, frames and all pictures in one file     needs all of the above

The original hangs first and the colour beside it, marked; the label with the notice hangs to their right. Pictures
get what the whole may have, :data:`BUDGET`, in equal shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from gallery.labels.label import Label, label_of
from gallery.manifest.schema import Room
from gallery.pages.environment import markdown
from gallery.pictures.mark import Mark
from gallery.pictures.packets import packets_id
from gallery.pictures.planned_mark import mark_in, mark_of
from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.room.lettering import lettering_step
from gallery.publish.room.model import MODEL, model_step
from gallery.publish.room.pictures import room_pictures_step
from gallery.publish.room.plate import plate_step
from gallery.tasks import Task
from gallery.words.texts import texts_in

BUDGET = 10_000_000
"""Bytes of the whole file, which platforms of walkable rooms load well. Only hundreds of works take more."""

_LABEL_BYTES = 16_000
"""Of a label's picture, about; and as much for what the model holds beside."""

_LETTERING_BYTES = 60_000
"""Of the picture of a room's title and text, at most."""

LEAST, MOST = 8_000, 600_000
"""Bytes of one picture with what it says of itself."""

_SAID = 4_000
"""Of these what it says of itself, about: the same for every label, so that none makes a picture anew."""


def plan(show: Show) -> list[Task]:
    """Every task of the model (pure)."""
    exhibit = show.exhibit
    works = len(exhibit.works)
    most = share(works, works + sum(work.colorize for work in exhibit.works), len(exhibit.rooms))
    labels = [label_of(work, exhibit, number) for number, work in enumerate(exhibit.works, start=1)]
    pictures = [
        task
        for work, label in zip(exhibit.works, labels, strict=True)
        for task in _of_work(label, mark_of(exhibit, work), most)
    ]
    texts = [_lettering(number, room, exhibit.language) for number, room in enumerate(exhibit.rooms, start=1)]
    return [*pictures, *texts, _model(show, labels, [*pictures, *texts])]


def share(works: int, pictures: int, rooms: int = 1) -> int:
    """Bytes that each of ``pictures`` may have.

    They are reckoned as if there were a few more, the same few for a whole range: so hanging one more work seldom
    makes all pictures anew.
    """
    steps = (round(8 * 2 ** (step / 3)) for step in count())
    rounded = next(step for step in steps if step >= pictures)
    left = BUDGET - 2 * _LABEL_BYTES * works * rounded // pictures - _LETTERING_BYTES * rooms
    return max(LEAST, min(MOST, left // rounded))


def _of_work(label: Label, mark: Mark, most: int) -> Iterator[Task]:
    yield Task(
        id=f"room/pictures/{label.id}",
        step=room_pictures_step,
        parameters={
            "work": label.id,
            "most": most - _SAID,
            "mark": mark.to_json() if label.colorized else None,
        },
        needs=(f"colorize/{label.id}",),
        reads=("fonts",),
        subject=label.id,
    )
    yield Task(
        id=f"room/plate/{label.id}",
        step=plate_step,
        parameters={"label": replace(label, description=None, alt="", rights="", rights_note=None).to_json()},
        needs=(f"colorize/{label.id}",),
        reads=("fonts",),
        light=True,
        subject=label.id,
    )


def _lettering(number: int, room: Room, language: str) -> Task:
    text = "" if room.text is None else room.text.pick(language)
    paragraphs = [markdown(part).striptags() for part in text.split("\n\n") if part.strip()]
    return Task(
        id=f"room/lettering/{number}",
        step=lettering_step,
        parameters={"title": room.title.pick(language), "text": paragraphs},
        reads=("fonts",),
        light=True,
    )


def _model(show: Show, labels: list[Label], pictures: list[Task]) -> Task:
    exhibit = show.exhibit
    numbered = iter(zip(exhibit.works, labels, strict=True))
    rooms: list[dict[str, Any]] = [
        {
            "title": room.title.pick(exhibit.language),
            "works": [
                {
                    "label": replace(label, description=None).to_json(),
                    "dimensions": None if work.dimensions is None else list(work.dimensions.centimetres),
                }
                for work, label in (next(numbered) for _ in room.works)
            ],
        }
        for room in exhibit.rooms
    ]
    return Task(
        id="room/model",
        step=model_step,
        parameters={
            "title": exhibit.title.pick(exhibit.language),
            "curator": exhibit.curator,
            "notice": texts_in(exhibit.language)("walk.model_notice", mark=mark_in(exhibit.language).words),
            "rooms": rooms,
        },
        needs=(
            *(f"colorize/{label.id}" for label in labels),
            *(task.id for task in pictures),
            *(packets_id(label.id) for label in labels),
        ),
        publishes={MODEL: f"packages/{MODEL}"},
        light=True,
        authentic=(f"{MODEL}!*, original", f"{MODEL}!*, label", f"{MODEL}!*, lettering"),
    )


PUBLICATION = Publication(
    "room",
    plan,
    reads=("fonts",),
    disclosed=lambda _, words: [disclosure_row(words, "packages/room.glb", "beside_hung")],
)
