"""A line of type in its place, before it is known whether it is drawn or written into a PDF."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SetLine:
    """One line of text; all measures are in the units of what it stands on, from the upper left."""

    text: str
    font: str
    """Path of the font file."""
    size: float
    ink: str
    """``#rrggbb``."""
    left: float
    baseline: float
