"""The label of a work: what stands beside the picture, in one language, ready to be set.

A label is planned from the manifest alone (:func:`label_of`), travels in a task's parameters as JSON, and is
made exact (:func:`exact`) once the master has been opened and its own colours are known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from gallery.derivatives import Facts
from gallery.labels.creators import CreatorName, creators_of, in_one_line
from gallery.labels.measures import measured
from gallery.manifest.rights import rights_label
from gallery.manifest.schema import Exhibit, Work
from gallery.manifest.text import Text
from gallery.words.dates import readable
from gallery.words.texts import Texts, texts_in

DIGITAL_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Namespace of the IPTC vocabulary that says how a picture came about."""


@dataclass(frozen=True)
class Label:
    """The label of one work in one language."""

    number: int
    """Hanging number, from 1."""
    id: str
    title: str
    creator: str | None
    """All who made it, in one line."""
    date: str | None
    """As a visitor reads it: ``17 December 1903``, ``about 1900``."""
    medium: str | None
    credit: str | None
    rights: str
    """URI of the rights statement or licence."""
    rights_label: str
    """Its name in the language of the label: ``No Copyright – United States``."""
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
    place: str | None = None
    """Where it was taken."""
    dimensions: str | None = None
    """Of the original, as a visitor reads them: ``20.3 × 25.4 cm``, height first."""
    lender: str | None = None
    loan: str | None = None
    """The lender as a line of the label: ``Lent by the City Museum``."""
    inventory_number: str | None = None
    inventory: str | None = None
    """The inventory number as a line of the label: ``Inv. no. 1234``."""
    catalogue: str | None = None
    """Web address of the record in the owner's catalogue."""
    creators: tuple[CreatorName, ...] = ()
    """Those of :attr:`creator`, one by one."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """What :func:`exact` makes of the notice, by what the master is: ``colour``, ``toned``, ``plain``. Empty
    when nothing in the notice depends on it."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Language of each field whose text is not given in :attr:`language`, by the field's name."""

    def lines(self) -> list[str]:
        """The tombstone, line by line: creator; title, date; place; medium, dimensions; credit; lender; inventory
        number; rights; those that are given."""
        titled = f"{self.title}, {self.date}" if self.date else self.title
        owned = (self.credit, self.loan, self.inventory)
        lines = (self.creator, titled, self.place, self.material, *owned, self.rights_label)
        return [line for line in lines if line]

    @property
    def material(self) -> str | None:
        """What the original is, and how large."""
        return ", ".join(filter(None, [self.medium, self.dimensions])) or None

    def to_json(self) -> dict[str, Any]:
        """The label as plain JSON values, for the parameters of a task."""
        # What was left out of the label has no language either.
        elsewhere = {name: tag for name, tag in self.elsewhere.items() if getattr(self, name) is not None}
        return asdict(replace(self, elsewhere=elsewhere))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Label:
        """The label that :meth:`to_json` gave."""
        creators = tuple(CreatorName(**creator) for creator in values.get("creators", ()))
        return cls(**{**values, "creators": creators})


_SAYS_SO = re.compile(r"(?i)(inv(\b|entar|ent[oá]ri)|acc(\.|ession)|(n\.?[°º]|no\.)\s*inv)")


def says_so(number: str | None) -> bool:
    """Whether nothing has to be put before an inventory number: ``Inv. #1234`` says itself what it is, and none is
    none."""
    return number is None or _SAYS_SO.match(number) is not None


def label_of(work: Work, exhibit: Exhibit, number: int, language: str | None = None) -> Label:
    """The label of ``work``, hung as ``number`` (from 1), in ``language`` or else the exhibit's own.

    The notice is true of every master; :func:`exact` adds what only the opened master tells.
    """
    language = language or exhibit.language
    words = texts_in(language)
    fields = ("title", "medium", "credit", "rights_note", "alt", "description", "place", "lender")
    texts: dict[str, Text] = {name: text for name in fields if (text := getattr(work, name)) is not None}
    own = exhibit.colorizer.notice if work.colorize else work.reason
    if own is not None:
        texts["notice"] = own
    picked = {name: text.pick(language) for name, text in texts.items()}
    written = {name: text.language(language, exhibit.language) for name, text in texts.items()}
    creators = creators_of(work, language, exhibit.language)
    if creators:
        written["creator"] = creators[0].language
    if words.language != language.partition("-")[0]:  # the interface does not speak it
        written |= {name: words.language for name in ("rights_label", "notice") if name not in written}
    return Label(
        number=number,
        id=work.id,
        title=picked["title"],
        creator=in_one_line(creators),
        date=None if work.date is None else readable(work.date, language),
        medium=picked.get("medium"),
        credit=picked.get("credit"),
        rights=work.rights,
        rights_label=rights_label(work.rights, language),
        rights_note=picked.get("rights_note"),
        alt=picked["alt"],
        description=picked.get("description"),
        notice=_planned_notice(work, picked.get("notice"), words),
        colorized=work.colorize,
        digital_source_type=DIGITAL_SOURCE_TYPE + exhibit.colorizer.digital_source_type if work.colorize else None,
        language=language,
        place=picked.get("place"),
        dimensions=None if work.dimensions is None else measured(work.dimensions, words),
        lender=(lender := picked.get("lender")),
        loan=None if lender is None else words("label.loan", lender=lender),
        inventory_number=(number_given := work.inventory_number),
        inventory=number_given if says_so(number_given) else words("label.inventory", number=number_given),
        catalogue=work.catalogue,
        creators=creators,
        notices=_notices(work, words) if work.colorize and own is None else {},
        elsewhere={name: tag for name, tag in written.items() if tag != language},
    )


def bare_label(
    name: str,
    weights: Mapping[str, Any],
    *,
    number: int = 1,
    id: str = "",
    original: str = "",
    kind: str = "photograph",
) -> Label:
    """The label of a colorized photograph, or ``film``, that no manifest describes: what it is called, and where its
    colours come from.

    ``weights`` are the facts of a card, ``original`` is the SHA-256 of the photograph's file, where that is to be told.
    """
    made = f"{weights['name']}, {weights['date']}, sha256 {weights['sha256'][:12]}…"
    notice = f"Colours inferred by a neural network (weights {made}) from the {kind}'s lightness."
    return Label(
        number=number,
        id=id or name,
        title=name,
        creator=None,
        date=None,
        medium=None,
        credit=None,
        rights="",
        rights_label="",
        rights_note=None,
        alt=f"The {kind} {name}, colorized.",
        description=None,
        notice=f"{notice} SHA-256 of the original: {original}" if original else notice,
        colorized=True,
        digital_source_type=f"{DIGITAL_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia",
        language="en",
    )


def label_facts(work: Work, exhibit: Exhibit, number: int, language: str | None = None) -> dict[str, Any]:
    """:func:`label_of` as plain JSON values."""
    return label_of(work, exhibit, number, language).to_json()


def exact(label: Label, facts: Facts) -> Label:
    """``label`` with a notice that says what the opened master is: with colours, toned, or black and white.

    The exhibit's own wording and the notice of an uncolorized work stay as they are.
    """
    if not label.notices:
        return label
    kind = "colour" if facts.has_colour else "toned" if facts.toned else "plain"
    return replace(label, notice=label.notices[kind])


def _planned_notice(work: Work, own: str | None, words: Texts) -> str:
    if not work.colorize:
        return words("label.uncolorized", reason=own)
    inferred = "label.inferred_film" if work.is_film else "label.inferred"
    return own if own is not None else words(inferred) + _given(work, words)


def _notices(work: Work, words: Texts) -> dict[str, str]:
    given = _given(work, words)
    toned = "film_toned" if work.is_film else "toned"
    kinds = {"colour": "colour", "toned": toned, "plain": "plain"}
    return {kind: words(f"label.inferred_{name}") + given for kind, name in kinds.items()}


def _given(work: Work, words: Texts) -> str:
    """The sentences on colours that the curator gave and on what was left grey, a space before each; empty without."""
    return _hinted(work, words) + _left_grey(work, words)


def _left_grey(work: Work, words: Texts) -> str:
    count = len(work.protect)
    return " " + words("label.left_grey", count=count, number=_count(count, words).capitalize()) if count else ""


def _hinted(work: Work, words: Texts) -> str:
    given, assumed = len(work.hints), sum(hint.assumption for hint in work.hints)
    if not given:
        return ""
    number, some = _count(given, words).capitalize(), _count(assumed, words)
    if not assumed:
        return " " + words("label.given", count=given, number=number)
    if assumed == given:
        return " " + words("label.given_as_assumptions", count=given, number=number)
    return " " + words("label.given_some_assumed", count=assumed, number=number, assumed=some)


def _count(number: int, words: Texts) -> str:
    """``number`` in words up to ten. One has none: it agrees with its noun, so it stands in the texts."""
    return words(f"label.number_{number}") if 2 <= number <= 10 else str(number)
