"""What a film is, known by decoding it once from beginning to end: a head announces what may not be there."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from gallery.manifest.kinds import FILM_SUFFIXES

SUFFIXES = FILM_SUFFIXES
"""Endings of films, as a manifest knows them."""


@dataclass(frozen=True)
class FilmHead:
    """A film as it is shown."""

    width: int
    height: int
    """Pixels of a frame, upright."""
    aspect: Fraction
    """Width of a pixel to its height, upright; 1 for square pixels."""
    frames: int
    """Frames that can be decoded."""
    duration: Fraction
    """Seconds, from the beginning of the first frame to the end of the last."""
    rate: Fraction
    """Frames a second, on average."""
    start: Fraction
    """Time of the first frame in seconds, as the file says."""
    codec: str
    """``h264``, ``vp9`` …"""
    format: str
    """``mp4``, ``matroska`` …"""
    interlaced: bool
    rotation: int
    """Degrees clockwise by which a frame is turned upright, 0, 90, 180 or 270."""
    has_sound: bool
    has_colour: bool
    """It shows colours of its own, more than the tone of a print."""
    warnings: tuple[str, ...]
    """What should be known although the film can be read."""
    mirrored: bool = False
    """A frame is mirrored, left to right, before it is turned."""
    tick: Fraction = Fraction(1, 1000)
    """Seconds; times of frames are multiples of it."""
    clock: str = "pts"
    """Where frames have their times from: ``pts``, ``dts``, or ``rate`` where the file gives none."""
    keys: tuple[tuple[int, int], ...] = ()
    """Key frames at which the file can be entered: number, and time in its own ticks."""
    damaged: bool = False
    """Some of it cannot be decoded as it should; one thread has to, for what several make of that is chance."""

    @property
    def lies_on_its_side(self) -> bool:
        """Whether frames in the file are as wide as the film is high."""
        return self.rotation % 180 != 0

    @property
    def square(self) -> tuple[int, int]:
        """Width and height of a frame in square pixels."""
        return max(1, round(self.width * self.aspect)), self.height

    def to_json(self) -> dict[str, Any]:
        """The head as plain JSON values, fractions as ``"n/d"``."""
        return {
            name: f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> FilmHead:
        """The head that :meth:`to_json` gave."""
        given = dict(values)
        for each in fields(cls):
            if each.type == "Fraction" and each.name in given:
                given[each.name] = Fraction(given[each.name])
        given["warnings"] = tuple(given["warnings"])
        given["keys"] = tuple((number, mark) for number, mark in given.get("keys", ()))
        return cls(**given)


def is_film(path: Path) -> bool:
    """Whether ``path`` is called like a film."""
    return path.suffix.lower() in SUFFIXES


def head_of(path: Path) -> FilmHead:
    """The head of the film at ``path``, which is decoded once for it.

    A film that is cut or damaged is taken as far as it can be read, and :attr:`FilmHead.warnings` says so. Raises
    FilmError, which names file, cause and remedy: no film at all, sound only, encrypted, of frames too large, without
    one frame that can be decoded.
    """
    from gallery.film.survey import Survey

    survey = Survey(path)
    for _ in survey.greys():
        pass
    return survey.head
