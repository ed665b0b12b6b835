"""Text whose letters join, change their places or run from right to left, and text in two fonts: as shapes in places.

A line is cut where direction, script or font change; HarfBuzz shapes each of these runs, and they are put side by side
from left to right. Lines stand in logical order until then: what is broken into lines is broken before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from unicodedata import category

import uharfbuzz as hb

from gallery.typography.directions import base_level, in_visual_order, levels

_COMPLEX = re.compile(
    "[\u0590-\u109f\u1700-\u18af\u1900-\u1cff\u200f\ua800-\ua82f\ua840-\ua95f\ua980-\uabff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00011fff\U0001e800-\U0001efff]"
)
"""Scripts that run from right to left, and those of South and South-East Asia."""

FORMATS = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Characters without a shape that say where words end, how letters join, and which way they run."""

_PLAIN = ("Latn", "Grek", "Cyrl", "Armn", "Geor")
"""Scripts whose letters are set as they are where each is drawn by itself: without ligatures."""
_SEPARATE = dict.fromkeys(("liga", "clig", "calt"), False)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shape in its place; measures in em."""

    number: int
    """In its font."""
    x: float
    """From the line's left end."""
    y: float
    """Up from the baseline."""
    font: str
    """Path of the font file."""
    begin: int
    """First character of the cluster that it belongs to."""
    end: int
    """And the one after the last: a cluster is never taken apart."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line as it is drawn, from left to right."""

    glyphs: tuple[Glyph, ...]
    width: float
    """In em."""


def needs_shaping(text: str) -> bool:
    """Whether ``text`` has letters that cannot be drawn one by one."""
    return not text.isascii() and _COMPLEX.search(text) is not None


@lru_cache(maxsize=1 << 10)
def shaped(text: str, fonts: tuple[str, ...]) -> Shaped:
    """``text``, a line by itself, in the first of ``fonts`` (paths) that has each character.

    It runs as its first strong character says. What no font has is drawn as the first draws what it lacks.
    """
    runs = list(_runs(text, fonts))
    glyphs: list[Glyph] = []
    x = 0.0
    for number in in_visual_order([run.level for run in runs]):
        placed, wide = _shape(text, runs[number], x)
        glyphs += placed
        x += wide
    return Shaped(tuple(glyphs), x)


def reach(line: Shaped) -> tuple[float, float]:
    """How far the ink of ``line`` reaches above and below the baseline, in em."""
    above = below = 0.0
    for glyph in line.glyphs:
        font = font_of(glyph.font)
        if (box := font.get_glyph_extents(glyph.number)) is not None:
            top = glyph.y + box.y_bearing / font.face.upem
            above, below = max(above, top), max(below, -top - box.height / font.face.upem)
    return above, below


@cache
def font_of(path: str) -> hb.Font:
    """The font in the file at ``path``, in its own units."""
    return hb.Font(hb.Face(hb.Blob(Path(path).read_bytes())))


@cache
def characters_of(path: str) -> frozenset[int]:
    """Code points that the font at ``path`` has shapes for."""
    return frozenset(font_of(path).face.unicodes)


@dataclass(frozen=True, slots=True)
class _Run:
    begin: int
    end: int
    level: int
    script: str
    font: str


def _runs(text: str, fonts: Sequence[str]) -> Iterator[_Run]:
    """``text`` cut where direction, script or font change, in logical order."""
    scripts = _filled([_script(character) for character in text])
    kinds = list(zip(levels(text, base_level(text)), scripts, _chosen(text, fonts), strict=True))
    for kind, run in groupby(range(len(text)), key=kinds.__getitem__):
        places = list(run)
        yield _Run(places[0], places[-1] + 1, *kind)


def _filled(scripts: list[str]) -> list[str]:
    """``scripts`` with those of the letter before for characters of every script; at the beginning that after."""
    found = next((script for script in scripts if script), "")
    return [found := script or found for script in scripts]


@cache
def _script(character: str) -> str:
    """ISO 15924; empty for a character of every script."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return buffer.script or ""


def _chosen(text: str, fonts: Sequence[str]) -> list[str]:
    """The font of each character: the first that has it; for signs, spaces and marks that of the letter beside."""
    own = [_first_with(character, fonts) if _script(character) else "" for character in text]
    found = next((font for font in own if font), fonts[0])
    chosen = []
    for character, font in zip(text, own, strict=True):
        if font and category(character)[0] != "M":
            found = font
        fits = ord(character) in characters_of(found) or FORMATS.match(character)
        chosen.append(found if fits else _first_with(character, fonts))
    return chosen


def _first_with(character: str, fonts: Sequence[str]) -> str:
    return next((font for font in fonts if ord(character) in characters_of(font)), fonts[0])


def _shape(text: str, run: _Run, x: float) -> tuple[list[Glyph], float]:
    """The shapes of a run that begins ``x`` em from the line's left end, and its width."""
    font = font_of(run.font)
    buffer = hb.Buffer()
    buffer.add_str(text, run.begin, run.end - run.begin)
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.script = run.script or "Zyyy"
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(font, buffer, _SEPARATE if run.script in (*_PLAIN, "") else {})
    em, pen = font.face.upem, 0
    ends = _ends([info.cluster for info in buffer.glyph_infos], run.end)
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        at = x + (pen + place.x_offset) / em, place.y_offset / em
        glyphs.append(Glyph(info.codepoint, *at, run.font, info.cluster, ends[info.cluster]))
        pen += place.x_advance
    return glyphs, pen / em


def _ends(clusters: Sequence[int], end: int) -> dict[int, int]:
    """Where each of ``clusters`` ends."""
    return dict(pairwise([*sorted(set(clusters)), end]))
