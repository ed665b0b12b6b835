"""Tables as XLSX, for those who would rather not import a CSV: every text a text, whatever it begins with.

A cell of a workbook says itself that it holds a text, so nothing has to be guarded against being taken for a formula,
a date or an address. The file holds no time but the earliest that it can say, so that it repeats byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO

_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)

MOST = 32_767
"""Characters that a cell holds; a longer text is cut, and ends in a dot of ellipsis. The CSV has it whole."""

_NARROW, _WIDE = 12, 40
"""Widths of columns of short and of long texts, in characters."""

_LONG = 24
"""Characters from which a column's texts are long."""


def workbook(name: str, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """``header`` and ``rows`` as the bytes of a workbook with one sheet, called ``name``."""
    import xlsxwriter  # slow to import

    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet(name)
        bold, number = book.add_format({"bold": True}), book.add_format({"valign": "top"})
        # A format of texts, so that a cell stays one when somebody edits it.
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        filled = [list(row) for row in rows]
        for at, title in enumerate(header):
            longest = max((len(str(row[at])) for row in filled), default=0)
            sheet.set_column(at, at, _WIDE if longest > _LONG else _NARROW)
            sheet.write_string(0, at, title, bold)
        for down, row in enumerate(filled, start=1):
            for at, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(down, at, cell, number)
                else:
                    sheet.write_string(down, at, cell if len(cell) <= MOST else f"{cell[: MOST - 1]}…", wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(filled), len(header) - 1)
    return file.getvalue()
