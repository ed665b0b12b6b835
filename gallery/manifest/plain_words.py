"""What pydantic found wrong in values that are no manifest, in our words: a request's options, a platform's profile.

Of a manifest :mod:`gallery.manifest.explain` says more, for it knows the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from gallery.manifest import wrong_values
from gallery.manifest.explain import keys_of
from gallery.manifest.fields import fields_of, inside
from gallery.manifest.hints import ONE_PLACE, PLACES
from gallery.manifest.positions import Keys
from gallery.manifest.writing import bounded
from gallery.manifest.wrong_keys import Words
from gallery.manifest.wrong_kinds import KINDS
from gallery.manifest.wrong_values import Error

_KINDS = {
    **KINDS,
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "an object"),
    **dict.fromkeys(("float_parsing", "finite_number"), "a number"),
    **dict.fromkeys(("int_parsing", "int_parsing_size", "int_from_float"), "a whole number"),
    "bool_parsing": "true or false",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "a day such as 2026-11-21"),
    "string_sub_type": "text",
}
"""What pydantic wanted, also of values that it would have read from a text."""

EXAMPLES = {
    "addresses": '[{"url": "https://example.org/tram.jpg"}]',
    "at": "[0.4, 0.6]",
    "along": "[[0.31, 0.40], [0.35, 0.52]]",
    "area": "[[0.20, 0.31], [0.34, 0.30], [0.33, 0.58]]",
    "color": '"#8a2b2b"',
    "crop": "[0.04, 0.06, 0.97, 0.94]",
    "evidence": '"A tinted postcard of 1902"',
    "hints": '[{"at": [0.4, 0.6], "color": "#8a2b2b"}]',
    "mark": "false",
    "options": '{"vividness": 0.4}',
    "radius": "0.02",
    "size": "1200",
    "rotate": "90",
    "time": "12.4",
    "url": '"https://example.org/tram.jpg"',
    "vividness": "0.4",
}
"""A value of each key, as JSON has it."""


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong."""

    keys: Keys
    """Where: the keys that lead there."""
    code: str
    """``unknown-key``, ``missing-key``, ``wrong-type`` and the like, as of a manifest."""
    message: str
    """With its place in front, ``hints.0: ``, where it is not at the top."""
    hint: str
    """What to do."""


def mistakes(error: ValidationError, model: type[BaseModel] | None = None) -> list[Mistake]:
    """What is wrong, in pydantic's order; ``model`` is what was to be read, and says which keys there are."""
    found = []
    for each in error.errors(include_url=False):
        if each["type"] == "too_short" and len(each["input"]) >= each["ctx"]["min_length"]:
            continue  # pydantic counts valid items only, and has told the others
        keys = keys_of(each)
        code, message, hint = _words(keys, each, model)
        place = ".".join(map(str, keys[:-1]))
        found.append(Mistake(keys, code, _sayable(f"{place}: {message}" if place else message), _sayable(hint)))
    return found


def _sayable(text: str) -> str:
    """``text`` short, and without the halves of characters that JSON may hold and UTF-8 may not."""
    return bounded(text.encode(errors="replace").decode())


def _words(keys: Keys, error: Error, model: type[BaseModel] | None) -> Words:
    kind, name = error["type"], str(keys[-1]) if keys else ""
    if kind == "extra_forbidden":
        return "unknown-key", f"there is no {name!r} here", _near(name, _names(model, keys[:-1]))
    if kind in _SAID:
        return _SAID[kind](keys, error)
    if error["loc"][-1:] == ("[key]",):
        return "unknown-language", f"{name!r} is not a language", wrong_values.FORMS["language"]
    if kind in _KINDS or error["input"] is None:
        return _wrong_type(keys, error)
    if kind not in _EXPLAIN or not keys:
        return "invalid", error["msg"].removeprefix("Value error, "), ""
    code, message, hint = _EXPLAIN[kind](keys, error)
    return code, message, hint or _example(name)


def _missing(keys: Keys, _: Error) -> Words:
    if isinstance(keys[-1], int):  # points are the only lists of a fixed length
        return "wrong-form", f"it lacks its number {keys[-1] + 1}", "write [x, y]"
    name = keys[-1]
    hint = f'add "{name}": {EXAMPLES[name]}' if name in EXAMPLES else f"add {name!r}"
    return "missing-key", f"{_named(keys)} is missing", hint


def _one_place(keys: Keys, _: Error) -> Words:
    message = f"just one of {', '.join(map(repr, PLACES))} says where {_named(keys)} lies"
    return "invalid", message, f'such as "at": {EXAMPLES["at"]}'


def _no_json(_: Keys, error: Error) -> Words:
    return "invalid", f"this is not JSON: {error['ctx']['error']}", ""


def _half(keys: Keys, _: Error) -> Words:
    hint = _example(str(keys[-1]) if keys else "")
    return "wrong-type", f"{_named(keys)} holds half a character, which is no text", hint


def _wrong_type(keys: Keys, error: Error) -> Words:
    hint = _example(next((key for key in reversed(keys) if isinstance(key, str)), ""))
    if error["input"] is None:
        return "wrong-type", f"{_named(keys)} must not be null", hint or "leave it out"
    return (
        "wrong-type",
        f"{_named(keys)} must be {_KINDS[error['type']]}, not {wrong_values.shown(error['input'])}",
        hint,
    )


def _no_kind(keys: Keys, error: Error) -> Words:
    expected = error["ctx"].get("expected_tags", "")
    hint = f"{error['ctx']['discriminator']} is one of {expected}" if expected else ""
    return "wrong-type", f"{_named(keys)} is nothing that may stand here", hint


def _limits(keys: Keys, error: Error) -> Words:
    if isinstance(error["input"], int):  # of any number of digits
        return wrong_values.limits(keys, error)
    number = float(error["input"])  # in an address it is a text
    if math.isnan(number):
        return "wrong-type", f"{_named(keys)} must be a number, not nan", ""
    return wrong_values.limits(keys, {**error, "input": int(number) if number.is_integer() else number})


_SAID: Mapping[str, Callable[[Keys, Error], Words]] = {
    "missing": _missing,
    ONE_PLACE: _one_place,
    "json_invalid": _no_json,
    "string_unicode": _half,
    **dict.fromkeys(("union_tag_invalid", "union_tag_not_found"), _no_kind),
}
_EXPLAIN: Mapping[str, Callable[[Keys, Error], Words]] = {
    "string_pattern_mismatch": wrong_values.pattern,
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _limits),
    **dict.fromkeys(("too_short", "too_long", "string_too_long"), wrong_values.length),
    "value_error": wrong_values.refused,
    "literal_error": wrong_values.choice,
}


def _named(keys: Keys) -> str:
    if not keys:
        return "it"
    return f"item {keys[-1] + 1}" if isinstance(keys[-1], int) else repr(keys[-1])


def _example(name: str) -> str:
    """``such as 0.4``, where there is an example."""
    return f"such as {EXAMPLES[name]}" if name in EXAMPLES else ""


def _near(name: str, names: tuple[str, ...]) -> str:
    """Which key was meant; where that cannot be told, which there are."""
    near = get_close_matches(name, names, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"there are {', '.join(names)}" if names else "remove it"


def _names(model: type[BaseModel] | None, keys: Keys) -> tuple[str, ...]:
    """The keys that the mapping at ``keys`` may have in ``model``."""
    models: tuple[type[BaseModel], ...] = () if model is None else (model,)
    for key in keys:
        if isinstance(key, str):
            below: Mapping[str, Any] = inside(models)
            models = below[key].models if key in below else ()
    return tuple(dict.fromkeys(name for one in models for name in fields_of(one)))
