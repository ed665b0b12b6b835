"""The cells of one sheet, or of a text's only one, as texts; and what else of it matters before they are a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Rows = list[list[str]]

_MOST_NAMED = 10


@dataclass
class Grid:
    """A sheet."""

    rows: Rows = field(default_factory=list)
    is_hidden: bool = False
    without_value: list[tuple[int, int]] = field(default_factory=list)
    """Row and column, from 0, of formulas that the program which wrote them did not reckon: they read as empty."""
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Column, first row and last row, from 0, of cells that are one over several rows; the first has what it says."""

    def filled(self, start: int = 0) -> Rows:
        """The rows, where cells that are merged downwards, from row ``start`` on, say in each row what they show.

        Rows that hold nothing of their own stay empty, and cells that do, under another, as they are.
        """
        if not self.merged:
            return self.rows
        rows, done = [list(row) for row in self.rows], dict[int, int]()
        for column, first, last in sorted(self.merged):
            said = self.rows[first][column] if first < len(rows) and column < len(rows[first]) else ""
            begin = max(first + 1, done.get(column, 0))  # a damaged file may have one over another
            for at in range(begin, min(last + 1, len(rows))) if said and first >= start else ():
                if any(self.rows[at]):
                    rows[at] += [""] * (column + 1 - len(rows[at]))
                    rows[at][column] = rows[at][column] or said
            done[column] = max(begin, last + 1)
        return rows


def places(cells: Iterable[tuple[int, int]]) -> str:
    """What cells, given by row and column from 0, are called: ``C2, C3``; of many, how many more there are."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    names = [xl_rowcol_to_cell(row, column) for row, column in sorted(cells)]
    rest = [f"and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *rest])
