"""What a film's file says of itself, as the fields of a work. It is opened for that, and not decoded."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from gallery.film.opening import announced, texts_of
from gallery.intake.embedded import Embedded
from gallery.manifest.kinds import FILM_SUFFIXES

READER = "av"
"""The package, of the extra ``film``, that opens films."""

NOT_READ = "films were taken without being opened: pip install 'nostalgia-gallery[film]' to show them"

_DATES = ("date", "creation_date", "year")

_FIELDS = {
    "title": ("title",),
    "creator": ("artist", "author", "composer", "album_artist"),
    "rights": ("copyright",),
    "description": ("description", "comment", "synopsis"),
}
"""Field of a work → FFmpeg's names for what may be it, the likeliest first."""


def is_film(name: str) -> bool:
    """Whether a file of that name is a film."""
    return name.lower().endswith(FILM_SUFFIXES)


def can_open() -> bool:
    """Whether the extra that opens films is installed."""
    return find_spec(READER) is not None


def said_by(path: Path) -> tuple[Embedded, str]:
    """What the film at ``path`` says of itself, and how large and long it is, in words. FilmError where it is none."""
    width, height, seconds = announced(path)
    texts = texts_of(path)
    found = {field: next((texts[name] for name in names if texts.get(name)), "") for field, names in _FIELDS.items()}
    keywords = tuple(word.strip() for word in texts.get("keywords", "").split(",") if word.strip())
    date = next((texts[name] for name in _DATES if texts.get(name)), "")
    remarks = (f"the file says {date}, which may be when it was digitized",) if date else ()
    told = {name: text for name, text in found.items() if text}
    length = f", {_length(seconds)}" if seconds else ""
    return Embedded(told, found["rights"], keywords, remarks), f"a film of {width} × {height} pixels{length}"


def _length(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds) // 60} min {int(seconds) % 60} s"
