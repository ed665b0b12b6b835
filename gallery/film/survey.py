"""A film decoded once, to know what it is: frames, times, key frames, fields, colours, damage."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import FilmError
from gallery.film.cut import missing_bytes
from gallery.film.decoding import Faults, decoded
from gallery.film.fields import Fields
from gallery.film.head import FilmHead
from gallery.film.lightness import Lightness
from gallery.film.opening import opened
from gallery.photograph.tone import OWN_COLOURS, chroma_spread

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

APART = 48
"""Frames, at least, between two key frames that are remembered."""
_LOOKED_AT = 25
"""One frame in this many is looked at for colours,"""
_SIDE = 160
"""made this many pixels wide."""
_COLOURED = 0.1
"""Share of those frames that must have colours: a tinted title makes no film in colour."""
_FIELDS = 250
"""Frames whose fields are compared, from the beginning."""
_USUAL_RATE = Fraction(24)


Known = tuple[FilmHead, list[Fraction]]
"""The head, and the time of each frame."""


@dataclass
class Seen:
    """What was noted of each frame."""

    pts: list[int | None] = field(default_factory=list)
    dts: list[int | None] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    """Numbers of key frames."""
    last: int = 0
    """Duration of the last frame, in ticks; 0 for unknown."""
    resized: tuple[int, int, int] | None = None
    """The first frame of another size: number, width, height."""
    coloured: list[bool] = field(default_factory=list)
    fields: Fields = field(default_factory=Fields)


@dataclass
class Survey:
    """A film at ``path``, to be gone through once by :meth:`greys`; then its head and its times are known."""

    path: Path
    short_side: int | None = None
    """Pixels to which the shorter side of each frame is reduced that is given; None to give none."""
    by_one_thread: bool = False
    """As what is damaged must be decoded."""
    head: FilmHead = field(init=False)
    times: list[Fraction] = field(init=False)
    """Seconds since the first frame, of every frame."""

    def greys(self) -> Iterator[NDArray[np.uint8]]:
        """Every frame in small, as it lies in the file, both its fields at once.

        Raises FilmError as :func:`gallery.film.head.head_of` says.
        """
        with opened(self.path, by_one_thread=self.by_one_thread) as (container, stream):
            faults, seen = Faults(), Seen()
            first: VideoFrame | None = None
            small: Lightness | None = None
            for frame in _watched(decoded(container, stream, faults), stream, seen):
                first = first or frame
                if faults.locked:
                    break
                if self.short_side:
                    small = small or _reduced_to(self.short_side, frame, stream)
                    yield small.grey(frame)
            if faults.locked:
                raise FilmError(f"{self.path}: its picture is encrypted; give a copy without copy protection")
            if first is None:
                raise FilmError(
                    f"{self.path}: none of its frames can be decoded"
                    f" ({faults.cut or 'the coded picture is damaged or empty'}); copy it again from where it came"
                )
            faults.missing = missing_bytes(self.path, container.format.name)
            self.head, self.times = _head(container, stream, first, seen, faults)


def _reduced_to(short_side: int, frame: VideoFrame, stream: VideoStream) -> Lightness:
    factor = min(1.0, short_side / min(frame.width, frame.height))
    width, height = max(1, round(frame.width * factor)), max(1, round(frame.height * factor))
    return Lightness(width, height, stream.codec_context.codec.canonical_name)


def _watched(frames: Iterator[VideoFrame], stream: VideoStream, seen: Seen) -> Iterator[VideoFrame]:
    lightness: Lightness | None = None
    for number, frame in enumerate(frames):
        lightness = lightness or Lightness(frame.width, frame.height, stream.codec_context.codec.canonical_name)
        if (frame.width, frame.height) != lightness.size and seen.resized is None:
            seen.resized = number, frame.width, frame.height
        _note(number, frame, seen)
        if number % _LOOKED_AT == 0:
            seen.coloured.append(_has_colour(lightness, frame))
        if number < _FIELDS and seen.resized is None:
            seen.fields.see(lightness.luma(frame), flagged=frame.interlaced_frame)
        yield frame


def _note(number: int, frame: VideoFrame, seen: Seen) -> None:
    seen.pts.append(frame.pts)
    seen.dts.append(frame.dts)
    seen.last = frame.duration or 0
    if frame.key_frame and number - (seen.keys[-1] if seen.keys else -APART) >= APART:
        seen.keys.append(number)


def _has_colour(lightness: Lightness, frame: VideoFrame) -> bool:
    small = Image.fromarray(lightness.rgb(frame))
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return chroma_spread(np.asarray(small))[0] > OWN_COLOURS


def _head(container: InputContainer, stream: VideoStream, first: VideoFrame, seen: Seen, faults: Faults) -> Known:
    frames = len(seen.pts)
    stated = stream.average_rate or stream.guessed_rate or _USUAL_RATE
    clock = _clock(seen, container)
    marks = seen.dts if clock == "dts" else seen.pts
    tick = 1 / stated if clock == "rate" else Fraction(stream.time_base or 1 / stated)
    times = list(range(frames)) if clock == "rate" else [mark or 0 for mark in marks]
    last = Fraction(1) if clock == "rate" else Fraction(seen.last) or 1 / stated / tick
    duration = (times[-1] - times[0] + last) * tick
    turned, mirrored = _orientation(first)
    aspect = Fraction(stream.sample_aspect_ratio or 1)
    sideways = turned % 180 != 0
    size = (first.height, first.width) if sideways else (first.width, first.height)
    head = FilmHead(
        *size,
        aspect=1 / aspect if sideways else aspect,
        frames=frames,
        duration=duration,
        rate=stated if clock == "rate" else Fraction(frames / duration).limit_denominator(100_000),
        start=Fraction(0) if clock == "rate" else times[0] * tick,
        codec=stream.codec_context.codec.canonical_name,
        format=_format(container),
        interlaced=seen.fields.interlaced,
        rotation=turned,
        mirrored=mirrored,
        has_sound=bool(container.streams.audio),
        has_colour=sum(seen.coloured) > _COLOURED * len(seen.coloured),
        warnings=tuple(_warnings(container, stream, seen, faults, (clock, duration, stated))),
        tick=tick,
        clock=clock,
        keys=_keys(seen, clock, faults),
        damaged=bool(faults.packets or faults.frames),
    )
    return head, [time * tick - head.start for time in times]


def _clock(seen: Seen, container: InputContainer) -> str:
    if _rises(seen.pts):
        return "pts"
    # AVI knows no times, only a rate: where frames are shown in another order than they are coded in, what the
    # container makes of that is no time.
    if _rises(seen.dts) and "avi" not in container.format.name:
        return "dts"
    return "rate"


def _rises(times: list[int | None]) -> bool:
    return None not in times and all(a < b for a, b in pairwise(times))  # type: ignore[operator]


def _keys(seen: Seen, clock: str, faults: Faults) -> tuple[tuple[int, int], ...]:
    if faults.packets or faults.frames or clock == "rate":
        return ()  # what is damaged is decoded otherwise from elsewhere
    marks = seen.dts if clock == "dts" else seen.pts
    return tuple((number, mark) for number in seen.keys if (mark := marks[number]) is not None)


def _orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Degrees clockwise to turn, and whether to mirror left to right before; by the display matrix of ISO/IEC 14496-12,
    8.3.2: a point (x, y) is shown at (ax + cy, bx + dy)."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 0, False
    matrix = np.frombuffer(data, np.int32)[:9].reshape(3, 3)[:2, :2].astype(float)
    (a, b), (c, d) = matrix / (abs(matrix).max() or 1)
    mirrored = a * d - b * c < 0
    if mirrored:  # x was mirrored first
        a, b = -a, -b
    return round(math.degrees(math.atan2(b, a)) / 90) % 4 * 90, bool(mirrored)


def _format(container: InputContainer) -> str:
    names = container.format.name.split(",")
    return "mp4" if "mp4" in names else names[0]


def _warnings(
    container: InputContainer,
    stream: VideoStream,
    seen: Seen,
    faults: Faults,
    timing: tuple[str, Fraction, Fraction],
) -> Iterator[str]:
    clock, duration, rate = timing
    frames = len(seen.pts)
    announced = _announced(stream, container)
    missing = announced is not None and (announced - duration) * rate > 2
    if faults.cut or faults.missing or missing:
        count = max(frames, stream.frames or round((announced or 0) * rate))
        all_of = f" of {count}" if stream.frames or announced is not None else ""
        short = f" short by {faults.missing:,} bytes or more" if faults.missing else ""
        sound = "; its sound may end sooner" if container.streams.audio else ""
        yield f"the file is cut{short}: {frames}{all_of} frames could be read{sound}"
    if faults.packets or faults.frames:
        damaged = faults.packets + faults.frames
        yield f"the file is damaged in {damaged} place{'s'[: damaged > 1]}; what could be read of it is shown"
    if seen.resized:
        number, width, height = seen.resized
        yield f"frames are {width}×{height} pixels from number {number} on; they are brought to the size of the first"
    if clock == "rate" and "avi" not in container.format.name:
        yield f"the file gives no times of its frames: they are shown at {float(rate):g} a second"
    if others := len(container.streams.video) - 1:
        yield f"of {others + 1} pictures that the file holds the first is taken"


def _announced(stream: VideoStream, container: InputContainer) -> Fraction | None:
    """Seconds that the file says its picture lasts."""
    if stream.duration and stream.time_base:
        return Fraction(stream.duration * stream.time_base)
    if stated := stream.metadata.get("DURATION"):
        hours, minutes, seconds = stated.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    return Fraction(container.duration, 1_000_000) if container.duration and len(container.streams) == 1 else None
