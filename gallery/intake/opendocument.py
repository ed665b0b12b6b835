"""OpenDocument spreadsheets (ODS) → rows of texts, with every break of a line inside a cell.

Source: OASIS OpenDocument 1.3, part 3, sections 6.1 (text) and 9.1 (tables).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gallery.errors import GalleryError
from gallery.intake.grids import Grid

CONTENT = "content.xml"
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)
_MOST_COLUMNS = 1_000
_MOST_CELLS = 10_000_000
"""Of a sheet, without those that are empty at the ends of rows."""
_DEEPEST = 100
"""Texts within texts that are followed."""
_MOST_REPEATED = 10_000
"""Equal rows that are written as one; more of them, and all empty ones at the end, mean nothing."""


def read_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Grid]]:
    """Every sheet of an ODS file, to the last row that holds anything. Raises GalleryError if damaged."""
    try:
        root = fromstring(archive.read(CONTENT))
    except (ParseError, DefusedXmlException, ValueError, LookupError, KeyError) as error:
        raise GalleryError(f"the spreadsheet cannot be read ({error})", "save it again as XLSX or as CSV") from None
    hidden = {style.get(f"{_STYLE}name") for style in root.iter(f"{_STYLE}style") if _hides(style)}
    for sheet in root.iter(f"{_TABLE}table"):
        grid = _grid(sheet)
        grid.is_hidden = sheet.get(f"{_TABLE}style-name", "") in hidden
        yield sheet.get(f"{_TABLE}name", ""), grid


def _hides(style: Element) -> bool:
    """Whether sheets of this style are not shown."""
    return any(look.get(f"{_TABLE}display") == "false" for look in style.iter(f"{_STYLE}table-properties"))


def _grid(sheet: Element) -> Grid:
    grid = Grid()
    blank = count = 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells, formulas, heights = _cells(row)
        times, at = _repeated(row, "rows"), len(grid.rows) + min(blank, _MOST_REPEATED)
        grid.without_value += [(at, column) for column in formulas]
        grid.merged += [(column, at, at + height - 1) for column, height in heights]
        if not cells:
            blank += times
            continue
        grid.rows += [[]] * min(blank, _MOST_REPEATED) + [cells] * min(times, _MOST_REPEATED)
        count += min(blank, _MOST_REPEATED) + len(cells) * min(times, _MOST_REPEATED)
        blank = 0
        if count > _MOST_CELLS:
            raise GalleryError(f"the spreadsheet has more than {_MOST_CELLS} cells", "delete the repeated ones")
    return grid


def _cells(row: Element) -> tuple[list[str], list[int], list[tuple[int, int]]]:
    """The cells of a row to the last that holds anything; the columns of formulas that have no value; and of cells that
    are merged downwards, over how many rows."""
    cells: list[str] = []
    formulas: list[int] = []
    heights: list[tuple[int, int]] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            said, times, room = _said(cell), _repeated(cell, "columns"), _MOST_COLUMNS - len(cells)
            if said and times > room:
                said = f"the table has more than {_MOST_COLUMNS} columns, which are read at most"
                raise GalleryError(said, "delete those that are unused")
            if cell.get(f"{_TABLE}formula") and not said and not cell.get(f"{_OFFICE}value-type"):
                formulas.append(len(cells))
            if said and (height := _number(cell.get(f"{_TABLE}number-rows-spanned", "1"))) > 1:
                heights.append((len(cells), height))
            cells += [said] * min(times, room)
    while cells and not cells[-1]:
        cells.pop()
    return cells, formulas, heights


def _repeated(element: Element, what: str) -> int:
    return _number(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _number(text: str) -> int:
    """A number of repetitions or of rows; 1 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _said(cell: Element) -> str:
    """A day without a time is a date; a whole number has no point. What is not shown of either is not known."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    shown = "\n".join(_text(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))
    if kind == "date" and (day := cell.get(f"{_OFFICE}date-value")):
        return _as_far_as_shown(day.removesuffix("T00:00:00"), shown)
    if kind == "boolean" and (truth := cell.get(f"{_OFFICE}boolean-value")):
        return truth
    if kind in ("float", "currency") and (number := cell.get(f"{_OFFICE}value")):
        return shown if re.fullmatch("0[0-9]+", shown) else _whole(number)
    return shown or cell.get(f"{_OFFICE}string-value", "")


def _whole(number: str) -> str:
    """A number without a point or an exponent, if it is a whole one."""
    try:
        value = float(number)
    except ValueError:
        return number
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else number


def _as_far_as_shown(date: str, shown: str) -> str:
    """A date without its day where the cell shows the month and the year, as *May 1903*; or the year alone."""
    found = re.fullmatch(r"(\d{4,})-(\d\d)-(\d\d)", date)
    numbers = [int(number) for number in re.findall(r"\d{1,9}", shown)]
    if found is None or not numbers:
        return date
    year, month, day = (int(part) for part in found.groups())
    in_letters = re.search(r"[^\W\d_]{3}", shown) is not None
    for value in (year, year % 100):
        if value in numbers:
            numbers.remove(value)
            break
    if not in_letters and month in numbers:
        numbers.remove(month)
    elif not in_letters and not numbers:
        return found[1]
    return date if day in numbers else f"{found[1]}-{found[2]}"


def _text(element: Element, depth: int = 0) -> str:
    """What stands in a paragraph; blanks and breaks of the XML itself are one blank."""
    if depth > _DEEPEST:
        raise GalleryError(f"texts in the spreadsheet are nested more than {_DEEPEST} deep", "save it again as CSV")
    pieces = [_blanks(element.text)]
    for inner in element:
        if inner.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif inner.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif inner.tag == f"{_TEXT}s":
            pieces.append(" " * min(_number(inner.get(f"{_TEXT}c", "1")), 100))
        elif inner.tag != f"{_OFFICE}annotation":
            pieces.append(_text(inner, depth + 1))
        pieces.append(_blanks(inner.tail))
    return "".join(pieces)


def _blanks(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")
