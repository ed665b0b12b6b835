"""The pictures of one work as the contact sheet shows them. They know nothing of its label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import scaled
from gallery.pictures.mark import Mark, mark_inferred
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

ORIGINAL, COLOUR = "original.jpg", "colour.jpg"
"""Files in the task's folder."""

_SIDE = 420
"""Pixels of a picture's longer side: 300 to the inch and more."""


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.jpg`` and, of a colorized work, ``colour.jpg`` with its mark, small."""
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    encode_picture(scaled(derivatives.original, (_SIDE, _SIDE)), out / ORIGINAL)
    if derivatives.colour is not None:
        serif, mark = FontFiles.inside(inputs["fonts"]).serif_semibold, Mark.from_json(parameters["mark"])
        small = scaled(derivatives.colour, (_SIDE, _SIDE))
        # Too small for words; they stand at the foot of the page.
        encode_picture(mark_inferred(small, mark, serif, beside=float(_SIDE)), out / COLOUR)
