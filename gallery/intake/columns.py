"""Columns of a table → fields of a work, by the names that stand in ``templates/intake/columns.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import yaml
from slugify import slugify

from gallery.manifest.kinds import LANGUAGE
from gallery.resources import TEMPLATES

FILE = TEMPLATES / "intake" / "columns.yaml"
STANDARDS = "standards"

_VOCABULARY = re.compile(r"(?i)\s*(?:dc|dcterms|dc ?terms|dublin ?core|schema|iptc|exif|xmp)\s*[:.]\s*")
_APOSTROPHES = re.compile("['’`´]")
_IN_BRACKETS = re.compile(r"(.+?)\s*(?:\[\s*(\S+?)\s*\]|\(\s*(\S+?)\s*\)|@\s*(\S+))\s*")
_BEHIND = re.compile(r"(.+?)[\s_.:-](en|de|fr|es|it|nl|pt|pl|cs|da|sv)", re.IGNORECASE)
"""A language without brackets is known only where it is one of these: names end in many ways."""


@dataclass(frozen=True)
class Column:
    """What a column fills."""

    field: str
    """A field of a work, or one of ``file``, ``url``, ``sha256``, ``subject``, ``keywords``,
    ``latitude``, ``longitude``."""
    language: str = ""
    """Of its texts, where its name says so."""
    rank: int = 0
    """Of two columns for one field, the lower one is taken."""
    tongues: frozenset[str] = frozenset()
    """The languages in which a column of this field is called so."""


@cache
def _names() -> Mapping[str, Column]:
    """Fields by the plain form of a column's name."""
    known: dict[str, Column] = {}
    fields = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for field, tongues in fields.items():
        rank = 0
        for tongue, names in tongues.items():
            for name in names:
                plain = _plain(str(name))
                before = known.get(plain)
                if before is None:
                    known[plain] = Column(field, rank=rank, tongues=frozenset({tongue}))
                elif before.field == field:
                    known[plain] = Column(field, rank=before.rank, tongues=before.tongues | {tongue})
                rank += 1
    return known


def _plain(name: str) -> str:
    """A column's name without capitals, accents, points and the vocabulary's name before it."""
    return slugify(_APOSTROPHES.sub(" ", _VOCABULARY.sub("", name, count=1) or name), separator=" ")


def column(name: str) -> Column | None:
    """What the column called ``name`` fills; None if it is not known."""
    found = _names().get(_plain(name))
    if found is not None:
        return found
    if match := _IN_BRACKETS.fullmatch(name):
        language = (match[2] or match[3] or match[4]).replace("_", "-")
        if re.match(LANGUAGE, language):
            known = _names().get(_plain(match[1]))
            return known and Column(known.field, language, known.rank, known.tongues)
    if match := _BEHIND.fullmatch(name.strip()):
        known = _names().get(_plain(match[1]))
        return known and Column(known.field, match[2].lower(), known.rank, known.tongues)
    return None


def is_known(name: str) -> bool:
    """Whether a column called ``name`` means something."""
    return bool(name.strip()) and column(name) is not None


def language_of(columns: Iterable[str], among: Iterable[str] = ("en", "de", "fr", "es")) -> str:
    """The language in which most columns have their names; English where that does not decide."""
    votes = dict.fromkeys(among, 0)
    for name in columns:
        found = column(name)
        for tongue in found.tongues if found else ():
            if tongue in votes:
                votes[tongue] += 1
    return max(votes, key=lambda tongue: votes[tongue])  # of equals, the first
