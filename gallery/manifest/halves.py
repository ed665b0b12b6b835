"""Characters beyond U+FFFF as JSON escapes them: in two halves, called surrogates (RFC 8259, section 7)."""

from __future__ import annotations

import re
from typing import Any

from gallery.manifest.positions import Place
from gallery.manifest.scalars import line_start, place_of

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_ALONE = re.compile(
    r"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]..|\\U0000[dD][89a-fA-F]"
)
"""The escape of half a character without its other half."""


def made_whole(value: str, text: str, mark: Any) -> tuple[str, Place | None]:
    """``value``, read at ``mark`` of ``text``, with its characters whole; and where half of one stands alone."""
    if value.isascii() or not _HALF.search(value):
        return value, None
    value = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), value)
    if not _HALF.search(value):
        return value, None
    alone = _ALONE.search(text, line_start(text, mark.line + 1) + mark.column)
    where = place_of(text, alone.start()) if alone else (mark.line + 1, mark.column + 1)
    return _HALF.sub("", value), where
