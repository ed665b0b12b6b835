"""The pictures of one work that only the site shows: WebP of every version at every size, and the veil of confidence.

WebP is smaller than JPEG by about a third; browsers that cannot read it get the JPEG of
:mod:`gallery.publish.site.tiles`. The veil is a transparent picture that lies over the photograph.
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
from gallery.render.addresses import ladder
from gallery.render.images import versions
from gallery.render.label import Label, exact, label_of
from gallery.render.metadata import save_picture
from gallery.render.show import Show
from gallery.render.veil import veil
from gallery.tasks import Inputs, Task

CONFIDENCE = "confidence.png"

_QUALITY = 82


def tasks(show: Show) -> list[Task]:
    """One for each work (pure)."""
    return [
        Task(
            id=f"site/pictures/{work.id}",
            step=pictures_step,
            parameters={"label": picture_label(label_of(work, show.exhibit, 0)).to_json()},
            needs=(f"colorize/{work.id}",),
            publishes={"pictures/": f"site/pictures/{work.id}/"},
            subject=work.id,
        )
        for work in show.exhibit.works
    ]


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``pictures/`` of the work whose label stands in ``parameters``; reads its derivatives only."""
    planned = Label.from_json(parameters["label"])
    derivatives = Derivatives.read(inputs[f"colorize/{planned.id}"])
    facts = derivatives.facts
    label = exact(planned, facts)
    folder = out / "pictures"
    folder.mkdir()
    for version, path in versions(derivatives).items():
        for width, height in ladder(facts.width, facts.height):
            image = Image.fromarray(shrunk(path, width, height))
            inferred = version == "colour"
            save_picture(image, folder / f"{version}-{width}.webp", label, inferred=inferred, quality=_QUALITY)
    if derivatives.confidence is not None:
        save_picture(veil(derivatives.confidence), folder / CONFIDENCE, label, inferred=False)


def picture_label(label: Label) -> Label:
    """The part of ``label`` that goes into picture files, so that nothing else makes them anew."""
    return replace(label, number=0, description=None, place=None, dimensions=None)


def shrunk(path: Path, width: int, height: int) -> npt.NDArray[np.uint8]:
    """The picture at ``path`` in exactly that size, uint8 (H, W, 3) sRGB; memory stays bounded."""
    image = pyvips.Image.thumbnail(str(path), width, height=height, size="force", no_rotate=True)
    # A grey JPEG has one band until it is asked for three.
    pixels: npt.NDArray[np.uint8] = image.colourspace("srgb").extract_band(0, n=3).numpy()
    return pixels
