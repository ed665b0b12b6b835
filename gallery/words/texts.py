"""The words of the interface in the languages that visitors read.

They stand in ``templates/texts/<section>.yaml``, every language beside the others::

    room: {en: "Room {number}", de: "Raum {number}", …}
    photographs:
      en: {one: "{count} photograph", other: "{count} photographs"}

Reading them as YAML takes twenty times as long as reading the same as JSON, so a cache keeps that, by their digest.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gallery.files import COMPILED, read_checked, write_checked
from gallery.resources import TEMPLATES, shown

LOG = logging.getLogger(__name__)

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
    files = {path.stem: path.read_bytes() for path in shown(TEMPLATES / "texts", "*.yaml")}
    place = _place(files)
    found = _kept(place)
    if found is None:
        found = {name: yaml.load(text, _LOADER) for name, text in files.items()}
        _keep(found, place)
    return found


_READ: list[str] = []
"""The digest of the folder as it was when it was last to be read."""


def read_as(digest: str) -> None:
    """The folder has this digest now: what was read of another one is forgotten. Workers outlive changes of it."""
    if [digest] != _READ:
        sections.cache_clear()
        languages.cache_clear()
        _READ[:] = [digest]


_CACHES: list[Path] = []
"""The cache that this process uses, if any."""


def keep_texts(cache: Path) -> None:
    """From now on keep in ``cache`` what the files are read as, and take it from there."""
    _CACHES[:] = [cache]


def _place(files: Mapping[str, bytes]) -> Path | None:
    """Where it is kept what exactly these files are read as."""
    if not _CACHES:
        return None
    digest = hashlib.sha256(repr([yaml.__version__, *files.items()]).encode()).hexdigest()
    return _CACHES[0] / COMPILED / f"texts-{digest}.json"


def _kept(place: Path | None) -> dict[str, Any] | None:
    try:
        data = None if place is None else read_checked(place)
        return None if data is None else dict(json.loads(data))
    except (OSError, ValueError, TypeError) as error:
        LOG.debug("the interface's words are read anew: %s", error)
        return None


def _keep(found: Mapping[str, Any], place: Path | None) -> None:
    try:
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_checked(place, json.dumps(found, ensure_ascii=False).encode())
    except OSError as error:
        LOG.info("what the interface's words are read as is not kept (%s)", error)


def _is_one(count: object, language: str) -> bool:
    """CLDR's plural form ``one`` for whole numbers: in French nothing is singular too."""
    return count == 1 or (count == 0 and language == "fr")
