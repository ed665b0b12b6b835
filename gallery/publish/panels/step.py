"""Drawing one panel."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.labels.label import Label
from gallery.publish.panels.drawing import save_panel
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

PANEL = "panel.jpg"
"""The picture in the task's folder."""

FOR_THE_SITE = "download.jpg"
"""The same once more, for the pages of the works."""


def panel_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the panel of the work whose label stands in ``parameters`` to ``out / "panel.jpg"``."""
    label = Label.from_json(parameters["label"])
    derivatives = Derivatives.read(inputs[f"colorize/{label.id}"])
    fonts, width, dpi = FontFiles.inside(inputs["fonts"]), parameters["width"], parameters["dpi"]
    save_panel(derivatives, label, fonts, out / PANEL, width=width, dpi=dpi, small=parameters["small_print"])
    if parameters["with_site"]:
        shutil.copyfile(out / PANEL, out / FOR_THE_SITE)
