"""Shaped text broken into lines: in logical order, before each line is put in visual order by itself (UAX #9, 3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from unicodedata import category

from gallery.typography.directions import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK, base_level
from gallery.typography.typeface import Typeface

_JOINERS = "\u200c\u200d"
"""What joins the letter before it or does not, and stays with it."""
_WORD_ENDS = "\u200b"
"""ZERO WIDTH SPACE."""
_BREAKS = re.compile(r"(?<=[^\W\d][-–—/])(?=[^\W\d])|(?<=[\u200b\u0f0b])")
"""Where a word may break: as elsewhere (:mod:`gallery.typography.lines`), and where a writer says that words end."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1980-\u19df\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9df]")
"""Scripts of South-East Asia without spaces between words."""
_LEADS = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"
"""Vowels of Thai and Lao that are written before the consonant after which they are spoken."""
_FOLLOWS = "\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eaf\u0eb0\u0eb2\u0eb3\u0ec6"
"""Vowels and signs of theirs that begin no line."""

_MARKS = (LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK)
"""By level."""


def wrap_shaped(words: Sequence[str], face: Typeface, measure: float, *, balanced: bool) -> list[str]:
    """``words`` in lines as :func:`gallery.typography.lines.wrap` makes them, each in logical order.

    A line that would run the other way than the paragraph begins with a mark without a shape that says how it runs.
    Clusters stay whole. A word wider than the measure breaks between any two of them. So does text without spaces
    between words (Thai, Lao, Khmer, Burmese …), since no dictionary tells us its words: who writes a ZERO WIDTH SPACE
    between them does.
    """
    text = _Text(face, base_level(" ".join(words)))
    for word in words:
        for piece in _pieces(word, text, measure):
            text.pieces.append(piece)
            text.joints.append("")
        text.joints[-1] = " "
    ends = text.broken(measure)
    if balanced and len(ends) > 1:
        ends = _balanced(text, measure, len(ends))
    starts = [0, *ends]
    if not balanced and len(ends) > 1 and _takes_another(text, starts, measure):
        starts[-2] -= 1
    return [text.line(begin, end) for begin, end in pairwise(starts)]


@dataclass
class _Text:
    """A paragraph in pieces that are never taken apart."""

    face: Typeface
    base: int
    """Level of the paragraph."""
    pieces: list[str] = field(default_factory=list)
    joints: list[str] = field(default_factory=list)
    """What joins each to the next one on the same line: a space or nothing."""

    def line(self, begin: int, end: int) -> str:
        """Pieces ``begin`` to ``end`` as a line that runs as the paragraph does."""
        parts = zip(self.pieces[begin:end], [*self.joints[begin : end - 1], ""], strict=True)
        return self.led("".join(piece + joint for piece, joint in parts))

    def led(self, line: str) -> str:
        """``line`` with a mark before it, if it would run the other way by itself."""
        return line if base_level(line) == self.base else _MARKS[self.base] + line

    def width(self, begin: int, end: int) -> float:
        return self.face.width(self.line(begin, end))

    def broken(self, measure: float) -> list[int]:
        """Where lines end, each as full as it can be."""
        ends = [0]
        while ends[-1] < len(self.pieces):
            ends.append(self._end(ends[-1], measure))
        return ends[1:]

    def _end(self, begin: int, measure: float) -> int:
        """Where the line that begins with piece ``begin`` ends: guessed from its width, then exact."""
        end = begin + 1
        for _ in range(5):
            share = measure / max(self.width(begin, end), 0.1)
            end = min(len(self.pieces), begin + max(1, int((end - begin) * share)))
        while end > begin + 1 and self.width(begin, end) > measure:
            end -= 1
        while end < len(self.pieces) and self.width(begin, end + 1) <= measure:
            end += 1
        return end


def _balanced(text: _Text, measure: float, count: int) -> list[int]:
    """Ends of the narrowest setting in ``count`` lines, to a tenth of an em."""
    low, high = max(measure / 2, *(text.width(at, at + 1) for at in range(len(text.pieces)))), measure
    while high - low > 0.1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(text.broken(middle)) <= count else (middle, high)
    return text.broken(high)


def _takes_another(text: _Text, starts: Sequence[int], measure: float) -> bool:
    """Whether a last line of one short word takes the last one of the line above, which keeps two."""
    above, last, end = starts[-3:]
    if end - last > 1 or last - above < 3 or text.width(last, end) > measure / 4:
        return False
    return text.joints[last - 2] == text.joints[last - 1] == " " and text.width(last - 1, end) <= measure


def _pieces(word: str, text: _Text, measure: float) -> Iterator[str]:
    """``word`` in pieces that fit the measure, or are single clusters."""
    for part in filter(None, _BREAKS.split(word)):
        if _UNSPACED.search(part) and _WORD_ENDS not in word:
            yield from _syllables(_clusters(part, text.face))
        elif text.face.width(text.led(part)) > measure:
            yield from _clusters(part, text.face)
        else:
            yield part


def _clusters(part: str, face: Typeface) -> list[str]:
    found = {glyph.begin for glyph in face.shaped(part).glyphs}
    begins = {len(part) - len(part[at:].lstrip(_JOINERS)) for at in found if at and category(part[at])[0] != "M"}
    starts = [0, *sorted(begins - {len(part)})]
    return [part[begin:end] for begin, end in zip(starts, [*starts[1:], len(part)], strict=True)]


def _syllables(clusters: Sequence[str]) -> Iterator[str]:
    """``clusters`` joined where no line may break."""
    held = ""
    for cluster in clusters:
        follows = cluster[0] in _FOLLOWS or not category(cluster[0]).startswith("L")
        if held and not follows and held[-1] not in _LEADS and category(held[-1]) not in ("Ps", "Pi"):
            yield held
            held = ""
        held += cluster
    yield held
