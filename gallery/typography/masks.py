"""Shaped text as ink: HarfBuzz's own rasterizer, since Pillow draws characters and not shapes by their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

import uharfbuzz as hb
from PIL import Image

from gallery.typography.shaping import Shaped, font_of

_FINE = 4
"""Pixels inked for each that is kept: where shapes overlap, as joined letters do, the rasterizer makes edges darker."""

_LARGE = 120.0
"""Pixels to the em from which on nobody sees that."""


def masks(line: Shaped, at: tuple[float, float], size: float) -> Iterator[tuple[tuple[int, int], Image.Image]]:
    """The ink of ``line`` whose baseline's left end is at ``at`` (pixels), ``size`` pixels to the em: places of upper
    left corners, and coverage (8-bit grey). Shapes of one font are inked together, so that letters join without seams.
    """
    fine = _FINE if size < _LARGE else 1
    left, foot = math.floor(at[0]), math.floor(at[1])
    for path, glyphs in groupby(line.glyphs, key=lambda glyph: glyph.font):
        font, pen = font_of(path), hb.RasterDraw()
        scale = fine * size / font.face.upem
        for glyph in glyphs:
            x, y = at[0] - left + glyph.x * size, foot - at[1] + glyph.y * size
            pen.transform = (scale, 0.0, 0.0, scale, fine * x, fine * y)
            pen.draw_glyph(font, glyph.number)
        inked = pen.render()
        if inked.extents.width and inked.extents.height:
            (x, y), mask = _reduced(inked, fine)
            yield (left + x, foot - y), mask


def _reduced(inked: hb.RasterImage, fine: int) -> tuple[tuple[int, int], Image.Image]:
    """The pixels that are kept of ``inked``: where their upper left is, to the right and up, and the coverage."""
    box = inked.extents
    inner = Image.frombytes("L", (box.width, box.height), inked.buffer, "raw", "L", box.stride, -1)
    left, top = box.x_origin // fine, -(-(box.y_origin + box.height) // fine)
    right, bottom = -(-(box.x_origin + box.width) // fine), box.y_origin // fine
    whole = Image.new("L", ((right - left) * fine, (top - bottom) * fine))
    whole.paste(inner, (box.x_origin - left * fine, top * fine - box.y_origin - box.height))
    return (left, top), whole.reduce(fine)
