"""Captions as WebVTT: when what is shown, as plain text.

Source: WebVTT, W3C Candidate Recommendation, 4 April 2019, section 4. Styles, regions, notes and places on the screen
are passed over: what is said is what our pages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

MAX_BYTES = 5_000_000
"""Of a file; the captions of ten hours take a fifth of it."""

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?")
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Cue:
    """A caption while it is shown."""

    start: float
    """Seconds since the first frame."""
    end: float
    text: str
    """Lines of plain text."""


def cues_of(text: str) -> tuple[Cue, ...]:
    """The captions in the WebVTT file ``text``, in the order of their beginnings.

    Raises ValueError ``message; hint`` that names the line, for what is none.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise ValueError("its first line is not 'WEBVTT'; save the captions as WebVTT, or add that line above them")
    found = sorted(_cues(lines), key=lambda cue: (cue.start, cue.end))
    if not found:
        raise ValueError("it has no captions; leave it out, or save them anew")
    return tuple(found)


def _cues(lines: list[str]) -> Iterator[Cue]:
    at = 1
    while at < len(lines):
        if "-->" not in lines[at]:
            at += 1
            continue
        start, end = _timing(lines[at], at + 1)
        first = at = at + 1
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        said = "\n".join(unescape(_MARKUP.sub("", line)).strip() for line in lines[first:at])
        if said:
            yield Cue(start, end, said)


def _timing(line: str, number: int) -> tuple[float, float]:
    form = "write it as 00:00:01.500 --> 00:00:04.000"
    if re.search(r"\d,\d{3}", line):
        raise ValueError(f"line {number} has its times as SubRip does, with a comma; {form}")
    found = _TIMING.fullmatch(line)
    if found is None:
        raise ValueError(f"line {number} is no time of a caption: {line.strip()[:60]!r}; {form}")
    numbers = [int(part or 0) for part in found.groups()]
    start, end = (
        ((hours * 60 + minutes) * 60 + seconds) + thousandths / 1000
        for hours, minutes, seconds, thousandths in (numbers[:4], numbers[4:])
    )
    if end <= start:
        raise ValueError(f"line {number} has a caption that ends before it begins; {form}")
    return start, end
