"""What to say of a value that the schema refuses: what it must be, and what was written, converted, to copy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gallery.manifest import conversions, forms, shapes, writing
from gallery.manifest.fields import fields_at, is_required, is_text
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.remedies import is_taken
from gallery.manifest.rights import CHOOSE
from gallery.manifest.scalars import short
from gallery.manifest.wrong_keys import Words

Error = Mapping[str, Any]
"""One of pydantic's errors: ``type``, ``loc``, ``msg``, ``input``, ``ctx``."""

FORMS = {
    "id": "use lower-case letters and digits, words joined by hyphens, such as 'first-flight'",
    "sha256": "it is 64 hexadecimal digits in lower case",
    "color": 'write it as "#rrggbb", in quotes, such as color: "#8a2b2b"',
    "accent": 'write it as "#rrggbb", in quotes, such as accent: "#35506b"',
    "language": "use a BCP 47 tag such as 'en' or 'pt-BR'",
    "url": "it begins with http:// or https:// and holds no space",
    "base_url": "it begins with http:// or https:// and ends with a slash",
    "catalogue": "it begins with http:// or https:// and holds no space",
    "package": "it is an import name, such as 'skimage'",
    "profile": "use lower-case letters and digits, words joined by hyphens",
    "published": "write the day as YYYY-MM-DD, such as 2026-11-21",
    "date": "write the day as YYYY-MM-DD, such as 2026-11-21",
    "image_server": "it begins with http:// or https:// and ends with a slash",
    "same_as": "it begins with http:// or https://, such as https://www.wikidata.org/entity/Q1741",
    "contact": "write an address for mail, or one that begins with https://",
    "rights": CHOOSE,
    "colours": "it is the 8 hexadecimal digits that 'gallery studio' writes; without it any colours are approved",
}
"""How the value of a key must look."""

EXAMPLES = {
    "radius": "0.02",
    "vividness": "0.4",
    "rotate": "90",
    "dpi": "300",
    "bleed": "3",
    "width": "24",
    "height": "18",
    "cards.width": "15",
    "cards.height": "10",
    "time": "12.4",
    "from": "12.4",
    "to": "20",
    "poster": "12.4",
    "coordinates": "[51.18, -1.83]",
    "crop": "[0.04, 0.06, 0.97, 0.94]",
    "formats": "[jpeg]",
}
"""A value of each key that takes a number, or several."""

_MEANING = {
    "radius": "of the picture's longer side",
    "rotate": "a quarter turn; a scan that hangs askew takes one such as -1.4",
    "bleed": "in millimetres",
    **dict.fromkeys(("cards.width", "cards.height"), "in centimetres"),
    **dict.fromkeys(("time", "from", "to", "poster"), "in seconds"),
    "coordinates": "latitude and longitude in degrees, south and west below 0",
    "crop": "left, top, right and bottom as fractions",
}
"""What it says."""


def named(keys: Keys) -> str:
    """What to call the value at ``keys``: ``'title'``, ``item 2 of 'works'``."""
    if not keys:
        return "the manifest"
    if isinstance(keys[-1], int):
        return f"item {keys[-1] + 1} of {named(keys[:-1])}"
    return short(keys[-1])


def is_point(keys: Keys) -> bool:
    """Whether the schema has the [x, y] of a hint at ``keys``."""
    return keys[-1:] == ("at",) or keys[-2:-1] in (("along",), ("area",)) or keys[-3:-2] == ("protect",)


def shown(value: Any) -> str:
    """A value in a message: short, and as a curator writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = short(str(value))
    return text if isinstance(value, str) else text.strip("'")


def converted(keys: Keys, value: Any) -> str | None:
    """``write key: value`` with the right form of ``value``, where it can be told and is taken."""
    right = conversions.ready(str(keys[-1]), value) if keys else None
    return f"write {right}" if right and is_taken(keys, right) else None


def as_written(keys: Keys, value: Any, tree: Tree) -> Any:
    """``value`` with the whole numbers in lists as they are written: [0,04, 0,06] has a 04, which is read as 4."""
    if isinstance(value, list):
        return [as_written((*keys, at), each, tree) for at, each in enumerate(value)]
    return tree.written(keys) or value if type(value) is int else value


def place(keys: Keys, tree: Tree) -> Words | None:
    """What to say of a point or a stroke in another form than fractions; None where it cannot be told."""
    value, key = tree.at(keys), str(keys[-1])
    given = as_written(keys, value, tree)
    if keys[-1:] in (("protect",), ("area",)):
        return _area(keys, value, given)
    if keys[-1:] == ("along",):
        points = [forms.point(each) for each in given] if isinstance(given, list) else [None]
        right: Any = points if all(points) and len(points) > 1 else None
    else:
        right = forms.point(given)
    ready = "" if right is None else writing.flow(right)
    if not ready and isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value):
        if 1 < max(value) <= 100 and min(value) >= 0:
            ready = writing.flow([each / 100 for each in value])
            message = f"{named(keys)} lies outside the picture: its numbers are fractions, from 0 to 1"
            return "hint-outside", message, f"if these are per cent, write {key}: {ready}"
        if max(value) > 100 and min(value) >= 0:
            message = f"{named(keys)} lies outside the picture: its numbers are fractions, and these look like pixels"
            return "hint-outside", message, "divide x by the picture's width in pixels, and y by its height"
    if not ready or right == value:
        return None
    head = f"write {key}: " if isinstance(keys[-1], str) else "write "
    return "wrong-form", f"{named(keys)} must be two fractions, of the picture's width and height", head + ready


def _area(keys: Keys, value: Any, given: Any) -> Words | None:
    right: Any = shapes.areas(given) if keys[-1] == "protect" else shapes.area(given)
    if right is None or right == value:
        return None
    what = "a list of areas, each of which is a list of its corners" if keys[-1] == "protect" else "a list of corners"
    return "wrong-form", f"{named(keys)} must be {what}", f"write {keys[-1]}: {writing.flow(right)}"


def line_of(keys: Keys) -> str:
    """``key: `` before a value to copy; nothing for an item of a list."""
    return f"{keys[-1]}: " if keys and isinstance(keys[-1], str) else ""


def empty(keys: Keys) -> Words:
    """What to say of a value that is not there."""
    return "empty", f"{named(keys)} is empty", "fill it in" if is_required(keys) else "fill it in, or remove the key"


def pattern(keys: Keys, error: Error) -> Words:
    """What to say of a text that has not the form of its key."""
    if not str(error["input"]).strip():
        return empty(keys)
    value = str(error["input"])
    hint = converted(keys, value) or FORMS.get(str(keys[-1]), "")
    if keys[-2:] == ("source", "url") and re.search(r"(?i)^(file:|[a-z]:\\)|^[^:]+\.(jpe?g|tiff?|png)$", value):
        local = conversions.source(value)
        if local and (local.startswith("{url") or "/" not in value or not hint.startswith("write url")):
            hint = f"for a file beside the manifest write source: {local}" if local.startswith("{path") else hint
    return "wrong-form", f"{named(keys)} cannot be {shown(error['input'])}", hint


def example(keys: Keys) -> str:
    """How the value at ``keys`` must look, or ``such as radius: 0.02``; nothing where neither is known."""
    name = str(keys[-1]) if keys else ""
    if name in FORMS:
        return FORMS[name]
    full = ".".join(map(str, keys[-2:]))
    known = full if full in EXAMPLES else name
    meaning = f", {_MEANING[known]}" if known in _MEANING else ""
    return f"such as {name}: {EXAMPLES[known]}{meaning}" if known in EXAMPLES else ""


def limits(keys: Keys, error: Error) -> Words:
    """What to say of a number that is too large or too small."""
    value, context = error["input"], error["ctx"]
    if is_point(keys[:-1]):
        axis, length = ("x", "width") if keys[-1] == 0 else ("y", "height")
        hint = f"{axis} is a fraction of the {length}, from 0 to 1"
        what = "area" if "protect" in keys else "hint"
        return "hint-outside", f"the {what} lies outside the picture: {axis} is {shown(value)}", hint
    said = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    sign = next(sign for sign in said if sign in context)
    hint = ""
    if sign == "le" and context["le"] <= 1 and 1 < value <= 100 * context["le"]:
        hint = f"for {value:g} per cent write {line_of(keys)}{writing.number(value / 100)}" if value >= 2 else ""
    hint = hint or (converted(keys, value) if keys[-1] == "rotate" else None) or example(keys)
    return "out-of-range", f"{named(keys)} must be {said[sign]} {context[sign]:g}, not {shown(value)}", hint


def length(keys: Keys, error: Error) -> Words:
    """What to say of a text or a list that is too long or too short."""
    context, one = error["ctx"], {1: "one item"}
    if "actual_length" not in context:  # a string
        bound = f"at most {context['max_length']}"
        message = f"{named(keys)} has {len(error['input'])} characters; {bound} are allowed"
        return "too-long", message, "shorten it"
    if is_point(keys):
        return "wrong-form", f"{named(keys)} has {context['actual_length']} numbers", "write [x, y]"
    if keys[-1:] == ("area",) or keys[-2:-1] == ("protect",):
        hint = "leave some out" if len(error["input"]) > 3 else "give its corners: [[x, y], [x, y], [x, y], …]"
        return "wrong-form", f"{named(keys)} has {len(error['input'])} points; an area has 3 to 64", hint
    if keys[-1:] == ("along",):
        count = len(error["input"])
        said = {0: "no points", 1: "one point"}.get(count, f"{count} points")
        hint = "leave some out" if count > 1 else "for a single point write 'at: [x, y]'"
        return "wrong-form", f"'along' has {said}; a stroke has 2 to 64", hint
    if error["type"] == "too_long":
        message = f"{named(keys)} has {len(error['input'])} items; at most {context['max_length']} are allowed"
        return "too-many", message, "leave some out"
    least = context.get("min_length", 1)
    return "empty", f"{named(keys)} must have at least {one.get(least, f'{least} items')}", "add one"


_CODES = {
    "date": "wrong-date",
    "rights": "wrong-rights",
    "dimensions": "wrong-dimensions",
    "crop": "wrong-crop",
    "coordinates": "wrong-coordinates",
    **dict.fromkeys(("url", "base_url", "catalogue", "contact", "same_as"), "wrong-address"),
}
"""Of values that their own checks refuse, by their keys."""


def refused(keys: Keys, error: Error) -> Words:
    """What a value's own check says of it: ``message; hint``."""
    message, _, hint = str(error["ctx"]["error"]).partition("; ")
    right = converted(keys, error["input"])
    if right is not None and not right.endswith(f": {error['input']}"):
        hint = right if hint.startswith("write") or not hint else f"{hint}: {right}"
    return _CODES.get(str(keys[-1]) if keys else "", "invalid"), message, hint


def no_source(keys: Keys, error: Error) -> Words:
    """What to say of a source that names no place."""
    value = error["input"]
    message = f"{named(keys)} says nowhere where the photograph comes from"
    ways = "write {url: …, sha256: …}, {path: …} or {package: …, path: …}"
    if value is None:
        return "empty", f"{named(keys)} is empty", ways
    if (right := conversions.source(value)) is not None and is_taken(keys, f"source: {right}"):
        return "wrong-source", message, f"write source: {right}"
    if isinstance(value, dict):
        loose = [
            re.fullmatch(r"(path|url)\s*[:= ]\s*(\S.*)", str(key)) for key, inner in value.items() if inner is None
        ]
        if loose and loose[0]:
            message = f"{short(loose[0][0])} is one word: between a key and its value stand a colon and a space"
            return "wrong-source", message, f"write source: {conversions.source(loose[0][2])}"
    if isinstance(value, str) and value.strip():
        hint = "copy the file into the exhibit's folder, and write source: {path: …} as seen from there"
        return "wrong-source", message, hint
    return "wrong-source", message, ways


def choice(keys: Keys, error: Error) -> Words:
    """What to say of a word that is none of those that may stand there."""
    value, expected = error["input"], error["ctx"]["expected"]
    if value is None:
        return empty(keys)
    words = re.findall(r"'([^']*)'", expected)
    alike = [word for word in words if word.casefold() == forms.unquoted(str(value)).casefold()]
    if forms.truth(value) == "false" and "none" in words:
        alike = ["none"]
    hint = f"write {line_of(keys)}{alike[0]}" if alike else converted(keys, value) or f"write {expected}"
    return "wrong-form", f"{named(keys)} cannot be {shown(value)}", hint


def wrong_language(keys: Keys, tree: Tree) -> Words | None:
    """What to say of a key in a language map that is no language: another name for one, a text in braces, or a creator;
    None where another message says it."""
    key = str(keys[-1])
    siblings = tree.at(keys[:-1])
    if tree.at(keys) is None and is_text(keys[:-1]) and isinstance(siblings, dict):
        rest, _ = writing.split_comment(tree.rest(tree.positions.value(keys[:-1])).rstrip())
        text = rest if rest[:1] == "{" and writing.closed(rest) else key
        message = "a text that begins with a brace must be in quotes"
        return "wrong-type", message, f"write {line_of(keys[:-1])}{writing.quoted(text)}"
    if key in (fields := fields_at(keys[:-1])):
        if key != next(each for each in siblings if each in fields):
            return None  # the first of them has said it
        message = f"{named(keys[:-1])} is a name, or a list of creators"
        return "wrong-type", message, f"write {line_of(keys[:-1])}{writing.flow([siblings])}"
    right = forms.language(key)
    if right is None and isinstance(siblings, dict) and len(siblings) == 1 and isinstance(siblings[key], str):
        hint = f"for a text in the exhibit's language write {line_of(keys[:-1])}{writing.written(siblings[key])}"
        return "unknown-language", f"{short(key)} is not a language", hint
    hint = f"write {right}: …" if right and right != key else FORMS["language"]
    return "unknown-language", f"{short(key)} is not a language", hint
