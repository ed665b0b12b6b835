"""A font in pieces, as the site publishes it: a browser loads those alphabets whose characters a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

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
"""Figures of all kinds, beside the features that fontTools keeps by itself."""


def piece(font_file: Path | BytesIO, alphabet: str) -> bytes | None:
    """The characters of ``alphabet`` as woff2, the same bytes every time; None if the font has none of them.

    What a damaged font makes fontTools raise is of any kind: :mod:`gallery.typography.font_check` finds it beforehand.
    """
    from fontTools.subset import Options, Subsetter, load_font, save_font  # slow to import

    options = Options(flavor="woff2", hinting=False, recalc_timestamp=False, notdef_outline=True)
    options.name_IDs = ["*"]  # the licence travels with the font
    options.layout_features = [*options.layout_features, *_FEATURES]
    with load_font(str(font_file) if isinstance(font_file, Path) else font_file, options) as font:
        ranges = ALPHABETS[alphabet]
        wanted = {code for first, last in ranges for code in range(first, last + 1)} & set(font.getBestCmap())
        if not wanted:
            return None
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        made = BytesIO()
        save_font(font, made, options)
    return made.getvalue()
