"""Drawing one panel, or writing it as a PDF, from the pictures that were made for it."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.files import whole
from gallery.labels.arrangement import UNITS
from gallery.labels.label import Label
from gallery.pictures.containers import with_xmp
from gallery.pictures.encoding import encode_picture
from gallery.pictures.packets import COLOUR, ORIGINAL, packets_id
from gallery.printing.pdf import pdf
from gallery.printing.raster import drawn
from gallery.printing.sheet import Sheet
from gallery.publish.panels.composition import compose
from gallery.publish.panels.pictures import PROFILE, QUALITY, kept, sheet_format
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

FILES = {"jpeg": "panel.jpg", "pdf": "panel.pdf"}
"""Format → the file in its task's folder."""

FOR_THE_SITE = "download"
"""The same once more under this name, for the pages of the works."""


def jpeg_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the panel of the work whose label stands in ``parameters`` to ``panel.jpg``."""
    sheet = _composed(inputs, parameters)
    wide = parameters["format"][0]
    tall = parameters["tall"] or math.ceil(sheet.height * wide / UNITS)
    folder = inputs[f"panels/pictures/{parameters['label']['id']}"]
    opened = {}
    for picture in sheet.pictures:
        with Image.open(kept(folder, picture.name, "jpeg")) as image:
            image.load()
            opened[picture.name] = image
    panel = drawn(sheet, (wide, tall), opened)
    profile = (folder / PROFILE).read_bytes()
    encode_picture(panel, out / FILES["jpeg"], quality=QUALITY, dpi=parameters["dpi"], profile=profile)
    _for_the_site(out, "jpeg", parameters)


def pdf_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the panel of the work whose label stands in ``parameters`` to ``panel.pdf``."""
    sheet = _composed(inputs, parameters)
    label = Label.from_json(parameters["label"])
    folder, packets = inputs[f"panels/pictures/{label.id}"], inputs[packets_id(label.id)]
    said = (packets / (COLOUR if label.colorized else ORIGINAL)).read_bytes()
    pictures = {each.name: kept(folder, each.name, "pdf").read_bytes() for each in sheet.pictures}
    if "colour" in pictures:
        pictures["colour"] = with_xmp(pictures["colour"], said)
    written = pdf([sheet], pictures, title=label.title, language=label.language, packet=said, bleed=parameters["bleed"])
    with whole(out / FILES["pdf"]) as draft:
        draft.write_bytes(written)
    _for_the_site(out, "pdf", parameters)


def _composed(inputs: Inputs, parameters: Mapping[str, Any]) -> Sheet:
    label = Label.from_json(parameters["label"])
    derivatives = Derivatives.read(inputs[f"colorize/{label.id}"])
    sheet = sheet_format(inputs, parameters["format"])
    fonts, unit = FontFiles.inside(inputs["fonts"]), parameters["unit"]
    return compose(derivatives, label, parameters["words"], fonts, sheet=sheet, unit=unit)


def _for_the_site(out: Path, form: str, parameters: Mapping[str, Any]) -> None:
    if parameters["for_the_site"]:
        shutil.copyfile(out / FILES[form], out / f"{FOR_THE_SITE}{Path(FILES[form]).suffix}")
