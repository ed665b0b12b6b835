"""One font file, measured and drawn the same on every machine.

HarfBuzz measures: advances, and kerning between two characters. Pillow's basic layout knows no GPOS kerning, and its
Raqm layout depends on libraries that a machine may lack: text would wrap differently. Text that needs shaping, or a
second font, is set as a whole (:mod:`gallery.typography.shaping`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import uharfbuzz as hb
from PIL import ImageDraw, ImageFont

from gallery.errors import LabelError
from gallery.typography.fonts import BESIDE
from gallery.typography.masks import masks
from gallery.typography.shaping import Shaped, characters_of, font_of, needs_shaping, reach, shaped

_TRIED = 24.0
"""Pixels to the em at which the shapes of characters are tried."""

_FEATURES = dict.fromkeys(("liga", "clig", "dlig", "rlig", "calt", "ccmp", "locl", "rclt"), False) | {"kern": True}
"""Each character is drawn by itself, so none may join another."""


@dataclass(frozen=True)
class Typeface:
    """The metrics of a font file. Get one by :func:`typeface`, which opens each file once."""

    path: str
    """Of the file; then that of another, which has what the first lacks, after :data:`BESIDE`."""

    @cached_property
    def fonts(self) -> tuple[str, ...]:
        """Paths of the font files, the first that has a character sets it."""
        return tuple(self.path.split(BESIDE))

    @property
    def _font(self) -> hb.Font:
        return font_of(self.fonts[0])

    @cached_property
    def characters(self) -> frozenset[int]:
        """Code points that the fonts have shapes for."""
        return frozenset().union(*map(characters_of, self.fonts))

    def joins(self, text: str) -> bool:
        """Whether ``text`` is shaped as a whole; what is not is set character by character."""
        if needs_shaping(text):
            return True
        own = characters_of(self.fonts[0]) if len(self.fonts) > 1 else ()
        return bool(own) and any(ord(character) not in own for character in text if not character.isspace())

    def shaped(self, text: str) -> Shaped:
        """The shapes of a line that :meth:`joins`."""
        return shaped(text, self.fonts)

    @cached_property
    def em(self) -> int:
        """Units of the font to the em."""
        return int(self._font.face.upem)

    @cached_property
    def cap_height(self) -> float:
        """Height of capitals, in em."""
        height = (self._font.get_metric_position(hb.OTMetricsTag.CAP_HEIGHT) or 0) / self.em
        return height if 0.3 <= height <= 1.2 else 0.67

    @cached_property
    def _known(self) -> dict[str, dict[str, int]]:
        """What :meth:`_step` has answered: a text has few different pairs of letters."""
        return {}

    def _step(self, before: str, character: str) -> int:
        """From the end of ``before`` (empty at the beginning of a line) to the start of ``character``: the kerning."""
        known = self._known.setdefault(before, {})
        if character not in known:
            pair = self._shaped(before + character) if before else 0
            known[character] = pair - self._advance(before) - self._advance(character) if before else 0
        return known[character]

    def _advance(self, character: str) -> int:
        known = self._known.setdefault(character, {})
        if "" not in known:
            known[""] = self._shaped(character)
        return known[""]

    def _shaped(self, text: str) -> int:
        """Width of ``text``, one glyph for each character, in :attr:`em` ths."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.flags = hb.BufferFlags.PRESERVE_DEFAULT_IGNORABLES
        hb.shape(self._font, buffer, _FEATURES)
        return sum(place.x_advance for place in buffer.glyph_positions)

    def reach(self, text: str) -> tuple[float, float]:
        """How far the ink of ``text`` reaches above and below the baseline, in em; 0 in scripts for which every line
        has room."""
        return reach(self.shaped(text)) if needs_shaping(text) else (0.0, 0.0)

    def offsets(self, text: str) -> tuple[list[float], float]:
        """Where each character of ``text``, which does not :meth:`join <joins>`, begins and where the last ends, in em
        from the left, kerned."""
        starts, x, before = [], 0, ""
        for character in text:
            x += self._step(before, character)
            starts.append(x / self.em)
            x += self._advance(character)
            before = character
        return starts, x / self.em

    def width(self, text: str) -> float:
        """Width of ``text`` set in one line, in em."""
        return self.shaped(text).width if self.joins(text) else self.units(text) / self.em

    def units(self, text: str, before: str = "") -> int:
        """Width of ``text``, set character by character, in :attr:`em` ths; after the character ``before``, with the
        kerning between the two."""
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
                _sized(self._with(character), _TRIED).getmask(character)
                self._drawable[character] = True
            except (OSError, ValueError):
                self._drawable[character] = False
        return self._drawable[character]

    def _with(self, character: str) -> str:
        """The font file that has ``character``."""
        return next((path for path in self.fonts if ord(character) in characters_of(path)), self.fonts[0])

    @cached_property
    def _drawable(self) -> dict[str, bool]:
        return {}

    def draw(self, on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, ink: str) -> None:
        """Draw ``text`` with its baseline's left end at ``at`` (pixels), ``size`` pixels to the em."""
        if self.joins(text):
            for corner, mask in masks(self.shaped(text), at, size):
                on.bitmap(corner, mask, fill=ink)
            return
        font = _sized(self.fonts[0], size)
        for character, start in zip(text, self.offsets(text)[0], strict=True):
            if character.isspace():
                continue
            try:
                on.text((at[0] + start * size, at[1]), character, fill=ink, font=font, anchor="ls")
            except (OSError, ValueError) as error:
                said = f"the font {Path(self.fonts[0]).name!r} cannot draw {character!r}: {error}"
                raise LabelError(said, "name another under 'fonts:'") from error


@cache
def typeface(path: str) -> Typeface:
    """The typeface in the font file at ``path``."""
    return Typeface(path)


@cache
def _sized(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
