"""The table of labels as a file for a spreadsheet program."""

from __future__ import annotations

from collections.abc import Sequence

from gallery.errors import GalleryError
from gallery.intake.labels import FILE, ID, STATE
from gallery.spreadsheets.comma_separated import csv_bytes
from gallery.spreadsheets.workbook import MOST, as_written, xlsx_bytes


def table_bytes(ending: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A table of labels as a file that ends in ``.csv`` or ``.xlsx``.

    Raises GalleryError for a text longer than a cell of a workbook takes: cut, it would come back so.
    """
    if ending == ".csv":
        return csv_bytes(header, rows)
    for number, row in enumerate(rows, start=2):
        for name, cell in zip(header, row, strict=True):
            if len(as_written(cell)) > MOST:
                message = f"{name!r} in row {number} has {len(cell)} characters, more than Excel takes"
                raise GalleryError(message, "write a table in CSV, with --out FILE.csv")
    return xlsx_bytes("labels", header, rows, lines=(ID, FILE), hidden=(STATE,), fixed=2)
