"""A sheet: its size, and what stands where on it."""

from __future__ import annotations

from dataclasses import dataclass

from gallery.typography.setting import SetLine

INCH = 25.4
"""Millimetres."""

POINTS = 72 / INCH
"""Points to the millimetre."""


@dataclass(frozen=True)
class PlacedPicture:
    """A picture in its place, in units from the upper left."""

    name: str
    """Which it is: whoever draws the sheet is given the pictures by their names."""
    left: float
    top: float
    width: float
    height: float
    alt: str = ""
    """What it shows, for those who do not see it."""


@dataclass(frozen=True)
class Rule:
    """A thin straight line from one place to another, in units."""

    start: tuple[float, float]
    end: tuple[float, float]
    weight: float
    ink: str


@dataclass(frozen=True)
class Sheet:
    """A sheet as it hangs or lies once it is cut."""

    width: float
    """In units."""
    height: float
    unit: float
    """Millimetres to the unit."""
    ground: str
    """Colour of the paper, ``#rrggbb``."""
    pictures: tuple[PlacedPicture, ...] = ()
    lines: tuple[SetLine, ...] = ()
    rules: tuple[Rule, ...] = ()
