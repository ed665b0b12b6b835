"""One text in YAML: what it is by YAML 1.2's core schema, and what in it is hardly meant."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

MAX_MARKS = 30
"""Combining marks in a row that a text may have: those of the Stream-Safe Text Format (Unicode, UAX #15). Putting
them in order takes a time that grows with the square of their number."""

_PERHAPS_MARKS = re.compile(f"[^\x00-\u02ff]{{{MAX_MARKS + 1},}}")
_HASH = re.compile(r"[ \t]#(?:[^\s#!]|\s+\d)")
BREAK = re.compile("\r\n|[\n\r]")
"""What ends a line, for YAML 1.2 as for editors."""
NO_BREAKS = "\x85\u2028\u2029"
"""What ended lines in YAML 1.1, and ends none in 1.2 and in no editor: it comes with texts from word processors."""
MOST_DIGITS = 15
"""Of a whole number: those that every program that reads YAML or JSON holds exactly (RFC 8259, 6)."""
_INT = re.compile(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,300}|[0-9]{1,300}(\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,3})?")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain_value(text: str) -> str | int | float | bool | None:
    """An unquoted scalar by YAML 1.2's core schema, decimal numbers only."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` without their ends, as editors count them."""
    return BREAK.split(text)


def line_start(text: str, line: int) -> int:
    """Where line ``line``, from 1, of ``text`` begins, as editors count them; its end where it has fewer."""
    breaks = [0, *(found.end() for found in BREAK.finditer(text))]
    return breaks[line - 1] if line <= len(breaks) else len(text)


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at ``index``, as editors count them."""
    before = lines_of(text[:index])
    return len(before), len(before[-1]) + 1


def lines_with_hashes(text: str) -> dict[int, str]:
    """The lines, by number from 0, in which what a ``#`` begins is hardly a comment."""
    if _HASH.search(text) is None:
        return {}
    return {number: line for number, line in enumerate(lines_of(text)) if _HASH.search(line)}


def short(text: str) -> str:
    """``text`` for a message: in quotes, and cut after forty characters."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def readable(text: str) -> str:
    """``text`` as a manifest can hold it: control characters are replaced, and accents beyond :data:`MAX_MARKS`
    on one letter left out."""
    text = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if not too_many_marks(text):
        return text
    runs = (list(run) for _, run in groupby(text, lambda character: unicodedata.combining(character) > 0))
    return "".join("".join(run[:MAX_MARKS] if unicodedata.combining(run[0]) else run) for run in runs)


def too_many_marks(text: str) -> bool:
    """Whether more than :data:`MAX_MARKS` combining marks stand in a row."""
    return any(
        sum(1 for _ in run) > MAX_MARKS
        for suspect in _PERHAPS_MARKS.finditer(text)
        for marks, run in groupby(suspect[0], lambda character: unicodedata.combining(character) > 0)
        if marks
    )
