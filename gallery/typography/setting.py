"""A line of type in its place, before it is known whether it is drawn or written into a PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gallery.typography.directions import base_level
from gallery.typography.typeface import typeface


@dataclass(frozen=True)
class SetLine:
    """One line of text; all measures are in the units of what it stands on, from the upper left."""

    text: str
    font: str
    """Path of the font file (:attr:`gallery.typography.typeface.Typeface.path`)."""
    size: float
    ink: str
    """``#rrggbb``."""
    left: float
    baseline: float

    @property
    def leftwards(self) -> bool:
        """Whether it runs from right to left."""
        return base_level(self.text) == 1

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + typeface(self.font).width(self.text) * self.size


def aligned(line: SetLine, measure: float) -> SetLine:
    """``line``, which stands at the left of a column ``measure`` wide, at the column's right if it runs leftwards."""
    return replace(line, left=line.left + (line.left + measure - line.right)) if line.leftwards else line
