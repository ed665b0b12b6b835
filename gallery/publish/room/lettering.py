"""Title and text of a room as letters on its wall, without a ground."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from gallery.halls.hanging import TEXT_WIDTH
from gallery.labels.tombstone import Part, placed, roomy
from gallery.pictures.encoding import encode_picture
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles
from gallery.typography.lines import missing_characters
from gallery.typography.setting import SetLine
from gallery.typography.typeface import typeface

LETTERING = "lettering.png"
"""The file in the task's folder."""

_WIDE = 600
"""Pixels of its width, which is :data:`TEXT_WIDTH` on the wall."""

_TITLE, _TEXT = 12.5, 5.4
"""Sizes of type, centimetres."""

_TALLEST = 190.0
"""Centimetres; what is left of a longer text is on the room's page."""

_INK = 40
"""Lightness of the letters, 0..255."""


def lettering_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``lettering.png`` for the title and the paragraphs in ``parameters``, if any of them can be set."""
    drawn = lettering(parameters["title"], parameters["text"], FontFiles.inside(inputs["fonts"]))
    encode_picture(drawn, out / LETTERING)


def lettering(title: str, paragraphs: Sequence[str], fonts: FontFiles) -> Image.Image:
    """The letters, 8-bit grey with alpha, as wide as the measure and as tall as they need.

    A text that the font lacks characters for is left out: the model names the room in its node.
    """
    parts = [Part("title", title, fonts.serif, _TITLE, 1.15 * _TITLE, 0.0)]
    parts += [Part("text", text, fonts.serif, _TEXT, 1.4 * _TEXT, 0.6 * _TEXT) for text in paragraphs]
    parts = [part for part in parts if not missing_characters(part.text, part.font)]
    if len(parts) > 1 and parts[0].field == "title":
        parts[1] = replace(parts[1], above=1.4 * _TEXT)
    parts = roomy(parts)
    unit, measure = _WIDE / (100 * TEXT_WIDTH), 100 * TEXT_WIDTH
    lines = list(takewhile(lambda line: line.baseline < _TALLEST, placed(parts, (0.0, 0.0), measure)))
    tall = max((line.baseline + _below(line) * line.size for line in lines), default=1.0)
    alpha = Image.new("L", (_WIDE, math.ceil(tall * unit)))
    on = ImageDraw.Draw(alpha)
    for line in lines:
        typeface(line.font).draw(
            on, (line.left * unit, round(line.baseline * unit)), line.text, line.size * unit, "white"
        )
    return Image.merge("LA", (Image.new("L", alpha.size, _INK), alpha))


def _below(line: SetLine) -> float:
    """Room for what reaches below the baseline, in em."""
    return max(0.4, typeface(line.font).reach(line.text)[1])
