"""Shots: where a film cuts, dissolves, or comes out of black.

A cut is a frame that motion cannot explain from the frame before: its correlation with that, carried along the flow,
is low, and much lower than the neighbours'. Correlation does not see that a film flickers. What follows a flash is
compared with what was before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.film import flow
from model.film.ahead import ahead
from model.film.dissolves import EVERY, REACH, Mixtures
from model.inference.resample import size_for

Grey = NDArray[np.uint8]

LOOK = 64
"""Shorter side at which frames are compared; larger ones are reduced to it."""

LONGEST = 600
"""Frames of a part of a shot, at most: memory stays bounded."""

OVERLAP = 72
"""Frames that are looked at beyond either end of a part, so that its colours go on where the next part's begin."""

SHORTEST = 3
"""Frames of a shot, at least: what lasts less is a flash, or a fault of the film."""

_CUT, _TIMES = 0.4, 2.5
"""How unlike frames on both sides of a cut are at least, and how many times as much as their neighbours."""

_NEAR = 6
"""Frames on either side that are neighbours."""

_CHANGED = 0.3
"""How unlike frames on both sides of a dissolve are, at least."""

_FLAT = 4.0
"""Standard deviation of a frame, in grey levels, under which it shows nothing."""


@dataclass(frozen=True)
class Shot:
    """Frames that one camera saw without interruption, or a part of them where they are many."""

    first: int
    last: int
    """Not of the shot any more: frames ``first`` to ``last`` - 1."""
    before: int = 0
    after: int = 0
    """Frames of the same shot beyond the ends of this part, to be looked at with it."""

    @property
    def looked(self) -> range:
        """Numbers of the frames that its colours are found from."""
        return range(self.first - self.before, self.last + self.after)


def find_shots(small: Iterable[Grey]) -> list[Shot]:
    """The shots of a film whose frames ``(h, w)`` are all given, in order, long ones in parts; [] for no frames.

    Frames are best given at a shorter side of LOOK to 96 px. No more than the last few stay in memory.
    """
    film = _Film()
    for frame, score in ahead(_scored, _pairs(small)):
        film.add(frame, score)
    if not film.count:
        return []
    edges = [0, *film.cuts(), film.count]
    return [part for first, last in pairwise(edges) for part in _parts(first, last)]


def _pairs(small: Iterable[Grey]) -> Iterator[tuple[Grey, Grey | None]]:
    """Each frame at LOOK, and the one before."""
    before = None
    for frame in small:
        looked = flow.resized(frame, size_for(frame.shape[0], frame.shape[1], LOOK))
        yield looked, before
        before = looked


def _scored(pair: tuple[Grey, Grey | None]) -> tuple[Grey, float]:
    """A frame, and how unlike it is to the one before."""
    frame, before = pair
    return frame, 0.0 if before is None else unlike(frame, before)


def _parts(first: int, last: int) -> Iterator[Shot]:
    count = -(-(last - first) // LONGEST)
    edges = [first + (last - first) * index // count for index in range(count + 1)]
    for start, stop in pairwise(edges):
        yield Shot(start, stop, min(OVERLAP, start - first), min(OVERLAP, last - stop))


class _Film:
    """A film as it goes by: of each frame how unlike it is to the one before, and where a dissolve might be."""

    def __init__(self) -> None:
        self.count = 0
        self._frames: dict[int, Grey] = {}
        self._scores: list[float] = []
        self._cuts: list[int] = []
        self._mixtures = Mixtures(self._frames)
        self._mixed: dict[int, float] = {}
        self._shown: Grey | None = None  # the last frame before a black one

    def add(self, frame: Grey, score: float) -> None:
        """Take the next frame, at LOOK, and how unlike it is to the one before; what lies REACH behind it is judged."""
        self._scores.append(score)
        self._frames[self.count] = frame
        self.count += 1
        self._judge(self.count - 1 - REACH)

    def cuts(self) -> list[int]:
        """Numbers of the frames with which new shots begin, when all frames were added."""
        for number in range(max(0, self.count - REACH), self.count):
            self._judge(number)
        dissolves = [number for number in _peaks(self._mixed) if all(abs(number - cut) > REACH for cut in self._cuts)]
        found: list[int] = []
        for number in sorted({*self._cuts, *dissolves}):
            if number - (found[-1] if found else 0) >= SHORTEST and self.count - number >= SHORTEST:
                found.append(number)
        return found

    def _judge(self, number: int) -> None:
        if number < 0:
            return
        if self._is_cut(number):
            self._cuts.append(number)
        elif number % EVERY == 0 and self._may_be_mixed(number) and (strength := self._mixtures.strength(number)):
            self._mixed[number] = strength
        if not _flat(self._frames[number]):
            self._shown = self._frames[number]
        self._frames.pop(number - REACH, None)
        self._mixtures.forget(number - REACH)

    def _is_cut(self, number: int) -> bool:
        score, frame = self._scores[number], self._frames[number]
        if score < _CUT or _flat(frame):
            return False
        if _flat(self._frames[number - 1]):
            return self._shown is not None and unlike(frame, self._shown) >= _CUT
        others = [self._scores[n] for n in self._around(number, _NEAR) if n != number]
        if score < _TIMES * float(np.mean(others)):
            return False
        return not any(unlike(self._frames[one], self._frames[other]) < _CUT for one, other in self._across(number))

    def _may_be_mixed(self, number: int) -> bool:
        """Whether no cut is near, and motion does not explain what is after it by what was before."""
        first, last = max(0, number - REACH), min(self.count - 1, number + REACH)
        frames = [self._frames[n] for n in (first, number, last)]
        if max(self._scores[first + 1 : last + 1], default=1.0) >= _CUT or any(_flat(frame) for frame in frames):
            return False
        return unlike(frames[0], frames[2]) >= _CHANGED

    def _across(self, number: int) -> Iterator[tuple[int, int]]:
        """Pairs of frames before and after ``number`` of which both are one scene, if only a flash is between."""
        for gap in range(1, SHORTEST + 1):
            if number - 1 - gap >= 0:
                yield number, number - 1 - gap
            if number + gap < self.count:
                yield number + gap, number - 1

    def _around(self, number: int, reach: int) -> range:
        return range(max(1, number - reach), min(self.count, number + reach + 1))


def unlike(frame: Grey, other: Grey) -> float:
    """How little motion explains ``frame`` by ``other``, 0..1: 1 less the correlation of one with the other carried."""
    flat = _flat(frame), _flat(other)
    if any(flat):
        return 0.0 if all(flat) else 1.0
    one, moved = _centred(frame), _centred(flow.carry(other, flow.flow(frame, other)))
    size = float(np.sqrt((one * one).sum() * (moved * moved).sum()))
    return 1 - max(0.0, float((one * moved).sum()) / size) if size else 1.0


def _flat(frame: Grey) -> bool:
    return float(flow.opencv().meanStdDev(frame)[1].item()) < _FLAT


def _centred(frame: Grey) -> Float:
    return np.asarray(frame - frame.mean(), np.float32)


def _peaks(strengths: dict[int, float]) -> Iterator[int]:
    """Of numbers that are close together, the one with the greatest strength."""
    group: list[int] = []
    for number in [*sorted(strengths), None]:
        if group and (number is None or number - group[-1] > REACH):
            yield max(group, key=strengths.__getitem__)
            group = []
        if number is not None:
            group.append(number)
