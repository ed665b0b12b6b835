"""The exhibition for other institutions' viewers: IIIF descriptions of the pictures that the site publishes.

    site/iiif/<work>/<version>/info.json       Image API 3, level 0
    site/iiif/<work>/confidence/…              the grey photograph under the veil of confidence, in one size
    site/iiif/<work>/manifest.json             Presentation API 3: one Canvas, the original first
    site/iiif/room-<number>.json               the works of a room
    site/iiif/collection.json                  the rooms

Identifiers are addresses, so there are descriptions only where it is known at which address the site will stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gallery.manifest.schema import Exhibit, Work
from gallery.pictures.addresses import COLLECTION, room_page
from gallery.pictures.packets import ORIGINAL, packet
from gallery.publication.publication import Publication
from gallery.publication.show import Show
from gallery.publish.iiif.collections import room_name
from gallery.publish.iiif.confidence import confidence_step
from gallery.publish.iiif.steps import collection_step, room_step, work_step
from gallery.publish.iiif.words import by_language, homepages, planned_exhibit, planned_text, planned_work
from gallery.tasks import Task
from gallery.words.texts import Texts


def plan(show: Show) -> list[Task]:
    """Every task of the descriptions (pure); none without ``base_url`` or without the site's pictures."""
    exhibit = show.exhibit
    if not show.offers.iiif:
        return []
    whole = planned_exhibit(show)
    rooms = [_room(show, number, whole) for number in range(1, len(exhibit.rooms) + 1)]
    return [*(task for work in exhibit.works for task in _work(show, work, whole)), *rooms, _collection(show, whole)]


def _work(show: Show, work: Work, whole: Mapping[str, Any]) -> Iterator[Task]:
    yield Task(
        id=f"iiif/works/{work.id}",
        step=work_step,
        parameters={"exhibit": dict(whole), "work": planned_work(show, work)},
        needs=(f"colorize/{work.id}",),
        publishes={"./": f"site/iiif/{work.id}/"},
        light=True,
        subject=work.id,
    )
    if work.colorize and not work.is_film:  # the confidence of one frame says little of a film's
        yield Task(
            id=f"iiif/confidence/{work.id}",
            step=confidence_step,
            parameters={"work": work.id},
            needs=(f"colorize/{work.id}",),
            publishes={"./": f"site/iiif/{work.id}/confidence/"},
            stamps={"*": packet(work.id, ORIGINAL)},
            authentic=("full/*",),
            subject=work.id,
        )


def _room(show: Show, number: int, whole: Mapping[str, Any]) -> Task:
    exhibit = show.exhibit
    room = exhibit.rooms[number - 1]
    return Task(
        id=f"iiif/rooms/{number}",
        step=room_step,
        parameters={
            "exhibit": dict(whole),
            "number": number,
            "title": by_language(room.title, exhibit),
            "homepages": homepages(exhibit, room_page(show.room_slugs[number - 1]), room.title),
            "text": planned_text(room.text, exhibit),
            "works": [{"id": work.id, "label": by_language(work.title, exhibit)} for work in room.works],
        },
        needs=tuple(f"colorize/{work.id}" for work in room.works),
        publishes={"room.json": f"site/{room_name(number)}"},
        light=True,
    )


def _collection(show: Show, whole: Mapping[str, Any]) -> Task:
    exhibit = show.exhibit
    first = exhibit.works[0].id
    return Task(
        id="iiif/collection",
        step=collection_step,
        parameters={
            "exhibit": dict(whole),
            "statement": planned_text(exhibit.statement, exhibit),
            "rooms": [by_language(room.title, exhibit) for room in exhibit.rooms],
            "first": first,
        },
        needs=(f"colorize/{first}",),
        publishes={"collection.json": f"site/{COLLECTION}"},
        light=True,
    )


def _left_out(exhibit: Exhibit, words: Texts) -> list[str]:
    wanted = exhibit.publications
    if wanted.iiif.enabled and wanted.site.enabled and exhibit.base_url is None:
        return [words("report.left_out_iiif")]
    return []


PUBLICATION = Publication("iiif", plan, left_out=_left_out)
