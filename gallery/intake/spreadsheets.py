"""Tables written for spreadsheet programs: CSV that runs nothing there, and XLSX whose cells are texts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from gallery.errors import GalleryError
from gallery.intake.labels import FILE, ID, STATE
from gallery.publish.artsteps import spreadsheet

MOST_IN_A_CELL = 32_767
"""Characters that Excel takes."""
_BEGINNING = datetime(1980, 1, 1)
"""The day in every file, so that the same table is the same bytes."""
_WIDTHS = (10, 60)
"""Characters of a column, at least and at most."""
_WIDTH_OF_FILES = 30
_HEIGHT = 60
"""Points of a row, four lines: a long description would make one taller than the screen."""


def table_bytes(ending: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A table of labels as a file that ends in ``.csv`` or ``.xlsx``."""
    return csv_bytes(header, rows) if ending == ".csv" else xlsx_bytes(header, rows, hidden=STATE)


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV file. What a spreadsheet would take for a formula has an apostrophe before it (:func:`read_cell`)."""
    return spreadsheet.table(header, rows)


def read_cell(cell: str) -> str:
    """The text that :func:`csv_bytes` was given."""
    return spreadsheet.unguarded(cell)


def xlsx_bytes(header: Sequence[str], rows: Sequence[Sequence[str]], hidden: str = "") -> bytes:
    """An XLSX file; every cell is a text, so that nothing becomes a formula, a number or a day. The column called
    ``hidden`` is not shown.

    Raises GalleryError for a text longer than Excel takes.
    """
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": _BEGINNING})
    sheet = book.add_worksheet("labels")
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    line = book.add_format({"num_format": "@", "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "valign": "top"})
    for place, name in enumerate(header):
        longest = max((len(row[place]) for row in rows), default=0)
        width = min(_WIDTH_OF_FILES if name == FILE else _WIDTHS[1], max(_WIDTHS[0], len(name) + 2, longest + 2))
        sheet.set_column(place, place, width, text, {"hidden": 1} if name == hidden else {})
        sheet.write_string(0, place, name, head)
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, _HEIGHT)
        for place, cell in enumerate(row):
            if len(cell) > MOST_IN_A_CELL:
                message = f"{header[place]!r} in row {number + 1} has {len(cell)} characters, more than Excel takes"
                raise GalleryError(message, "write a table in CSV, with --out FILE.csv")
            if cell:
                sheet.write_string(number, place, cell, line if header[place] in (ID, FILE) else text)
    sheet.freeze_panes(1, 2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})
    book.close()
    return file.getvalue()
