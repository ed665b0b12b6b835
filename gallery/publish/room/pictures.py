"""The pictures of one work for the model: original, colour with its mark, and the label set like a panel's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from gallery.derivatives import Derivatives
from gallery.render.arrangement import MEASURE_MIN
from gallery.render.fitted import save_fitted, scaled
from gallery.render.label import Label, exact
from gallery.render.mark import mark_inferred
from gallery.render.metadata import save_picture
from gallery.render.show import FontFiles
from gallery.render.tombstone import PAPER, Part, draw, height, notice, tombstone
from gallery.render.typography import missing_characters, unshaped_characters
from gallery.tasks import Inputs

ORIGINAL, COLOUR, PLATE = "original.jpg", "colour.jpg", "label.png"
"""Files in the task's folder."""

LARGEST, SMALLEST = 2048, 250
"""Pixels of a picture's longer side."""

_BYTES_A_PIXEL = 0.12
"""Of a photograph at the lowest quality: from more pixels than that it would be shrunk anyway."""

_PLATE_WIDTH = 480
_PAD = 11.0
"""Paper around the text, in units of the label."""

_ABOVE_NOTICE = 8.0


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.jpg``, of a colorized work ``colour.jpg``, and ``label.png``.

    No picture takes more than ``parameters["most"]`` bytes, unless it is already at its smallest.
    """
    (folder,) = inputs.values()
    derivatives = Derivatives.read(folder)
    label = exact(Label.from_json(parameters["label"]), derivatives.facts)
    fonts = FontFiles(**parameters["fonts"], sans="", sans_semibold="")
    most = parameters["most"]
    wide, tall = derivatives.facts.width, derivatives.facts.height
    shape = math.sqrt(most / _BYTES_A_PIXEL / (wide * tall))
    box = min(LARGEST, max(SMALLEST, math.ceil(shape * max(wide, tall))))
    original = scaled(derivatives.original, (box, box))
    save_fitted(original, out / ORIGINAL, label, inferred=False, most=most, least_side=SMALLEST)
    if derivatives.colour is not None:
        colour = mark_inferred(scaled(derivatives.colour, (box, box)), fonts.serif_semibold)
        save_fitted(colour, out / COLOUR, label, inferred=True, most=most, least_side=SMALLEST)
    save_picture(plate(label, fonts), out / PLATE, label, inferred=False)


def plate(label: Label, fonts: FontFiles) -> Image.Image:
    """The label as it hangs beside the pictures, 8-bit grey: tombstone and notice.

    A text in a script that we cannot set is left out here; the model names it beside the picture, and the colour
    picture carries its own mark.
    """
    stone = [part for part in tombstone(label, fonts) if _settable(part)]
    about = [part for part in notice(label, fonts) if _settable(part)]
    unit = _PLATE_WIDTH / (MEASURE_MIN + 2 * _PAD)
    about_top = _PAD + (height(stone, MEASURE_MIN) + _ABOVE_NOTICE if stone else 0)
    bottom = about_top + height(about, MEASURE_MIN) + _PAD
    sheet = Image.new("RGB", (_PLATE_WIDTH, max(1, math.ceil(bottom * unit))), PAPER)
    on = ImageDraw.Draw(sheet)
    if stone:
        draw(stone, on, (_PAD, _PAD), MEASURE_MIN, unit)
    if about:
        draw(about, on, (_PAD, about_top), MEASURE_MIN, unit)
    return sheet.convert("L")


def _settable(part: Part) -> bool:
    return not (unshaped_characters(part.text) or missing_characters(part.text, part.font))
