"""What is known of a film before a build: its head, its shots, the times of its frames, its captions (plain values)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gallery.manifest.webvtt import Cue


@dataclass(frozen=True)
class Track:
    """The captions of a film in one language."""

    language: str
    """BCP 47 tag."""
    text: str
    """The WebVTT file."""
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Film:
    """A film as it was found when its exhibit was inspected."""

    head: Mapping[str, Any]
    """What its file says of itself: a ``gallery.film.FilmHead`` as plain JSON."""
    shots: tuple[tuple[int, int, int, int], ...]
    """Of each its first frame and the one after its last, and how many frames before and after are looked at with it:
    long shots are coloured in parts."""
    times: Sequence[float]
    """When each frame is shown, seconds since the first."""
    poster: int
    """Number of the frame that stands for it."""
    tracks: tuple[Track, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in square pixels, as it is shown."""
        width, height = int(self.head["width"]), int(self.head["height"])
        across, _, down = str(self.head["aspect"]).partition("/")
        return max(1, round(width * int(across) / int(down or 1))), height

    @property
    def duration(self) -> float:
        """Seconds."""
        return round(_number(self.head["duration"]), 3)

    @property
    def rate(self) -> float:
        """Frames a second, on average."""
        return round(_number(self.head["rate"]), 3)

    @property
    def frames(self) -> int:
        """How many there are."""
        return len(self.times)

    @property
    def has_sound(self) -> bool:
        """Whether there is something to hear."""
        return bool(self.head["has_sound"])

    def number_at(self, seconds: float) -> int:
        """The frame that is shown at that time; the last one after the end."""
        return max(0, bisect_right(self.times, seconds + 0.0005) - 1)

    def shot_of(self, number: int) -> int:
        """Which shot the frame belongs to, from 0; where two share it, the one that begins with it or before."""
        return max(at for at, shot in enumerate(self.shots) if shot[0] <= number)

    def looked(self, at: int) -> tuple[float, float]:
        """Seconds from which up to which frames are looked at for the shot of that number, from 0."""
        first, last, before, after = self.shots[at]
        end = last + after
        return self.times[first - before], self.times[end] if end < self.frames else self.duration


def _number(fraction: Any) -> float:
    above, _, below = str(fraction).partition("/")
    return float(above) / float(below or 1)


def clock(seconds: float) -> str:
    """``65.2`` as ``1:05.2``."""
    tenths = int(seconds * 10 + 0.001)
    return f"{tenths // 600}:{tenths % 600 // 10:02}.{tenths % 10}"
