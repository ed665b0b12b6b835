"""IIIF Presentation 3 collections: the exhibition holds rooms, a room holds works, each in the order of the walk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gallery.derivatives import Facts
from gallery.pictures import addresses
from gallery.publish.iiif.manifest import CONTEXT, Part, providers, thumbnail
from gallery.publish.iiif.words import named, shown


def room_name(number: int) -> str:
    """Where the collection of a room stands in the site; rooms count from 1."""
    return f"iiif/room-{number}.json"


def collection(parameters: Mapping[str, Any], first: Facts) -> Part:
    """The exhibition; ``first`` are the facts of its first work, which stands for it in small."""
    exhibit = parameters["exhibit"]
    base = exhibit["base"]
    rooms = [
        {"id": base + room_name(number), "type": "Collection", "label": named(title)}
        for number, title in enumerate(parameters["rooms"], start=1)
    ]
    return {
        "@context": CONTEXT,
        "id": base + addresses.COLLECTION,
        "type": "Collection",
        "label": named(exhibit["title"]),
        "summary": shown(parameters["statement"]),
        "provider": providers(exhibit),
        "homepage": exhibit["homepages"],
        "thumbnail": [thumbnail(exhibit, parameters["first"], first)],
        "items": rooms,
    }


def room_collection(parameters: Mapping[str, Any], facts: Mapping[str, Facts]) -> Part:
    """A room, with the facts of its works by their ids."""
    exhibit, works = parameters["exhibit"], parameters["works"]
    base = exhibit["base"]
    told: Part = {
        "@context": CONTEXT,
        "id": base + room_name(parameters["number"]),
        "type": "Collection",
        "label": named(parameters["title"]),
        "homepage": parameters["homepages"],
        "provider": providers(exhibit),
        "thumbnail": [thumbnail(exhibit, works[0]["id"], facts[works[0]["id"]])],
        "partOf": [{"id": base + addresses.COLLECTION, "type": "Collection", "label": named(exhibit["title"])}],
        "items": [
            {
                "id": base + addresses.manifest(work["id"]),
                "type": "Manifest",
                "label": named(work["label"]),
                "thumbnail": [thumbnail(exhibit, work["id"], facts[work["id"]])],
            }
            for work in works
        ],
    }
    return told if parameters["text"] is None else told | {"summary": shown(parameters["text"])}
