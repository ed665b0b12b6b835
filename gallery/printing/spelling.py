"""What the shapes of shaped text say, so that it can be searched, copied and read aloud.

A shape that stands for its characters says so in its font (ToUnicode), from left to right, as readers' programs expect
it. Words whose shapes do not spell them, since a vowel stands before its consonant or a letter is made of several, are
spelled beside them (ActualText), in logical order (ISO 32000-1, 14.9.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from unicodedata import mirrored

from gallery.typography.setting import SetLine
from gallery.typography.shaping import Glyph
from gallery.typography.typeface import typeface


def spans(line: SetLine) -> Iterator[tuple[str, list[Glyph]]]:
    """The words of a line that is shaped, and its spaces, from left to right: what each says, and its shapes."""
    begin = end = -1
    word: list[Glyph] = []
    for glyph in typeface(line.font).shaped(line.text).glyphs:
        begins = line.text[glyph.begin].isspace() or line.text[begin:end].isspace()
        if word and (begins or not begin <= glyph.end or not glyph.begin <= end):
            yield line.text[begin:end], word
            word = []
        begin, end = (min(begin, glyph.begin), max(end, glyph.end)) if word else (glyph.begin, glyph.end)
        word.append(glyph)
    if word:
        yield line.text[begin:end], word


def meanings(line: SetLine) -> Iterator[tuple[Glyph, str]]:
    """The shapes of a line that is shaped, and what each stands for; nothing where several are one letter. A bracket
    that is mirrored stands for what it looks like."""
    for (begin, end), glyphs in groupby(typeface(line.font).shaped(line.text).glyphs, key=_cluster):
        alone, said = list(glyphs), line.text[begin:end]
        for glyph in alone:
            yield glyph, said if len(alone) == 1 and not mirrored(said[0]) else ""


def _cluster(glyph: Glyph) -> tuple[int, int]:
    return glyph.begin, glyph.end
