"""Encoding the picture of one work that visitors take away. It knows nothing of its label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.pictures.addresses import ladder
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import shrunk
from gallery.pictures.mark import Mark, mark_inferred
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

DOWNLOAD = "colour.jpg"

_QUALITY = 90


def download_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``colour.jpg`` in the largest size that the site offers whole, with its mark."""
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    if derivatives.colour is None:
        raise ValueError(f"{parameters['work']} is not colorized")
    size = ladder(derivatives.facts.width, derivatives.facts.height)[-1]
    picture = Image.fromarray(shrunk(derivatives.colour, *size))
    serif = FontFiles.inside(inputs["fonts"]).serif_semibold
    marked = mark_inferred(picture, Mark.from_json(parameters["mark"]), serif)
    encode_picture(marked, out / DOWNLOAD, quality=_QUALITY)
