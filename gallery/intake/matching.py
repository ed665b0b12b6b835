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

    ``names_of`` gives the names that a row may have for its file, the likeliest first.
    """
    index = _Index(files)
    taken: dict[str, Row] = {}
    pairs: list[tuple[Row, str | None]] = []
    reasons: list[tuple[Row, str]] = []
    for row in rows:
        names = names_of(row)
        found = next((same for name in names if (same := index.find(name))), [])
        file = found[0] if len(found) == 1 else None
        if file in taken:
            reasons.append((row, f"{file} is what row {taken[file].number} tells of"))
            file = None
        elif len(found) > 1:
            reasons.append((row, f"{names[0]!r} may be {', '.join(found[:5])}"))
        elif file is None:
            reasons.append((row, f"there is no file {names[0]!r}" if names else "it names no file"))
        if file is not None:
            taken[file] = row
        pairs.append((row, file))
    return Matches(tuple(pairs), tuple(file for file in files if file not in taken), tuple(reasons))


class _Index:
    """Files by each way in which one may be named, the strictest first."""

    def __init__(self, files: Sequence[str]) -> None:
        self._known: list[dict[str, list[str]]] = []
        for way in _WAYS:
            known: dict[str, list[str]] = defaultdict(list)
            for file in files:
                for key in dict.fromkeys(way(file)):
                    known[key].append(file)
            self._known.append(known)

    def find(self, name: str) -> list[str]:
        """The files that ``name`` may mean, by the strictest way that finds any."""
        written = name.replace("\\", "/").strip().strip("/")
        for way, known in zip(_WAYS, self._known, strict=True):
            for key in way(written) if written else ():
                if key and key in known:
                    return known[key]
        return []


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
