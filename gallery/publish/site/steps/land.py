"""The outline of the land as a map shows it: Natural Earth's, in the public domain, of the scale 1 : 50 million.

Source: https://www.naturalearthdata.com; ``templates/frontend/land/outline.js`` leaves out what no map of ours shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

FILE = "land.json"
"""Among the bundles."""

COARSE = 2
"""Units between points of an outline: the map is shown at about one pixel a unit."""
ISLET = 3
"""Units of area below which nothing is seen of an island."""

Point = tuple[float, float]
Ring = list[Point]


def land(file: Path, box: tuple[float, float, float, float], width: int, height: int) -> str:
    """What of the land lies in ``box`` (west, south, east and north in degrees) as an SVG path of whole units, on a
    map of ``width`` × ``height`` units from the upper left. What lies outside is cut off a little beyond the edge."""
    west, south, east, north = box
    across, down = width / (east - west), height / (north - south)
    edges = (-20.0, -20.0, width + 20.0, height + 20.0)
    parts = []
    for ring in _rings(file):
        for turn in (-360, 0, 360):
            if max(x for x, _ in ring) + turn < west or min(x for x, _ in ring) + turn > east:
                continue
            drawn = _cut([((x + turn - west) * across, (north - y) * down) for x, y in ring], edges)
            parts.append(_path(drawn))
    return "".join(parts)


def _rings(file: Path) -> Iterator[Ring]:
    """The outlines, seas within land among them, as longitudes and latitudes."""
    outline = json.loads(file.read_text(encoding="utf-8"))
    for steps in outline["rings"]:  # x, y of the first point and of the step to each further one
        points = zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)
        yield _unrolled([(x / outline["unit"], y / outline["unit"]) for x, y in points])


def _unrolled(ring: Ring) -> Ring:
    """The ring without leaps over the meridian of 180°: it goes on beyond; one around a pole is closed there."""
    turn = 0
    unrolled = ring[:1]
    for (before, _), (x, y) in pairwise(ring):
        turn += 360 * ((x - before < -180) - (x - before > 180))
        unrolled.append((x + turn, y))
    pole = -90.0 if ring[0][1] < 0 else 90.0
    return [*unrolled, (unrolled[-1][0], pole), (unrolled[0][0], pole)] if turn else unrolled


def _cut(ring: Ring, edges: tuple[float, float, float, float]) -> Ring:
    """The ring within the rectangle (left, top, right, bottom), by Sutherland and Hodgman."""
    for side, edge in enumerate(edges):
        axis, sign = side % 2, 1 if side < 2 else -1
        kept: Ring = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            inside, was = (sign * (each[axis] - edge) >= 0 for each in (point, before))
            if inside != was:
                share = (edge - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if inside:
                kept.append(point)
        ring = kept
    return ring


def _path(ring: Ring) -> str:
    """The ring in whole units, without points closer than two to the one before; nothing of an islet."""
    points = [(round(x), round(y)) for x, y in ring]
    kept = points[:1]
    for point in points[1:]:
        if max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= COARSE:
            kept.append(point)
    area = sum(x * v - u * y for (x, y), (u, v) in zip(kept, [*kept[1:], *kept[:1]], strict=True)) / 2
    if abs(area) < ISLET:
        return ""
    steps = (f"{x - u} {y - v}" for (u, v), (x, y) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z"
