"""How photographs hang on a page: in rows of equal height that fill the width, none alone, with one that leads (pure).

A page cannot say widths of its own: its policy knows no styles but those of the site's sheet. So a photograph tells its
proportion in classes, a digit each, from which the sheet makes numbers, and between the photographs stand breaks, each
for the windows in which a row ends there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GAP = 0.04
"""Between two photographs, as a share of the width of the wall."""

WINDOWS = {"narrow": ("36rem", 0.5), "middle": ("64rem", 0.3), "wide": ("125rem", 0.18)}
"""Window → its least width, and how high a row should be, as a share of the wall's width. In smaller windows than all
of these the photographs hang one below the other."""

WALL = 0.9
"""Width of the wall as a share of the window's."""

LEAST_WIDE = 2.2
"""Proportions, summed, of a row that fills the width of a window of the middle without being too high."""

_ALONE = 1.0
"""What it costs to hang a photograph alone in a row, in squared logarithms of heights, unless it is a panorama."""

_PANORAMA = 2.0


@dataclass(frozen=True)
class Hung:
    """One photograph of a wall."""

    classes: str
    """Its proportion: ``n1 t3 h3 m3`` for 1.333."""
    breaks: str
    """Windows in which a new row begins with it; empty for none."""
    sizes: str
    """How wide it is shown, as HTML's ``sizes`` has it."""


def hung(sizes: Sequence[tuple[int, int]]) -> list[Hung]:
    """Photographs of these sizes (width, height; pixels) in rows, in their order."""
    ratios = [_proportion(*size) for size in sizes]
    planned = {window: rows(ratios, height) for window, (_, height) in WINDOWS.items()}
    shares = {window: _shares(ratios, starts) for window, starts in planned.items()}
    return [
        Hung(
            _digits(ratio),
            " ".join(window for window, starts in planned.items() if index and index in starts),
            _told({window: shares[window][index] for window in WINDOWS}),
        )
        for index, ratio in enumerate(ratios)
    ]


def rows(ratios: Sequence[float], height: float) -> list[int]:
    """Where each row begins, of photographs of these proportions, so that all are about ``height`` high (as a share
    of the width that they fill) and none hangs alone without need."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(ratios) + 1):
        best.append(
            min(
                (best[start][0] + _cost(ratios[start:end], height, len(ratios)), [*best[start][1], start])
                for start in range(end)
            )
        )
    return best[-1][1]


def leads(sizes: Sequence[tuple[int, int]]) -> bool:
    """Whether the first photograph may hang apart from the others, larger: if they still fill a row."""
    rest = [_proportion(*size) for size in sizes[1:]]
    return not rest or (len(rest) > 1 and sum(rest) >= LEAST_WIDE)


def wall(
    works: Sequence[Mapping[str, Any]], pictures: Mapping[str, Mapping[str, Any]], lead: bool = True
) -> dict[str, Any]:
    """``lead`` (a work or None) and ``hung`` (pairs of a work and its :class:`Hung`) of ``works``, entries with an
    ``id`` whose ``width`` and ``height`` stand in ``pictures``. None leads unless ``lead``."""
    sizes = [(pictures[work["id"]]["width"], pictures[work["id"]]["height"]) for work in works]
    first = int(lead and leads(sizes))
    return {"lead": works[0] if first else None, "hung": list(zip(works[first:], hung(sizes[first:]), strict=True))}


def _cost(ratios: Sequence[float], height: float, count: int) -> float:
    reached = _height(ratios)
    alone = len(ratios) == 1 and count > 1 and ratios[0] < _PANORAMA
    return math.log(reached / height) ** 2 + (_ALONE if alone else 0.0)


def _height(ratios: Sequence[float]) -> float:
    return max(0.01, 1 - GAP * (len(ratios) - 1)) / sum(ratios)


def _shares(ratios: Sequence[float], starts: Sequence[int]) -> list[float]:
    """Width of each photograph as a share of the wall's."""
    ends = [*starts[1:], len(ratios)] if starts else []
    return [
        ratio * _height(ratios[start:end])
        for start, end in zip(starts, ends, strict=True)
        for ratio in ratios[start:end]
    ]


def _told(shares: Mapping[str, float]) -> str:
    told = [f"(min-width: {WINDOWS[window][0]}) {shares[window] * WALL * 100:.0f}vw" for window in reversed(WINDOWS)]
    return ", ".join([*told, "92vw"])


def _proportion(width: int, height: int) -> float:
    """Width by height, as far as four digits can say it."""
    return min(9.999, max(0.1, round(width / height, 3)))


def _digits(ratio: float) -> str:
    return " ".join(map("".join, zip("nthm", f"{ratio:.3f}".replace(".", ""), strict=True)))
