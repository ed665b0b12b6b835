"""A work's pictures within a platform's limits, the colour one with its mark. They know nothing of its label."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.errors import GalleryError, PhotographError
from gallery.pictures.fitted import save_fitted, scaled
from gallery.pictures.mark import Mark, mark_inferred
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

ORIGINAL, COLOUR = "original.jpg", "colour.jpg"
"""Files in the task's folder; they are published under the work's number."""

_LEAST_SIDE = 250
"""Pixels of the longer side under which no picture is worth hanging."""


def package_pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.jpg`` and, of a colorized work, ``colour.jpg`` within ``parameters["limits"]``."""
    work, limits = parameters["work"], parameters["limits"]
    derivatives = Derivatives.read(inputs[f"colorize/{work}"])
    box = limits["width"], limits["height"]
    save_within(scaled(derivatives.original, box), out / ORIGINAL, work, limits["bytes"])
    if derivatives.colour is not None:
        serif, mark = FontFiles.inside(inputs["fonts"]).serif_semibold, Mark.from_json(parameters["mark"])
        marked = mark_inferred(scaled(derivatives.colour, box), mark, serif)
        save_within(marked, out / COLOUR, work, limits["bytes"])


def save_within(image: Image.Image, path: Path, work: str, most: int) -> None:
    """Encode ``image`` of ``work`` in at most ``most`` bytes: first at lower quality, then smaller.

    Raises PhotographError if that would leave less than a thumbnail.
    """
    if not save_fitted(image, path, most=most, least_side=_LEAST_SIDE):
        path.unlink()
        raise PhotographError(
            f"work {work}: no picture worth hanging fits in {most} bytes; "
            "raise picture.max_bytes in the platform's profile"
        )


def package_film_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the film that the task ``parameters["task"]`` made; GalleryError where the platform takes none so large."""
    film = inputs[parameters["task"]] / parameters["film"]
    size, most = film.stat().st_size, parameters["bytes"]
    if size > most:
        raise GalleryError(
            f"the film has {size / 1e6:.1f} MB, and the platform takes {most / 1e6:.1f}; raise film.max_bytes in the "
            "profile if it takes more, or remove 'film' there, and the package has the poster alone"
        )
    shutil.copyfile(film, out / parameters["film"])
