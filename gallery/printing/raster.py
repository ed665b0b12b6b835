"""A sheet as pixels."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import Image, ImageDraw

from gallery.printing.sheet import PlacedPicture, Sheet
from gallery.typography.typeface import typeface


def pixel_size(picture: PlacedPicture, unit: float) -> tuple[int, int]:
    """Width and height of ``picture`` in pixels, where a unit is ``unit`` of them."""
    return max(1, round(picture.width * unit)), max(1, round(picture.height * unit))


def drawn(sheet: Sheet, size: tuple[int, int], pictures: Mapping[str, Image.Image]) -> Image.Image:
    """``sheet`` as RGB in ``size`` (width, height, pixels).

    ``pictures`` holds each by its name, in its :func:`pixel_size`. Raises LabelError for a character that cannot be
    drawn.
    """
    unit = size[0] / sheet.width
    image = Image.new("RGB", size, sheet.ground)
    on = ImageDraw.Draw(image)
    for placed in sheet.pictures:
        image.paste(pictures[placed.name], (round(placed.left * unit), round(placed.top * unit)))
    for rule in sheet.rules:
        ends = [round(value * unit) for value in (*rule.start, *rule.end)]
        on.line(ends, fill=rule.ink, width=max(1, round(rule.weight * unit)))
    for line in sheet.lines:
        place = line.left * unit, round(line.baseline * unit)
        typeface(line.font).draw(on, place, line.text, line.size * unit, line.ink)
    return image
