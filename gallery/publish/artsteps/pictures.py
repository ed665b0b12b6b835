"""A work's pictures within a platform's limits, each with its label inside, the colour one with its mark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.errors import PhotographError
from gallery.render.fitted import save_fitted, scaled
from gallery.render.label import Label, exact
from gallery.render.mark import mark_inferred
from gallery.tasks import Inputs

ORIGINAL, COLOUR = "original.jpg", "colour.jpg"
"""Files in the task's folder; they are published under the work's number."""

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


def save_within(image: Image.Image, path: Path, label: Label, *, inferred: bool, most: int) -> None:
    """Save ``image`` with its metadata in at most ``most`` bytes: first at lower quality, then smaller.

    Raises PhotographError if that would leave less than a thumbnail.
    """
    if not save_fitted(image, path, label, inferred=inferred, most=most, least_side=_LEAST_SIDE):
        path.unlink()
        raise PhotographError(
            f"work {label.id}: no picture worth hanging fits in {most} bytes; "
            "raise picture.max_bytes in the platform's profile"
        )
