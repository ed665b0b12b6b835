"""What to say of a key that the schema does not have, and of one that it misses.

An unknown key is a field's other name, a field in another place, the rest of a text that a comma cut off, or a line
that lacks a space.
"""

from __future__ import annotations

import difflib
import re
from typing import Any

from gallery.manifest import conversions, writing
from gallery.manifest.fields import fields_at, fits, homes, way_of
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


def missing(key: str) -> str:
    """What to do about the missing ``key``."""
    return _ADD.get(key, "add it")


def unknown_key(keys: Keys, tree: Tree) -> Words | None:
    """What to say of the unknown key at ``keys``; None where another message says it."""
    key, value = str(keys[-1]), tree.at(keys)
    if (cut := _cut(keys, tree)) is not None:
        return cut or None
    if (found := loose(keys, value)) is not None:
        return found[1]
    said = f"unknown key {short(key)}"
    near, ways = intended(keys, value), misplaced(keys, value)
    if near is not None and (not ways or fits((*way_of(keys[:-1]), near), value)):
        return "unknown-key", said, f"did you mean {near!r}?{_ready(near, value)}"
    if ways:
        return "misplaced-key", *_moved(key, value, ways, keys)
    if near is not None:
        return "unknown-key", said, f"did you mean {near!r}?"
    known = fields_at(keys[:-1])
    return "unknown-key", said, f"known here: {', '.join(known)}" if known else "remove it"


def intended(keys: Keys, value: Any) -> str | None:
    """The field of its own mapping that an unknown key was meant to be, where that can be told."""
    key, fields = str(keys[-1]), fields_at(keys[:-1])
    if (found := loose(keys, value)) is not None:
        return found[0]
    exact = meant(key, fields)
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
        for outer in reversed(inner[:-1]):
            shown = f"{outer}: {{{shown}}}"
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


def _cut(keys: Keys, tree: Tree) -> Words | tuple[()] | None:
    """For what a comma cut off a text in braces: what to say, nothing where that is said already; None for others."""
    parent = tree.at(keys[:-1])
    if (
        tree.at(keys) is not None
        or not isinstance(parent, dict)
        or tree.rest(tree.positions.value(keys[:-1]))[:1] != "{"
    ):
        return None
    names = list(parent)
    at = names.index(str(keys[-1]))
    first = at
    while first > 0 and parent[names[first]] is None and not _is_known(names[first], keys):
        first -= 1
    owner = names[first]
    if first == at or isinstance(parent[owner], dict | list | bool) or parent[owner] is None:
        return None
    if first < at - 1:
        return ()
    last = at
    while last + 1 < len(names) and parent[names[last + 1]] is None and not _is_known(names[last + 1], keys):
        last += 1
    pieces = [tree.written((*keys[:-1], owner)) or str(parent[owner]), *names[at : last + 1]]
    if len(pieces) == 2 and pieces[0].lstrip("-").isdecimal() and pieces[1].isdecimal():
        number = f"{pieces[0]}.{pieces[1]}"
        return "decimal-comma", f"{owner!r} has a decimal comma", f"write {owner}: {number}"
    whole = {name: inner for name, inner in parent.items() if name not in names[at : last + 1]}
    whole[owner] = ", ".join(pieces)
    message = f"in braces a comma ends the text of {owner!r}, so that {short(pieces[1])} stands alone"
    shown = ", ".join(f"{n}: {writing.quoted(v) if n == owner else writing.flow(v)}" for n, v in whole.items())
    return "cut-off", message, f"put the text in quotes: write {{{shown}}}"


def _is_known(name: str, keys: Keys) -> bool:
    return meant(name, fields_at(keys[:-1])) is not None
