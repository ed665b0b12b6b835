"""Sheets: pictures side by side as every colourist has them, each with its name, for documents without a layout."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from model.comparison.pictures import COMMENT, Strip, Tile
from model.comparison.style import FONT, INK, PAPER, QUIET

ACROSS = 5
"""Photographs side by side; more go on below."""

ENLARGED = 4
"""Small pictures are shown so many times as large."""

LARGEST = 500_000
"""Bytes of a sheet of photographs at most."""

_MARGIN, _LINE = 24, 30


def sheet_of(strips: Sequence[Strip]) -> bytes:
    """Pictures in columns below the painters' names, a row or more for each strip: PNG of small ones, else JPEG."""
    small, count = strips[0].small, len(strips[0].tiles)
    times, across, gap, size = (ENLARGED, count, 8, 13) if small else (1, min(count, ACROSS), 16, 19)
    rows = [strip.tiles[start : start + across] for strip in strips for start in range(0, count, across)]
    pictures = [[_opened(tile, times) for tile in row] for row in rows]
    labels = [[tile.label for tile in row] for row in rows]
    lines = [_LINE * (its != before) for before, its in pairwise([[], *labels])]
    wide = max(image.width for row in pictures for image in row)
    tall = [max(image.height for image in row) for row in pictures]
    height = sum(lines) + sum(tall) + gap * (len(rows) - 1)
    sheet = Image.new("RGB", (across * (wide + gap) - gap + 2 * _MARGIN, height + 2 * _MARGIN), PAPER)
    # The basic layout is the same with every build of Pillow.
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    y = _MARGIN
    for row, images, line, high in zip(rows, pictures, lines, tall, strict=True):
        for column, (tile, image) in enumerate(zip(row, images, strict=True)):
            x = _MARGIN + column * (wide + gap)
            if line:
                draw.text((x, y), _fitted(tile.label, wide, font), INK if tile.inferred else QUIET, font)
            sheet.paste(image, (x, y + line))
        y += line + high + gap
    return _encoded(sheet, small)


def _opened(tile: Tile, times: int) -> Image.Image:
    with Image.open(tile.path) as file:
        image: Image.Image = file.convert("RGB")
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def _fitted(text: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    """``text``, its start left out where it is too long: names that are paths differ at their ends."""
    shorter = (text, *(f"…{text[start:]}" for start in range(1, len(text))))
    return next((each for each in shorter if font.getlength(each) <= width), "…")


def _encoded(sheet: Image.Image, small: bool) -> bytes:
    for quality in (88, 80, 72, 64, 56, 48, 40):
        content = io.BytesIO()
        if small:
            sheet.save(content, "PNG", optimize=True)
            break
        sheet.save(content, "JPEG", quality=quality, optimize=True, comment=COMMENT)
        if content.tell() <= LARGEST:
            break
    return content.getvalue()
