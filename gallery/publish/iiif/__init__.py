"""The exhibition for other institutions' viewers: IIIF descriptions of the pictures that the site publishes.

    site/iiif/<work>/<version>/info.json       Image API 3, level 0
    site/iiif/<work>/confidence/…              the grey photograph under the veil of confidence, one JPEG
    site/iiif/<work>/manifest.json             Presentation API 3: one Canvas, the original first
    site/iiif/room-<number>.json               the works of a room
    site/iiif/collection.json                  the rooms

Identifiers are addresses, so there are descriptions only where it is known at which address the site will stand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.manifest.schema import Work
from gallery.publish.iiif.collections import collection, room_collection, room_name
from gallery.publish.iiif.manifest import CONFIDENCE, manifest
from gallery.publish.iiif.words import by_language, planned_exhibit, planned_text, planned_work
from gallery.render.addresses import COLLECTION, image
from gallery.render.images import INFO, image_information, versions
from gallery.render.label import Label, exact
from gallery.render.metadata import save_picture
from gallery.render.show import Show
from gallery.render.veil import veil, veiled
from gallery.tasks import Inputs, Task

__all__ = ["plan"]


def plan(show: Show) -> list[Task]:
    """Every task of the descriptions (pure); none without ``base_url`` or without the site's pictures."""
    exhibit = show.exhibit
    if exhibit.base_url is None or not exhibit.publications.site.enabled:
        return []
    whole = planned_exhibit(show)
    rooms = [_room(show, number, whole) for number in range(1, len(exhibit.rooms) + 1)]
    return [*(_work(show, work, whole) for work in exhibit.works), *rooms, _collection(show, whole)]


def _work(show: Show, work: Work, whole: Mapping[str, Any]) -> Task:
    return Task(
        id=f"iiif/works/{work.id}",
        step=work_step,
        parameters={"exhibit": dict(whole), "work": planned_work(show, work)},
        needs=(f"colorize/{work.id}",),
        publishes={"./": f"site/iiif/{work.id}/"},
        authentic=(f"{CONFIDENCE}/*",),
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
            "text": planned_text(room.text, exhibit),
            "works": [{"id": work.id, "label": by_language(work.title, exhibit)} for work in room.works],
        },
        needs=tuple(f"colorize/{work.id}" for work in room.works),
        publishes={"room.json": f"site/{room_name(number)}"},
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
    )


def work_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``manifest.json``, an ``info.json`` for each version, and the picture of the confidence."""
    work, base = parameters["work"], parameters["exhibit"]["base"]
    derivatives = Derivatives.read(inputs[f"colorize/{work['id']}"])
    facts = derivatives.facts
    labels = [exact(Label.from_json(label), facts) for label in work["labels"]]
    for version in versions(derivatives):
        (out / version).mkdir()
        address = base + image(work["id"], version)
        _write(image_information(address, facts.width, facts.height, labels[0].rights), out / version / INFO)
    seen = None if derivatives.confidence is None else _confidence(derivatives, out, labels[0])
    _write(manifest(parameters, labels, derivatives, seen), out / "manifest.json")


def room_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``room.json``."""
    facts = {work["id"]: Derivatives.read(inputs[f"colorize/{work['id']}"]).facts for work in parameters["works"]}
    _write(room_collection(parameters, facts), out / "room.json")


def collection_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``collection.json``."""
    facts = Derivatives.read(inputs[f"colorize/{parameters['first']}"]).facts
    _write(collection(parameters, facts), out / "collection.json")


def _confidence(derivatives: Derivatives, out: Path, label: Label) -> tuple[int, int]:
    """Write the grey photograph under the veil, as large as the veil is; its width and height."""
    assert derivatives.confidence is not None
    over = veil(derivatives.confidence)
    with Image.open(derivatives.grey) as grey:
        grey.draft("L", over.size)  # decodes a large JPEG at a fraction of its size
        photograph = grey.convert("RGB").resize(over.size, Image.Resampling.LANCZOS)
    place = out / CONFIDENCE / "full" / "max" / "0" / "default.jpg"
    place.parent.mkdir(parents=True)
    save_picture(veiled(photograph, over), place, label, inferred=False)
    return over.size


def _write(document: Mapping[str, Any], path: Path) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
