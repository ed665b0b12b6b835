"""One font file, measured and drawn the same on every machine.

Advances and kerning are read from the font's own tables and added up here. Pillow's basic layout knows no
GPOS kerning, and its Raqm layout depends on libraries that a machine may lack: text would wrap differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont

from gallery.errors import LabelError

_TRIED = 24.0
"""Pixels to the em at which the shapes of characters are tried."""

Pair = Callable[[str, str], int]


@dataclass(frozen=True)
class Typeface:
    """The metrics of a font file. Get one by :func:`typeface`, which opens each file once."""

    path: str

    @cached_property
    def _font(self) -> Any:
        # From memory, so that no file stays open.
        return TTFont(BytesIO(Path(self.path).read_bytes()), lazy=True, fontNumber=0)

    @cached_property
    def cmap(self) -> dict[int, str]:
        """Code point → glyph name."""
        return dict(self._font.getBestCmap() or {})

    @cached_property
    def _advances(self) -> dict[str, tuple[int, int]]:
        return dict(self._font["hmtx"].metrics)

    @cached_property
    def em(self) -> int:
        """Units of the font to the em."""
        return int(self._font["head"].unitsPerEm)

    @cached_property
    def _kerning(self) -> tuple[Pair, ...]:
        return tuple(_pairs(self._font)) if "GPOS" in self._font else ()

    @cached_property
    def cap_height(self) -> float:
        """Height of capitals, in em."""
        height = getattr(self._font["OS/2"], "sCapHeight", 0) / self.em if "OS/2" in self._font else 0.0
        return height if 0.3 <= height <= 1.2 else 0.67

    @cached_property
    def _known(self) -> dict[str, dict[str, int]]:
        """What :meth:`_step` has answered: a text has few different pairs of letters."""
        return {}

    def _step(self, before: str, character: str) -> int:
        """From the end of ``before`` (empty at the beginning of a line) to the start of ``character``: the kerning."""
        known = self._known.setdefault(before, {})
        if character not in known:
            left, right = (self.cmap.get(ord(each), ".notdef") if each else "" for each in (before, character))
            known[character] = sum(pair(left, right) for pair in self._kerning) if before else 0
        return known[character]

    def _advance(self, character: str) -> int:
        known = self._known.setdefault(character, {})
        if "" not in known:
            known[""] = self._advances.get(self.cmap.get(ord(character), ".notdef"), (0, 0))[0]
        return known[""]

    def offsets(self, text: str) -> tuple[list[float], float]:
        """Where each character of ``text`` begins and where the last ends, in em from the left, kerned."""
        starts, x, before = [], 0, ""
        for character in text:
            x += self._step(before, character)
            starts.append(x / self.em)
            x += self._advance(character)
            before = character
        return starts, x / self.em

    def width(self, text: str) -> float:
        """Width of ``text`` set in one line, in em."""
        return self.units(text) / self.em

    def units(self, text: str, before: str = "") -> int:
        """Width of ``text`` in :attr:`em` ths; after the character ``before``, with the kerning between the two."""
        x = 0
        for character in text:
            x += self._step(before, character) + self._advance(character)
            before = character
        return x

    def fitting(self, text: str, begin: int, measure: float) -> int:
        """How many characters of ``text``, from ``begin`` on, fit a line ``measure`` (em) wide; it looks no further."""
        x, before = 0, ""
        for number in range(begin, len(text)):
            character = text[number]
            x += self._step(before, character) + self._advance(character)
            if x / self.em > measure:
                return number - begin
            before = character
        return len(text) - begin

    def undrawable(self, text: str) -> str:
        """The characters of ``text`` whose shapes in the file are damaged, each once, in order of appearance."""
        return "".join(c for c in dict.fromkeys(text) if not c.isspace() and not self._is_drawable(c))

    def _is_drawable(self, character: str) -> bool:
        if character not in self._drawable:
            try:
                _sized(self.path, _TRIED).getmask(character)
                self._drawable[character] = True
            except (OSError, ValueError):
                self._drawable[character] = False
        return self._drawable[character]

    @cached_property
    def _drawable(self) -> dict[str, bool]:
        return {}

    def draw(self, on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, ink: str) -> None:
        """Draw ``text`` with its baseline's left end at ``at`` (pixels), ``size`` pixels to the em."""
        font = _sized(self.path, size)
        for character, start in zip(text, self.offsets(text)[0], strict=True):
            if character.isspace():
                continue
            try:
                on.text((at[0] + start * size, at[1]), character, fill=ink, font=font, anchor="ls")
            except (OSError, ValueError) as error:
                said = f"the font {Path(self.path).name!r} cannot draw {character!r}: {error}"
                raise LabelError(said, "name another under 'fonts:'") from error


@cache
def typeface(path: str) -> Typeface:
    """The typeface in the font file at ``path``."""
    return Typeface(path)


@cache
def _sized(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _pairs(font: Any) -> Iterator[Pair]:
    """A function for each lookup of the ``kern`` feature: (left, right glyph) → adjustment in font units."""
    table = font["GPOS"].table
    if table.FeatureList is None or table.LookupList is None:
        return
    records = [record.Feature for record in table.FeatureList.FeatureRecord if record.FeatureTag == "kern"]
    for index in sorted({index for feature in records for index in feature.LookupListIndex}):
        subtables = [getattr(sub, "ExtSubTable", sub) for sub in table.LookupList.Lookup[index].SubTable]
        pairs = [_pair_of(sub) for sub in subtables if getattr(sub, "LookupType", 2) == 2]
        yield _first_match(pairs)


def _first_match(subtables: list[Callable[[str, str], int | None]]) -> Pair:
    def adjustment(left: str, right: str) -> int:
        found = (pair(left, right) for pair in subtables)
        return next((value for value in found if value is not None), 0)

    return adjustment


def _pair_of(sub: Any) -> Callable[[str, str], int | None]:
    """A subtable of pair adjustments (OpenType GPOS type 2) as a function; None where it says nothing."""

    def advance(record: Any) -> int:
        return int(getattr(record.Value1, "XAdvance", 0) or 0) if record.Value1 is not None else 0

    covered = {glyph: index for index, glyph in enumerate(sub.Coverage.glyphs)}
    if sub.Format == 1:
        single = {
            (left, record.SecondGlyph): advance(record)
            for left, index in covered.items()
            for record in sub.PairSet[index].PairValueRecord
        }
        return lambda left, right: single.get((left, right))
    first, second = sub.ClassDef1.classDefs, sub.ClassDef2.classDefs
    table = [[advance(cell) for cell in row.Class2Record] for row in sub.Class1Record]
    return lambda left, right: table[first.get(left, 0)][second.get(right, 0)] if left in covered else None
