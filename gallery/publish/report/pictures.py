"""The thumbnails of one work for the report. They know nothing of its label."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.render.containers import with_xmp
from gallery.render.encoding import encode_picture
from gallery.render.packets import BRIEF_COLOUR, BRIEF_ORIGINAL
from gallery.tasks import Inputs

THUMBNAIL = 240
"""Longer side of a thumbnail, in pixels."""

THUMBNAIL_BYTES = 8_000
"""A thumbnail's file at most, before its label is put in."""

_PACKETS = {"original": BRIEF_ORIGINAL, "colour": BRIEF_COLOUR}


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
    with Image.open(source) as image:
        image.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
        small = image.convert("RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=None)
    for quality in (80, 70, 60, 50, 40, 30):
        encode_picture(small, target, quality=quality)
        if target.stat().st_size <= THUMBNAIL_BYTES:
            break


def data_uris(pictures: Path, packets: Path) -> dict[str, str]:
    """The thumbnails in a folder as data URIs, by version, each with what it must say of itself."""
    found = {}
    for version, name in _PACKETS.items():
        file = pictures / f"{version}.jpg"
        if file.is_file():
            data = with_xmp(file.read_bytes(), (packets / name).read_bytes())
            found[version] = f"data:image/jpeg;name={version};base64,{base64.b64encode(data).decode('ascii')}"
    return found
