"""The cells of one work's row → changes of what the manifest says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gallery.intake.labels import LabelColumn, parse, types_of
from gallery.manifest.dates import edtf
from gallery.manifest.editing import Edits
from gallery.manifest.everyday_dates import suggestion
from gallery.manifest.positions import Keys
from gallery.manifest.rights import rights_form
from gallery.manifest.schema import Work
from gallery.manifest.unfinished import is_todo

_NAME = "name"
"""What an item of a list must have; alone it is the short form of a list of one."""


def _item(field: str, place: int, said: Mapping[str, str]) -> list[tuple[LabelColumn, str]]:
    """The cells of one item of a list that are not empty."""
    cells = [(parse(name), cell) for name, cell in said.items()]
    return [(column, cell) for column, cell in cells if column and column.keys[:2] == (field, place) and cell]


@dataclass(frozen=True)
class WorkChanges:
    """One work in a manifest that is being changed."""

    edits: Edits
    keys: Keys
    """Of the work."""
    language: str
    """Of the exhibit."""

    def make(self, changed: Mapping[str, str], said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Make the ``changed`` cells what the work says: columns' names, and what is wrong with those that cannot be.

        ``said`` are all cells of its row: they tell which of several creators is new, and which is no more.
        """
        listed: dict[str, list[int]] = {}
        for name in changed:
            column = parse(name)
            if column is None:
                continue
            field, place = str(column.keys[0]), column.keys[1] if len(column.keys) > 1 else None
            if isinstance(place, int) and not self._is_item(field, place, said):
                if place not in listed.setdefault(field, []):
                    listed[field].append(place)
            elif problem := self._change(column, changed[name]):
                yield name, problem
        for field, places in listed.items():
            yield from self._grow_or_shrink(field, sorted(places), said)

    def _is_item(self, field: str, place: int, said: Mapping[str, str]) -> bool:
        """Whether an item of the list in ``field`` is there already, and stays."""
        there = self._there((field,))
        return isinstance(there, list) and place < len(there) and bool(_item(field, place, said))

    def _grow_or_shrink(self, field: str, places: Sequence[int], said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Put items into the list that are new, and take out those of which all cells are empty."""
        there = self._there((field,))
        count = len(there) if isinstance(there, list) else 0
        new = []
        for place in (place for place in places if place >= count):
            if there is not None and not count and place == 0:
                yield f"{field} 1", f"the exhibit has {field!r} in one; change the column {field!r}"
                return
            value, wrong = self._new(field, place, said)
            yield from wrong
            new += [value] if value else []
        gone = [place for place in places if place < count]
        if there is not None and not isinstance(there, list) and new:
            self.edits.set((*self.keys, field), [{_NAME: there}, *new])
        elif count and len(gone) == count and not new:
            self.edits.remove((*self.keys, field))
        else:
            for value in new:
                self.edits.append((*self.keys, field), value)
            for place in reversed(gone):
                self.edits.remove((*self.keys, field, place))

    def _new(self, field: str, place: int, said: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """An item of a list as its cells say it, and what is wrong with them."""
        value: dict[str, Any] = {}
        wrong = []
        for column, cell in _item(field, place, said):
            key = str(column.keys[2])
            if column.language:
                value.setdefault(key, {})[column.language] = cell
            elif isinstance(found := _value(column, cell), _Wrong):
                wrong.append((column.name, found.message))
            else:
                value[key] = found
        if value and _NAME not in value:
            wrong.append((f"{field} {place + 1}", f"it has no {_NAME}; write one, or empty its other cells"))
        own = self.language
        return {
            key: text[own] if isinstance(text, dict) and [*text] == [own] else text for key, text in value.items()
        }, wrong

    def _change(self, column: LabelColumn, cell: str) -> str | None:
        """Make ``cell`` what the work says; what is wrong with it, if it cannot be."""
        if column.language:
            return self._text(column, cell)
        if not cell:
            return self._remove(column.keys)
        value = _value(column, cell)
        if isinstance(value, _Wrong):
            return value.message
        return self._set(column.keys, value)

    def _there(self, keys: Keys) -> Any:
        value = self.edits.value
        for key in (*self.keys, *keys):
            if isinstance(value, dict):
                value = value.get(key)
            else:
                value = value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
        return value

    def _text(self, column: LabelColumn, cell: str) -> str | None:
        there = self._there(column.keys)
        if isinstance(there, list):
            return f"the exhibit has several; change '{column.keys[0]} 1 …' and the like"
        if isinstance(there, dict):
            if cell:
                self.edits.set((*self.keys, *column.keys, column.language), cell)
                return None
            left = [tongue for tongue in there if tongue != column.language]
            return self._remove((*column.keys, column.language)) if left else self._remove(column.keys)
        own = there if there is None or isinstance(there, str) else str(there)
        if column.language == self.language:
            return self._set(column.keys, cell) if cell else self._remove(column.keys)
        if not cell:
            return None
        # A text of one language becomes a text by language.
        return self._set(column.keys, {self.language: own, column.language: cell} if own else {column.language: cell})

    def _set(self, keys: Keys, value: Any) -> str | None:
        if len(keys) > 1 and self._there(keys[:-1]) is None:
            if isinstance(keys[-2], int):
                return f"the exhibit has no {keys[0]} {keys[-2] + 1}; add it there first"
            self.edits.set((*self.keys, *keys[:-1]), {keys[-1]: value})
            return None
        if len(keys) > 1 and not isinstance(self._there(keys[:-1]), dict):
            return f"the exhibit has {keys[0]!r} in one; change the column {keys[0]!r}"
        self.edits.set((*self.keys, *keys), value)
        return None

    def _remove(self, keys: Keys) -> str | None:
        if keys[0] in Work.model_fields and Work.model_fields[str(keys[0])].is_required() and len(keys) == 1:
            return "a work must have it, and the cell is empty; write TODO where it is still to be written"
        if self._there(keys) is not None or keys[-1] in (self._there(keys[:-1]) or {}):
            self.edits.remove((*self.keys, *keys))
        return None


@dataclass(frozen=True)
class _Wrong:
    message: str


def _value(column: LabelColumn, cell: str) -> Any:
    """What a cell says, as the manifest has it; or what is wrong with it."""
    if is_todo(cell):
        return cell
    if column.keys == ("date",):
        for form in (cell, suggestion(cell)):
            try:
                return edtf(form or "")
            except ValueError:
                continue
        return _Wrong(f"{cell!r} is not an EDTF date; write one such as 1903-12-17, 1936-02 or 1900~")
    if column.keys == ("rights",):
        return rights_form(cell) or _Wrong(
            f"{cell!r} is not the URI of a rights statement or licence; choose one at rightsstatements.org or "
            "creativecommons.org"
        )
    types = types_of(column)
    if bool in types:
        return cell.casefold() == "true" if cell.casefold() in ("true", "false") else _Wrong("write true or false")
    return _number(cell) if types & {int, float} else cell


def _number(cell: str) -> Any:
    try:
        number = float(cell.replace(",", ".", 1))
    except ValueError:
        return _Wrong(f"{cell!r} is no number; write one such as 24 or 17.5")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
