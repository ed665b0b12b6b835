"""The label of a work: what stands beside the picture, in one language, ready to be set.

A label is planned from the manifest alone (:func:`label_of`), travels in a task's parameters as JSON, and is
made exact (:func:`exact`) once the master has been opened and its own colours are known.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from gallery.derivatives import Facts
from gallery.manifest.dates import readable
from gallery.manifest.rights import rights_label
from gallery.manifest.schema import Exhibit, Text, Work

DIGITAL_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Namespace of the IPTC vocabulary that says how a picture came about."""

_INFERRED = "Colours inferred by a neural network"
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Label:
    """The label of one work in one language."""

    number: int
    """Hanging number, from 1."""
    id: str
    title: str
    creator: str | None
    date: str | None
    """As a visitor reads it: ``17 December 1903``, ``about 1900``."""
    medium: str | None
    credit: str | None
    rights: str
    """URI of the rights statement or licence."""
    rights_label: str
    """Its name: ``No Copyright – United States``."""
    rights_note: str | None
    alt: str
    description: str | None
    """Markdown source."""
    notice: str
    """One or two sentences: that colours are inferred, or why the work is shown uncolorized."""
    colorized: bool
    digital_source_type: str | None
    """Full IPTC URI of the colorized picture, None for a work shown uncolorized."""
    language: str
    """BCP 47 tag of the texts."""
    own_notice: bool = False
    """True if the exhibit words the notice itself; it is then never reworded."""
    hints: int = 0
    """Colours given by the curator."""
    assumptions: int = 0
    """How many of these the curator assumes."""

    def lines(self) -> list[str]:
        """The tombstone, line by line: creator; title, date; medium; credit; rights; those that are given."""
        titled = f"{self.title}, {self.date}" if self.date else self.title
        lines = (self.creator, titled, self.medium, self.credit, self.rights_label)
        return [line for line in lines if line]

    def to_json(self) -> dict[str, Any]:
        """The label as plain JSON values, for the parameters of a task."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Label:
        """The label that :meth:`to_json` gave."""
        return cls(**values)


def label_of(work: Work, exhibit: Exhibit, number: int, language: str | None = None) -> Label:
    """The label of ``work``, hung as ``number`` (from 1), in ``language`` or else the exhibit's own.

    The notice is true of every master; :func:`exact` adds what only the opened master tells.
    """
    language = language or exhibit.language

    def pick(text: Text | None) -> str | None:
        return None if text is None else text.pick(language)

    label = Label(
        number=number,
        id=work.id,
        title=work.title.pick(language),
        creator=pick(work.creator),
        date=None if work.date is None else readable(work.date, language),
        medium=pick(work.medium),
        credit=pick(work.credit),
        rights=work.rights,
        rights_label=rights_label(work.rights),
        rights_note=pick(work.rights_note),
        alt=work.alt.pick(language),
        description=pick(work.description),
        notice="",
        colorized=work.colorize,
        digital_source_type=DIGITAL_SOURCE_TYPE + exhibit.colorizer.digital_source_type if work.colorize else None,
        language=language,
        own_notice=work.colorize and exhibit.colorizer.notice is not None,
        hints=len(work.hints) if work.colorize else 0,
        assumptions=sum(hint.assumption for hint in work.hints) if work.colorize else 0,
    )
    return replace(label, notice=_planned_notice(label, pick(work.reason), pick(exhibit.colorizer.notice)))


def label_facts(work: Work, exhibit: Exhibit, number: int, language: str | None = None) -> dict[str, Any]:
    """:func:`label_of` as plain JSON values."""
    return label_of(work, exhibit, number, language).to_json()


def exact(label: Label, facts: Facts) -> Label:
    """``label`` with a notice that says what the opened master is: with colours, toned, or black and white.

    The exhibit's own wording and the notice of an uncolorized work stay as they are.
    """
    if not label.colorized or label.own_notice:
        return label
    if facts.has_colour:
        master = "; the original has colours of its own."
    elif facts.toned:
        master = "; the original is a toned black-and-white photograph."
    else:
        master = "; the original is black and white."
    return replace(label, notice=_INFERRED + master + _given(label))


def _planned_notice(label: Label, reason: str | None, own: str | None) -> str:
    if not label.colorized:
        return f"Shown uncolorized: {reason}"
    return own if own is not None else f"{_INFERRED} from the greyscale photograph.{_given(label)}"


def _given(label: Label) -> str:
    """The sentence on colours that the curator gave, with a space before it; empty without hints."""
    if not label.hints:
        return ""
    count = _count(label.hints)
    sentence = f" {count.capitalize()} {'colour was' if label.hints == 1 else 'colours were'} given by the curator"
    if not label.assumptions:
        return f"{sentence}."
    if label.assumptions == label.hints:
        return f"{sentence}, as {'an assumption' if label.hints == 1 else 'assumptions'}."
    assumed = "an assumption" if label.assumptions == 1 else "assumptions"
    return f"{sentence}, {_count(label.assumptions)} as {assumed}."


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
