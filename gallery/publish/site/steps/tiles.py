"""Encoding the JPEGs of one work, whole and in tiles. They know nothing of its label."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.pictures import addresses
from gallery.pictures.addresses import PYRAMID, TILE, ladder
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import in_sizes
from gallery.pictures.images import INFO, scale_factors, versions
from gallery.tasks import Inputs

_QUALITY = 86
_PYRAMID_QUALITY = 90
"""Below it libvips halves the chroma in TIFF, which would soften the very colours that are shown."""


def tiles_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write a folder for each version of the work named in ``parameters``; reads its derivatives only."""
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    for version, path in versions(derivatives).items():
        form = parameters.get("tiles", "files")
        if form == "pyramid":
            _write_pyramid(path, out / f"{version}{PYRAMID}")
        elif form == "files" and scale_factors(derivatives.facts.width, derivatives.facts.height):
            _write_tiles(path, out / version)
        _write_sizes(path, out / version)
    if derivatives.whole is not None:
        _write_sizes(derivatives.whole, out / addresses.WHOLE)


def _write_sizes(path: Path, folder: Path) -> None:
    """The whole picture at ``path`` in every size."""
    import pyvips

    header = pyvips.Image.new_from_file(str(path))
    target = folder
    for pixels in in_sizes(path, ladder(header.width, header.height)):
        image = Image.fromarray(pixels)
        target = _place(folder, f"full/{image.width},{image.height}")
        encode_picture(image, target, quality=_QUALITY)
    shutil.copyfile(target, _place(folder, "full/max"))


def _write_tiles(path: Path, folder: Path) -> None:
    """The picture at ``path`` in tiles, read once from top to bottom, so that memory stays bounded."""
    import pyvips

    image = pyvips.Image.new_from_file(str(path), access="sequential")
    # Full chroma, as in all our JPEGs: halving it would soften the very colours that are shown.
    suffix = f".jpg[Q={_QUALITY},subsample-mode=off]"
    image.dzsave(str(folder), layout="iiif3", tile_size=TILE, suffix=suffix, keep="none")
    (folder / INFO).unlink()  # libvips' own knows neither our address nor our sizes
    (folder.parent / "vips-properties.xml").unlink(missing_ok=True)  # it holds the time


def _write_pyramid(path: Path, target: Path) -> None:
    """The picture at ``path`` in one file, as image servers read it: JPEG tiles of every level, halved from one to
    the next."""
    import pyvips

    image = pyvips.Image.new_from_file(str(path), access="sequential")
    # No larger than needed, in the multiples of 16 that TIFF asks for: libvips refuses narrow pictures in large tiles.
    side = min(TILE, -(-max(image.width, image.height) // 16) * 16)
    image.tiffsave(
        str(target),
        compression="jpeg",
        Q=_PYRAMID_QUALITY,
        tile=True,
        tile_width=side,
        tile_height=side,
        pyramid=True,
        keep="none",
    )


def _place(folder: Path, name: str) -> Path:
    """Where the picture ``{region}/{size}`` of the image in ``folder`` goes."""
    place = folder / name / "0" / "default.jpg"
    place.parent.mkdir(parents=True, exist_ok=True)
    return place
