"""The pictures of one work as its panel shows them: resized to their places, the colour one with its mark.

They know nothing of the label: where pictures stand depends on their size, their number and the sheet alone. So a label
is edited without a photograph being decoded or resized anew. For JPEG panels they are kept at the best quality, since
the panel is encoded once more; for PDF as the JPEG files that it embeds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives, Facts
from gallery.labels.arrangement import Arrangement, Format, arrange, tallest_in_row
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import resized
from gallery.pictures.mark import Mark, mark_inferred
from gallery.printing.profile import srgb
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles
from gallery.typography.style import TITLE

PROFILE = "srgb.icc"
"""Beside the pictures of a JPEG panel: what its colours are, so that who puts the label under them need not ask."""

HEIGHT = "height.json"
"""What :func:`row_step` writes."""

QUALITY = 92
"""JPEG quality of a panel, and of the pictures in its PDF."""

KINDS = {"jpeg": ("-best.jpg", 100), "pdf": (".jpg", QUALITY)}
"""Format of a panel → how the names of the files end that it takes its pictures from, and their JPEG quality.

At 100 they are written in a sixth and opened in half the time of WebP without loss, and are smaller; of the panel's
likeness to what is drawn (40 to 47 dB) they take 0.06 to 0.17 dB (five pictures of 992 to 1,524 pixels across)."""


def row_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the greatest height (units) that the pictures of all works may have."""
    given = Format(*parameters["format"])
    facts = [Derivatives.read(inputs[need]) for need in parameters["works"]]
    tallest = min(tallest_in_row(_size(d.facts), len(shown(d)), given) for d in facts)
    (out / HEIGHT).write_text(
        json.dumps(tallest if math.isfinite(tallest) else None) + "\n", encoding="utf-8", newline="\n"
    )


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write each picture of the work in ``parameters``, as files of the :data:`KINDS` that its formats take, and for a
    JPEG the profile of its colours."""
    import numpy as np  # slow to import, as what decodes, for a panel whose label alone has changed

    from gallery.photograph import save_jpeg

    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    sheet = sheet_format(inputs, parameters["format"])
    where = placed(derivatives, sheet)
    for (name, path), box in zip(shown(derivatives).items(), where.pictures, strict=True):
        size = max(1, round(box.width * sheet.unit)), max(1, round(box.height * sheet.unit))
        picture = resized(path, *size)
        if name == "colour":
            serif = FontFiles.inside(inputs["fonts"]).serif_semibold
            # Its words stand under the picture, as its caption.
            picture = mark_inferred(picture, Mark.from_json(parameters["mark"]), serif, beside=TITLE * sheet.unit)
        for form in parameters["formats"]:
            target, quality = kept(out, name, form), KINDS[form][1]
            if form == "jpeg":
                # Read once more and never published: Huffman tables of its own would save a twentieth, and take as long
                # again as all the rest of the coding.
                save_jpeg(np.asarray(picture), target, quality)
            else:
                encode_picture(picture.convert("RGB"), target, quality=quality)
    if "jpeg" in parameters["formats"]:
        (out / PROFILE).write_bytes(srgb())


def kept(folder: Path, name: str, form: str) -> Path:
    """The file in ``folder`` from which a panel of that format takes the picture called ``name``."""
    return folder / f"{name}{KINDS[form][0]}"


def sheet_format(inputs: Inputs, given: list[Any]) -> Format:
    """The sheet, with the height of its pictures where all panels have one."""
    row = inputs.get("panels/height")
    height = None if row is None else json.loads((row / HEIGHT).read_text(encoding="utf-8"))
    return replace(Format(*given), picture_height=height)


def shown(derivatives: Derivatives) -> dict[str, Path]:
    """The pictures of a work in their order, the original first: name → file."""
    colour = derivatives.colour
    if colour is None:
        return {"original": derivatives.original}
    if derivatives.shows_three:
        return {"original": derivatives.original, "grey": derivatives.grey, "colour": colour}
    return {"grey": derivatives.grey, "colour": colour}


def placed(derivatives: Derivatives, sheet: Format) -> Arrangement:
    """Where the pictures of a work and the columns of its label stand."""
    return arrange(_size(derivatives.facts), len(shown(derivatives)), sheet)


def _size(facts: Facts) -> tuple[int, int]:
    return facts.width, facts.height
