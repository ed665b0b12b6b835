"""Sheets: pictures side by side as every colourist has them, each with its name, for documents without a layout."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from model.comparison.pictures import COMMENT, Strip, Tile
from model.comparison.style import FONT, INK, PAPER, QUIET

ACROSS = 5
"""Photographs side by side; more go on below."""

ENLARGED = 4
"""Small pictures are shown so many times as large."""

LARGEST = 500_000
"""Bytes of a sheet at most."""

_MARGIN, _LINE = 24, 30

Rows = Sequence[tuple[int, Sequence[Image.Image | Tile]]]
"""Pictures or names beside one another, with the pixels from their top to that of the next row."""


def thumbnail_sheet(strips: Sequence[Strip]) -> bytes:
    """A PNG of small pictures: a row for each, a column for each painter."""
    rows = [[_opened(tile, ENLARGED) for tile in strip.tiles] for strip in strips]
    tall = [(max(image.height for image in row) + 8, row) for row in rows]
    content = io.BytesIO()
    _sheet([(_LINE, strips[0].tiles), *tall], gap=8, size=13).save(content, "PNG", optimize=True)
    return content.getvalue()


def photograph_sheet(strip: Strip) -> bytes:
    """A JPEG of one photograph, five painters side by side, of ``LARGEST`` bytes at most."""
    pictures = [_opened(tile, 1) for tile in strip.tiles]
    height = max(image.height for image in pictures) + 3
    rows: list[tuple[int, Sequence[Image.Image | Tile]]] = []
    for start in range(0, len(pictures), ACROSS):
        part = slice(start, start + ACROSS)
        rows += [(height, pictures[part]), (_LINE + 13, strip.tiles[part])]
    sheet = _sheet(rows, gap=16, size=19)
    for quality in (88, 80, 72, 64, 56, 48, 40):
        content = io.BytesIO()
        sheet.save(content, "JPEG", quality=quality, optimize=True, comment=COMMENT)
        if content.tell() <= LARGEST:
            break
    return content.getvalue()


def _opened(tile: Tile, times: int) -> Image.Image:
    with Image.open(tile.path) as file:
        image: Image.Image = file.convert("RGB")
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def _sheet(rows: Rows, gap: int, size: int) -> Image.Image:
    """The rows in columns as wide as the widest picture, ``gap`` pixels apart; names in letters of ``size``."""
    wide = max(item.width for _, items in rows for item in items if isinstance(item, Image.Image))
    width = max(len(items) for _, items in rows) * (wide + gap) - gap
    height = sum(height for height, _ in rows) - gap
    sheet = Image.new("RGB", (width + 2 * _MARGIN, height + 2 * _MARGIN), PAPER)
    # The basic layout is the same with every build of Pillow.
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    y = _MARGIN
    for height, items in rows:
        for column, item in enumerate(items):
            place = (_MARGIN + column * (wide + gap), y)
            if isinstance(item, Tile):
                draw.text(place, _fitted(item.label, wide, font), INK if item.inferred else QUIET, font)
            else:
                sheet.paste(item, place)
        y += height
    return sheet


def _fitted(text: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    """``text``, its start left out where it is too long: names that are paths differ at their ends."""
    short = text
    while short and font.getlength(short if short == text else f"…{short}") > width:
        short = short[1:]
    return short if short == text else f"…{short}"
