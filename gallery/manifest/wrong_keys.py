"""What to say of a key that the schema does not have, and of one that it misses.

An unknown key is a field's other name, a field in another place, the rest of a text that a comma cut off, or a line
that lacks a space.
"""

from __future__ import annotations

import difflib
import re
from typing import Any

from gallery.manifest import conversions, writing
from gallery.manifest.commas import Cut, cut
from gallery.manifest.fields import fields_at, fits, homes, required_at, way_of
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.scalars import short
from gallery.manifest.synonyms import meant

Words = tuple[str, str, str]
"""Code, message, hint."""

_ADD = {
    "title": "add 'title: …'",
    "curator": "add 'curator: …', who answers for this exhibition",
    "statement": "add 'statement: …', what this exhibition is and why",
    "rooms": "add 'rooms:' with at least one room",
    "works": "add 'works:' with at least one work",
    "id": "add 'id: …', lower-case words joined by hyphens",
    "source": "add 'source: {url: …, sha256: …}', '{path: …}' or '{package: …, path: …}'",
    "rights": "add 'rights: …', a URI of rightsstatements.org or creativecommons.org",
    "alt": "add 'alt: …', what the photograph shows, for those who do not see it",
    "path": "add 'path: …', the file inside the package",
    "name": "add 'name: …'",
    "width": "add 'width: …', or write both as a text: '18 × 24 cm', the height first",
    "height": "add 'height: …', or write both as a text: '18 × 24 cm', the height first",
    "size.width": "add 'width: …', in centimetres",
    "date": "add 'date: …', the day as YYYY-MM-DD",
    "color": "add 'color: \"#rrggbb\"'",
    "evidence": "add 'evidence: …', how the colour is known",
}
"""What to do about a key that is missing."""

_PLACES = {
    (): "at the top of the manifest",
    ("rooms",): "in a room",
    ("rooms", "works"): "in a work",
    ("rooms", "works", "source"): "in the 'source' of a work",
    ("rooms", "works", "hints"): "in a hint of a work",
    ("rooms", "works", "captions"): "in the captions of a work",
}
"""What to call the mapping that fields lead to."""

_LONGEST = 60


def missing(keys: Keys) -> str:
    """What to do about the missing key at the end of ``keys``."""
    return _ADD.get(".".join(map(str, keys[-2:]))) or _ADD.get(str(keys[-1]), "add it")


def unknown_key(keys: Keys, tree: Tree) -> Words | None:
    """What to say of the unknown key at ``keys``; None where another message says it."""
    key, value = str(keys[-1]), tree.at(keys)
    if (rest := cut(keys, tree)) is not None:
        return _cut_off(rest) if rest.names[0] == key else None  # the first of them has said it
    if (found := loose(keys, value)) is not None:
        return found[1]
    said = f"unknown key {short(key)}"
    near, ways = intended(keys, value, tree.at(keys[:-1])), misplaced(keys, value)
    if near is not None and (not ways or fits((*way_of(keys[:-1]), near), value)):
        return "unknown-key", said, f"did you mean {near!r}?{_ready(near, value)}"
    if ways:
        return "misplaced-key", *_moved(key, value, ways, keys)
    if near is not None:
        return "unknown-key", said, f"did you mean {near!r}?"
    known = fields_at(keys[:-1])
    return "unknown-key", said, f"known here: {', '.join(known)}" if known else "remove it"


def _cut_off(rest: Cut) -> Words | None:
    """What to say of what commas cut off a value; None where the value itself is told."""
    if rest.remedy or rest.is_told:
        return rest.remedy
    return "cut-off", f"in braces a comma ends {rest.key!r}, so that {short(rest.names[0])} stands alone", "remove it"


def intended(keys: Keys, value: Any, beside: Any) -> str | None:
    """The field of its own mapping, ``beside``, that an unknown key was meant to be, where that can be told.

    A word may mean several, as ``identifier`` does: then one that is not given yet.
    """
    key, fields = str(keys[-1]), fields_at(keys[:-1])
    if (found := loose(keys, value)) is not None:
        return found[0]
    given = beside if isinstance(beside, dict) else {}
    exact = meant(key, [field for field in fields if field not in given]) or meant(key, fields)
    if exact is not None and fits((*way_of(keys[:-1]), exact), value):
        return exact
    if key in homes() and misplaced(keys, value):
        return next(iter(difflib.get_close_matches(key, fields, n=1, cutoff=0.9)), exact)
    return next(iter(difflib.get_close_matches(key.lower(), fields, n=1, cutoff=0.6)), exact)


def misplaced(keys: Keys, value: Any) -> tuple[tuple[str, ...], ...]:
    """Where else in the schema the field is that an unknown key names, the field at the end; the nearest first."""
    key, here = str(keys[-1]), way_of(keys[:-1])
    name = key if key in homes() else meant(key, homes().keys())
    ways = [(*way, name) for way in homes().get(name, ()) if name and way != here] if name else []

    def distance(way: tuple[str, ...]) -> tuple[bool, int]:
        common = next((n for n, (a, b) in enumerate(zip(way, here, strict=False)) if a != b), min(len(way), len(here)))
        return not fits(way, value), len(way) + len(here) - 2 * common

    ranked = sorted(ways, key=distance)
    if key not in homes() and ranked and not fits(ranked[0], value):
        return ()
    return tuple(way for way in ranked if distance(way) == distance(ranked[0])) if ranked else ()


def _moved(key: str, value: Any, ways: tuple[tuple[str, ...], ...], keys: Keys) -> tuple[str, str]:
    """Message and hint for a field in the wrong place."""
    places = " or ".join(_place(way[:-1]) for way in ways[:2])
    way, here = ways[0], way_of(keys[:-1])
    now = f", not {_place(here)}" if here else ""
    called = f"is called {way[-1]!r} and " if way[-1] != key else ""
    shown = writing.flow({way[-1]: value})[1:-1]
    shown = shown if len(shown) <= _LONGEST else f"{way[-1]}: …"
    if not way[:-1]:
        return f"{short(key)} {called}belongs {places}{now}", f"move it there, without indentation: write {shown}"
    inner = way[len(here) :] if way[: len(here)] == here else way
    if "works" not in inner and "rooms" not in inner and "hints" not in inner:
        for depth in range(len(inner) - 1, 0, -1):
            asked = [name for name in required_at((*way[: len(way) - len(inner)], *inner[:depth])) if name != way[-1]]
            shown = f"{inner[depth - 1]}: {{{''.join(f'{name}: …, ' for name in asked)}{shown}}}"
        return f"{short(key)} {called}belongs {places}{now}", f"write {shown}"
    return f"{short(key)} {called}belongs {places}{now}", f"move it there: write {shown}"


def _place(way: tuple[str, ...]) -> str:
    return _PLACES.get(way) or f"in {'.'.join(way)!r}"


def _ready(name: str, value: Any) -> str:
    """The line to copy, where it is short and simple."""
    if name == "source" and (source := conversions.source(value)):
        return f" write source: {source}"
    if right := conversions.ready(name, value):
        return f" write {right}"
    if isinstance(value, dict | list) or value is None:
        return ""
    shown = writing.flow(value)
    return f" write {name}: {shown}" if len(shown) <= _LONGEST else ""


def loose(keys: Keys, value: Any) -> tuple[str, Words] | None:
    """A key that holds its dash or its value, for want of a space: the field that it means, and what to say."""
    key, known = str(keys[-1]), fields_at(keys[:-1])
    plain = key.strip("\u00a0\u2000\u2009\u200b\u202f\u3000\ufeff")
    if plain != key and (name := meant(plain, known)):
        hint = f"write it with plain spaces: {name}: {writing.flow(value)}"
        return name, ("wide-space", f"a wide space stands at {name!r}", hint)
    if key[:1] in "-–—•*" and (name := meant(key[1:], known) or meant(key[1:], homes())):
        message = f"{short(key)} is one word: a space is missing after the dash"
        message = message if key[0] == "-" else f"{key[0]!r} begins no item of a list; a dash and a space do"
        return name, ("missing-space", message, f"write - {name}: {writing.flow(value)}")
    found = re.fullmatch(r"([\w-]+)(?:\s*[:=]\s*|\s+)(\S.*)", key)
    if value is None and found and (name := meant(found[1], known)):
        message = f"{short(key)} is one word: between a key and its value stand a colon and a space"
        return name, ("missing-space", message, f"write {name}: {writing.written(found[2], flow=True)}")
    return None
