"""A part of a file, as browsers ask for it that seek in a film (RFC 9110, section 14)."""

from __future__ import annotations

import re

_ONE = re.compile(r"bytes=([0-9]{0,1000})-([0-9]{0,1000})", re.IGNORECASE)


def part_of(asked: str | None, length: int) -> range | None:
    """The bytes that the header ``Range`` asks for of a file of ``length``; None for all of them.

    Several ranges, and what is none, are answered by the whole file, as the RFC allows. Raises ValueError for a range
    that has nothing of the file.
    """
    found = _ONE.fullmatch((asked or "").replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many
        start, stop = max(0, length - int(last)), length
    else:
        start, stop = int(first), min(length, int(last) + 1) if last else length
    if start >= stop:
        if last and first and int(last) < int(first):
            return None
        raise ValueError(f"the file has {length} bytes")
    return range(start, stop)
