"""Names beside the lines and points of a chart, so placed that none lies on another."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

_OFFSETS = (
    ((8, 0), "left", "center"),
    ((-8, 0), "right", "center"),
    ((0, 9), "center", "bottom"),
    ((0, -9), "center", "top"),
    ((8, 12), "left", "bottom"),
    ((8, -12), "left", "top"),
    ((-8, 12), "right", "bottom"),
    ((-8, -12), "right", "top"),
    ((8, 24), "left", "bottom"),
    ((8, -24), "left", "top"),
    ((-8, 24), "right", "bottom"),
    ((-8, -24), "right", "top"),
)
"""Where a name may stand beside its point, in points: the best first."""


_THICK = 3.0
"""Of a line, in pixels."""


def spaced(wanted: Mapping[str, float], gap: float) -> dict[str, float]:
    """Places as near as may be to those wanted, each at least ``gap`` from the next, in the same order."""
    groups: list[tuple[list[str], float]] = []  # names side by side, and the middle of their places
    for name in sorted(wanted, key=lambda name: wanted[name]):
        names, middle = [name], wanted[name]
        while groups and middle - groups[-1][1] < gap * (len(names) + len(groups[-1][0])) / 2:
            names = groups.pop()[0] + names
            middle = sum(wanted[one] for one in names) / len(names)
        groups.append((names, middle))
    return {
        name: middle + gap * (index - (len(names) - 1) / 2)
        for names, middle in groups
        for index, name in enumerate(names)
    }


def place_labels(axes: Axes, named: Iterable[tuple[str, Line2D]]) -> None:
    """Write each point's name beside it where it covers no other point or name, nor any line, if it can."""
    points = list(named)
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    own_boxes = [_box_of(axes, line) for _, line in points]
    taken = own_boxes + [box for line in axes.lines for box in _along(axes, line)]
    for (name, line), own in zip(points, own_boxes, strict=True):
        best: tuple[float, Bbox, int] | None = None
        at = (line.get_xdata()[0], line.get_ydata()[0])
        text = axes.annotate(name, at, xytext=(0, 0), textcoords="offset points", fontsize=10)
        for index, (offset, across, upright) in enumerate(_OFFSETS):
            text.set(ha=across, va=upright)
            text.xyann = offset
            box = text.get_window_extent(renderer)
            covered = sum(_overlap(box, other) for other in taken if other is not own)
            covered += _outside(box, axes.get_window_extent(renderer))
            if best is None or covered < best[0]:
                best = covered, box, index
            if covered == 0:
                break
        if best is not None:
            offset, across, upright = _OFFSETS[best[2]]
            text.set(ha=across, va=upright)
            text.xyann = offset
            taken.append(best[1])


def _box_of(axes: Axes, line: Line2D) -> Bbox:
    x, y = axes.transData.transform(line.get_xydata()[0])
    return Bbox.from_bounds(x - 5, y - 5, 10, 10)


def _along(axes: Axes, line: Line2D) -> list[Bbox]:
    """Small boxes, as thick as a line, from each of a line's points to the next."""
    places = axes.transData.transform(line.get_xydata())
    boxes = []
    for start, end in itertools.pairwise(places):
        steps = max(int(np.hypot(*(end - start)) // _THICK), 1)
        for x, y in np.linspace(start, end, steps, endpoint=False):
            boxes.append(Bbox.from_bounds(x - _THICK / 2, y - _THICK / 2, _THICK, _THICK))
    return boxes


def _overlap(one: Bbox, other: Bbox) -> float:
    shared = Bbox.intersection(one, other)
    return 0.0 if shared is None else float(shared.width * shared.height)


def _outside(box: Bbox, frame: Bbox) -> float:
    return float(box.width * box.height) - _overlap(box, frame)
