"""The pictures of one work for the model: original, and colour with its mark. They know nothing of its label."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.pictures.fitted import save_fitted, scaled
from gallery.pictures.mark import Mark, mark_inferred
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

ORIGINAL, COLOUR = "original.jpg", "colour.jpg"
"""Files in the task's folder."""

LARGEST, SMALLEST = 2048, 250
"""Pixels of a picture's longer side."""

_BYTES_A_PIXEL = 0.12
"""Of a photograph at the lowest quality: from more pixels than that it would be shrunk anyway."""


def room_pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.jpg`` and, of a colorized work, ``colour.jpg``.

    No picture takes more than ``parameters["most"]`` bytes, unless it is already at its smallest.
    """
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    fonts, most = FontFiles.inside(inputs["fonts"]), parameters["most"]
    wide, tall = derivatives.facts.width, derivatives.facts.height
    shape = math.sqrt(most / _BYTES_A_PIXEL / (wide * tall))
    box = min(LARGEST, max(SMALLEST, math.ceil(shape * max(wide, tall))))
    save_fitted(scaled(derivatives.original, (box, box)), out / ORIGINAL, most=most, least_side=SMALLEST)
    if derivatives.colour is not None:
        mark = Mark.from_json(parameters["mark"])
        colour = mark_inferred(scaled(derivatives.colour, (box, box)), mark, fonts.serif_semibold)
        save_fitted(colour, out / COLOUR, most=most, least_side=SMALLEST)
