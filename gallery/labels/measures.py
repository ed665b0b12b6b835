"""How large an original is, as a label says it: the height first, in the record's unit, inches also in centimetres."""

from __future__ import annotations

from gallery.manifest.original import Dimensions
from gallery.words.dates import decimal
from gallery.words.texts import Texts

_PARTS = 16
"""Of an inch, as rulers divide it."""


def measured(size: Dimensions, words: Texts) -> str:
    """``size`` for readers of ``words``: ``18 × 24 cm``, ``7 1/8 × 9 3/8 in. (18.1 × 23.8 cm)``."""
    if size.unit != "in":
        width, height = (decimal(side, words) for side in (size.width, size.height))
        return words(f"label.dimensions_{size.unit}", height=height, width=width)
    width, height = (decimal(round(side, 1), words) for side in size.centimetres)
    converted = words("label.dimensions_cm", height=height, width=width)
    said = words("label.dimensions_in", height=_inches(size.height, words), width=_inches(size.width, words))
    return f"{said} ({converted})"


def _inches(side: float, words: Texts) -> str:
    """As a ruler shows it, ``7 1/8``; with a decimal point where no sixteenths make it up."""
    whole, parts = divmod(round(side * _PARTS), _PARTS)
    if abs(side * _PARTS - round(side * _PARTS)) > 1e-6 or (not whole and not parts):
        return decimal(side, words)
    below = _PARTS
    while parts and parts % 2 == 0:
        parts, below = parts // 2, below // 2
    fraction = f"{parts}/{below}" if parts else ""
    return "\u00a0".join(part for part in (str(whole) if whole else "", fraction) if part)
