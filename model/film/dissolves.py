"""Dissolves: a frame that is a mixture of what was before it and what comes after it, and these are not alike.

What was before and what comes after are carried along the motion to the frame in the middle, so that in a shot that
moves both are that frame again, and alike; in a dissolve they are two pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.film import flow
from model.film.flow import Grey

HALVES = (5, 10, 18)
"""Half lengths of dissolves, in frames, that are looked for."""

REACH = max(HALVES)
"""Frames on either side of one that are needed."""

EVERY = 2
"""Of so many frames one is looked at."""

_EXPLAINED = 0.9
"""Share of a frame's variance that a mixture explains in a dissolve, at least."""

_STRENGTH = 0.4
"""How far that is above the correlation of the two pictures. In five clips it was 0.55 in a dissolve and no more than
0.22 elsewhere, with fast motion, 0.19 in a film of 1888."""

_EACH = 0.25
"""Share that each of the two has in the middle, at least."""

_SEEN = 0.3
"""Share of the frame that must be in sight on both sides."""


@dataclass(eq=False)
class Mixtures:
    """Looks for dissolves among frames that are kept for a while."""

    frames: Mapping[int, Grey]
    """By their numbers; those REACH about a frame must be there, as far as the film has them."""
    _flows: dict[tuple[int, int], Float] = field(default_factory=dict)

    def strength(self, number: int) -> float:
        """How much the frame looks like the middle of a dissolve, 0..0.5; 0 where it is none."""
        middle = self.frames[number]
        best = 0.0
        ways = {step: np.zeros((*middle.shape, 2), np.float32) for step in (-1, 1)}
        for half in range(1, REACH + 1):
            if any(number + step * half not in self.frames for step in ways):
                break
            for step, way in ways.items():
                ways[step] = way + flow.carry(self._flow(number + step * (half - 1), step), way)
            if half in HALVES:
                ends = [(self.frames[number + step * half], way) for step, way in ways.items()]
                best = max(best, _mixture(middle, *ends))
        return best

    def forget(self, number: int) -> None:
        """Of a frame that is kept no longer."""
        for step in (-1, 1):
            self._flows.pop((number, step), None)

    def _flow(self, number: int, step: int) -> Float:
        if (number, step) not in self._flows:
            self._flows[number, step] = flow.flow(self.frames[number], self.frames[number + step])
        return self._flows[number, step]


def _mixture(middle: Grey, one: tuple[Grey, Float], other: tuple[Grey, Float]) -> float:
    """How much a frame is a mixture of two others, each with the flow to it."""
    whole = np.ones(middle.shape, np.float32)
    seen = np.minimum(*(flow.carry(whole, way, outside=True) for _, way in (one, other))) > 0.9
    if seen.mean() < _SEEN:
        return 0.0
    wanted, a, b = (_centred(plane[seen]) for plane in (middle, *(flow.carry(*end) for end in (one, other))))
    planes = np.stack([a, b, wanted])
    (aa, ab, aw), (_, bb, bw), (_, _, ww) = (planes @ planes.T).astype(float).tolist()
    determinant = aa * bb - ab * ab
    if determinant <= 1e-3 * aa * bb or not ww:
        return 0.0
    share, rest = (bb * aw - ab * bw) / determinant, (aa * bw - ab * aw) / determinant
    explained = (share * aw + rest * bw) / ww
    strength = explained - ab / (aa * bb) ** 0.5
    if min(share, rest) < _EACH or explained < _EXPLAINED or strength < _STRENGTH:
        return 0.0
    return float(strength * min(share, rest))


def _centred(pixels: NDArray[np.uint8]) -> Float:
    return np.asarray(pixels - pixels.mean(), np.float32)
