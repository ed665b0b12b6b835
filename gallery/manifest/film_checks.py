"""What may be said of a film and of no photograph, and the other way round; and when a hint of a film is given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from gallery.manifest.fields import fields_of
from gallery.manifest.hints import Hint
from gallery.manifest.kinds import FILM_SUFFIXES
from gallery.manifest.positions import Keys

OF_FILMS = ("poster", "captions", "transcript")
"""Keys of a work that only a film has."""

OF_PHOTOGRAPHS = ("rotate", "crop")
"""Keys of a work that only a photograph has."""

OF_TIME = ("time", "from", "to")
"""Keys of a hint that say when."""

Found = tuple[Keys, str, str, str]
"""Keys, code, message, hint."""


def film_faults(keys: Keys, work: dict[str, Any]) -> Iterator[Found]:
    """Problems in the plain values of a ``work`` at ``keys``, in so far as it is a film or is none."""
    film = names_film(work.get("source"))
    if film is None:
        return
    for name in OF_PHOTOGRAPHS if film else OF_FILMS:
        if work.get(name) is not None and not (name == "rotate" and work[name] == 0):
            yield (*keys, name), *_out_of_place(name, film)
    yield from _captions(keys, work.get("captions")) if film else ()
    hints = work.get("hints")
    for index, hint in enumerate(hints if isinstance(hints, list) else []):
        # An unknown key may be a slip in one of them, which the schema reports.
        if isinstance(hint, dict) and fields_of(Hint).keys() >= hint.keys():
            yield from _timed((*keys, "hints", index), hint) if film else _untimed((*keys, "hints", index), hint)


def names_film(source: Any) -> bool | None:
    """Whether ``source``, as it is written, is a film by the ending of its name; None where that cannot be told."""
    if not isinstance(source, dict):
        return None
    name = source.get("path") or source.get("url")
    if not isinstance(name, str):
        return None
    try:
        name = urlsplit(name).path if "path" not in source else name
    except ValueError:
        return None
    return PurePosixPath(unquote(name)).suffix.lower() in FILM_SUFFIXES


def _out_of_place(name: str, film: bool) -> tuple[str, str, str]:
    if film:
        return "not-of-a-film", f"{name!r} is of a photograph, and the source is a film", "remove it; a film shows all"
    endings = ", ".join(FILM_SUFFIXES[:5])
    return "only-of-a-film", f"{name!r} is of a film, and the source is none", f"remove it; films end in {endings} …"


def _captions(keys: Keys, captions: Any) -> Iterator[Found]:
    taken: dict[str, int] = {}
    for index, one in enumerate(captions if isinstance(captions, list) else []):
        if not isinstance(one, dict):
            continue
        language, path, place = one.get("language"), one.get("path"), (*keys, "captions", index)
        if isinstance(path, str) and not path.lower().endswith(".vtt"):
            remedy = "save them as WebVTT; most programs for subtitles do"
            yield (*place, "path"), "wrong-captions", f"{path[:100]!r} is no WebVTT file (.vtt)", remedy
        if isinstance(language, str) and taken.setdefault(language, index) != index:
            yield (*place, "language"), "duplicate-captions", f"captions in {language!r} twice", "keep one of the two"


def _untimed(keys: Keys, hint: dict[str, Any]) -> Iterator[Found]:
    for name in OF_TIME:
        if hint.get(name) is not None:
            yield (*keys, name), "only-of-a-film", f"a hint with {name!r}, for a photograph", "remove it"


def _timed(keys: Keys, hint: dict[str, Any]) -> Iterator[Found]:
    given = [name for name in OF_TIME if hint.get(name) is not None]
    if not given:
        remedy = "add 'time: 12.4', the second at which its place is given, or 'from: 10.0' and 'to: 14.0'"
        yield keys, "missing-time", "a hint of a film that does not say when", remedy
    elif "time" in given and len(given) > 1:
        remedy = "keep 'time' for a moment, or 'from' and 'to'"
        yield (*keys, given[1]), "two-times", f"a hint with both 'time' and {given[1]!r}", remedy
    elif given in (["from"], ["to"]):
        other = {"from": "to", "to": "from"}[given[0]]
        remedy = f"add '{other}: …', or write 'time: {hint[given[0]]}'"
        yield (*keys, given[0]), "missing-time", f"a hint with {given[0]!r} and no {other!r}", remedy
    elif "from" in given and all(type(hint[name]) in (int, float) for name in given) and hint["from"] >= hint["to"]:
        remedy = f"write 'from: {hint['to']}' and 'to: {hint['from']}'"
        if hint["from"] == hint["to"]:
            remedy = f"write 'time: {hint['to']}'"
        yield (*keys, "to"), "wrong-time", "a hint that ends before it begins", remedy
