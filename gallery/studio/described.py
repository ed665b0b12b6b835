"""An exhibit as the page is told of it: what the manifest says of each work, what is wrong, what is unfinished.

Unlike a build, it takes a manifest as far as it can be read: a curator works on what is not finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from gallery.intake.labels import language_of
from gallery.manifest.checks import works_in
from gallery.manifest.fields import inside
from gallery.manifest.kinds import LANGUAGE
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.schema import Room, Work
from gallery.manifest.unfinished import is_todo, is_unfinished
from gallery.problems import Problem

UNWRITTEN = {"title": "…", "alt": "…", "rights": "http://rightsstatements.org/vocab/UND/1.0/", "reason": "…"}
"""Stands where a label is not written yet. None of it decides a picture."""

_DECIDING = ("id", "source", "colorize", "vividness", "rotate", "crop", "hints", "protect", "poster")


def language_in(tree: Tree) -> str:
    """The language of texts that do not say theirs."""
    return language_of(tree.value)


def languages_of(tree: Tree) -> list[str]:
    """The exhibit's language first, then the others that its title is given in."""
    title = tree.at(("title",))
    given = [tag for tag in title if re.match(LANGUAGE, str(tag))] if isinstance(title, dict) else []
    return list(dict.fromkeys([language_of(tree.value), *given]))


def pictured(work: Mapping[str, Any]) -> Work | None:
    """What decides the pictures of a work, whatever its label lacks; None where that is not well-formed."""
    known = UNWRITTEN | {name: work[name] for name in _DECIDING if name in work}
    approved = work.get("approved")
    with_approval = _valid(known | {"approved": approved}) if approved is not None else None
    return with_approval or _valid(known)


def _valid(fields: Mapping[str, Any]) -> Work | None:
    try:
        return Work.model_validate(fields)
    except ValidationError:
        return None


def rooms_in(tree: Tree) -> list[dict[str, Any]]:
    """Title and text of every room."""
    language = language_of(tree.value)
    rooms = tree.at(("rooms",))
    found = []
    for place in range(len(rooms) if isinstance(rooms, list) else 0):
        said = normal(tree, ("rooms", place), (Room,), language)
        found.append({"title": said.get("title", {}), "text": said.get("text")})
    return found


def normal(tree: Tree, keys: Keys, models: tuple[type[BaseModel], ...], language: str) -> dict[str, Any]:
    """What the mapping at ``keys`` says, of the fields that ``models`` have: texts by language, words as written."""
    value, known = tree.at(keys), inside(models)
    if not isinstance(value, dict):
        return {}
    found: dict[str, Any] = {}
    for name, inner in value.items():
        if name not in known or name == "works" or inner is None:
            continue
        at = (*keys, name)
        if isinstance(inner, list) and known[name].models:
            found[name] = [normal(tree, (*at, place), known[name].models, language) for place in range(len(inner))]
        elif known[name].text:
            found[name] = _by_language(tree, at, inner, language)
        elif isinstance(inner, dict) and known[name].models:
            found[name] = normal(tree, at, known[name].models, language)
        else:
            found[name] = _written(tree, at, inner, models)
    return found


def _by_language(tree: Tree, keys: Keys, value: Any, language: str) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(tag): tree.written((*keys, tag)) or str(text or "") for tag, text in value.items()}
    return {language: tree.written(keys) or str(value)}


def _written(tree: Tree, keys: Keys, value: Any, models: tuple[type[BaseModel], ...]) -> Any:
    """A number as the text that it is written as, where the schema wants a text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        kinds = [model.model_fields[str(keys[-1])].annotation for model in models if keys[-1] in model.model_fields]
        if not {int, float} & {kind for one in kinds for kind in _kinds(one)}:
            return tree.written(keys) or value
    return value


def _kinds(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)
        if not isinstance(inner, type):
            yield type(inner)  # of a literal


def works_of(tree: Tree) -> list[tuple[Keys, dict[str, Any]]]:
    """Every work with an id of its own, with its keys, in hanging order."""
    seen: set[str] = set()
    found = []
    for keys, work in works_in(tree.value):
        name = str(work.get("id", ""))
        if name and name not in seen:
            seen.add(name)
            found.append((keys, work))
    return found


def todo_in(work: Mapping[str, Any]) -> list[str]:
    """The fields of a work that are still to be written."""

    def has(value: Any) -> bool:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return is_todo(value) or any(map(has, inner))

    return [name for name, value in work.items() if has(value)]


def told(tree: Tree | None, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as the page is told of them: with the work and the field that each is in."""
    ids = {} if tree is None else {keys: str(work["id"]) for keys, work in works_of(tree)}
    found = []
    for problem in problems:
        keys = () if tree is None or not problem.line else path_at(tree, problem.line, problem.column)
        work = ids.get(keys[:4])
        found.append(
            {
                "work": work,
                "field": list(keys[4:] if work else keys),
                "message": problem.message,
                "hint": problem.hint,
                "code": problem.code,
                "severity": "unfinished" if is_unfinished(problem) else problem.severity,
                "line": problem.line,
                "column": problem.column,
            }
        )
    return found


def path_at(tree: Tree, line: int, column: int) -> Keys:
    """The keys of the innermost value whose key, or dash, stands at or before a place in the text."""
    keys: Keys = ()
    while True:
        value = tree.at(keys)
        inner = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
        before = [key for key in inner if tree.positions.key((*keys, key)) <= (line, column or 1)]
        if not before:
            return keys
        keys = (*keys, before[-1])


def exhibit_in(tree: Tree) -> dict[str, Any]:
    """What the page is told of the exhibition as a whole."""
    language, title = language_of(tree.value), tree.at(("title",))
    return {
        "title": {} if title is None else _by_language(tree, ("title",), title, language),
        "language": language,
        "languages": languages_of(tree),
        "rooms": rooms_in(tree),
    }
