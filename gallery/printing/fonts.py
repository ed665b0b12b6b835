"""The characters of a font that a PDF needs, cut out of its file."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import uharfbuzz as hb

_UNNAMED = "Font"
_BOX_IN_HEAD = 36
"""Where the table ``head`` has the box around all shapes (OpenType 1.9)."""


@dataclass(frozen=True)
class EmbeddedFont:
    """A font file with some characters only."""

    name: str
    """PostScript name, with the six letters that mark a part of a font."""
    data: bytes
    """The font file."""
    outlines: str
    """``glyf`` or ``cff``."""
    glyphs: Mapping[str, int]
    """Character → its number in the file."""
    shapes: Mapping[int, int]
    """Number in the whole font → number in the file, for what is shaped."""
    meanings: Mapping[int, str]
    """Number in the file → what it stands for."""
    widths: Mapping[int, float]
    """Number in the file → its advance, in thousandths of the em."""
    box: tuple[int, int, int, int]
    """Around all shapes, likewise: left, bottom, right, top."""
    ascent: int
    descent: int
    cap_height: int


def embedded(path: str, characters: Iterable[str], shapes: Mapping[int, str], cap_height: float) -> EmbeddedFont:
    """The font file at ``path`` with ``characters``, those that it has, and ``shapes``; the same bytes every time.

    ``shapes`` are by their numbers, with what each stands for (empty: nothing by itself). ``cap_height`` is that of
    capitals, in em.
    """
    whole = hb.Face(hb.Blob(Path(path).read_bytes()))
    kept = hb.SubsetInput()
    kept.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    kept.unicode_set.update(ord(character) for character in characters)
    kept.glyph_set.update(shapes)
    kept.layout_feature_tag_set.clear()
    kept.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF", b"STAT"))
    if whole.has_var_data:
        kept.pin_all_axes_to_default(whole)
    plan = hb.SubsetPlan(whole, kept)
    face, numbers = plan.execute(), plan.old_to_new_glyph_mapping
    font, scale, data = hb.Font(face), 1000 / face.upem, bytes(face.blob.data)
    glyphs = {chr(code): int(font.get_nominal_glyph(code)) for code in sorted(face.unicodes)}
    numbered = {shape: int(numbers[shape]) for shape in sorted(shapes)}
    # Of characters with one shape the first counts: a space, not the one that does not break.
    meanings = {glyph: character for character, glyph in sorted(glyphs.items(), reverse=True)}
    meanings |= {numbered[shape]: said for shape, said in shapes.items() if said}
    extents = font.get_font_extents("ltr")
    left, bottom, right, top = struct.unpack_from(">4h", face.reference_table("head").data, _BOX_IN_HEAD)
    letters = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    name = re.sub(r"[^A-Za-z0-9-]", "", whole.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or "") or _UNNAMED
    return EmbeddedFont(
        name=f"{letters}+{name}",
        data=data,
        outlines="glyf" if "glyf" in face.table_tags else "cff",
        glyphs=glyphs,
        shapes=numbered,
        meanings=meanings,
        widths={glyph: font.get_glyph_h_advance(glyph) * scale for glyph in {*glyphs.values(), *numbered.values()}},
        box=(round(left * scale), round(bottom * scale), round(right * scale), round(top * scale)),
        ascent=round(extents.ascender * scale),
        descent=round(extents.descender * scale),
        cap_height=round(cap_height * 1000),
    )
