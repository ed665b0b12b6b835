"""The thumbnails of one work for the report. They know nothing of its label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.pictures.encoding import encode_picture
from gallery.tasks import Inputs

THUMBNAIL = 240
"""Longer side of a thumbnail, in pixels."""

THUMBNAIL_BYTES = 8_000
"""A thumbnail's file at most, before its label is put in."""


def thumbnails_id(work: str) -> str:
    """The task that makes the thumbnails of ``work``."""
    return f"report/thumbnails/{work}"


def thumbnails_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.jpg`` and, of a colorized work, ``colour.jpg``."""
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    thumbnail(derivatives.original, out / "original.jpg")
    if derivatives.colour is not None:
        thumbnail(derivatives.colour, out / "colour.jpg")


def thumbnail(source: Path, target: Path) -> None:
    """Write a small JPEG of the picture at ``source``."""
    from gallery.photograph import open_derivative  # slow to import for who only plans

    with open_derivative(source) as image:
        image.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
        small = image.convert("RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=None)
    for quality in (80, 70, 60, 50, 40, 30):
        encode_picture(small, target, quality=quality)
        if target.stat().st_size <= THUMBNAIL_BYTES:
            break
