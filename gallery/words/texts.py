"""The words of the interface in the languages that visitors read.

They stand in ``templates/texts/<section>.yaml``, every language beside the others::

    room: {en: "Room {number}", de: "Raum {number}", …}
    photographs:
      en: {one: "{count} photograph", other: "{count} photographs"}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from gallery.resources import TEMPLATES

FALLBACK = "en"
"""For exhibits in a language that the interface does not speak."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe, and ten times as fast where libyaml is there."""

Forms = str | Mapping[str, str]
"""A text, or its plural forms (``one``, ``other``; CLDR's names), chosen by the value ``count``."""

Section = Mapping[str, Mapping[str, Forms]]
"""Key → language → text."""


@dataclass(frozen=True)
class Texts:
    """The words of the interface in one language."""

    language: str
    """One of :func:`languages`."""

    def __call__(self, key: str, **values: object) -> str:
        """The text ``section.key`` with its placeholders filled; KeyError for an unknown key or a missing value."""
        section, _, name = key.partition(".")
        found = self._find(sections()[section], name)
        if not isinstance(found, str):
            found = found["one" if _is_one(values["count"], self.language) else "other"]
        return found.format_map(values) if values else found

    def section(self, name: str) -> dict[str, Forms]:
        """All texts of a section as they are written, for a script."""
        texts = sections()[name]
        return {key: self._find(texts, key) for key in texts}

    def _find(self, texts: Section, key: str) -> Forms:
        return texts[key][self.language]


def texts_in(language: str) -> Texts:
    """The words for readers of ``language`` (BCP 47): in it, in its base language, or else in English."""
    spoken = languages()
    base = language.partition("-")[0]
    return Texts(next((found for found in (language, base) if found in spoken), FALLBACK))


@cache
def languages() -> tuple[str, ...]:
    """Languages in which every section is complete, English first; the others in the order of the alphabet."""
    given = [set(forms) for section in sections().values() for forms in section.values()]
    common = set.intersection(*given)
    return (FALLBACK, *sorted(common - {FALLBACK}))


@cache
def sections() -> Mapping[str, Section]:
    """Every section by the name of its file."""
    found: dict[str, Any] = {}
    for path in sorted((TEMPLATES / "texts").glob("*.yaml")):
        found[path.stem] = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    return found


def _is_one(count: object, language: str) -> bool:
    """CLDR's plural form ``one`` for whole numbers: in French nothing is singular too."""
    return count == 1 or (count == 0 and language == "fr")
