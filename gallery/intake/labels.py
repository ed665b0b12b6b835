"""The labels of an exhibit as a table: a row a work, a column a field, and of texts a column a language.

The columns are those that the schema has, so that a new field of a work is a new column by itself. Names of columns
are their keys in the manifest: ``title [de]``, ``dimensions width``, ``creator 2 name [en]``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from gallery.manifest.checks import works_in
from gallery.manifest.fields import inside
from gallery.manifest.kinds import LANGUAGE
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.schema import Work

ID, FILE, STATE = "id", "file", "_state"
"""Columns that are no labels: whose row it is; which photograph; what the labels were when they were written out."""

LEFT_OUT = ("id", "source", "hints", "captions", "approved")
"""Fields of a work that are no labels."""

_NAME = re.compile(
    r"(?P<field>[a-z_]+)(?: (?P<number>[1-9][0-9]?))?(?: (?P<inner>[a-z_]+))?(?: \[(?P<language>\S+)\])?"
)


@dataclass(frozen=True, order=True)
class LabelColumn:
    """A column: the keys in a work that it is of, and the language where that holds a text."""

    keys: Keys
    language: str = ""

    @property
    def name(self) -> str:
        said = " ".join(str(key + 1) if isinstance(key, int) else key for key in self.keys)
        return f"{said} [{self.language}]" if self.language else said


@dataclass(frozen=True)
class LabelRow:
    """What one work says."""

    id: str
    keys: Keys
    """Of the work in the manifest."""
    file: str
    cells: Mapping[str, str]
    """By the columns' names; empty ones are left out."""

    @property
    def state(self) -> str:
        """What tells whether anything was changed since."""
        return state_of(self.cells)


def state_of(cells: Mapping[str, str]) -> str:
    """A digest of what is said in ``cells``; blanks around texts and empty cells do not count."""
    said = sorted((name, plain(cell)) for name, cell in cells.items() if cell.strip())
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8")).hexdigest()[:16]


def same(one: str, other: str) -> bool:
    """Whether two cells say the same: a spreadsheet has its own breaks of lines."""
    return plain(one) == plain(other)


def plain(cell: str) -> str:
    """What a cell says, with breaks of lines as a manifest has them, and no blanks around it."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def language_of(value: Any) -> str:
    """The language of an exhibit's texts that do not say theirs."""
    language = value.get("language", "en") if isinstance(value, dict) else "en"
    return language if isinstance(language, str) and re.match(LANGUAGE, language) else "en"


def rows_of(tree: Tree) -> list[LabelRow]:
    """The labels of every work that has an id, in hanging order."""
    language = language_of(tree.value)
    rows = []
    for keys, work in works_in(tree.value):
        if "id" in work:
            cells = {column.name: text for column, text in _cells(tree, keys, work, language) if text.strip()}
            source = work.get("source")
            places = [source.get(key) for key in ("path", "url")] if isinstance(source, dict) else []
            file = next((str(place) for place in places if place), "")
            rows.append(LabelRow(str(work["id"]), keys, file, cells))
    return rows


def as_table(tree: Tree) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of the table of an exhibit's labels."""
    columns = columns_of(tree)
    rows = [[row.id, row.file, *(row.cells.get(name, "") for name in columns), row.state] for row in rows_of(tree)]
    return [ID, FILE, *columns, STATE], rows


def columns_of(tree: Tree) -> list[str]:
    """The names of the columns that the table of an exhibit has: every field, and every language in use."""
    used = {name for row in rows_of(tree) for name in row.cells}
    found = [parsed for name in sorted(used) if (parsed := parse(name)) is not None]
    own = language_of(tree.value)
    title = tree.value.get("title") if isinstance(tree.value, dict) else None
    languages = [own, *(title if isinstance(title, dict) else ()), *sorted(column.language for column in found)]
    tongues = [tag for tag in dict.fromkeys(languages) if re.match(LANGUAGE, str(tag))]
    counts: dict[str, int] = {}
    for column in found:
        if len(column.keys) > 1 and isinstance(column.keys[1], int):
            counts[str(column.keys[0])] = max(counts.get(str(column.keys[0]), 0), column.keys[1] + 1)
    columns = list(_columns((Work,), (), tongues, counts))
    # What the schema takes in more than one form has a column of the form that is used, beside those of the other.
    order = list(Work.model_fields)
    columns += [column for column in found if column not in columns]
    return [column.name for column in sorted(columns, key=lambda column: order.index(str(column.keys[0])))]


def _columns(
    models: tuple[type[BaseModel], ...], keys: Keys, tongues: list[str], counts: Mapping[str, int]
) -> Iterator[LabelColumn]:
    for name, known in inside(models).items():
        if not keys and name in LEFT_OUT:
            continue
        if known.text:
            yield from (LabelColumn((*keys, name), tongue) for tongue in tongues)
        elif not known.models:
            yield LabelColumn((*keys, name))
        elif not is_list(models, name):
            yield from _columns(known.models, (*keys, name), tongues, {})
        for place in range(counts.get(name, 0)) if known.models else ():
            yield from _columns(known.models, (*keys, name, place), tongues, {})


def is_list(models: Iterable[type[BaseModel]], name: str) -> bool:
    """Whether the schema has a list at ``name``, or may have one."""

    def listed(annotation: Any) -> bool:
        return get_origin(annotation) in (tuple, list) or any(map(listed, get_args(annotation)))

    return any(listed(model.model_fields[name].annotation) for model in models if name in model.model_fields)


def _cells(tree: Tree, keys: Keys, work: Mapping[str, Any], language: str) -> Iterator[tuple[LabelColumn, str]]:
    """What stands in each column."""

    def written(value: Any, there: Keys) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return tree.written((*keys, *there)) or str(value)

    def walk(value: Any, there: Keys, models: tuple[type[BaseModel], ...]) -> Iterator[tuple[LabelColumn, str]]:
        for name, known in inside(models).items():
            if name not in value or (not there and name in LEFT_OUT):
                continue
            inner, at = value[name], (*there, name)
            if isinstance(inner, list) and known.models:
                for place, item in enumerate(inner):
                    if isinstance(item, dict):
                        yield from walk(item, (*at, place), known.models)
            elif isinstance(inner, dict) and known.text:
                for tongue, text in inner.items():
                    yield LabelColumn(at, str(tongue)), "" if text is None else written(text, (*at, tongue))
            elif isinstance(inner, dict):
                yield from walk(inner, at, known.models)
            elif inner is not None and not isinstance(inner, list):
                yield LabelColumn(at, language if known.text else ""), written(inner, at)

    yield from walk(work, (), (Work,))


def types_of(column: LabelColumn) -> set[type]:
    """The types that the schema lets a value in ``column`` have."""
    models: tuple[type[BaseModel], ...] = (Work,)
    names = [key for key in column.keys if isinstance(key, str)]
    for name in names[:-1]:
        models = inside(models)[name].models

    def types(annotation: Any) -> Iterator[type]:
        if isinstance(annotation, type) and not get_args(annotation):
            yield annotation
        for part in get_args(annotation):
            yield from types(part)

    fields = [model.model_fields[names[-1]] for model in models if names[-1] in model.model_fields]
    return {kind for known in fields for kind in types(known.annotation)}


def parse(name: str) -> LabelColumn | None:
    """The column that is called ``name``, in whatever case; None if the schema has none."""
    field, bracket, language = name.partition("[")
    match = _NAME.fullmatch(f"{field.strip().casefold()}{bracket and ' ['}{language.replace(' ', '')}")
    if match is None or match["field"] in LEFT_OUT or match["field"] not in Work.model_fields:
        return None
    keys: Keys = (match["field"],)
    known = inside((Work,))[match["field"]]
    if match["number"]:
        if not is_list((Work,), match["field"]):
            return None
        keys = (*keys, int(match["number"]) - 1)
    if match["inner"]:
        if match["inner"] not in (below := inside(known.models)):
            return None
        keys, known = (*keys, match["inner"]), below[match["inner"]]
    language = match["language"] or ""
    if language and (not known.text or not re.match(LANGUAGE, language)):
        return None
    return LabelColumn(keys, language)
