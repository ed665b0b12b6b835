"""The JPEGs of one work: IIIF images of level 0, each version whole in every size and in tiles at full resolution.

    {version}/full/{w},{h}/0/default.jpg            every size of the ladder, with the whole label inside
    {version}/full/max/0/default.jpg                the largest of these
    {version}/{x},{y},{w},{h}/{w},{h}/0/default.jpg     tiles

A tile says of itself what must not be lost when it is taken out of its picture: credit and rights and, where its
colours are inferred, that they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyvips
from PIL import Image

from gallery.derivatives import Derivatives
from gallery.publish.site.pictures import picture_label, shrunk
from gallery.render.addresses import TILE, ladder
from gallery.render.images import INFO, scale_factors, tile_names, versions
from gallery.render.label import Label, exact, label_of
from gallery.render.metadata import brief_disclosure, require_disclosure, save_picture, xmp_packet
from gallery.render.show import Show
from gallery.tasks import Inputs, Task

_QUALITY = 86


def tasks(show: Show) -> list[Task]:
    """One for each work (pure)."""
    return [
        Task(
            id=f"site/tiles/{work.id}",
            step=tiles_step,
            parameters={"label": picture_label(label_of(work, show.exhibit, 0)).to_json()},
            needs=(f"colorize/{work.id}",),
            publishes={"./": f"site/iiif/{work.id}/"},
            authentic=("original/*", "grey/*"),
            subject=work.id,
        )
        for work in show.exhibit.works
    ]


def tiles_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write a folder for each version of the work whose label stands in ``parameters``; reads its derivatives only."""
    planned = Label.from_json(parameters["label"])
    derivatives = Derivatives.read(inputs[f"colorize/{planned.id}"])
    label = exact(planned, derivatives.facts)
    for version, path in versions(derivatives).items():
        inferred = version == "colour"
        if scale_factors(derivatives.facts.width, derivatives.facts.height):
            _write_tiles(path, out / version, label, inferred=inferred)
        _write_sizes(path, out / version, label, inferred=inferred)


def _write_sizes(path: Path, folder: Path, label: Label, *, inferred: bool) -> None:
    """The whole picture at ``path`` in every size."""
    header = pyvips.Image.new_from_file(str(path))
    target = folder
    for width, height in ladder(header.width, header.height):
        target = _place(folder, f"full/{width},{height}")
        image = Image.fromarray(shrunk(path, width, height))
        save_picture(image, target, label, inferred=inferred, quality=_QUALITY)
    shutil.copyfile(target, _place(folder, "full/max"))


def _write_tiles(path: Path, folder: Path, label: Label, *, inferred: bool) -> None:
    """The picture at ``path`` in tiles, read once from top to bottom, so that memory stays bounded."""
    said = brief_disclosure(label, inferred=inferred)
    image = pyvips.Image.new_from_file(str(path), access="sequential").copy()
    image.set_type(pyvips.GValue.blob_type, "xmp-data", xmp_packet(said, label.language))
    # Full chroma, as in all our JPEGs: halving it would soften the very colours that are shown.
    suffix = f".jpg[Q={_QUALITY},subsample-mode=off]"
    image.dzsave(str(folder), layout="iiif3", tile_size=TILE, suffix=suffix, keep="xmp")
    (folder / INFO).unlink()  # libvips' own knows neither our address nor our sizes
    (folder.parent / "vips-properties.xml").unlink(missing_ok=True)  # it holds the time
    for name in tile_names(image.width, image.height):
        require_disclosure(folder / name / "0" / "default.jpg", said)


def _place(folder: Path, name: str) -> Path:
    """Where the picture ``{region}/{size}`` of the image in ``folder`` goes."""
    place = folder / name / "0" / "default.jpg"
    place.parent.mkdir(parents=True, exist_ok=True)
    return place
