"""A font in pieces, as the site publishes it: a browser loads those alphabets whose characters a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

ALPHABETS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "latin": (
        (0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2C6, 0x2DC), (0x2000, 0x206F),
        (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2215),
    ),
    "latin-extended": ((0x100, 0x130), (0x132, 0x151), (0x154, 0x2C5), (0x2DD, 0x36F), (0x1E00, 0x1EFF)),
    "greek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "cyrillic": ((0x400, 0x52F),),
}  # fmt: skip
"""Ranges of code points, by the name of the piece."""

_FEATURES = ("onum", "lnum", "tnum", "pnum")
"""Figures of all kinds, beside the features that HarfBuzz keeps by itself."""


def piece(font: bytes, alphabet: str) -> bytes | None:
    """The characters of ``alphabet`` in the font ``font``, as woff2, the same bytes every time; None if it has none.

    What a damaged font makes HarfBuzz and fontTools raise is of any kind: :mod:`gallery.typography.font_check` finds it
    beforehand.
    """
    import uharfbuzz
    from fontTools.ttLib import TTFont  # slow to import

    face = uharfbuzz.Face(uharfbuzz.Blob(font))
    wanted = {code for first, last in ALPHABETS[alphabet] for code in range(first, last + 1)} & set(face.unicodes)
    if not wanted:
        return None
    kept = uharfbuzz.SubsetInput()
    kept.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    kept.unicode_set.update(wanted)
    kept.layout_feature_tag_set.update(int.from_bytes(name.encode("ascii"), "big") for name in _FEATURES)
    kept.name_id_set.clear()
    kept.name_id_set.invert()  # the licence travels with the font
    cut = BytesIO(uharfbuzz.subset(face, kept).blob.data)
    made = BytesIO()
    with TTFont(cut, recalcTimestamp=False) as whole:
        whole.flavor = "woff2"
        whole.save(made, reorderTables=False)
    return made.getvalue()
