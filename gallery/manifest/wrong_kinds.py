"""What to say of a value of another kind than the schema wants: a list for a text, a word for a number."""

from __future__ import annotations

from typing import Any

from gallery.manifest import forms, writing
from gallery.manifest.fields import fields_of, is_text, models_at, takes, way_of
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.remedies import is_taken
from gallery.manifest.wrong_keys import Words
from gallery.manifest.wrong_values import Error, converted, empty, example, is_point, line_of, named, shown

KINDS = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
}
"""What pydantic wanted."""


def wrong_type(keys: Keys, error: Error, tree: Tree) -> Words | None:
    """What to say of a value of another kind than the schema wants; None where another message says it."""
    value, wanted = error["input"], KINDS[error["type"]]
    if value is None:
        return empty(keys)
    if keys[-2:-1] == ("creator",) and isinstance(value, str):
        first = next(at for at, each in enumerate(tree.at(keys[:-1])) if isinstance(each, str))
        return _creators(keys[:-1], tree) if keys[-1] == first else None
    if error["type"] == "string_type" and isinstance(value, list | dict):
        return _collection(keys, value, tree)
    hint = converted(keys, value) or ""
    if hint:
        pass
    elif error["type"] == "string_type":
        right = f"{line_of(keys)}{writing.quoted(shown(value))}"
        hint = f"put it in quotes: write {right}" if line_of(keys) else "put it in quotes"
        hint = hint if is_taken(keys, right) else example(keys)
    elif error["type"] == "bool_type":
        hint = f"write {forms.truth(value) or 'true or false'}"
    elif wanted in ("a number", "a whole number") and not isinstance(value, dict | list | bool):
        hint = _number(keys, value, whole="whole" in wanted)
    elif wanted in ("a list", "a number") and _is_of_points(keys):
        hint = _POINTS
    elif wanted in ("a number", "a whole number"):
        hint = example(keys)
    else:
        hint = _mapping_or_list(keys, value, wanted)
    return "wrong-type", f"{named(keys)} must be {wanted}, not {shown(value)}", hint


_POINTS = "a point is [x, y]; a stroke and an area are lists of points, [[x, y], [x, y], …]"


def _is_of_points(keys: Keys) -> bool:
    """Whether the schema has a point, a number of one, or a list of points there."""
    lists = ("along", "area", "protect")
    return is_point(keys) or is_point(keys[:-1]) or keys[-1] in lists or keys[-2:-1] == ("protect",)


def _creators(keys: Keys, tree: Tree) -> Words:
    """Names where creators belong: one in brackets of its own, or several."""
    names = tree.at(keys)
    rest, _ = writing.split_comment(tree.rest(tree.positions.value(keys)).rstrip())
    if len(names) == 1 and rest[:1] == "[" and writing.closed(rest):
        message = "a text that begins with a bracket must be in quotes"
        return "wrong-type", message, f"write {line_of(keys)}{writing.quoted(rest)}"
    listed = [{"name": each} if isinstance(each, str) else each for each in names]
    message = f"{named(keys)} is a name, or a list of creators with a name each"
    return "wrong-type", message, f"write {line_of(keys)}{writing.flow(listed)}"


def _number(keys: Keys, value: Any, *, whole: bool) -> str:
    right = forms.number(value)
    if not whole and str(value).lower().rstrip(".").endswith(("px", "pixel", "pixels")):
        return "it is a fraction of the picture's longer side: divide the pixels by those of that side"
    length = forms.centimetres(value) if right is None and keys[-1:] in (("width",), ("height",)) else None
    right = length if right is None else right
    if right is None and _is_of_points(keys):
        return _POINTS
    if right is None or not takes(keys, right):
        return example(keys)
    if isinstance(value, str) and value == writing.number(right) and (not whole or right == int(right)):
        return f"remove the quotes: write {line_of(keys)}{value}"
    return f"write {line_of(keys)}{round(right) if whole else writing.number(right)}"


def _mapping_or_list(keys: Keys, value: Any, wanted: str) -> str:
    if wanted == "a list":
        return "remove the key" if forms.truth(value) == "false" else example(keys) or "begin each item with '- '"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        joined = _joined(value)
        return (
            f"leave out the dashes: write {line_of(keys)}{joined}" if joined else "leave out the dashes before its keys"
        )
    section = models_at(way_of(keys))
    fields = {name for model in section for name in fields_of(model)}
    first = "title" if "title" in fields else next(iter(section[0].model_fields), "key") if section else "key"
    inner = f"{first}: …"
    if "enabled" in fields:
        inner = f"enabled: {forms.truth(value) or 'true'}"
    elif keys[-1:] in (("colorizer",), ("fonts",)) and isinstance(value, str):
        inner = f"{first}: {writing.written(value, flow=True)}"
    elif keys[-1:] == ("colorizer",) and isinstance(value, float | int) and not isinstance(value, bool):
        inner = f"vividness: {value if takes((*keys, 'vividness'), value) else 0.4}"
    elif keys == ("institution",) and isinstance(value, str):
        inner = f"name: {writing.written(value, flow=True)}"
    elif keys[-1:] == ("mark",) and forms.truth(value):
        return "remove the key; publications: {site: {mark: false}} leaves the mark off what visitors download"
    elif keys[-1:] == ("dimensions",):
        return "give both sides and the unit, the height first: write dimensions: 18 × 24 cm"
    elif keys[-2:-1] == ("works",):
        return "a work begins with '- id: …', and its other keys stand below it"
    if not is_taken(keys, f"{line_of(keys)}{{{inner}}}"):
        inner = f"{first}: …"
    return f"write {line_of(keys)}{{{inner}}}" if line_of(keys) else f"begin it with '- {inner}'"


def _joined(value: list[Any]) -> str | None:
    """A list of mappings of one key each as the one mapping that is meant, where it is short."""
    if not value or not all(isinstance(each, dict) and len(each) == 1 for each in value):
        return None
    joined = writing.flow({key: inner for each in value for key, inner in each.items()})
    return joined if len(joined) <= 200 else None


def _one(keys: Keys, value: list[Any]) -> Words | None:
    """A text alone in brackets, where the key takes no words of visitors'."""
    right = f"{line_of(keys)}{writing.written(value[0])}" if value and isinstance(value[0], str) else ""
    if not right or is_text(keys) or not is_taken(keys, right):
        return None
    return "wrong-type", f"{named(keys)} must be one text", f"write {right}"


def _several(keys: Keys, value: list[Any]) -> Words | None:
    """Several languages or people in brackets, where there is one text."""
    if keys[-1:] == ("language",):
        first = writing.written(str(value[0]))
        hint = f"write language: {first}; other languages stand in the texts, title: {{{first}: …, {value[1]}: …}}"
        return "wrong-type", "an exhibit has one language of its own", hint
    if keys[-1:] in (("curator",), ("creator",)):
        joined = "; ".join(str(each) for each in value)
        return "wrong-type", f"{named(keys)} must be one text", f"write {line_of(keys)}{writing.quoted(joined)}"
    return None


def _collection(keys: Keys, value: Any, tree: Tree) -> Words:
    """A list or a mapping where a text belongs: as a rule a text that begins with a bracket, without quotes."""
    if right := converted(keys, value):
        return "wrong-type", f"{named(keys)} must be one text", right
    if isinstance(value, list) and (listed := _several(keys, value) if len(value) > 1 else _one(keys, value)):
        return listed
    rest, _ = writing.split_comment(tree.rest(tree.positions.value(keys)).rstrip())
    if rest[:1] in ("[", "{"):
        what = "bracket" if rest[0] == "[" else "brace"
        message = f"a text that begins with a {what} must be in quotes"
        right = f"{line_of(keys)}{writing.quoted(rest if writing.closed(rest) else writing.flow(value))}"
        if is_taken(keys, right):
            return "wrong-type", message, f"write {right}"
        return "wrong-type", f"{named(keys)} must be one text", example(keys)
    hint = _from_list(keys, value) if isinstance(value, list) else _from_mapping(keys, value)
    return "wrong-type", f"{named(keys)} must be text, not {shown(value)}", hint


def _from_list(keys: Keys, value: list[Any]) -> str:
    if value and all(isinstance(each, dict) and len(each) == 1 for each in value):
        languages = {forms.language(key) or key: text for each in value for key, text in each.items()}
        return f"leave out the dashes: write {line_of(keys)}{writing.flow(languages)}"
    joined = "; ".join(str(each) for each in value if isinstance(each, str))
    if joined and len(joined) <= 100:
        return f"write {line_of(keys)}{writing.quoted(joined)}"
    return f"write '{line_of(keys)}|' and the text below it, indented"


def _from_mapping(keys: Keys, value: dict[str, Any]) -> str:
    first = next((text for text in value.values() if isinstance(text, str)), None)
    return f"it has one form for all languages: write {line_of(keys)}{writing.written(first)}" if first else ""
