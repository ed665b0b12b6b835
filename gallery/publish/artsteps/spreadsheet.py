"""Tables as CSV that a spreadsheet opens rightly, and that runs nothing there.

UTF-8 with a byte order mark: without it Excel reads the file in the machine's old code page, and every "é" is
two wrong letters; LibreOffice, Google Sheets and Python's ``utf-8-sig`` take it as it is. Lines end as RFC
4180 says, every field is quoted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for a formula, also in its full-width forms and after blanks (OWASP).
# Apostrophes before it belong to the pattern, so that guarding can be undone without doubt.
_FORMULA = re.compile(r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\t\r]")


def table(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """``header`` and ``rows`` as the bytes of a CSV file. Texts that look like formulas are guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """``text``, opened with an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that :func:`guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
