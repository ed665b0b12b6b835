"""A panel: the photograph and its colorization side by side at print resolution, with the label.

The sheet is paper, the photographs are the only colour on it. The picture with inferred colours is signed in
its lower left corner, where the paper comes in with the words "AI colour": large enough to be read when the
whole panel is 250 pixels wide, in the type of the label.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from gallery.derivatives import Derivatives
from gallery.labels.arrangement import CAPTION, MARGIN, UNITS, Arrangement, Box, arrange
from gallery.labels.label import Label, exact
from gallery.labels.tombstone import (
    INK,
    MUTED,
    PAPER,
    SMALL,
    draw,
    height,
    notice,
    require_settable,
    small_print,
    tombstone,
)
from gallery.photograph import open_derivative
from gallery.pictures.encoding import encode_picture
from gallery.pictures.mark import MARK
from gallery.typography.fonts import FontFiles
from gallery.typography.typeface import typeface

_MARK_SIZE = 17.0
"""Units to the em: 9.4 pixels when the panel is 250 pixels wide, capitals 6.3."""
_MARK_PAD = 5.0
_LABEL_GAP = 12.0
"""Between captions and the label below them."""


@dataclass(frozen=True)
class Picture:
    """One picture of a panel."""

    path: Path
    caption: str
    inferred: bool = False


def pictures_of(derivatives: Derivatives) -> list[Picture]:
    """The pictures of a work in their order, the original first."""
    colour = derivatives.colour
    if colour is None:
        return [Picture(derivatives.original, "Original")]
    inferred = Picture(colour, "Colour, inferred", inferred=True)
    if derivatives.shows_three:
        return [Picture(derivatives.original, "Original"), Picture(derivatives.grey, "Greyscale"), inferred]
    return [Picture(derivatives.grey, "Original, in greyscale"), inferred]


def render_panel(
    derivatives: Derivatives, label: Label, fonts: FontFiles, width: int, small: Mapping[str, str]
) -> Image.Image:
    """The panel of a work as RGB, ``width`` pixels wide; its height follows what is on it. ``small`` are the words of
    the small print (:func:`gallery.labels.tombstone.small_print_words`).

    Raises LabelError for a label that cannot be set.
    """
    label = exact(label, derivatives.facts)
    require_settable(label, fonts)
    pictures = pictures_of(derivatives)
    facts = derivatives.facts
    where = arrange((facts.width, facts.height), len(pictures), width)
    stone, about = tombstone(label, fonts), notice(label, fonts)
    about += small_print(small, facts, where.enlargement, fonts)
    unit = width / UNITS
    stone_top, about_top, bottom = _tops(where, height(stone, where.tombstone[1]), height(about, where.about[1]))
    sheet = Image.new("RGB", (width, math.ceil((bottom + MARGIN) * unit)), PAPER)
    on = ImageDraw.Draw(sheet)
    for picture, box in zip(pictures, where.pictures, strict=True):
        _hang(picture, box, sheet, fonts)
    draw(stone, on, (where.tombstone[0], stone_top), where.tombstone[1], unit)
    draw(about, on, (where.about[0], about_top), where.about[1], unit)
    return sheet


def save_panel(
    derivatives: Derivatives,
    label: Label,
    fonts: FontFiles,
    path: Path,
    *,
    width: int,
    dpi: int,
    small: Mapping[str, str],
) -> None:
    """Render the panel of a work and encode it to ``path``, without metadata."""
    encode_picture(render_panel(derivatives, label, fonts, width, small), path, quality=92, dpi=dpi)


def _tops(where: Arrangement, stone: float, about: float) -> tuple[float, float, float]:
    """Tops of the two columns of text, given their heights, and the bottom of everything (units)."""
    below = where.pictures_bottom + CAPTION
    if not where.beside:
        top = below + _LABEL_GAP
        return top, top, top + max(stone, about)
    # Beside the pictures, the tombstone begins with them and the notice ends with them, or follows it.
    notice_top = max(MARGIN + stone + 2 * _LABEL_GAP, where.pictures_bottom - about)
    return MARGIN, notice_top, max(below, notice_top + about)


def _hang(picture: Picture, box: Box, sheet: Image.Image, fonts: FontFiles) -> None:
    """Paste ``picture`` into ``box`` of the sheet, sign it where its colours are inferred, and caption it."""
    on, unit = ImageDraw.Draw(sheet), sheet.width / UNITS
    left, top = round(box.left * unit), round(box.top * unit)
    size = max(1, round(box.width * unit)), max(1, round(box.height * unit))
    sheet.paste(_resized(picture.path, size), (left, top))
    if picture.inferred and _sign(box, on, fonts, unit):
        return
    baseline = round((box.bottom + CAPTION - 3.5) * unit)
    typeface(fonts.serif).draw(on, (left, baseline), picture.caption, SMALL * unit, MUTED)


def _sign(box: Box, on: ImageDraw.ImageDraw, fonts: FontFiles, unit: float) -> bool:
    """Cut the corner of the picture in ``box`` away for the mark.

    A picture so flat that the mark would hide it is signed under its edge, where its caption would stand; the
    answer is then True.
    """
    face = typeface(fonts.serif)
    tall, wide = face.cap_height * _MARK_SIZE + 2 * _MARK_PAD, face.width(MARK) * _MARK_SIZE + _MARK_PAD * 1.5
    if box.height < 2 * tall:
        under = round((box.bottom + tall - _MARK_PAD) * unit)
        face.draw(on, (round(box.left * unit), under), MARK, _MARK_SIZE * unit, INK)
        return True
    left, bottom = round(box.left * unit), round(box.bottom * unit)
    on.rectangle((left, bottom - round(tall * unit), left + round(wide * unit), bottom), fill=PAPER)
    face.draw(on, (left, round((box.bottom - _MARK_PAD) * unit)), MARK, _MARK_SIZE * unit, INK)
    return False


def _resized(path: Path, size: tuple[int, int]) -> Image.Image:
    with open_derivative(path) as image:
        # Decode a large JPEG at a fraction of its size, but never under twice of what is shown.
        image.draft("RGB", (size[0] * 2, size[1] * 2))
        resized: Image.Image = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    return resized
