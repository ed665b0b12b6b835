"""Who made a work, as labels and indexes of one language name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gallery.manifest.original import Creator
from gallery.manifest.schema import Work
from gallery.words.names import nobody_in, sort_form
from gallery.words.texts import Texts, texts_in


@dataclass(frozen=True)
class CreatorName:
    """One creator, in one language."""

    name: str
    """As the label gives it; for nobody the words of the label's language."""
    role: str | None
    sort: str | None
    """As an index of people lists the name: ``Lange, Dorothea``; None for nobody, whom no index lists."""
    kind: Literal["person", "body"] | None
    """As the manifest says; None where it does not."""
    language: str
    """BCP 47 tag of the name."""

    @property
    def said(self) -> str:
        """As a label says it: the role stands behind the name, in brackets."""
        return f"{self.name} ({self.role})" if self.role else self.name


def creators_of(work: Work, language: str, own: str) -> tuple[CreatorName, ...]:
    """Those who made ``work``, for readers of ``language``; a plain string is in the exhibit's ``own``."""
    words = texts_in(language)
    return tuple(_named(creator, language, own, words) for creator in work.creators)


def is_somebody(creator: Creator) -> bool:
    """Whether ``creator`` names anybody: ``Unknown photographer`` does not, unless the manifest says what it is."""
    said_so = creator.sort is not None or creator.kind is not None
    return said_so or not any(nobody_in(name) for _, name in creator.name.strings())


def in_one_line(creators: Iterable[CreatorName]) -> str | None:
    """All of them as one line of a label; None if there are none."""
    return "; ".join(creator.said for creator in creators) or None


def _named(creator: Creator, language: str, own: str, words: Texts) -> CreatorName:
    name = creator.name.pick(language)
    role = None if creator.role is None else creator.role.pick(language)
    if not is_somebody(creator):
        return _nobody(creator, role, language, words)
    body = None if creator.kind is None else creator.kind == "body"
    sort = creator.sort.pick(language) if creator.sort is not None else sort_form(name, body=body)
    return CreatorName(name, role, sort, creator.kind, creator.name.language(language, own))


def _nobody(creator: Creator, role: str | None, language: str, words: Texts) -> CreatorName:
    """What stands for nobody: the curator's words where they are in the label's language, else ours."""
    base, said = language.partition("-")[0], creator.name.pick(language)
    translated = not isinstance(creator.name.root, str) and creator.name.language(language, "") in (language, base)
    if translated or nobody_in(said) == base:
        return CreatorName(said, role, None, None, language)
    return CreatorName(words("label.nobody"), role, None, None, words.language)
