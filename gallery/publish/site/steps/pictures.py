"""Encoding the pictures of one work that only the site shows. They know nothing of its label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.pictures.addresses import ladder
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import shrunk
from gallery.pictures.images import versions
from gallery.pictures.veil import veil
from gallery.tasks import Inputs

CONFIDENCE = "confidence.png"

_QUALITY = 82


def site_pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``pictures/`` of the work named in ``parameters``; reads its derivatives only."""
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    facts = derivatives.facts
    folder = out / "pictures"
    folder.mkdir()
    for version, path in versions(derivatives).items():
        for width, height in ladder(facts.width, facts.height):
            image = Image.fromarray(shrunk(path, width, height))
            encode_picture(image, folder / f"{version}-{width}.webp", quality=_QUALITY)
    if derivatives.confidence is not None:
        encode_picture(veil(derivatives.confidence), folder / CONFIDENCE)
