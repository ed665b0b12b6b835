"""The label of one work as it hangs beside its pictures, set like a panel's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from gallery.derivatives import Derivatives
from gallery.labels.arrangement import MEASURE_MIN
from gallery.labels.label import Label, exact
from gallery.labels.tombstone import Part, draw, height, notice, tombstone
from gallery.pictures.encoding import encode_picture
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles
from gallery.typography.lines import missing_characters
from gallery.typography.style import PAPER

PLATE = "label.png"
"""The file in the task's folder."""


_PLATE_WIDTH = 480


_PAD = 11.0
"""Paper around the text, in units of the label."""


_ABOVE_NOTICE = 8.0


def plate_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``label.png`` for the label in ``parameters``."""
    planned = Label.from_json(parameters["label"])
    label = exact(planned, Derivatives.read(inputs[f"colorize/{planned.id}"]).facts)
    encode_picture(plate(label, FontFiles.inside(inputs["fonts"])), out / PLATE)


def plate(label: Label, fonts: FontFiles) -> Image.Image:
    """The label as it hangs beside the pictures, 8-bit grey: tombstone and notice.

    A text that the font lacks characters for is left out here; the model names it beside the picture, and the colour
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
    return not missing_characters(part.text, part.font)
