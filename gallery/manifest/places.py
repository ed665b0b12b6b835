"""Places that several works share: each is described once, and works name it by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from gallery.manifest.coordinates import as_coordinates
from gallery.manifest.kinds import Coordinates, Line, Model, WebAddress
from gallery.manifest.text import Text

Located = Annotated[Coordinates, BeforeValidator(as_coordinates, json_schema_input_type=Line | Coordinates)]
"""Latitude and longitude, also as maps and records write them."""


class Place(Model):
    """A place that works share: those whose `place` is its name, in any of its languages."""

    name: Text = Field(description="As the works write it; given in several languages, works have it in all of them.")
    coordinates: Located | None = Field(
        default=None,
        description="For the map, as a work's: latitude and longitude in degrees (WGS 84). A work's own come first.",
    )
    same_as: WebAddress | None = Field(
        default=None, description="Web address of its record elsewhere, such as Wikidata's; linked data has it."
    )


def by_name(places: tuple[Place, ...]) -> dict[str, Place]:
    """Each of ``places`` by its name in every language."""
    return {name: place for place in places for _, name in place.name.strings()}


def shared(named: Mapping[str, Place], text: Text | None) -> Place | None:
    """Which place of ``named`` (:func:`by_name`) the ``place`` of a work is; None if it is none of them."""
    names = () if text is None else text.strings()
    return next((named[name] for _, name in names if name in named), None)


Found = tuple[tuple[Any, ...], str, str, str]
"""Keys, code, message, hint."""

UNUSED = "unused-place"


def place_faults(value: Any, works: Iterator[tuple[Any, Mapping[str, Any]]]) -> Iterator[Found]:
    """In the plain ``value`` of a manifest with these ``works``: names of two places, and places that no work has."""
    places = value.get("places") if isinstance(value, dict) else None
    if not isinstance(places, list):
        return
    taken: dict[str, int] = {}
    used = {name for _, work in works for name in _names(work.get("place"))}
    for index, place in enumerate(places):
        names = _names(place.get("name")) if isinstance(place, dict) else []
        keys = ("places", index, "name")
        for name in names:
            if taken.setdefault(name, index) != index:
                yield keys, "duplicate-place", f"two places are called {name!r}", "keep one, or tell them apart"
        if names and not used.intersection(names):
            yield keys, UNUSED, f"no work has the place {names[0]!r}", "write it as the works do, or remove it"


def _names(written: Any) -> list[str]:
    found = written.values() if isinstance(written, dict) else [written]
    return list(dict.fromkeys(name for name in found if isinstance(name, str)))
