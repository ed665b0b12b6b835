"""The finished derivatives of one work, as the step that colorizes leaves them in its folder.

    original.jpg     the photograph as it is shown, upright, in sRGB, with the tone its master has
    original-whole.jpg  all of a master that is straightened or cut (absent when it is not)
    grey.jpg         its lightness alone, neutral
    colour.jpg       lightness kept, chroma inferred (absent when the work is not colorized)
    confidence.png   8-bit grey, 255 = certain, longer side at most 1024 (absent likewise)
    facts.json       :class:`Facts`

The pictures carry no label metadata: labels change more often than colours, and what is published is
encoded from these with its metadata (:mod:`gallery.pictures.metadata`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

ORIGINAL, WHOLE, GREY, COLOUR, CONFIDENCE, FACTS = (
    "original.jpg",
    "original-whole.jpg",
    "grey.jpg",
    "colour.jpg",
    "confidence.png",
    "facts.json",
)


@dataclass(frozen=True)
class Facts:
    """What is known of a work's pictures after colorizing."""

    width: int
    """Pixels, as it is shown."""
    height: int
    master_sha256: str
    master_format: str
    """As Pillow names it: JPEG, TIFF, PNG …"""
    master_bytes: int
    has_colour: bool
    """The master shows colours of its own (more than the single tone of a print)."""
    toned: bool
    """The master is monochrome with a tone, such as sepia."""
    colorized: bool
    weights: str | None = None
    """Name of the weights, None when not colorized."""
    weights_sha256: str | None = None
    weights_date: str | None = None
    """Day the weights were trained, ISO 8601."""
    network: str | None = None
    vividness: float | None = None
    """As rendered, after defaults."""
    confidence_mean: float | None = None
    """Mean over pixels, 0..1."""
    hints: int = 0
    pages: int = 1
    """Of the master's file; the photograph is one of them."""
    rotate: float = 0
    """Degrees clockwise by which the master is turned."""
    straightened: float = 0
    """Those of them that are no quarter turn, −45..45: the pixels were interpolated."""
    crop: list[float] | None = None
    """Left, top, right and bottom of what is shown, as fractions of the turned master; None for all of it."""
    whole: list[int] | None = None
    """Width and height in pixels of the upright master, where not all of it is shown."""
    protected: int = 0
    """Areas that were left grey."""
    version: str = ""
    """Changes with the pictures: part of a digest of what they hold, for addresses that may be kept for ever."""


@dataclass(frozen=True)
class Derivatives:
    """A folder of finished pictures of one work."""

    folder: Path
    facts: Facts

    @classmethod
    def read(cls, folder: Path) -> Derivatives:
        """The derivatives in ``folder``, as :func:`write_facts` left them."""
        return cls(folder, Facts(**json.loads((folder / FACTS).read_text(encoding="utf-8"))))

    @property
    def original(self) -> Path:
        return self.folder / ORIGINAL

    @property
    def whole(self) -> Path | None:
        """All of a master that is straightened or cut."""
        return self.folder / WHOLE if self.facts.whole else None

    @property
    def grey(self) -> Path:
        return self.folder / GREY

    @property
    def colour(self) -> Path | None:
        return self.folder / COLOUR if self.facts.colorized else None

    @property
    def confidence(self) -> Path | None:
        return self.folder / CONFIDENCE if self.facts.colorized else None

    @property
    def shows_three(self) -> bool:
        """Whether original and grey differ to the eye, so that both are shown beside the colour."""
        return self.facts.has_colour or self.facts.toned


def write_facts(facts: Facts, folder: Path) -> None:
    """Write ``facts`` into ``folder``, in a form that repeats byte for byte."""
    text = json.dumps(asdict(facts), indent=1, sort_keys=True) + "\n"
    (folder / FACTS).write_text(text, encoding="utf-8", newline="\n")


def version_of_pictures(folder: Path) -> str:
    """A digest of the pictures in ``folder``, whatever made them as they are."""
    total = hashlib.sha256()
    for name in (ORIGINAL, COLOUR, WHOLE):
        if (folder / name).is_file():
            with (folder / name).open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:8]
