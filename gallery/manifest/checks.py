"""What the schema cannot say: duplicate ids, lengths of labels, languages, hints without a use or a place.

These read the plain values, not the valid exhibit, so that their problems stand beside those of the schema.
Whatever has another shape than the schema wants is passed over: the schema says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from gallery.manifest.fields import fields_of, inside
from gallery.manifest.film_checks import film_faults
from gallery.manifest.hints import PLACES, Hint
from gallery.manifest.kinds import LANGUAGE
from gallery.manifest.places import UNUSED, place_faults
from gallery.manifest.positions import Keys, Positions
from gallery.manifest.scalars import short
from gallery.manifest.schema import Exhibit
from gallery.manifest.unused import UNUSED_SETTING, unused_settings
from gallery.manifest.writing import bounded
from gallery.problems import Problem

MAX_ALT = 250
"""Characters of alt text; screen readers read it in one breath."""
GOOD_ALT = 125
"""Characters to aim for."""
MAX_LABEL = 300
"""Characters of a line on a label."""
MAX_DESCRIPTION = 20_000
"""Characters of a description: about 3,000 words, twenty times what reads well beside a photograph."""
LABEL_LINES = ("title", "creator", "name", "role", "place", "medium", "credit", "lender", "inventory_number")

_LANGUAGE = re.compile(LANGUAGE)

_WARNINGS = (UNUSED, UNUSED_SETTING)

Found = tuple[Keys, str, str, str]
"""Keys, code, message, hint."""


def check(value: Any, positions: Positions, name: str) -> list[Problem]:
    """Problems in the plain ``value`` of a manifest; ``name`` is the file's in messages."""
    found = [*_texts(value), *_duplicates(value, positions), *place_faults(value, works_in(value))]
    found += unused_settings(value)
    for keys, work in works_in(value):
        found += [*_uncolorized(keys, work), *_hints(keys, work), *film_faults(keys, work)]
    return [
        Problem(
            name,
            *positions.value(keys),
            code,
            bounded(message),
            bounded(hint),
            "warning" if code in _WARNINGS else "error",
        )
        for keys, code, message, hint in found
    ]


def works_in(value: Any) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """Every mapping that stands where a work stands, with its keys."""
    for room, works in enumerate(_items(value, "rooms")):
        for number, work in enumerate(_items(works, "works")):
            if isinstance(work, dict):
                yield ("rooms", room, "works", number), work


def _items(value: Any, key: str) -> list[Any]:
    items = value.get(key) if isinstance(value, dict) else None
    return items if isinstance(items, list) else []


def _duplicates(value: Any, positions: Positions) -> Iterator[Found]:
    first: dict[str, Keys] = {}
    for keys, work in works_in(value):
        work_id = work.get("id")
        if isinstance(work_id, str) and first.setdefault(work_id, keys) != keys:
            line, _ = positions.value((*first[work_id], "id"))
            message = f"the id {work_id!r} is already taken by the work in line {line}"
            yield (*keys, "id"), "duplicate-id", message, "give every work its own"


def _uncolorized(keys: Keys, work: dict[str, Any]) -> Iterator[Found]:
    colorize = work.get("colorize", True)
    if colorize is False and work.get("reason") is None:
        message = "'colorize: false' without a reason"
        yield (*keys, "colorize"), "missing-reason", message, "add 'reason: …', which visitors read"
    if colorize is False and work.get("hints"):
        message = "hints for a work that is not colorized"
        yield (*keys, "hints"), "unused-hints", message, "remove them, or 'colorize: false'"
    if colorize is False and work.get("protect"):
        message = "areas that stay grey, for a work that is not colorized"
        yield (*keys, "protect"), "unused-protect", message, "remove them, or 'colorize: false'"
    if colorize is True and work.get("reason") is not None:
        message = "a reason not to colorize, for a work that is colorized"
        yield (*keys, "reason"), "unused-reason", message, "remove it, or add 'colorize: false'"


def _hints(keys: Keys, work: dict[str, Any]) -> Iterator[Found]:
    for index, hint in enumerate(_items(work, "hints")):
        # An unknown key may be a slip in one of them, which the schema reports.
        if not isinstance(hint, dict) or not fields_of(Hint).keys() >= hint.keys():
            continue
        given = [key for key in PLACES if hint.get(key) is not None]
        place = (*keys, "hints", index)
        if len(given) > 1:
            message = f"a hint with both {given[0]!r} and {given[1]!r}"
            keep = "keep 'at' for a point, 'along' for a stroke, or 'area' for an area"
            yield (*place, given[1]), "two-places", message, keep
        if not given:
            message = "a hint that says nowhere where its colour is"
            hint_of = "add 'at: [x, y]', 'along: [[x, y], [x, y], …]' for a stroke, or 'area: [[x, y], …]' for an area"
            yield place, "missing-key", message, hint_of


def _texts(value: Any) -> Iterator[Found]:
    language = value.get("language", "en") if isinstance(value, dict) else "en"
    for keys, text in _walk(value, (), (Exhibit,)):
        if isinstance(text, dict):
            yield from _languages(keys, text, str(language))
            for tag, one in text.items():
                if isinstance(one, str):
                    yield from _lengths(keys, (*keys, tag), one)
        elif isinstance(text, str):
            yield from _lengths(keys, keys, text)


def _walk(value: Any, keys: Keys, models: tuple[type[BaseModel], ...]) -> Iterator[tuple[Keys, Any]]:
    """Everything that stands where the schema has a text, in a mapping, or a list of some, of ``models``."""
    if isinstance(value, dict):
        known = inside(models)
        for key, inner in value.items():
            if (there := known.get(key)) is None:
                continue
            if there.text and not isinstance(inner, list):
                yield (*keys, key), inner
            elif isinstance(inner, dict | list):
                yield from _walk(inner, (*keys, key), there.models)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield from _walk(inner, (*keys, index), models)


def _languages(keys: Keys, text: dict[str, Any], language: str) -> Iterator[Found]:
    if any(_LANGUAGE.match(tag) is None for tag in text):
        return  # a slip in a tag, which the schema reports
    if text and language not in text and language.partition("-")[0] not in text:
        message = f"{keys[-1]!r} has no text in {short(language)}, the exhibit's language"
        yield keys, "missing-language", message, f"add '{language}: …'"


def _lengths(field: Keys, keys: Keys, text: str) -> Iterator[Found]:
    if field[-1] == "alt" and len(text) > MAX_ALT:
        message = f"the alt text has {len(text)} characters; at most {MAX_ALT} are allowed"
        yield keys, "alt-too-long", message, f"aim for {GOOD_ALT}, and move the rest to 'description'"
    if field[-1] in LABEL_LINES and len(text) > MAX_LABEL:
        message = f"{field[-1]!r} has {len(text)} characters; at most {MAX_LABEL} fit on a label"
        yield keys, "label-too-long", message, "shorten it, and move the rest to 'description'"
    if field[-1] == "description" and len(text) > MAX_DESCRIPTION:
        message = f"the description has {len(text)} characters; at most {MAX_DESCRIPTION} are allowed"
        yield keys, "too-long", message, "shorten it; 100 to 150 words read well beside a photograph"
    if field[-1] in LABEL_LINES and "\n" in text:
        yield (
            keys,
            "label-too-long",
            f"{field[-1]!r} has several lines",
            "write it in one, or fold it with '>-'",
        )
