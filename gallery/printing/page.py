"""The content of a PDF's page: what paints a sheet, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import mirrored

from gallery.printing.fonts import EmbeddedFont
from gallery.printing.marks import Trim
from gallery.printing.sheet import POINTS, PlacedPicture, Sheet
from gallery.printing.spelling import meanings, spans
from gallery.printing.strings import text_string
from gallery.typography.setting import SetLine
from gallery.typography.shaping import Glyph
from gallery.typography.typeface import typeface

_CROP_WEIGHT = 0.25
"""Points."""

Faces = Mapping[str, tuple[str, EmbeddedFont]]
"""Font file → its name on the page, and what of it is embedded."""


@dataclass(frozen=True)
class Element:
    """A paragraph or a picture, as it is told to those who do not see it."""

    kind: str
    """``P`` or ``Figure``."""
    alt: str = ""
    said: str = ""
    """What a paragraph says, where its shapes do not stand in the order in which they are read."""


@dataclass(frozen=True)
class Page:
    """What paints a page, and its elements; each is marked in the content by its number among them."""

    content: bytes
    elements: tuple[Element, ...]


def page_of(sheet: Sheet, trim: Trim, faces: Faces, pictures: Mapping[str, str]) -> Page:
    """The page of ``sheet``; ``pictures`` gives each picture's name on the page."""
    place = _Place(sheet, trim)
    parts = [place.ground(), *place.rules()]
    elements: list[Element] = []
    for picture in sheet.pictures:
        parts.append(_marked("Figure", len(elements), place.picture(picture, pictures[picture.name])))
        elements.append(Element("Figure", picture.alt))
    for _, paragraph in groupby(sheet.lines, key=_column):
        set_lines = list(paragraph)
        parts.append(_marked("P", len(elements), "\n".join(place.line(line, faces) for line in set_lines)))
        shaped = any(typeface(line.font).joins(line.text) for line in set_lines)
        elements.append(Element("P", said=" ".join(line.text for line in set_lines) if shaped else ""))
    parts += place.crop_marks()
    return Page("\n".join(parts).encode("ascii"), tuple(elements))


@dataclass(frozen=True)
class _Place:
    """A sheet on its page."""

    sheet: Sheet
    trim: Trim

    @property
    def unit(self) -> float:
        """Points to the unit."""
        return self.sheet.unit * POINTS

    def x(self, left: float) -> float:
        return self.trim.margin * POINTS + left * self.unit

    def y(self, down: float) -> float:
        return (self.trim.margin + self.trim.height) * POINTS - down * self.unit

    def ground(self) -> str:
        """The paper's colour, as far as it bleeds."""
        left, bottom, right, top = self.trim.boxes(POINTS)["Bleed"]
        painted = f"{_ink(self.sheet.ground)} {_numbers(left, bottom, right - left, top - bottom)} re f"
        return f"/Artifact BMC\n/S cs\n{painted}\nEMC"

    def rules(self) -> Iterator[str]:
        for rule in self.sheet.rules:
            start, end = (_numbers(self.x(left), self.y(down)) for left, down in (rule.start, rule.end))
            stroke = f"{_ink(rule.ink).replace('scn', 'SCN')} {_numbers(rule.weight * self.unit)} w"
            yield f"/Artifact BMC\n/S CS {stroke} {start} m {end} l S\nEMC"

    def crop_marks(self) -> Iterator[str]:
        for mark in self.trim.crop_marks():
            x0, y0, x1, y1 = (value * POINTS for value in mark)
            yield (f"/Artifact BMC\n/S CS 0 0 0 SCN {_CROP_WEIGHT} w {_numbers(x0, y0)} m {_numbers(x1, y1)} l S\nEMC")

    def picture(self, placed: PlacedPicture, name: str) -> str:
        wide, tall = placed.width * self.unit, placed.height * self.unit
        matrix = _numbers(wide, 0, 0, tall, self.x(placed.left), self.y(placed.top + placed.height))
        return f"q {matrix} cm /{name} Do Q"

    def line(self, line: SetLine, faces: Faces) -> str:
        size = line.size * self.unit
        if typeface(line.font).joins(line.text):
            return f"BT {_ink(line.ink)} {' '.join(self.shaped(line, faces, size))} ET"
        name, face = faces[typeface(line.font).fonts[0]]
        at = _numbers(self.x(line.left), self.y(line.baseline))
        return f"BT {_ink(line.ink)} /{name} {_numbers(size)} Tf {at} Td {_shown(line, face)} TJ ET"

    def shaped(self, line: SetLine, faces: Faces, size: float) -> Iterator[str]:
        """The shapes of a line, from left to right; words that they do not spell are spelled beside them."""
        spelled = dict.fromkeys(_spelled(line, faces))
        for said, glyphs in spans(line):
            shown = [
                self.shapes(line, list(part), faces[font], size)
                for (font, _), part in groupby(glyphs, key=lambda glyph: (glyph.font, glyph.y))
            ]
            whole = all(glyph in spelled for glyph in glyphs)
            yield from shown if whole else (f"/Span << /ActualText {text_string(said)} >> BDC", *shown, "EMC")

    def shapes(self, line: SetLine, glyphs: Sequence[Glyph], face: tuple[str, EmbeddedFont], size: float) -> str:
        """Shapes of one font on one height."""
        left, name, font = glyphs[0].x, *face
        place = _numbers(self.x(line.left) + left * size, self.y(line.baseline) + glyphs[0].y * size)
        numbers = ((font.shapes[glyph.number], (glyph.x - left) * 1000) for glyph in glyphs)
        return f"/{name} {_numbers(size)} Tf 1 0 0 1 {place} Tm {_moved(numbers, font)} TJ"


def _spelled(line: SetLine, faces: Faces) -> Iterator[Glyph]:
    """The shapes of a line whose font says what they stand for here."""
    for glyph, said in meanings(line):
        face = faces[glyph.font][1]
        known = face.meanings.get(face.shapes[glyph.number], "")
        if known and (known == said or mirrored(known[0])):
            yield glyph


def _column(line: SetLine) -> tuple[str, float, str, bool, float]:
    """What lines of one paragraph have in common."""
    return line.font, line.size, line.ink, line.leftwards, round(line.right, 3) if line.leftwards else line.left


def _shown(line: SetLine, face: EmbeddedFont) -> str:
    """The shapes of a line, each where :class:`~gallery.typography.typeface.Typeface` puts it."""
    starts, _ = typeface(line.font).offsets(line.text)
    # White space of a kind that the font has not is left out: the next shape is moved.
    placed = ((face.glyphs.get(character), start * 1000) for character, start in zip(line.text, starts, strict=True))
    return _moved(((glyph, start) for glyph, start in placed if glyph is not None), face)


def _moved(glyphs: Iterable[tuple[int, float]], face: EmbeddedFont) -> str:
    """Numbers of shapes, each in its place: thousandths of the em from the first one."""
    parts: list[str] = []
    at = 0.0
    for glyph, start in glyphs:
        if abs(moved := start - at) >= 0.5:
            parts.append(_numbers(-moved))
        parts.append(f"<{glyph:04X}>")
        at = start + face.widths[glyph]
    return f"[{' '.join(parts)}]".replace("> <", "")


def _marked(kind: str, number: int, content: str) -> str:
    return f"/{kind} << /MCID {number} >> BDC\n{content}\nEMC"


def _ink(color: str) -> str:
    return f"{_numbers(*(byte / 255 for byte in bytes.fromhex(color.removeprefix('#'))))} scn"


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") or "0" for value in values)
