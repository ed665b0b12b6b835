"""What pydantic found wrong, as problems a curator can act on: own words, own place, one for each mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from gallery.manifest import wrong_keys, wrong_values
from gallery.manifest.commas import cut
from gallery.manifest.fields import is_required, way_of
from gallery.manifest.hints import ONE_PLACE
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.schema import NO_REASON, TAGS
from gallery.manifest.writing import bounded
from gallery.manifest.wrong_keys import Words
from gallery.manifest.wrong_kinds import KINDS, wrong_type
from gallery.manifest.wrong_values import Error
from gallery.problems import Problem

_UNKNOWN = "extra_forbidden"


def keys_of(error: Error) -> Keys:
    """The keys in the manifest that an error's ``loc`` means: without names of union members."""
    loc: Keys = error["loc"]
    # An unknown key, and one that is no language, is what a curator wrote, and may be anything.
    if loc[-1:] == ("[key]",) and error["type"] != _UNKNOWN:
        inner, last = loc[:-2], loc[-2:-1]
    else:
        inner, last = (loc[:-1], loc[-1:]) if error["type"] == _UNKNOWN else (loc, ())
    return (*(part for part in inner if part not in TAGS and part != "[key]"), *last)


def explain(errors: Iterable[Error], tree: Tree, name: str) -> list[Problem]:
    """One problem for each of pydantic's ``errors``; ``name`` is the manifest's."""
    errors = list(errors)
    meant = _Meant(errors, tree)
    told = {problem.line for problem in tree.problems}
    problems: list[Problem] = []
    places: set[Keys] = set()
    for error in errors:
        keys = keys_of(error)
        if _said_elsewhere(error, meant) or any(keys[:length] in places for length in range(len(keys) + 1)):
            continue
        where, words = keys, None
        for point in _points(keys):
            if (words := wrong_values.place(point, tree)) is not None:
                where = point
                places.add(point)
                break
        else:
            places |= {
                point for point in _points(keys) if point[-1] not in ("along", "area", "protect")
            }  # of one point one thing is told
        words = words or _words(keys, error, tree)
        if words is None:
            continue
        if _is_key(error) and "quotes" in words[2] + words[1]:
            places.add(keys[:-1])  # the whole map is one text
        at_key = error["type"] == _UNKNOWN or _is_key(error)
        if error["type"] == "missing" and _is_lost(keys, tree):
            continue
        place = tree.positions.key(where) if at_key else tree.positions.value(where)
        if not tree.mended.get(place[0]) and not (words[0] == "empty" and place[0] in told):
            code, message, hint = words
            problems.append(Problem(name, *place, code, bounded(message), bounded(hint)))
    return problems


def _is_lost(keys: Keys, tree: Tree) -> bool:
    """Whether what is missing at ``keys`` may stand in a line that could not be read."""
    first, after = tree.positions.lines(keys[:-1])
    return any(lost and first <= line < after for line, lost in tree.mended.items())


class _Meant:
    """Fields that unknown keys were meant to be, and so are not missing."""

    def __init__(self, errors: Iterable[Error], tree: Tree) -> None:
        self.here: set[Keys] = set()
        self.elsewhere: set[tuple[str, ...]] = set()
        self.cut: set[Keys] = set()
        """Values of which a comma cut something off, which is told with the whole value."""
        for error in errors:
            if error["type"] != _UNKNOWN:
                continue
            keys = keys_of(error)
            value = tree.at(keys)
            if (rest := cut(keys, tree)) is not None and rest.remedy:
                self.cut.add(rest.owner)
            if (near := wrong_keys.intended(keys, value, tree.at(keys[:-1]))) is not None:
                self.here.add((*keys[:-1], near))
            for way in wrong_keys.misplaced(keys, value):
                self.elsewhere.update(way[:length] for length in range(1, len(way) + 1))

    def has(self, keys: Keys) -> bool:
        return keys in self.here or (way_of(keys) in self.elsewhere and is_required(keys))


def _is_key(error: Error) -> bool:
    return bool(error["loc"][-1:] == ("[key]",) and error["type"] != _UNKNOWN)


def _said_elsewhere(error: Error, meant: _Meant) -> bool:
    """Whether another problem says it already."""
    if error["type"] == "missing":  # the unknown key 'titel' says that 'title' is missing
        return meant.has(keys_of(error))
    if error["type"] == "too_short":  # pydantic counts valid items only
        return bool(len(error["input"]) >= error["ctx"]["min_length"])
    if error["type"] != _UNKNOWN and keys_of(error) in meant.cut:
        return True
    return error["type"] in (NO_REASON, ONE_PLACE)  # the checks place it better


def _points(keys: Keys) -> Iterator[Keys]:
    """The points, strokes and areas that ``keys`` lead to or into, the outer ones first."""
    for length in range(1, len(keys) + 1):
        if keys[length - 1] == "protect" and "works" in keys[:length]:
            yield keys[:length]
        if keys[length - 1] in ("at", "along", "area") and "hints" in keys[:length]:
            yield keys[:length]
            if keys[length - 1] in ("along", "area") and length < len(keys):
                yield keys[: length + 1]


def _words(keys: Keys, error: Error, tree: Tree) -> Words | None:
    if error["type"] == _UNKNOWN:
        return wrong_keys.unknown_key(keys, tree)
    if _is_key(error):
        return wrong_values.wrong_language(keys, tree)
    if error["type"] in KINDS:
        return wrong_type(keys, error, tree)
    explained = _EXPLAIN.get(error["type"])
    if explained is not None:
        if isinstance(error["input"], list):
            error = {**error, "input": wrong_values.as_written(keys, error["input"], tree)}
        return explained(keys, error)
    return "invalid", f"{wrong_values.named(keys)}: {error['msg']}", ""


def _missing(keys: Keys, _: Error) -> Words:
    if isinstance(keys[-1], int):  # points are the only lists of a fixed length
        return "wrong-form", f"{wrong_values.named(keys[:-1])} lacks its number {keys[-1] + 1}", "write [x, y]"
    return "missing-key", f"missing key {keys[-1]!r}", wrong_keys.missing(keys)


_EXPLAIN: Mapping[str, Callable[[Keys, Error], Words]] = {
    "missing": _missing,
    "string_pattern_mismatch": wrong_values.pattern,
    "greater_than": wrong_values.limits,
    "greater_than_equal": wrong_values.limits,
    "less_than": wrong_values.limits,
    "less_than_equal": wrong_values.limits,
    "too_short": wrong_values.length,
    "too_long": wrong_values.length,
    "string_too_long": wrong_values.length,
    "string_too_short": lambda keys, _: wrong_values.empty(keys),
    "value_error": wrong_values.refused,
    "union_tag_not_found": wrong_values.no_source,
    "union_tag_invalid": wrong_values.no_source,
    "literal_error": wrong_values.choice,
}
