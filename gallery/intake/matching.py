"""Rows of a table ↔ files of a folder, by names that people wrote down: in other capitals, with accents composed
otherwise, with a path of another machine, without the ending."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from slugify import slugify

from gallery.intake.tables import Row
from gallery.manifest.kinds import FILM_SUFFIXES
from gallery.photograph import SUFFIXES


@dataclass(frozen=True)
class Matches:
    """Which row tells of which file."""

    pairs: tuple[tuple[Row, str | None], ...]
    """Every row in order, with its file's path in the folder; None where it has none."""
    unmatched: tuple[str, ...]
    """Paths of files that no row tells of, in order."""
    reasons: tuple[tuple[Row, str], ...]
    """Rows without a file, and why: what they name, or that it means several files, or one that another row has."""


def match(rows: Iterable[Row], files: Sequence[str], names_of: Callable[[Row], Sequence[str]]) -> Matches:
    """Match ``rows`` with ``files``, paths in a folder with forward slashes.

    ``names_of`` gives the names that a row may have for its file, the likeliest first. A row that names a file more
    strictly than another has it, wherever the two stand in the table.
    """
    rows = list(rows)
    names = [names_of(row) for row in rows]
    taken: dict[str, int] = {}
    found: dict[int, list[str]] = {}
    known = [_named(way, files) for way in _WAYS]
    for which in range(max(map(len, names), default=0)):
        for way, index in zip(_WAYS, known, strict=True):
            for at, own in enumerate(names):
                if at in found or which >= len(own):
                    continue
                if same := _meant(own[which], way, index):
                    found[at] = same
                    if len(same) == 1:
                        taken.setdefault(same[0], at)
    pairs = [(row, file) for at, row in enumerate(rows) for file in [_own(found.get(at, []), at, taken)]]
    reasons = [
        (row, _reason(names[at], found.get(at, []), rows, taken))
        for at, (row, file) in enumerate(pairs)
        if file is None
    ]
    return Matches(tuple(pairs), tuple(file for file in files if file not in taken), tuple(reasons))


def _named(way: Callable[[str], list[str]], files: Sequence[str]) -> dict[str, list[str]]:
    """Files by what they are compared by in one of :data:`_WAYS`."""
    known: dict[str, list[str]] = defaultdict(list)
    for file in files:
        for key in dict.fromkeys(way(file)):
            known[key].append(file)
    return known


def _meant(name: str, way: Callable[[str], list[str]], known: dict[str, list[str]]) -> list[str]:
    """The files that ``name`` may mean in this way."""
    written = name.replace("\\", "/").strip().strip("/")
    keys = way(written) if written else []
    return next((known[key] for key in keys if key and key in known), [])


def _own(found: list[str], at: int, taken: dict[str, int]) -> str | None:
    return found[0] if len(found) == 1 and taken[found[0]] == at else None


def _reason(names: Sequence[str], found: list[str], rows: Sequence[Row], taken: dict[str, int]) -> str:
    """Why a row has no file."""
    if len(found) == 1:
        return f"{found[0]} is what row {rows[taken[found[0]]].number} tells of"
    if found:
        return f"{names[0]!r} may be {', '.join(found[:5])}"
    return f"there is no file {names[0]!r}" if names else "it names no file"


def plain(name: str) -> str:
    """``name`` as it is compared: accents composed, no capitals."""
    return unicodedata.normalize("NFC", name).casefold()


def _path(name: str) -> list[str]:
    return [unicodedata.normalize("NFC", name)]


def _tails(name: str) -> list[str]:
    """The path, and what is left of it without its first folders: on another machine there are others."""
    parts = plain(name).split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))]


def _without_ending(name: str) -> list[str]:
    last = PurePosixPath(plain(name)).name
    return [PurePosixPath(last).stem if last.endswith((*SUFFIXES, *FILM_SUFFIXES)) else last]


def _words(name: str) -> list[str]:
    return [slugify(stem) for stem in _without_ending(name)]


_WAYS: tuple[Callable[[str], list[str]], ...] = (_path, _tails, _without_ending, _words)
"""Each gives what a file and what a row's name are compared by, the likeliest first."""
