"""What is handed out: a colorization as one picture, and as a panel, each of which says what it is.

Each function below is a step of the pipeline: it reads its inputs and parameters, and writes into an empty folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gallery.colorize import QUALITY as OWN_QUALITY
from gallery.derivatives import Derivatives
from gallery.files import whole
from gallery.labels.label import Label, exact
from gallery.photograph import coded, in_order, jpeg_file, strips_of
from gallery.pictures.containers import with_xmp
from gallery.pictures.encoding import encoded
from gallery.pictures.fitted import scaled
from gallery.pictures.mark import Mark, mark_inferred, patch
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
    if suffix == ".jpg" and (size is None or size >= max(derivatives.facts.width, derivatives.facts.height)):
        data = _marked(derivatives, mark, _serif(inputs), out) if mark else derivatives.colour.read_bytes()
    else:
        side = size or max(derivatives.facts.width, derivatives.facts.height)
        image = scaled(derivatives.colour, (side, side))
        data = encoded(mark_inferred(image, mark, _serif(inputs)) if mark else image, suffix, quality=QUALITY)
    _write(data, out / f"{PICTURE}{suffix}", _label(parameters, derivatives))


def _serif(inputs: Inputs) -> str:
    return FontFiles.inside(inputs["fonts"]).serif_semibold


def _marked(derivatives: Derivatives, mark: Mark, serif: str, out: Path) -> bytes:
    """The colorization with its mark, in its own size; it never stands in memory decoded."""
    facts, path = derivatives.facts, out / "marked.jpg"
    drawn = patch((facts.width, facts.height), mark, serif)

    def marked(strip: tuple[slice, NDArray[np.uint8]]) -> bytes:
        rows, part = strip
        part = np.array(part if part.ndim == 3 else np.repeat(part[..., None], 3, axis=2))
        drawn.lay_over(part, rows)
        return coded(part, OWN_QUALITY)

    with jpeg_file(path, facts.height, facts.width) as file:
        for part in in_order(marked, strips_of(derivatives.colour or derivatives.grey)):
            file.add(part)
    data = path.read_bytes()
    path.unlink()
    return data


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
