"""What pydantic found wrong, as problems a curator can act on: own words, own place, one for each mistake."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gallery.manifest.fields import fields_at, is_required
from gallery.manifest.nodes import short
from gallery.manifest.positions import Keys, Positions
from gallery.manifest.schema import NO_REASON, ONE_PLACE, TAGS
from gallery.problems import Problem

Error = Mapping[str, Any]
"""One of pydantic's errors: ``type``, ``loc``, ``msg``, ``input``, ``ctx``."""

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
    "color": "add 'color: \"#rrggbb\"'",
    "evidence": "add 'evidence: …', how the colour is known",
}
"""What to do about a key that is missing."""

_FORMS = {
    "id": "use lower-case letters and digits, words joined by hyphens, such as 'first-flight'",
    "sha256": "it is 64 hexadecimal digits in lower case",
    "color": 'write it as "#rrggbb", in quotes',
    "accent": 'write it as "#rrggbb", in quotes',
    "language": "use a BCP 47 tag such as 'en' or 'pt-BR'",
    "url": "it begins with http:// or https:// and holds no space",
    "base_url": "it begins with http:// or https:// and ends with a slash",
    "package": "it is an import name, such as 'skimage'",
    "profile": "use lower-case letters and digits, words joined by hyphens",
}
"""How the value of a key must look."""

_KINDS = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
}
"""What pydantic wanted."""


def keys_of(error: Error) -> Keys:
    """The keys in the manifest that an error's ``loc`` means: without names of union members."""
    loc: Keys = error["loc"]
    # The last part of an unknown key's place is what a curator wrote, and may be anything.
    inner, last = (loc[:-1], loc[-1:]) if error["type"] == "extra_forbidden" else (loc, ())
    return (*(part for part in inner if part not in TAGS and part != "[key]"), *last)


def explain(errors: Iterable[Error], positions: Positions, name: str) -> list[Problem]:
    """One problem for each of pydantic's ``errors``; ``name`` is the manifest's."""
    errors = list(errors)
    slips = {_intended(error) for error in errors if error["type"] == "extra_forbidden"}
    problems = []
    for error in errors:
        keys = keys_of(error)
        if _said_elsewhere(error, slips):
            continue
        at_key = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
        place = positions.key(keys) if at_key else positions.value(keys)
        problems.append(Problem(name, *place, *_words(keys, error)))
    return problems


def _said_elsewhere(error: Error, slips: set[Keys | None]) -> bool:
    """Whether another problem says it already."""
    if error["type"] == "missing":  # the unknown key 'titel' says that 'title' is missing
        return keys_of(error) in slips
    if error["type"] == "too_short":  # pydantic counts valid items only
        return bool(len(error["input"]) >= error["ctx"]["min_length"])
    return error["type"] in (NO_REASON, ONE_PLACE)  # the checks place it better


def _intended(error: Error) -> Keys | None:
    """The keys that an unknown key was meant to be, where that can be told."""
    keys = keys_of(error)
    meant = difflib.get_close_matches(str(keys[-1]).lower(), fields_at(keys[:-1]), n=1, cutoff=0.6)
    return (*keys[:-1], meant[0]) if meant else None


def _words(keys: Keys, error: Error) -> Words:
    if error["loc"][-1:] == ("[key]",) and error["type"] != "extra_forbidden":
        return "unknown-language", f"{short(str(keys[-1]))} is not a language", _FORMS["language"]
    explained = _EXPLAIN.get(error["type"])
    if explained is not None:
        return explained(keys, error)
    if error["type"] in _KINDS:
        return _wrong_type(keys, error)
    return "invalid", f"{_named(keys)}: {error['msg']}", ""


def _named(keys: Keys) -> str:
    """What to call the value at ``keys``: ``'title'``, ``item 2 of 'works'``."""
    if not keys:
        return "the manifest"
    if isinstance(keys[-1], int):
        return f"item {keys[-1] + 1} of {_named(keys[:-1])}"
    return short(keys[-1])


def _is_point(keys: Keys) -> bool:
    """Whether the schema has the [x, y] of a hint at ``keys``."""
    return keys[-1:] == ("at",) or keys[-2:-1] == ("along",)


def _shown(value: Any) -> str:
    """A value in a message: short, and as a curator writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    shown = short(str(value))
    return shown if isinstance(value, str) else shown.strip("'")


def _unknown_key(keys: Keys, error: Error) -> Words:
    intended = _intended(error)
    if intended:
        hint = f"did you mean {intended[-1]!r}?"
    else:
        known = fields_at(keys[:-1])
        hint = f"known here: {', '.join(known)}" if known else "remove it"
    return "unknown-key", f"unknown key {short(str(keys[-1]))}", hint


def _missing(keys: Keys, _: Error) -> Words:
    if isinstance(keys[-1], int):  # points are the only lists of a fixed length
        return "wrong-form", f"{_named(keys[:-1])} lacks its number {keys[-1] + 1}", "write [x, y]"
    return "missing-key", f"missing key {keys[-1]!r}", _ADD.get(str(keys[-1]), "add it")


def _wrong_type(keys: Keys, error: Error) -> Words:
    value, wanted = error["input"], _KINDS[error["type"]]
    if value is None:
        return _empty(keys)
    hint = ""
    if error["type"] == "string_type" and isinstance(value, bool | int | float):
        hint = "put it in quotes"
    elif error["type"] == "bool_type" and str(value).lower() in ("yes", "on", "no", "off"):
        hint = f"write {'true' if str(value).lower() in ('yes', 'on') else 'false'}"
    elif error["type"] in ("int_type", "float_type") and isinstance(value, str):
        hint = "remove the quotes" if value.replace(".", "", 1).isdecimal() else ""
    elif wanted in ("a list", "a number") and (_is_point(keys) or _is_point(keys[:-1])):
        hint = "a point is [x, y]; a stroke is 'along: [[x, y], [x, y], …]'"
    elif wanted == "a list" and isinstance(value, dict):
        hint = "begin each item with '- '"
    return "wrong-type", f"{_named(keys)} must be {wanted}, not {_shown(value)}", hint


def _empty(keys: Keys) -> Words:
    hint = "a value that begins with # must be in quotes" if keys[-1:] in (("color",), ("accent",)) else "fill it in"
    return "empty", f"{_named(keys)} is empty", hint if is_required(keys) else f"{hint}, or remove the key"


def _pattern(keys: Keys, error: Error) -> Words:
    if not str(error["input"]).strip():
        return _empty(keys)
    hint = _FORMS.get(str(keys[-1]), "")
    return "wrong-form", f"{_named(keys)} cannot be {_shown(error['input'])}", hint


def _range(keys: Keys, error: Error) -> Words:
    value, context = error["input"], error["ctx"]
    if _is_point(keys[:-1]):
        axis, length = ("x", "width") if keys[-1] == 0 else ("y", "height")
        hint = f"{axis} is a fraction of the {length}, from 0 to 1"
        return "hint-outside", f"the hint lies outside the picture: {axis} is {_shown(value)}", hint
    said = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    bound = next(f"{word} {context[sign]:g}" for sign, word in said.items() if sign in context)
    return "out-of-range", f"{_named(keys)} must be {bound}, not {_shown(value)}", ""


def _length(keys: Keys, error: Error) -> Words:
    context, one = error["ctx"], {1: "one item"}
    if "actual_length" not in context:  # a string
        bound = f"at most {context['max_length']}"
        return (
            "too-long",
            f"{_named(keys)} has {len(error['input'])} characters; {bound} are allowed",
            "shorten it",
        )
    if _is_point(keys):
        return "wrong-form", f"{_named(keys)} has {context['actual_length']} numbers", "write [x, y]"
    if keys[-1:] == ("along",):
        count = len(error["input"])
        said = {0: "no points", 1: "one point"}.get(count, f"{count} points")
        hint = "leave some out" if count > 1 else "for a single point write 'at: [x, y]'"
        return "wrong-form", f"'along' has {said}; a stroke has 2 to 64", hint
    if error["type"] == "too_long":
        message = f"{_named(keys)} has {len(error['input'])} items; at most {context['max_length']} are allowed"
        return "too-many", message, "leave some out"
    least = context.get("min_length", 1)
    return "empty", f"{_named(keys)} must have at least {one.get(least, f'{least} items')}", "add one"


def _value_error(keys: Keys, error: Error) -> Words:
    message, _, hint = str(error["ctx"]["error"]).partition("; ")
    codes = {"date": "wrong-date", "rights": "wrong-rights", "url": "wrong-address", "base_url": "wrong-address"}
    code = codes.get(str(keys[-1]) if keys else "", "invalid")
    return code, message, hint


def _no_source(keys: Keys, error: Error) -> Words:
    message = f"{_named(keys)} says nowhere where the photograph comes from"
    if error["input"] is None:
        message = f"{_named(keys)} is empty"
    return "wrong-source", message, "write {url: …, sha256: …}, {path: …} or {package: …, path: …}"


def _choice(keys: Keys, error: Error) -> Words:
    return (
        "wrong-form",
        f"{_named(keys)} cannot be {_shown(error['input'])}",
        f"write {error['ctx']['expected']}",
    )


_EXPLAIN: Mapping[str, Callable[[Keys, Error], Words]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "string_pattern_mismatch": _pattern,
    "greater_than": _range,
    "greater_than_equal": _range,
    "less_than": _range,
    "less_than_equal": _range,
    "too_short": _length,
    "too_long": _length,
    "string_too_long": _length,
    "value_error": _value_error,
    "union_tag_not_found": _no_source,
    "union_tag_invalid": _no_source,
    "literal_error": _choice,
}
