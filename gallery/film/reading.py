"""Frames of a film as greys, with their times, upright."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gallery.film.decoding import Numbered, deinterlaced, mark_of, numbered
from gallery.film.head import FilmHead
from gallery.film.lightness import Lightness
from gallery.film.opening import opened

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_BEFORE = 2
"""Frames that a deinterlacer sees before the first one that is wanted."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame of a film."""

    number: int
    """From 0, in order of showing."""
    time: Fraction
    """Seconds since the first frame."""
    grey: NDArray[np.uint8]
    """(H, W), upright: the neutral grey whose CIE L* is that of each pixel."""


def frames(
    path: Path, head: FilmHead, first: int = 0, last: int | None = None, *, short_side: int | None = None
) -> Iterator[Frame]:
    """The frames ``first`` up to, not including, ``last`` of the film at ``path``, whose ``head`` is known.

    With ``short_side`` they are made that small, for looking at, if they are larger. Only as much is decoded as is
    asked for, from the key frame before it.
    """
    lightness = Lightness(*_lying(head, short_side), head.codec)
    for number, time, frame in _decoded(path, head, first, last):
        yield Frame(number, time, _upright(lightness.grey(frame), head))


def coloured(
    path: Path, head: FilmHead, first: int = 0, last: int | None = None
) -> Iterator[tuple[Frame, NDArray[np.uint8]]]:
    """The same frames, each with its picture (H, W, 3) in sRGB, upright, in the colours that the film itself has."""
    lightness = Lightness(*_lying(head, None), head.codec)
    for number, time, frame in _decoded(path, head, first, last):
        yield Frame(number, time, _upright(lightness.grey(frame), head)), _upright(lightness.rgb(frame), head)


def _decoded(path: Path, head: FilmHead, first: int, last: int | None) -> Iterator[tuple[int, Fraction, VideoFrame]]:
    stop = head.frames if last is None else min(last, head.frames)
    with opened(path, by_one_thread=head.damaged) as (container, stream):
        before = first - _BEFORE if head.interlaced else first
        times: dict[int, Fraction] = {}
        coming = _noted(numbered(container, stream, max(before, 0), head.keys, head.clock), head, times)
        if head.interlaced:
            coming = deinterlaced(_sized(coming, head), stream)
        for number, frame in coming:
            if number >= stop:
                return
            time = times.pop(number)
            if number >= first:
                yield number, time, frame


def _noted(frames: Iterator[Numbered], head: FilmHead, times: dict[int, Fraction]) -> Iterator[Numbered]:
    """The same ``frames``; the time of each is put into ``times``, before a filter gives it another."""
    for number, frame in frames:
        mark = mark_of(frame, head.clock)
        times[number] = number * head.tick if head.clock == "rate" or mark is None else mark * head.tick - head.start
        yield number, frame


def _sized(frames: Iterator[Numbered], head: FilmHead) -> Iterator[Numbered]:
    lightness = Lightness(*_lying(head, None), head.codec)
    for number, frame in frames:
        yield number, lightness.sized(frame)


def _lying(head: FilmHead, short_side: int | None) -> tuple[int, int]:
    """Width and height of frames as they lie in the file, made smaller to ``short_side`` if that is given."""
    factor = min(1.0, (short_side or head.width) / min(head.width, head.height)) if short_side else 1.0
    width, height = max(1, round(head.width * factor)), max(1, round(head.height * factor))
    return (height, width) if head.lies_on_its_side else (width, height)


def _upright(grey: NDArray[np.uint8], head: FilmHead) -> NDArray[np.uint8]:
    shown = grey[:, ::-1] if head.mirrored else grey
    return np.ascontiguousarray(np.rot90(shown, -head.rotation // 90))
