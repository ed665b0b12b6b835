"""Encoding the pictures of one work that hang in the rooms. They know nothing of its label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import scaled
from gallery.tasks import Inputs

LONGER_SIDE = 1024
"""Pixels of a picture on the wall; a larger one would show no more on a screen."""

_QUALITY = 82


def walk_pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.webp`` and, of a colorized work, ``colour.webp``, as large as a wall needs them."""
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    shown = {"original": derivatives.original, "colour": derivatives.colour}
    for version, path in shown.items():
        if path is not None:
            encode_picture(scaled(path, (LONGER_SIDE, LONGER_SIDE)), out / f"{version}.webp", quality=_QUALITY)
