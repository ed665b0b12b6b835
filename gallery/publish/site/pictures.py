"""The pictures of one work for the site: every version at every size, and the map of confidence.

The map is a transparent picture that lies over the photograph: the stronger its tint, the less certain the
colours beneath. It has five steps, so that it can be read against a legend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips
from PIL import Image

from gallery.derivatives import Derivatives
from gallery.publish.site.sizes import file_name, ladder
from gallery.render.label import Label, exact
from gallery.render.metadata import save_picture
from gallery.tasks import Inputs

TINT = (43, 63, 176)
"""Colour of the map of confidence, sRGB: a blue that no print of the period has by itself."""

VEILS = (0.82, 0.62, 0.42, 0.2, 0.0)
"""Opacity of the map's five steps, from confidence under 20 % to 80 % and more."""

CONFIDENCE = "confidence.png"

_QUALITY = {"jpg": 86, "webp": 82}


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``pictures/`` of the work whose label stands in ``parameters``; reads its derivatives only."""
    planned = Label.from_json(parameters["label"])
    derivatives = Derivatives.read(inputs[f"colorize/{planned.id}"])
    label = exact(planned, derivatives.facts)
    folder = out / "pictures"
    folder.mkdir()
    for version, path in versions(derivatives).items():
        _write_sizes(path, version, derivatives, label, folder)
    if derivatives.confidence is not None:
        save_picture(_confidence_map(derivatives.confidence), folder / CONFIDENCE, label, inferred=False)


def picture_label(label: Label) -> Label:
    """The part of ``label`` that goes into picture files, so that nothing else makes them anew."""
    return replace(label, number=0, description=None)


def versions(derivatives: Derivatives) -> dict[str, Path]:
    """The versions the site shows, the original first: name → file."""
    shown = {"original": derivatives.original}
    if derivatives.colour is not None:
        if derivatives.shows_three:
            shown["grey"] = derivatives.grey
        shown["colour"] = derivatives.colour
    return shown


def _write_sizes(path: Path, version: str, derivatives: Derivatives, label: Label, folder: Path) -> None:
    facts = derivatives.facts
    for width, height in ladder(facts.width, facts.height):
        image = Image.fromarray(_shrunk(path, width, height))
        for suffix, quality in _QUALITY.items():
            target = folder / file_name(version, width, suffix)
            save_picture(image, target, label, inferred=version == "colour", quality=quality)


def _shrunk(path: Path, width: int, height: int) -> npt.NDArray[np.uint8]:
    """The picture at ``path`` in exactly that size, uint8 (H, W, 3) sRGB; memory stays bounded."""
    image = pyvips.Image.thumbnail(str(path), width, height=height, size="force", no_rotate=True)
    # A grey JPEG has one band until it is asked for three.
    pixels: npt.NDArray[np.uint8] = image.colourspace("srgb").extract_band(0, n=3).numpy()
    return pixels


def _confidence_map(path: Path) -> Image.Image:
    """The confidence at ``path`` (8-bit grey, 255 = certain) as an RGBA veil in five steps."""
    with Image.open(path) as opened:
        confidence = np.asarray(opened.convert("L"), dtype=np.uint16)
    step = np.minimum(confidence * len(VEILS) // 255, len(VEILS) - 1)
    veil = np.zeros((*confidence.shape, 4), dtype=np.uint8)
    veil[..., :3] = TINT
    veil[..., 3] = np.array([round(opacity * 255) for opacity in VEILS], dtype=np.uint8)[step]
    return Image.fromarray(veil)
