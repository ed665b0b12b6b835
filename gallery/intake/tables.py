"""Tables as archives keep them: CSV in any separator and encoding, XLSX, XLS and ODS, all as rows of texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax import SAXException

from defusedxml import DefusedXmlException

from gallery.errors import GalleryError
from gallery.files import read_bytes
from gallery.intake import opendocument
from gallery.intake.excel_parts import Sheet, sheets_of, shown
from gallery.intake.grids import Grid, Rows, places
from gallery.intake.text_tables import cells, decoded, doubt
from gallery.manifest.kinds import FILM_SUFFIXES
from gallery.manifest.wrong_files import HEAD, NO_MANIFEST, wrong_kind
from gallery.zips import ZIP_ERRORS

MAX_BYTES = 100_000_000
"""Of a table's file; a larger one is none of labels."""
MAX_UNPACKED = 1_000_000_000
"""Bytes that a spreadsheet may have unpacked."""
SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""Endings of files that may be tables; whether they are, their content says."""

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PERHAPS = ("a table", "older office program", "archive (ZIP)")
"""What may be a spreadsheet in spite of how it begins or is called."""
_SAVE = "save the table as XLSX or as CSV, and name that file"
_MOST_COLUMNS = 1_000
_HEADER_WITHIN = 20
"""Rows in which the names of the columns are looked for: above them may stand a title."""


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    number: int
    """In the file, from 1, as a spreadsheet counts."""
    cells: Mapping[str, str]
    """By the column's name; empty ones are left out, and blanks at both ends."""


@dataclass(frozen=True)
class Table:
    """A table of texts."""

    name: str
    """Its file, as the user named it."""
    columns: tuple[str, ...]
    """The columns' names, in order; of two that are called alike the second is ``name (2)``."""
    rows: tuple[Row, ...]
    """Those that are not empty."""
    how: str = ""
    """How it was read, for the user: encoding and separator, or the sheet."""
    unread: tuple[str, ...] = ()
    """Names of sheets that were not read; of those that are hidden it is said."""
    encoding: str = ""
    """Of a text, such as CSV; empty for a spreadsheet."""
    doubt: str = ""
    """Where the encoding was guessed: a sentence that shows what was read."""
    above: str = ""
    """Where rows stand above the columns' names: a sentence that says so."""
    without_value: str = ""
    """Where formulas have no value: a sentence that says so."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences on what is not as it seems, and what to do about it."""
        return tuple(filter(None, (self.doubt, self.above, self.without_value)))


def read_table(path: Path, known: Callable[[str], bool], encoding: str | None = None) -> Table:
    """The table in the file at ``path``.

    Args:
        known: whether a cell is a name of a column that means something; the first row with two such (or with one,
            where there are no two) has the columns' names, if there is one before the first that names a photograph.
        encoding: of a text; None to find out.

    Raises GalleryError for what cannot be read, is no table, or has no rows.
    """
    try:
        data = read_bytes(path, MAX_BYTES)
    except OSError as error:
        raise GalleryError(f"{path}: the table cannot be read: {error.strerror}") from None
    _refuse_others(data, path)
    try:
        sheets = dict(_sheets(data)) if data.startswith((_ZIP, _OLD_EXCEL)) else None
        if sheets is None:
            text, found = decoded(data, encoding)
            rows, separator = cells(text)
            name = {"\t": "tabs", ";": "semicolons", ",": "commas"}.get(separator, repr(separator))
            table = _table(path, Grid(rows), known, f"{found}, separated by {name}")
            return replace(table, encoding=found, doubt="" if encoding else doubt(text, found))
        seen = {name: sheet.filled() for name, sheet in sheets.items() if not sheet.is_hidden}
        if not seen:
            raise GalleryError("the spreadsheet has no sheet that can be seen", _SAVE)
        best = max(seen, key=lambda name: _known_in(_header(seen[name], known), seen[name], known))
        unread = {name: sheet for name, sheet in sheets.items() if name != best and sheet.rows}
        told = tuple(f"{name} (hidden)" if sheet.is_hidden else name for name, sheet in unread.items())
        table = _table(path, sheets[best], known, f"sheet {best!r}", told)
        return replace(table, without_value=_without_value(sheets[best]))
    except GalleryError as error:
        raise GalleryError(f"{path}: {error.problems[0].message}", error.problems[0].hint) from None


def _refuse_others(data: bytes, path: Path) -> None:
    """Raise GalleryError for a file that is something else, such as a photograph or a web page."""
    said = (wrong_kind(data[:HEAD], path.name) or ("", ""))[0]
    if said.endswith(NO_MANIFEST) and not any(kind in said for kind in _PERHAPS):
        hint = f"'gallery init FOLDER --iiif {path.name}' makes an exhibit of it" if "IIIF" in said else _SAVE
        raise GalleryError(f"{path}: {said.removesuffix(NO_MANIFEST)}, and no table", hint)


def _sheets(data: bytes) -> Iterator[tuple[str, Grid]]:
    """Every sheet of a spreadsheet, hidden ones too."""
    import python_calamine as calamine

    excel: Mapping[str, Sheet] = {}
    if data.startswith(_ZIP):
        with _damage_told(*ZIP_ERRORS, SAXException, DefusedXmlException), zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise GalleryError(f"the spreadsheet unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
            if opendocument.CONTENT in archive.namelist():
                yield from opendocument.read_sheets(archive)
                return
            excel = sheets_of(archive)
    _refuse_far_cells(excel)
    damage = (calamine.CalamineError, zipfile.BadZipFile, OSError)
    with _damage_told(*damage):
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in book.sheets_metadata:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            with _damage_told(*damage):
                found = book.get_sheet_by_name(sheet.name)
                rows, merged = found.to_python(skip_empty_area=False), found.merged_cell_ranges or ()
            grid = _texts(rows, excel.get(sheet.name, Sheet()))
            grid.is_hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
            grid.merged = [(column, first, last) for (first, column), (last, _) in merged if last > first]
            yield sheet.name, grid


@contextmanager
def _damage_told(*errors: type[Exception]) -> Iterator[None]:
    """What libraries raise for a damaged spreadsheet, told so."""
    try:
        yield
    except errors as error:
        said = str(error).strip("\"'") or type(error).__name__
        raise GalleryError(f"the spreadsheet cannot be read ({said})", "save it again as XLSX or as CSV") from None


def _refuse_far_cells(sheets: Mapping[str, Sheet]) -> None:
    """Raise GalleryError for an XLSX with a sheet that is huge and all but empty: every cell of it would be made."""
    from xlsxwriter.utility import xl_col_to_name

    for name, sheet in sheets.items():
        if sheet.is_far:
            place = f"row {sheet.last_row} and column {xl_col_to_name(sheet.last_column - 1)}"
            said = f"its sheet {name!r} goes to {place}, and is nearly empty"
            raise GalleryError(said, "delete the empty rows and columns after the table, and save it again")


def _texts(rows: Sequence[Sequence[Any]], sheet: Sheet) -> Grid:
    """What the cells of a sheet say, as they show it."""
    values = [list(row) for row in rows]
    without_value = []
    for row, column in sheet.formulas:
        value = values[row][column] if row < len(values) and column < len(values[row]) else ""
        # Some programs put 0 where they do not reckon.
        if value == "" or (sheet.is_unreckoned and isinstance(value, float) and value == 0):
            without_value.append((row, column))
            if value != "":
                values[row][column] = ""
    for (row, column), number_format in sheet.formats.items():
        if row < len(values) and column < len(values[row]):
            values[row][column] = shown(values[row][column], number_format)
    return Grid([[_text(cell) for cell in row] for row in values], without_value=without_value)


def _without_value(grid: Grid) -> str:
    """A sentence on the formulas that have no value, if there are some."""
    if not grid.without_value:
        return ""
    said = f"formulas that no program has reckoned are read as empty: {places(grid.without_value)}"
    return f"{said}; open the table in a spreadsheet program, save it there, and read it again"


def _text(cell: Any) -> str:
    """What a cell of a spreadsheet says. A day without a time is a date; a whole number has no point."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time().isoformat() == "00:00:00" else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _header(grid: Rows, known: Callable[[str], bool]) -> int:
    """The index of the row with the columns' names. Behind a row that names a photograph it is looked for last."""
    from gallery.photograph import SUFFIXES

    rows = [(number, row) for number, row in enumerate(grid[:_HEADER_WITHIN]) if any(cell.strip() for cell in row)]
    is_work = [any(cell.strip().lower().endswith((*SUFFIXES, *FILM_SUFFIXES)) for cell in row) for _, row in rows]
    before = rows[: is_work.index(True)] if True in is_work else rows
    for among, least in ((before, 2), (before, 1), (rows, 2), (rows, 1)):
        for number, row in among:
            if sum(known(cell) for cell in row) >= least:
                return number
    return rows[0][0] if rows else 0


def _above(rows: Rows, header: int) -> str:
    """A sentence on the rows above the columns' names, if there are some."""
    filled = [(number, row) for number, row in enumerate(rows[:header], 1) if any(cell.strip() for cell in row)]
    if not filled:
        return ""
    said = "; ".join(f"{number} ({_shortened(', '.join(filter(None, row)))})" for number, row in filled)
    what = "the row above it is" if len(filled) == 1 else f"{len(filled)} rows above it are"
    hint = "move what tells of a photograph below it"
    return f"the columns' names were taken from row {header + 1}, and {what} not read: {said}; {hint}"


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def _known_in(header: int, grid: Rows, known: Callable[[str], bool]) -> int:
    return sum(known(cell) for cell in grid[header]) if grid else -1


def _table(path: Path, grid: Grid, known: Callable[[str], bool], how: str, unread: tuple[str, ...] = ()) -> Table:
    filled = grid.filled()
    header = _header(filled, known)
    below = grid.filled(header + 1)[header + 1 :]  # a name over several rows is a column's, and nothing of a work
    names = filled[header] if filled else []
    width = max((at for row in (names, *below) for at, cell in enumerate(row, 1) if cell.strip()), default=0)
    columns = _names(names, width, below)
    rows = []
    for number, row in enumerate(below, header + 2):
        found = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
        if found:
            rows.append(Row(number, found))
    if not rows:
        raise GalleryError("the table has no rows", "its first row names the columns, such as file, title, date")
    named = tuple(filter(None, columns))
    if not any(known(name) for name in named):
        said = ", ".join(map(_shortened, named[:8]))
        raise GalleryError(f"no column of the table is known: {said}", "name them file, title, date and the like")
    return Table(str(path), named, tuple(rows), how, unread, above=_above(filled, header))


def _names(header: Sequence[str], width: int, below: Rows) -> list[str]:
    """A name for each column; empty for one that has neither a name nor anything in it."""
    if width > _MOST_COLUMNS:
        said = f"the table has {width} columns, and {_MOST_COLUMNS} are read at most"
        raise GalleryError(said, "delete those that are unused")
    names: list[str] = []
    for place in range(width):
        name = " ".join(header[place].replace("\ufeff", "").split()) if place < len(header) else ""
        if not name and any(place < len(row) and row[place].strip() for row in below):
            name = f"column {place + 1}"
        own = next(
            each for each in (name, *(f"{name} ({n})" for n in range(2, width + 2))) if each not in names or not name
        )
        names.append(own)
    return names
