"""What is handed out: a colorization as one picture, and as a panel, each of which says what it is.

Each function below is a step of the pipeline: it reads its inputs and parameters, and writes into an empty folder.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gallery.colorize import QUALITY as OWN_QUALITY
from gallery.derivatives import Derivatives
from gallery.files import whole
from gallery.labels.label import Label, exact
from gallery.photograph import coded, jpeg_file, strips, strips_coded
from gallery.pictures.containers import with_xmp
from gallery.pictures.encoding import encoded
from gallery.pictures.fitted import scaled
from gallery.pictures.mark import Mark, Patch, mark_inferred, patch
from gallery.pictures.metadata import disclosure, fitting_packet, require_disclosure
from gallery.publish.panels.pictures import pictures_step
from gallery.publish.panels.step import FILES, jpeg_step
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

COLORIZE, PICTURES = "colorize/photograph", "panels/pictures/photograph"
"""The task that every step here needs, and the one that a panel takes its pictures from."""

PICTURE = "picture"
"""Name of the picture's file, without its ending."""
PANEL = FILES["jpeg"]

QUALITY = 92
"""Of pictures that are encoded anew, as JPEG or WebP."""


def picture_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the colorization as ``picture`` with the ending ``suffix``, its longer side at most ``size`` pixels (None:
    as it is), under the ``label`` and with the ``mark`` (None: without) that stand in ``parameters``.

    Raises DisclosureError where it cannot disclose.
    """
    derivatives = Derivatives.read(inputs[COLORIZE])
    if derivatives.colour is None:
        raise ValueError("a photograph that was not colorized is not handed out")
    suffix, size = parameters["suffix"], parameters["size"]
    mark = Mark.from_json(parameters["mark"]) if parameters["mark"] else None
    full = max(derivatives.facts.width, derivatives.facts.height)
    if suffix == ".jpg" and (size is None or size >= full):
        colour = derivatives.colour
        data = _marked(derivatives, colour, mark, _serif(inputs), out) if mark else colour.read_bytes()
    else:
        side = size or full
        image = scaled(derivatives.colour, (side, side))
        data = encoded(mark_inferred(image, mark, _serif(inputs)) if mark else image, suffix, quality=QUALITY)
    _write(data, out / f"{PICTURE}{suffix}", _label(parameters, derivatives))


def _serif(inputs: Inputs) -> str:
    return FontFiles.inside(inputs["fonts"]).serif_semibold


def _marked(derivatives: Derivatives, colour: Path, mark: Mark, serif: str, out: Path) -> bytes:
    """The colorization with its mark, in its own size; only the strips that the mark lies in are coded anew."""
    facts, path = derivatives.facts, out / "marked.jpg"
    drawn = patch((facts.width, facts.height), mark, serif)
    with jpeg_file(path, facts.height, facts.width) as file:
        for rows, strip in zip(strips(facts.height, facts.width), strips_coded(colour), strict=True):
            file.add(_laid_over(strip, drawn, rows) if drawn.lies_in(rows) else strip)
    data = path.read_bytes()
    path.unlink()
    return data


def _laid_over(strip: bytes, drawn: Patch, rows: slice) -> bytes:
    with Image.open(io.BytesIO(strip)) as image:
        part = np.array(image.convert("RGB"))
    drawn.lay_over(part, rows)
    return coded(part, OWN_QUALITY)


def panel_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the original beside the colorization, with the label, as ``panel.jpg``.

    ``parameters`` are the ``label``, and those of the two steps of every panel (:mod:`gallery.publish.panels`): for its
    ``pictures``, and for the ``panel``.
    """
    folder = out / "pictures"
    folder.mkdir()
    pictures_step(inputs, parameters["pictures"], folder)
    jpeg_step({**inputs, PICTURES: folder}, parameters["panel"], out)
    shutil.rmtree(folder)
    data = (out / PANEL).read_bytes()
    _write(data, out / PANEL, _label(parameters, Derivatives.read(inputs[COLORIZE])))


def _label(parameters: Mapping[str, Any], derivatives: Derivatives) -> Label:
    return exact(Label.from_json(parameters["label"]), derivatives.facts)


def _write(data: bytes, target: Path, label: Label) -> None:
    said = disclosure(label, inferred=True)
    with whole(target) as draft:
        draft.write_bytes(with_xmp(data, fitting_packet(said, label.language)))
        require_disclosure(draft, said)
