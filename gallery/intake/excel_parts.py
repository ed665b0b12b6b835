"""What python-calamine does not tell of an XLSX file: how far its sheets go, what their number formats leave out, and
which cells hold a formula.

A cell that shows *May 1903* holds the first of May: whoever wrote it knew the month and no day. One that shows *0007*
holds 7. Source: ECMA-376, part 1, sections 18.3.1.4 (cells), 18.2.2 (calculation), 18.8.30 (number formats) and
9.2 (relationships).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.sax.handler import ContentHandler

from defusedxml.sax import parseString

MOST_CELLS = 10_000_000
"""Of the whole of a sheet, empty ones too, up to the last row and the last column."""

_MONTH_AND_YEAR = 17
"""The number format that has no day, of those that are not written down in the file."""
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

Attributes = Mapping[str, str]


@dataclass
class Sheet:
    """What is told of one sheet."""

    last_row: int = 0
    last_column: int = 0
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column, from 0, of the cells whose number format leaves something out; that format."""
    formulas: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of the cells with a formula that does not say it gave a text, which may be empty."""
    is_unreckoned: bool = False
    """Whether the program that wrote the formulas asks others to reckon them: what it put there may be anything."""

    @property
    def is_far(self) -> bool:
        """Whether its cells, every one of which would be made, are too many."""
        return self.last_row * self.last_column > MOST_CELLS


def sheets_of(archive: zipfile.ZipFile) -> dict[str, Sheet]:
    """The sheets of an XLSX file by their names. What is not there is left out: calamine tells what is missing.

    Raises xml.sax.SAXException or ValueError for XML that is none.
    """
    parts = {name.casefold(): name for name in archive.namelist()}

    def part(name: str) -> bytes:
        return archive.read(parts[name.casefold()]) if name.casefold() in parts else b""

    ids: dict[str, str] = {}
    targets: dict[str, str] = {}
    asked: set[str] = set()
    _each(
        part("xl/workbook.xml"),
        {
            "sheet": lambda said: ids.update({said.get("name", ""): _id(said)}),
            "calcPr": lambda said: asked.add(said.get("fullCalcOnLoad", "")),
        },
    )
    _each(
        part("xl/_rels/workbook.xml.rels"),
        {"Relationship": lambda said: targets.update({said.get("Id", ""): _address(said.get("Target", ""))})},
    )
    formats = _short_formats(part("xl/styles.xml"))
    is_unreckoned = bool(asked & {"1", "true"})
    return {name: _sheet(part(targets.get(id, "")), formats, is_unreckoned) for name, id in ids.items()}


def shown(value: Any, number_format: str) -> Any:
    """The value of a cell without what its number format does not show, if that leaves something out."""
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}" if "m" in number_format else f"{value.year:04}"
    if isinstance(value, int | float) and value == int(value) >= 0 and not number_format.strip("0"):
        return f"{int(value):0{len(number_format)}}"
    return value


def _sheet(part: bytes, formats: Mapping[str, str], is_unreckoned: bool) -> Sheet:
    found, row, own, column, kind = Sheet(is_unreckoned=is_unreckoned), 0, 0, 0, ""

    def begin_row(said: Attributes) -> None:
        nonlocal row, column
        row, column = _number(said.get("r", "")) or row + 1, 0

    def begin_cell(said: Attributes) -> None:
        nonlocal own, column, kind
        kind = said.get("t", "")
        place = _PLACE.fullmatch(said.get("r", "").upper())
        own, column = (_number(place[2]), _column(place[1])) if place else (row, column + 1)
        found.last_row, found.last_column = max(found.last_row, own), max(found.last_column, column)
        if (short := formats.get(said.get("s", ""))) is not None:
            found.formats[own - 1, column - 1] = short

    def begin_formula(_said: Attributes) -> None:
        if kind != "str":
            found.formulas.append((own - 1, column - 1))

    _each(part, {"row": begin_row, "c": begin_cell, "f": begin_formula})
    return found


def _short_formats(part: bytes) -> dict[str, str]:
    """Style of a cell → its number format, of those that show a date without its day or a number with zeros first."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def begin_style(said: Attributes) -> None:
        if inside[0]:
            styles.append(_number(said.get("numFmtId", "")))

    _each(
        part,
        {
            "numFmt": lambda said: own.update({_number(said.get("numFmtId", "")): said.get("formatCode", "")}),
            "cellXfs": lambda _said: inside.__setitem__(0, True),
            "cellStyles": lambda _said: inside.__setitem__(0, False),
            "xf": begin_style,
        },
    )
    written = {number: _LITERAL.sub("", code.partition(";")[0]).lower() for number, code in own.items()}
    written[_MONTH_AND_YEAR] = "mmm-yy"
    return {str(at): written[number] for at, number in enumerate(styles) if _is_short(written.get(number, ""))}


def _is_short(code: str) -> bool:
    without_day = "y" in code and "d" not in code and "h" not in code
    return without_day or re.fullmatch("00+", code) is not None


def _id(said: Attributes) -> str:
    return next((value for name, value in said.items() if name.rpartition(":")[2] == "id"), "")


def _address(target: str) -> str:
    """The part's name in the archive, as calamine reads what relationships say."""
    target = target.removeprefix("/")
    return target if target.startswith("xl/") else f"xl/{target}"


def _number(text: str) -> int:
    """A number without a sign, 0 for what is none; a huge one is some huge number."""
    return int(text[:12]) if text.isascii() and text.isdigit() else 0


def _column(letters: str) -> int:
    """A column's number, from 1; of one beyond all columns some huge number."""
    return sum((ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(letters[:8])))


class _Each(ContentHandler):
    """Calls what is asked for with the attributes of elements of these names, in whatever namespace."""

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        super().__init__()
        self._wanted = wanted

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - as SAX calls it
        if (call := self._wanted.get(name.rpartition(":")[2])) is not None:
            call(attrs)


def _each(part: bytes, wanted: Mapping[str, Any]) -> None:
    if part:
        parseString(part, _Each(wanted), forbid_dtd=True)
