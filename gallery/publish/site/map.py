"""Where the works were taken, as a map shows it: which part of the world, and which works at which point (pure).

The projection is equirectangular with true lengths along the middle parallel, which a schoolbook's map of a country is
too; from :data:`WHOLE` degrees on the map is of the whole world.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gallery.manifest.schema import Work
from gallery.publish.site.view import View

WIDTH = 1000
"""Units of the map from its western to its eastern edge."""
LEAST = 12.0
"""Degrees of latitude that a map shows at least: less would say nothing where there is no coast."""
WHOLE = 120.0
"""Degrees of longitude between works from which on the whole world is shown."""
WORLD = (-170.0, -56.0, 190.0, 78.0)
"""West, south, east and north of that: Bering's strait is its edge."""
NEAR = 72
"""Units within which works share a point: 24 pixels on a telephone, where the map is a third as wide."""

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; the east may lie beyond 180."""


def located(view: View) -> dict[str, Any] | None:
    """The map of the works whose coordinates are given: its ``box``, ``width`` and ``height`` in units, and ``points``
    from the north: each with ``x``, ``y``, its ``number``, the ``places`` named there and its ``works``, entries of
    lists. None if no coordinates are given."""
    works = [work for work in view.show.exhibit.works if work.coordinates is not None]
    if not works:
        return None
    box = _box([work.coordinates for work in works if work.coordinates is not None])
    height = round(WIDTH / _ratio(box))
    points: list[dict[str, Any]] = []
    for x, y, work in sorted(((*_at(work, box, height), work) for work in works), key=lambda each: (each[1], each[0])):
        near = next((one for one in points if math.hypot(one["x"] - x, one["y"] - y) < NEAR), None)
        if near is None:
            near = {"x": x, "y": y, "number": len(points) + 1, "works": []}
            points.append(near)
        near["works"].append(_entry(view, work))
    return {"box": list(box), "width": WIDTH, "height": height, "points": points}


def _entry(view: View, work: Work) -> dict[str, Any]:
    entry, place = view.entry(work), view.texts(place=work.place)
    shown = {name: entry[name] for name in ("id", "title", "date")} | {"place": place["place"]}
    return shown | {"elsewhere": entry["elsewhere"] | place["elsewhere"]}


def _box(found: Iterable[tuple[float, float]]) -> Box:
    """What the map shows of the world, with room around the outermost points; twice as wide as high or nearly so."""
    latitudes, longitudes = zip(*found, strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    if east - west > WHOLE:
        return WORLD
    middle, centre = (south + north) / 2, (west + east) / 2
    tall = max(LEAST, 1.4 * (north - south))
    narrowing = math.cos(math.radians(min(abs(middle), 75)))
    wide = max(1.9 * tall / narrowing, 1.3 * (east - west))
    tall = max(tall, wide * narrowing / 2.2)
    if wide > WHOLE * 1.3 or tall > 100:
        return WORLD
    middle = max(-90 + tall / 2, min(90 - tall / 2, middle))
    return centre - wide / 2, middle - tall / 2, centre + wide / 2, middle + tall / 2


def _ratio(box: Box) -> float:
    """Width of the map by its height."""
    west, south, east, north = box
    middle = 0 if box == WORLD else min(abs(south + north) / 2, 75)
    return (east - west) * math.cos(math.radians(middle)) / (north - south)


def _at(work: Work, box: Box, height: int) -> tuple[int, int]:
    """Where the work stands on the map, in units from the upper left."""
    west, south, east, north = box
    latitude, longitude = work.coordinates or (0.0, 0.0)
    if longitude < west:
        longitude += 360
    return round(WIDTH * (longitude - west) / (east - west)), round(height * (north - latitude) / (north - south))
