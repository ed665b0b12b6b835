"""What lies outside a sheet: the bleed, and the marks that say where to cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gallery.printing.sheet import Sheet

_MARK_LENGTH = 5.0
"""Millimetres of a crop mark."""
_MARK_GAP = 2.0
"""From the cut to the mark at least, so that no mark is left on the sheet when the cut is not exact."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True)
class Trim:
    """Where the sheet lies on its page; all in millimetres, from the page's lower left."""

    width: float
    height: float
    bleed: float
    margin: float
    """Between the page's edge and the cut."""

    def boxes(self, scale: float) -> Mapping[str, Box]:
        """The page's boxes by their names in PDF, in units of which ``scale`` make a millimetre."""
        right, top = self.margin + self.width, self.margin + self.height
        page = (0.0, 0.0, right + self.margin, top + self.margin)
        bleed = (self.margin - self.bleed, self.margin - self.bleed, right + self.bleed, top + self.bleed)
        boxes = {"Media": page, "Bleed": bleed, "Trim": (self.margin, self.margin, right, top)}
        return {name: _scaled(box, scale) for name, box in boxes.items()}

    def crop_marks(self) -> Iterator[tuple[float, float, float, float]]:
        """Each mark from one place to another: two at each corner; none where nothing bleeds."""
        if not self.bleed:
            return
        gap = max(self.bleed, _MARK_GAP)
        for x, outward in ((self.margin, -1), (self.margin + self.width, 1)):
            for y, upward in ((self.margin, -1), (self.margin + self.height, 1)):
                yield x + outward * gap, y, x + outward * (gap + _MARK_LENGTH), y
                yield x, y + upward * gap, x, y + upward * (gap + _MARK_LENGTH)


def around(sheet: Sheet, bleed: float) -> Trim:
    """The page for ``sheet`` with ``bleed`` millimetres around it."""
    margin = max(bleed, _MARK_GAP) + _MARK_LENGTH if bleed else 0.0
    return Trim(sheet.width * sheet.unit, sheet.height * sheet.unit, bleed, margin)


def _scaled(box: Box, scale: float) -> Box:
    left, bottom, right, top = (value * scale for value in box)
    return left, bottom, right, top
