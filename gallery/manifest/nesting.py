"""Brackets within brackets, counted without a parser.

Parsers look ahead for the colon that would make a key of what brackets hold, in a time that grows with the square of
their depth. What libyaml refuses is therefore looked through in one pass before it is read again.
"""

from __future__ import annotations

import re

from gallery.manifest.positions import Place
from gallery.manifest.scalars import line_start, place_of

_BEGINS = re.compile(r"(?:^|(?<=[-:?] ))[ \t]*(?=[\[{])", re.M)
"""Where a list or mapping in brackets may begin: not within a plain text."""
_TOKEN = re.compile(
    r"""(?<![^\s\[{,:])(?:"(?:[^"\\]|\\.)*(?P<double>"?)|'(?:[^']|'')*(?P<single>'?)|\#[^\n\r]*)|[\[\]{}]""", re.S
)
"""A quoted text, whose closing quote is ``double`` or ``single`` if it has one; a comment; or a bracket."""


def too_deep(text: str, deepest: int, begin: Place = (1, 1)) -> Place | None:
    """Where more than ``deepest`` brackets are open in what stands from ``begin`` on; None where they never are."""
    at = line_start(text, begin[0])
    while (found := _BEGINS.search(text, at)) is not None:
        depth, at = 0, found.end()
        while (token := _TOKEN.search(text, at)) is not None:
            at = token.end()
            if token[0] in ("[", "{"):
                depth += 1
            elif token[0] in ("]", "}"):
                depth -= 1
            elif token[0][0] != "#" and not (token["double"] or token["single"]):
                return None  # a text without its end: nothing after it is known
            if depth > deepest:
                return place_of(text, token.start())
            if depth == 0:
                break
        else:
            return None
    return None
