"""Key frames, chosen by motion, and the ways from every frame between two of them to both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.film import flow
from model.film.ahead import ahead
from model.film.flow import Grey
from model.inference.resample import size_for

_FINE = 144
"""Shorter side at which motion is found."""

SOONEST, LATEST = 10, 28
"""Frames from one key frame to the next, at least (but for hints) and at most."""

_UNSEEN = 0.8
"""Share of an eighth of a frame that is seen in no key frame beside it, from which one more is taken."""

_PARTS = 64
"""Of a pixel, that a flow is kept in."""

Step = tuple[Float, Float, Float, Float]
"""Between a frame and the next, on the grid: flow there and back, and trust in each."""


@dataclass(frozen=True, eq=False)
class Way:
    """From the pixels of a frame to where their things are in another; kept small."""

    offset: NDArray[np.int16]
    """A flow, ``(h, w, 2)``, in parts of a pixel, _PARTS each."""
    trust: NDArray[np.uint8]
    """``(h, w)``, 255 for all."""

    @classmethod
    def of(cls, offset: Float, trust: Float) -> Way:
        """As they were found, trust in 0..1."""
        cv2 = flow.opencv()
        parts = cv2.multiply(offset, (_PARTS,) * 4, dtype=cv2.CV_16S)  # rounded; what is too far off is cut
        return cls(parts, cv2.convertScaleAbs(trust, alpha=255))

    @classmethod
    def nowhere(cls, size: tuple[int, int]) -> Way:
        """From a frame to itself."""
        return cls(np.zeros((*size, 2), np.int16), np.full(size, 255, np.uint8))

    def at(self, size: tuple[int, ...]) -> tuple[Float, Float]:
        """The flow ``(H, W, 2)``, and trust ``(H, W)`` in 0..1, at another ``size`` (H, W)."""
        return flow.scaled(self.along, (size[0], size[1])), flow.resized(self.sure, (size[0], size[1]))

    @property
    def along(self) -> Float:
        """The flow, ``(h, w, 2)``."""
        return self.offset * np.float32(1 / _PARTS)

    @property
    def sure(self) -> Float:
        """Trust, ``(h, w)`` in 0..1."""
        return np.asarray(self.trust * np.float32(1 / 255), np.float32)


@dataclass(frozen=True, eq=False)
class Ways:
    """Those of a shot of N frames with K key frames, the first and the last among them."""

    keys: tuple[int, ...]
    """Numbers of the key frames, in order."""
    back: tuple[Way, ...]
    """Of each frame, to the key frame before it, or to itself where it is one: N."""
    on: tuple[Way, ...]
    """Of each frame but the last, to the key frame after it: N - 1."""
    past: tuple[Way, ...]
    """Of each key frame but the first, to the one before: K - 1."""

    def before(self, number: int) -> int:
        """Which of the key frames is the last not after frame ``number``."""
        return int(np.searchsorted(self.keys, number, side="right")) - 1

    @classmethod
    def of(cls, small: Sequence[Grey], size: tuple[int, int], wanted: Sequence[int] = ()) -> Ways:
        """Those of the frames ``small``, on a grid of ``size`` (h, w); frames ``wanted`` become key frames too."""
        fine = size_for(small[0].shape[0], small[0].shape[1], _FINE)
        frames = [flow.evened(flow.resized(frame, fine)) for frame in small]
        looks = [flow.resized(frame, size) for frame in frames]
        found: list[_Stretch] = []
        steps = _steps(frames, looks)
        for first, last in pairwise(_spread(len(small), wanted)):
            found += _Stretch.of(first, list(islice(steps, last - first)), looks[first : last + 1]).parted(looks)
        back = [way for its in found for way in (Way.nowhere(size), *its.back[:-1])]
        return cls(
            (0, *(its.last for its in found)),
            (*back, Way.nowhere(size)),
            tuple(way for its in found for way in its.on),
            tuple(its.back[-1] for its in found),
        )


@dataclass(frozen=True, eq=False)
class _Stretch:
    """Frames from one key frame to the next."""

    first: int
    steps: Sequence[Step]
    back: tuple[Way, ...]
    """From each frame but the first to the first."""
    on: tuple[Way, ...]
    """From each frame but the last to the last."""

    @property
    def last(self) -> int:
        """Number of the last frame, which is a key frame."""
        return self.first + len(self.steps)

    @classmethod
    def of(cls, first: int, steps: Sequence[Step], looks: Sequence[Grey]) -> _Stretch:
        """From the ``steps`` between its frames, and how these look on the grid."""
        back = _chained([(step[1], step[3]) for step in steps], looks)
        on = _chained([(step[0], step[2]) for step in reversed(steps)], looks[::-1])
        return cls(first, steps, tuple(back), tuple(on[::-1]))

    def parted(self, looks: Sequence[Grey]) -> list[_Stretch]:
        """The same with more key frames between, where too much of a frame is seen at neither end."""
        between = [_unseen(back, on) for back, on in zip(self.back[:-1], self.on[1:], strict=True)]
        if len(self.steps) < 2 * SOONEST or max(between) <= _UNSEEN:
            return [self]
        worst = min(max(int(np.argmax(between)) + 1, SOONEST), len(self.steps) - SOONEST)
        middle = self.first + worst
        halves = ((self.first, self.steps[:worst]), (middle, self.steps[worst:]))
        return [
            part
            for first, steps in halves
            for part in _Stretch.of(first, steps, looks[first : first + len(steps) + 1]).parted(looks)
        ]


def _spread(frames: int, wanted: Sequence[int]) -> list[int]:
    """Key frames of so many ``frames``, those ``wanted`` among them, evenly spread and LATEST apart at most."""
    fixed = sorted({0, *wanted, frames - 1})
    keys = [0]
    for first, last in pairwise(fixed):
        count = -(-(last - first) // LATEST)
        keys += [first + (last - first) * index // count for index in range(1, count + 1)]
    return keys


def _unseen(back: Way, on: Way) -> float:
    """Of the part of a frame of which least is seen at either end, the share that is seen at neither, 0..1."""
    unseen = (1 - back.sure) * (1 - on.sure)
    return float(flow.blurred(unseen, max(1, min(unseen.shape) // 16)).max())


def _chained(steps: Sequence[tuple[Float, Float]], looks: Sequence[Grey]) -> list[Way]:
    """From each frame but the first of some to that, from the flow and the trust of each ``step`` towards it.

    What does not look there as it does here is not trusted.
    """
    size = steps[0][1].shape
    cv2 = flow.opencv()
    offset, sure = np.zeros((*size, 2), np.float32), np.ones(size, np.float32)
    found = []
    for (step, trust), look in zip(steps, looks[1:], strict=True):
        offset, sure = cv2.add(step, flow.carry(offset, step)), cv2.multiply(trust, flow.carry(sure, step))
        found.append(Way.of(offset, cv2.multiply(sure, flow.likeness(look, looks[0], offset))))
    return found


def _steps(frames: Sequence[Grey], looks: Sequence[Grey]) -> Iterator[Step]:
    """Between each frame and the next."""

    def step(number: int) -> Step:
        here, there = number, number + 1
        return flow.there_and_back(frames[here], frames[there], (looks[here], looks[there]))

    return ahead(step, range(len(frames) - 1))
