"""Hints and protected areas that follow the motion within their shot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.film.ways import Way, Ways
from model.inference.hints import Hint
from model.inference.polygons import Point, Polygon, inside

_SURE = 0.3
"""Trust in motion under which a place is lost."""

_FEWEST = 12
"""Pixels of the grid from which it is told how an area turns and grows; fewer tell how it moves only."""

Places = NDArray[np.float64]
"""x and y in pixels of the grid, ``(P, 2)``."""


@dataclass(frozen=True)
class TimedHint:
    """A hint, where it lies in frame ``first``; it follows what it lies on.

    Given for one frame, the whole shot hears it, before and after. Given for more, only these do, and beyond them
    what it said fades.
    """

    hint: Hint
    first: int
    last: int
    """Not of them any more."""


@dataclass(frozen=True)
class TimedArea:
    """A protected area, where it lies in frame ``first``; given for frames as a :class:`TimedHint` is.

    It is never lost: it stays where it was last seen, since nobody wanted colour there.
    """

    area: Polygon
    first: int
    last: int
    """Not of them any more."""


Timed = TimedHint | TimedArea
T = TypeVar("T")


def starts(timed: Sequence[Timed], frames: int) -> list[int]:
    """Frames of a shot of so many ``frames`` in which something is given: they must be key frames."""
    return sorted({start for each in timed if (start := _start(each, frames)) is not None})


def hints_at_keys(timed: Sequence[TimedHint], ways: Ways) -> list[list[Hint]]:
    """Of each key frame the hints that are heard there, as they lie there."""
    found: list[list[Hint]] = [[] for _ in ways.keys]
    for each in timed:
        for index, hint in _along(each, ways, each.hint, _moved_hint):
            found[index].append(hint)
    return found


def areas_at_keys(timed: Sequence[TimedArea], ways: Ways) -> list[list[Polygon]]:
    """Of each key frame the protected areas as they lie there."""
    found: list[list[Polygon]] = [[] for _ in ways.keys]
    for each in timed:
        for index, area in _along(each, ways, each.area, lambda its, way: _moved_area(its, way) or its):
            found[index].append(area)
    return found


def area_between(area: Polygon, way: Way) -> Polygon:
    """An ``area`` of a key frame as it lies in the frame that the ``way`` to that key frame starts in."""
    size = _size(way)
    own, sure = _centres(size), way.sure.reshape(-1)
    there = own + way.along.reshape(-1, 2)
    columns, rows = np.floor(there).astype(int).T
    within = (rows >= 0) & (columns >= 0) & (rows < size[0]) & (columns < size[1])
    within[within] = inside(area, size)[rows[within], columns[within]]
    return _transformed(area, there[within], own[within], sure[within], size) or area


def _start(timed: Timed, frames: int) -> int | None:
    """The frame of a shot in which it lies where it is given; None for what is not given in this shot."""
    return None if timed.first >= frames or timed.last <= 0 else max(timed.first, 0)


def _along(timed: Timed, ways: Ways, own: T, moved: Callable[[T, Way], T | None]) -> list[tuple[int, T]]:
    """What is given, as it lies in each key frame that hears it, until it is lost: forwards, then backwards."""
    start = _start(timed, len(ways.back))
    if start is None:
        return []
    origin, everywhere = ways.keys.index(start), timed.last <= timed.first + 1
    found, here = [(origin, own)], own
    for index in range(origin + 1, len(ways.keys)):
        went = moved(here, ways.on[ways.keys[index - 1]])
        if went is None or not (everywhere or ways.keys[index] < timed.last):
            break
        here = went
        found.append((index, here))
    here = own
    for index in range(origin - 1, -1, -1) if everywhere else ():
        went = moved(here, ways.past[index])
        if went is None:
            break
        here = went
        found.append((index, here))
    return found


def _moved_hint(hint: Hint, way: Way) -> Hint | None:
    """A hint as it lies at the other end of a ``way``; None where it is lost."""
    if hint.area is not None:
        area = _moved_area(hint.area, way)
        if area is None or not inside(area, _size(way)).any():
            return None
        return replace(hint, area=[(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)) for x, y in area])
    points = [_moved_point(point, hint.radius, way) for point in hint.points]
    seen = [point for point in points if point is not None]
    if hint.along is None:
        return replace(hint, at=seen[0]) if seen else None
    return replace(hint, along=seen) if len(seen) > 1 else None


def _moved_point(point: Point, radius: float, way: Way) -> Point | None:
    size = _size(way)
    wide = np.array(size[::-1], np.float64)
    near = np.hypot(*(_centres(size) - np.array(point) * wide).T)
    within = near <= max(radius * max(size), 1.0)
    if float(way.sure.reshape(-1)[within].mean()) < _SURE:
        return None
    x, y = np.array(point) + np.median(way.along.reshape(-1, 2)[within], axis=0) / wide
    return (float(x), float(y)) if 0 <= x <= 1 and 0 <= y <= 1 else None


def _moved_area(area: Polygon, way: Way) -> Polygon | None:
    size = _size(way)
    within = inside(area, size).reshape(-1)
    own = _centres(size)[within]
    return _transformed(area, own, own + way.along.reshape(-1, 2)[within], way.sure.reshape(-1)[within], size)


def _transformed(area: Polygon, here: Places, there: Places, sure: Float, size: tuple[int, int]) -> Polygon | None:
    """Corners as the places ``here`` go ``there``, by weighted least squares; None where too little is ``sure``."""
    if not len(here) or sure.mean() < _SURE:
        return None
    wide = np.array(size[::-1], np.float64)
    corners = np.array(area, np.float64) * wide
    if len(here) < _FEWEST:
        moved = corners + np.median(there - here, axis=0)
    else:
        middle = here.mean(axis=0)
        root = np.sqrt(sure)[:, None]
        known = np.hstack([here - middle, np.ones((len(here), 1))])
        affine, *_ = np.linalg.lstsq(known * root, there * root, rcond=None)
        moved = np.hstack([corners - middle, np.ones((len(corners), 1))]) @ affine
    return [(float(x), float(y)) for x, y in moved / wide]


def _centres(size: tuple[int, int]) -> Places:
    """x and y of the middles of all pixels, ``(h · w, 2)``."""
    rows, columns = np.mgrid[: size[0], : size[1]] + 0.5
    return np.stack([columns.reshape(-1), rows.reshape(-1)], axis=1)


def _size(way: Way) -> tuple[int, int]:
    return way.trust.shape[0], way.trust.shape[1]
