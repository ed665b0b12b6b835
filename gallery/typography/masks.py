"""Shaped text as ink: HarfBuzz's own rasterizer, since Pillow draws characters and not shapes by their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

import uharfbuzz as hb
from PIL import Image

from gallery.typography.shaping import Shaped, font_of


def masks(line: Shaped, at: tuple[float, float], size: float) -> Iterator[tuple[tuple[int, int], Image.Image]]:
    """The ink of ``line`` whose baseline's left end is at ``at`` (pixels), ``size`` pixels to the em: places of upper
    left corners, and coverage (8-bit grey). Shapes of one font are inked together, so that letters join without seams.
    """
    left, foot = math.floor(at[0]), math.floor(at[1])
    for path, glyphs in groupby(line.glyphs, key=lambda glyph: glyph.font):
        font, pen = font_of(path), hb.RasterDraw()
        scale = size / font.face.upem
        for glyph in glyphs:
            x, y = at[0] - left + glyph.x * size, foot - at[1] + glyph.y * size
            pen.transform = (scale, 0.0, 0.0, scale, x, y)
            pen.draw_glyph(font, glyph.number)
        inked = pen.render()
        box = inked.extents
        if box.width and box.height:
            mask = Image.frombytes("L", (box.width, box.height), inked.buffer, "raw", "L", box.stride, -1)
            yield (left + box.x_origin, foot - box.y_origin - box.height), mask
