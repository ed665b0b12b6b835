"""A work's pictures within a platform's limits, each with its label inside, the colour one with its mark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.errors import PhotographError
from gallery.render.label import Label, exact
from gallery.render.mark import mark_inferred
from gallery.render.metadata import save_picture
from gallery.tasks import Inputs

ORIGINAL, COLOUR = "original.jpg", "colour.jpg"
"""Files in the task's folder; they are published under the work's number."""

QUALITIES = (92, 88, 84, 80, 75, 70)
"""JPEG qualities, tried in turn until a file is small enough. Below the last the picture shrinks instead."""

_SHRINK = 0.85
_LEAST_SIDE = 250
"""Pixels of the longer side under which no picture is worth hanging."""


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.jpg`` and, of a colorized work, ``colour.jpg`` within ``parameters["limits"]``."""
    (folder,) = inputs.values()
    derivatives = Derivatives.read(folder)
    label = exact(Label.from_json(parameters["label"]), derivatives.facts)
    limits = parameters["limits"]
    box = limits["width"], limits["height"]
    save_within(scaled(derivatives.original, box), out / ORIGINAL, label, inferred=False, most=limits["bytes"])
    if derivatives.colour is not None:
        marked = mark_inferred(scaled(derivatives.colour, box), parameters["serif"])
        save_within(marked, out / COLOUR, label, inferred=True, most=limits["bytes"])


def scaled(path: Path, box: tuple[int, int]) -> Image.Image:
    """The picture at ``path`` as RGB, shrunk to fit ``box`` (width, height), never enlarged or squashed."""
    with Image.open(path) as image:
        ratio = min(box[0] / image.width, box[1] / image.height, 1.0)
        size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
        # Decode a large JPEG at a fraction of its size, but never under twice of what is kept.
        image.draft("RGB", (size[0] * 2, size[1] * 2))
        picture = image.convert("RGB")
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def save_within(image: Image.Image, path: Path, label: Label, *, inferred: bool, most: int) -> None:
    """Save ``image`` with its metadata in at most ``most`` bytes: first at lower quality, then smaller.

    Raises PhotographError if that would leave less than a thumbnail.
    """
    while True:
        for quality in QUALITIES:
            save_picture(image, path, label, inferred=inferred, quality=quality)
            if path.stat().st_size <= most:
                return
        size = round(image.width * _SHRINK), round(image.height * _SHRINK)
        if max(size) < _LEAST_SIDE:
            path.unlink()
            raise PhotographError(
                f"work {label.id}: no picture worth hanging fits in {most} bytes; "
                "raise picture.max_bytes in the platform's profile"
            )
        image = image.resize(size, Image.Resampling.LANCZOS)
