"""Writing IIIF images as files: the picture whole in several sizes, in tiles, in a pyramid."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image

from gallery.pictures.addresses import PYRAMID, TILE
from gallery.pictures.encoding import encode_picture
from gallery.pictures.images import INFO, scale_factors

_QUALITY = 86
_PYRAMID_QUALITY = 90
"""Below it libvips halves the chroma in TIFF, which would soften the very colours that are shown."""


def write_detail(path: Path, folder: Path, size: tuple[int, int], form: str) -> None:
    """Write the picture at ``path``, of ``size`` (width, height), at full resolution, as ``form`` says: ``files`` are
    tiles in the ``folder`` of its image, a ``pyramid`` is one file beside that; or ``none``."""
    if form == "pyramid":
        _write_pyramid(path, folder.with_name(f"{folder.name}{PYRAMID}"))
    elif form == "files" and scale_factors(*size):
        _write_tiles(path, folder)


def write_size(image: Image.Image, folder: Path) -> Path:
    """Write the whole picture, in the size that ``image`` has, into the ``folder`` of its image."""
    target = _place(folder, f"full/{image.width},{image.height}")
    encode_picture(image, target, quality=_QUALITY)
    return target


def write_largest(largest: Path, folder: Path) -> None:
    """Say of the file ``largest`` that nothing larger is there whole."""
    shutil.copyfile(largest, _place(folder, "full/max"))


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
