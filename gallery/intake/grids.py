"""The cells of one sheet, or of a text's only one, as texts; and what else of it matters before they are a table."""

from __future__ import annotations

from dataclasses import dataclass, field

Rows = list[list[str]]


@dataclass
class Grid:
    """A sheet."""

    rows: Rows = field(default_factory=list)
    is_hidden: bool = False
