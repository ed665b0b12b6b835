"""The cells of a row → the fields of a work, in the manifest's form; and what could not be used of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from gallery.intake.columns import Column, column
from gallery.intake.tables import Row
from gallery.manifest.coordinates import as_coordinates
from gallery.manifest.dates import edtf
from gallery.manifest.everyday_dates import is_rounded, suggestion
from gallery.manifest.rights import rights_form
from gallery.manifest.schema import Work

NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"
IN_COPYRIGHT = "http://rightsstatements.org/vocab/InC/1.0/"

OF_FILES = ("file", "url", "sha256", "id")
"""Fields of columns that say which photograph it is."""
OTHERWISE = ("subject", "keywords", "latitude", "longitude")
"""Fields of columns that a work has not, and that are used all the same."""

_ASSERTED = re.compile(r"(?i)(©|\(c\)|copyright\b)\s*(by\b|\d|[A-ZÄÖÜÉ])")
_LIST = re.compile(r"[;|]")
_ROLE = re.compile(r"(\S.*?) \(([^\W\d_A-ZÄÖÜ][^\W\d_]{2,}(?: [^\W\d_]+){0,2})\)")
_WITHOUT_LANGUAGES = ("date", "rights", "dimensions", "coordinates")
_MAY_BE_UNKNOWN = ("place", "medium", "dimensions", "credit", "lender", "inventory_number", "description", "alt")
_UNKNOWN = {"", "unknown", "not known", "n/a", "none", "unbekannt", "inconnu", "inconnue", "desconocido", "desconocida"}
_DUMMY = {"id": "x", "source": {"path": "x"}, "title": "x", "rights": NOT_EVALUATED, "alt": "x"}


@dataclass
class Known:
    """What is known of a work, as it is gathered."""

    fields: dict[str, Any] = field(default_factory=dict)
    todo: list[str] = field(default_factory=list)
    """Fields for which something was found that has to be written otherwise."""
    comments: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By the key that they stand above."""
    unused: list[str] = field(default_factory=list)
    """Names of columns whose cell another one took the place of."""

    def take(self, name: str, value: Any, said: str) -> None:
        """Take what was found for the field ``name``, unless something is known already. ``said`` is by whom."""
        if not value or name in self.fields or name in self.todo:
            return
        if name == "date":
            self._date(str(value), said)
        elif name == "rights":
            self._rights(str(value), said)
        elif name == "coordinates":
            self._coordinates(value, said)
        elif name in _MAY_BE_UNKNOWN and isinstance(value, str) and value.strip(" .?-–").casefold() in _UNKNOWN:
            return  # it says that nobody knows
        elif name == "creator" and isinstance(value, str) and (several := _creators(value)):
            self.fields[name] = several
        elif name in Work.model_fields and (tidy := _tidy(name, value)) and accepts(name, tidy):
            self.fields[name] = tidy
        else:
            self.comments[name if name in Work.model_fields else "alt"].append(f"{name}, as {said} says: {value}")

    def _date(self, text: str, said: str) -> None:
        for form in (text, suggestion(text)):
            if form == "":
                return  # it says that no date is known
            try:
                self.fields["date"] = edtf(form or "")
                if is_rounded(text):
                    self.comments["date"].append(f"{said} says: {text}")
                return
            except ValueError:
                continue
        self.todo.append("date")
        self.comments["date"].append(f"{said} says: {text}")

    def _coordinates(self, value: Any, said: str) -> None:
        """Latitude and longitude as two numbers, to the sixth decimal: a tenth of a metre."""
        try:
            latitude, longitude = as_coordinates(value)
        except ValueError:
            self.comments["coordinates"].append(f"coordinates, as {said} says: {value}")
            return
        if (latitude, longitude) != (0, 0):  # cameras without a satellite in sight
            self.fields["coordinates"] = [round(latitude, 6), round(longitude, 6)]

    def _rights(self, text: str, said: str) -> None:
        """A statement by its address or name. Other words are for visitors to read, and nobody has evaluated them."""
        named, asserted = rights_form(text), _ASSERTED.match(text)
        self.fields["rights"] = named or (IN_COPYRIGHT if asserted else NOT_EVALUATED)
        if named is None or ("://" in text and " " in text):
            self.fields.setdefault("rights_note", " ".join(text.split()))
        if not named and not asserted:
            self.comments["rights"].append(f"Nobody has evaluated what {said} says; see rights_note.")


def _creators(text: str) -> list[dict[str, str]]:
    """The creators that ``text`` names, one after the other with ``;`` or ``|`` between, or with a role in brackets;
    none where it is a plain name."""
    found = []
    for part in filter(None, (" ".join(part.split()) for part in _LIST.split(text))):
        role = _ROLE.fullmatch(part)
        found.append({"name": role[1], "role": role[2]} if role else {"name": part})
    plain = len(found) < 2 and not any("role" in one for one in found)
    return [] if plain or not accepts("creator", found) else found


def accepts(name: str, value: Any) -> bool:
    """Whether a work may have ``value`` in its field ``name``."""
    try:
        Work.model_validate({**_DUMMY, name: value})
    except ValidationError as error:
        return all(wrong["loc"][:1] != (name,) for wrong in error.errors(include_url=False))
    return True


def _tidy(name: str, value: Any) -> Any:
    """A text without blanks around it; in one line, but for a description, whose paragraphs stay."""
    if isinstance(value, Mapping):
        return {language: tidy for language, text in value.items() if (tidy := _tidy(name, text))}
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() if name == "description" else " ".join(text.split())


def cells_by_field(row: Row) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The cells of ``row`` by field and language, and the names of columns that another one took the place of."""
    columns = [(name, found) for name in row.cells if (found := column(name)) is not None]
    columns.sort(key=lambda pair: pair[1].rank)  # stable: of equals, the first in the table
    taken: dict[str, dict[str, str]] = defaultdict(dict)
    unused = []
    for name, found in columns:
        cell, there = row.cells[name], taken[found.field]
        if found.field == "rights" and there:
            # A table may have both a statement's address and words about it.
            first = next(iter(there.values()))
            if rights_form(first) is None and rights_form(cell) is not None:
                first, cell = cell, first
                taken["rights"] = {"": first}
            taken["rights_note"].setdefault(found.language, cell)
        elif found.language in there:
            unused += [name] if there[found.language] != cell else []
        else:
            there[found.language] = cell
    return {name: texts for name, texts in taken.items() if texts}, unused


def from_row(row: Row, language: str) -> Known:
    """What ``row`` says; a text without a language is in ``language``."""
    known = Known()
    by_field, known.unused = cells_by_field(row)
    for name, texts in by_field.items():
        if name not in (*OF_FILES, *OTHERWISE):
            known.take(name, _text(texts, language, name), "the table")
            _note_others(known, name, texts, language)
    for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if name in by_field and other not in by_field:
            known.comments["alt"].append(f"{name}, as the table says: {next(iter(by_field[name].values()))}")
    if {"latitude", "longitude"} <= by_field.keys():
        both = (next(iter(by_field[name].values())) for name in ("latitude", "longitude"))
        known.take("coordinates", ", ".join(cell.strip().replace(",", ".") for cell in both), "the table")
    subject = next(iter(by_field.get("subject", {}).values()), "")
    if subject and "alt" not in known.fields and not _LIST.search(subject):
        known.take("alt", _text(by_field["subject"], language, "alt"), "the table")
    elif subject:
        known.comments["alt"].append(f"subject: {subject}")
    for keywords in by_field.get("keywords", {}).values():
        known.comments["alt"].append(f"keywords: {keywords}")
    return known


def _note_others(known: Known, name: str, texts: Mapping[str, str], language: str) -> None:
    """What a field that has no languages is said to be in others."""
    if name in _WITHOUT_LANGUAGES:
        used = _text(texts, language, name)
        for tongue, text in texts.items():
            if text != used:
                known.comments[name].append(f"{name} ({tongue or language}), as the table says: {text}")


def _text(texts: Mapping[str, str], language: str, name: str) -> Any:
    """A text, or a text by language where others than the exhibit's are given."""
    named = {tongue or language: text for tongue, text in texts.items()}
    if name in _WITHOUT_LANGUAGES or set(named) == {language}:
        return named.get(language) or next(iter(named.values()))
    return {tongue: named[tongue] for tongue in sorted(named, key=lambda tongue: (tongue != language, tongue))}


def has_field(found: Column | None) -> bool:
    """Whether what a column holds is used."""
    return found is not None and (found.field in Work.model_fields or found.field in (*OF_FILES, *OTHERWISE))


def without_field(columns: Iterable[str]) -> list[str]:
    """Those of ``columns`` that a work has no field for."""
    return [name for name in columns if not has_field(column(name))]
