"""Tables as XLSX, for those who would rather not import a CSV: every text a text, whatever it begins with.

A cell of a workbook says itself that it holds a text, so nothing has to be guarded against being taken for a formula,
a date or an address. The file holds no time but the earliest that it can say, so that it repeats byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

MOST = 32_767
"""Characters that a cell holds."""

_EPOCH = datetime(1980, 1, 1)
_NARROWEST, _WIDEST, _WIDEST_LINE = 10, 60, 30
"""Characters of a column: at least, at most, and at most where texts are not wrapped."""
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4})")
"""What begins an escape of a workbook (ECMA-376, part 1, section 22.9.2.19), or may once more is escaped behind it."""
_HEIGHT = 60
"""Points of a row, four lines: a long description would make one taller than the screen."""


def xlsx_bytes(
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    *,
    lines: Collection[str] = (),
    hidden: Collection[str] = (),
    fixed: int = 0,
) -> bytes:
    """``header`` and ``rows`` as the bytes of a workbook with one sheet.

    Args:
        sheet: what it is called.
        lines: columns whose texts are not wrapped.
        hidden: columns that are not shown.
        fixed: how many columns stay in sight, as the header does.

    Raises ValueError for a text longer than :data:`MOST`.
    """
    import xlsxwriter  # slow to import

    file = BytesIO()
    filled = [list(row) for row in rows]
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _EPOCH})
        page = book.add_worksheet(sheet)
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "valign": "top"})
        number = book.add_format({"valign": "top"})
        # Formats of texts, so that a cell stays one when somebody edits it.
        line = book.add_format({"num_format": "@", "valign": "top"})
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        formats = [line if name in lines else wrapped for name in header]
        for at, name in enumerate(header):
            longest = max([len(name), *(len(str(row[at])) for row in filled)]) + 2
            width = max(_NARROWEST, min(longest, _WIDEST_LINE if name in lines else _WIDEST))
            page.set_column(at, at, width, formats[at], {"hidden": 1} if name in hidden else {})
            page.write_string(0, at, name, head)
        for down, row in enumerate(filled, start=1):
            page.set_row(down, _HEIGHT)
            for at, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(down, at, cell, number)
                elif len(as_written(cell)) > MOST:
                    raise ValueError(f"a cell holds {MOST} characters, not {len(cell)}")
                else:
                    page.write_string(down, at, as_written(cell), formats[at])
        page.freeze_panes(1, fixed)
        page.autofilter(0, 0, len(filled), len(header) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(filled) + 1}"})
    return file.getvalue()


def as_written(text: str) -> str:
    """What XlsxWriter has to be given so that a workbook says ``text``: nearly always that.

    It escapes only the first of two escapes that share an underscore, and takes what looks like a run of rich
    text for one. Such a text is given as a run of rich text, which it leaves as it is.
    """
    if not _ESCAPE.search(text) and not (text.startswith("<r>") and text.endswith("</r>")):
        return text
    return f'<r><t xml:space="preserve">{_ESCAPE.sub("&#95;x005F&#95;", escape(text))}</t></r>'
