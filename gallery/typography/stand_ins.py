"""What stands in on a page while a font is on its way, fitted to it so that nothing moves when it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

_OFTEN: Mapping[str, float] = dict(
    zip(
        " etaoinshrdlcumwfgypbvkjxqz",
        (
            *(18.0, 12.7, 9.06, 8.17, 7.51, 6.97, 6.75, 6.33, 6.09, 5.99, 4.25, 4.03, 2.78, 2.76, 2.41, 2.36),
            *(2.23, 2.02, 1.97, 1.93, 1.49, 0.98, 0.77, 0.15, 0.15, 0.1, 0.07),
        ),
        strict=True,
    )
)
"""How often letters stand in 100 of English text, and the spaces between its words."""

STAND_INS: Mapping[str, tuple[tuple[str, tuple[str, ...], float], ...]] = {
    "serif": (
        ("Fitted Georgia", ("Georgia", "Gelasio"), 0.446),
        ("Fitted Times", ("Times New Roman", "Liberation Serif", "Tinos"), 0.406),
        ("Fitted Noto Serif", ("Noto Serif",), 0.486),
        ("Fitted DejaVu Serif", ("DejaVu Serif",), 0.519),
    ),
    "sans": (
        ("Fitted Arial", ("Arial", "Liberation Sans", "Arimo", "Roboto"), 0.449),
        ("Fitted DejaVu Sans", ("DejaVu Sans",), 0.513),
    ),
}
"""For each role: the family's name in the style sheet, the fonts of readers' machines that it may be, and their mean
advance in ems, letters weighted by how often they stand in English text."""


def stand_ins(role: str, font: bytes) -> Iterator[str]:
    """The ``@font-face`` rule of each stand-in for the font ``font`` of ``role`` (serif, sans): as wide on the mean,
    with its ascent and descent, so that lines break and stand as they will. None for a font without Latin letters."""
    from fontTools.ttLib import TTFont  # slow to import

    with TTFont(BytesIO(font)) as whole:
        width, units, lines = _mean_advance(whole), whole["head"].unitsPerEm, whole["hhea"]
    if not width:
        return
    for family, names, theirs in STAND_INS[role]:
        factor = width / units / theirs
        heights = {"ascent": lines.ascent, "descent": -lines.descent, "line-gap": lines.lineGap}
        overrides = "".join(f" {name}-override: {value / units / factor:.1%};" for name, value in heights.items())
        sources = ", ".join(f'local("{name}")' for name in names)
        yield f'@font-face {{ font-family: "{family}"; src: {sources}; size-adjust: {factor:.1%};{overrides} }}'


def _mean_advance(font: Any) -> float:
    """Of the letters a to z and the space, weighted, in units of the font; 0 if one of them is missing."""
    glyphs, advances = font.getBestCmap() or {}, font["hmtx"]
    if any(ord(letter) not in glyphs for letter in _OFTEN):
        return 0.0
    total = sum(often * advances[glyphs[ord(letter)]][0] for letter, often in _OFTEN.items())
    return float(total / sum(_OFTEN.values()))
