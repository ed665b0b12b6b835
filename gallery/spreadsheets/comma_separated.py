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

_PARTS = re.compile(
    r"""(?P<sign>[=+\-@\uff1d\uff0b\uff0d\uff20\u2212] | %(?:3d|2b|2d|40|ef%bc%(?:9d|8b|8d|a0)|e2%88%92))
      | (?P<end>[;\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029] | %(?:3b|0[9a-d]|1[c-e]|c2%85|e2%80%a[89]))
      | (?P<blank>[\s'\0\u200b-\u200f\u2060\ufeff] | %[\da-f]{2})
      | (?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""A text by what a spreadsheet makes of it: signs that begin a formula, also in full width and as an address writes
them (%3D is =), what ends a cell or a line where quotes do not count, blanks and whatever else an address may write
as %xx, and all other.

Apostrophes count as blanks, so that a guarded text is divided as the text was."""


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """``header`` and ``rows`` as the bytes of a CSV file. Formulas in texts are guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """``text`` with an apostrophe wherever a spreadsheet would find a formula.

    That is at its beginning, and behind what ends a cell in another country: where lists are separated by
    semicolons, quotes inside a line of commas do not count.
    """
    pieces: list[str] = []
    last = 0
    for place in _formulas(text):
        pieces += [text[last:place], "'"]
        last = place
    return "".join([*pieces, text[last:]])


def unguarded(cell: str) -> str:
    """The text that :func:`guarded` was given."""
    pieces: list[str] = []
    last = 0
    for place in _formulas(cell):
        pieces.append(cell[last:place])
        last = place + cell.startswith("'", place)
    return "".join([*pieces, cell[last:]])


def _formulas(text: str) -> list[int]:
    """Where in ``text`` a cell could begin that holds a formula, in order."""
    found: list[int] = []
    leads = False  # whether only blanks are between here and a sign
    after: re.Match[str] | None = None
    for part in reversed(list(_PARTS.finditer(text))):
        if part["end"] and leads and after is not None:
            found.append(after.start())
        if part["sign"]:
            leads = True
        elif part["other"]:
            leads = False
        after = part
    opening = text[: len(text) - len(text.lstrip("' "))]
    control = text[len(opening) : len(opening) + 1]
    if after is not None and (leads or (control != "" and control in "\t\r\n")):
        found.append(0)
    return found[::-1]
