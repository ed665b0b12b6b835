"""The picture of the confidence: the grey photograph under its veil, as large as the veil is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.pictures.encoding import encode_picture
from gallery.pictures.veil import veil, veiled
from gallery.tasks import Inputs


def size_of(confidence: Path) -> tuple[int, int]:
    """Width and height of the picture, given the file of the confidence."""
    with Image.open(confidence) as image:
        size: tuple[int, int] = image.size
    return size


def confidence_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the one size there is, under both of its names, of the colorized work named in ``parameters``."""
    from gallery.photograph import open_derivative  # slow to import for who only plans

    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    if derivatives.confidence is None:
        raise ValueError(f"{parameters['work']} is not colorized and has no confidence")
    over = veil(derivatives.confidence)
    with open_derivative(derivatives.grey) as grey:
        grey.draft("L", over.size)  # decodes a large JPEG at a fraction of its size
        photograph = grey.convert("RGB").resize(over.size, Image.Resampling.LANCZOS)
    width, height = over.size
    first, *others = (out / "full" / size / "0" / "default.jpg" for size in ("max", f"{width},{height}"))
    first.parent.mkdir(parents=True)
    encode_picture(veiled(photograph, over), first)
    for other in others:
        other.parent.mkdir(parents=True)
        shutil.copyfile(first, other)
