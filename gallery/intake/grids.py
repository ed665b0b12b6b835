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


def places(cells: Iterable[tuple[int, int]]) -> str:
    """What cells, given by row and column from 0, are called: ``C2, C3``; of many, how many more there are."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    names = [xl_rowcol_to_cell(row, column) for row, column in sorted(cells)]
    rest = [f"and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *rest])
