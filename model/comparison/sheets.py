"""Sheets: pictures side by side as every colourist has them, each with its name, for documents without a layout."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from model.comparison.pictures import COMMENT, Strip, Tile

PAPER, INK, QUIET = "#fbfaf7", "#1f1d1a", "#5d5c57"
ACROSS = 5
"""Photographs side by side; more go on below."""

ENLARGED = 4
"""Small pictures are shown so many times as large."""

LARGEST = 500_000
"""Bytes of a sheet at most."""

_GAP, _MARGIN, _LINE, _TYPE = 16, 24, 30, 19
_NAME = 13


def thumbnail_sheet(strips: Sequence[Strip]) -> bytes:
    """A PNG of small pictures: a row for each, a column for each painter."""
    pictures = [[_opened(tile, ENLARGED) for tile in strip.tiles] for strip in strips]
    wide = max(image.width for row in pictures for image in row)
    tall = [max(image.height for image in row) for row in pictures]
    font, gap = _font(_NAME), 8
    columns = len(strips[0].tiles)
    sheet = _paper(columns * (wide + gap) - gap, sum(tall) + gap * (len(tall) - 1) + _LINE)
    draw = ImageDraw.Draw(sheet)
    for column, tile in enumerate(strips[0].tiles):
        draw.text((_MARGIN + column * (wide + gap), _MARGIN), _fitted(tile.label, wide, font), INK, font)
    y = _MARGIN + _LINE
    for row, height in zip(pictures, tall, strict=True):
        for column, image in enumerate(row):
            sheet.paste(image, (_MARGIN + column * (wide + gap), y))
        y += height + gap
    content = io.BytesIO()
    sheet.save(content, "PNG", optimize=True)
    return content.getvalue()


def photograph_sheet(strip: Strip) -> bytes:
    """A JPEG of one photograph, five painters side by side, of ``LARGEST`` bytes at most."""
    pictures = [_opened(tile, 1) for tile in strip.tiles]
    width, height = max(image.width for image in pictures), max(image.height for image in pictures)
    across = min(ACROSS, len(pictures))
    down = -(-len(pictures) // across)
    sheet = _paper(across * (width + _GAP) - _GAP, down * (height + _LINE + _GAP) - _GAP)
    draw, font = ImageDraw.Draw(sheet), _font(_TYPE)
    for index, (tile, image) in enumerate(zip(strip.tiles, pictures, strict=True)):
        x = _MARGIN + index % across * (width + _GAP)
        y = _MARGIN + index // across * (height + _LINE + _GAP)
        sheet.paste(image, (x, y))
        draw.text((x, y + height + 3), _fitted(tile.label, width, font), INK if tile.inferred else QUIET, font)
    return _jpeg(sheet)


def _jpeg(sheet: Image.Image) -> bytes:
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


def _paper(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width + 2 * _MARGIN, height + 2 * _MARGIN), PAPER)


def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = Path(str(files("font_source_sans_pro").joinpath("files")))
    # The basic layout is the same with every build of Pillow.
    return ImageFont.truetype(folder / "SourceSansPro-Regular.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def _fitted(text: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    """``text``, its start left out where it is too long: names that are paths differ at their ends."""
    short = text
    while short and font.getlength(short if short == text else f"…{short}") > width:
        short = short[1:]
    return short if short == text else f"…{short}"
