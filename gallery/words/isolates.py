"""Texts of the exhibit within sentences of ours, which all run from left to right.

A title in Arabic or Hebrew would else take the comma, the number or the date beside it along into its own direction.
Source: Unicode Standard Annex #9, 2.4 and 2.7.
"""

from __future__ import annotations

import unicodedata

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_BACKWARD = ("R", "AL")


def isolated(text: str) -> str:
    """``text`` between isolates (FSI, PDI) where letters in it run from right to left; any other as it is."""
    if any(unicodedata.bidirectional(character) in _BACKWARD for character in text):
        return f"{_FIRST_STRONG}{text}{_POP}"
    return text
