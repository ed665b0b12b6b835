"""Text → the cells of a table: which encoding and which separator the program that wrote it used.

Nothing in such a file says so, and Excel takes those of the country. UTF-8 and UTF-16 are told by their bytes, older
encodings are guessed by their letters (:mod:`gallery.intake.encodings`).
"""

from __future__ import annotations

import codecs
import csv
import io
import re

from gallery.errors import GalleryError
from gallery.intake.encodings import GUESSED, guessed, words

SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LONGEST_CELL = 1_000_000


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of ``data``, and the name of the encoding that it was read in.

    Raises GalleryError where ``encoding``, if one is given, is unknown or not the text's.
    """
    if encoding is not None:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding
        except (LookupError, UnicodeError) as error:
            raise GalleryError(f"the table is no text in {encoding!r} ({error})", "name another --encoding") from None
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name.removesuffix("-sig")
    if wide := _wide(data):
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_nearly_utf_8(data, error)
        name = guessed(data)
        return data.decode(name, "replace"), name


def _refuse_nearly_utf_8(data: bytes, error: UnicodeDecodeError) -> None:
    """Raise GalleryError for a text in UTF-8 with bytes that are none: read otherwise, all of it would be wrong."""
    text = data.decode("utf-8", "replace")
    foreign = [found[0] for found in _FOREIGN.finditer(text)]
    if 2 * foreign.count("\ufffd") < len(foreign):
        line, byte = data[: error.start].count(b"\n") + 1, data[error.start]
        said = f"line {line}: the byte 0x{byte:02x} is not UTF-8, which the rest of the table is in"
        raise GalleryError(said, "mend it and save the table as UTF-8, or name its encoding with --encoding")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: text of Europe has every second byte 0."""
    sample = data[:4000]
    if sample and sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    return "utf-16-be" if sample and sample[::2].count(0) > len(sample) // 4 else None


def doubt(text: str, encoding: str) -> str:
    """A sentence that shows what was read, where ``encoding`` is one that may have been guessed wrong."""
    if encoding not in GUESSED:
        return ""
    said = f"the encoding {encoding} was guessed by the letters; it makes of them {', '.join(words(text))}"
    return f"{said}; if that is wrong, save the table as UTF-8, or name its encoding with --encoding"


def cells(text: str) -> tuple[list[list[str]], str]:
    """The cells of a text table, line by line, and the separator. Raises GalleryError for what is no table, for a cell
    of more than a million characters, and for a quotation mark that is never closed: all that follows it would be one
    cell."""
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        found, separator = _cells(text)
        _refuse_open_quote(text, separator)
    finally:
        csv.field_size_limit(limit)
    return found, separator


def _cells(text: str) -> tuple[list[list[str]], str]:
    named = re.match(r"sep=(.)\r?\n", text)  # what Excel writes and reads, and shows nobody
    separators, start = ((named[1],), named.end()) if named else (SEPARATORS, 0)
    # With a wrong separator a whole line is a cell: how far it may go is judged with the right one.
    tried = [(*_split(text[start:], separator), separator) for separator in separators]
    found, wrong, separator = max(tried, key=lambda one: _evenness(one[0]))  # of equals, the first
    if wrong:
        hint = "shorten it, or close a quotation mark that is open before it"
        raise GalleryError(f"line {wrong + bool(named)}: a cell has more than {_LONGEST_CELL:,} characters", hint)
    return found, separator


def _split(text: str, separator: str) -> tuple[list[list[str]], int]:
    """The rows of a text; and the line of a cell that is too long, before which they end, or 0."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        for row in reader:
            rows.append(row)  # one by one: those before an error count
    except csv.Error:  # not being strict, it knows no other
        return rows, reader.line_num
    return rows, 0


def _refuse_open_quote(text: str, separator: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    whole = 0
    try:
        for _ in reader:
            whole = reader.line_num
    except csv.Error as error:  # of other kinds, what is meant is read all the same
        if "unexpected end" in str(error):
            said = f"line {whole + 1}: a quotation mark is opened there and never closed"
            raise GalleryError(said, 'close it, or write "" for a quotation mark within a cell') from None


def _evenness(rows: list[list[str]]) -> float:
    """How well rows are of one width, and how wide they are: what a wrong separator does not achieve."""
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not widths or max(widths) == 1:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return widths.count(usual) / len(widths) + min(usual, 99) / 100 if usual > 1 else 0.0
