"""Panels: each work's photograph and colorization side by side at print resolution, with the label."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.render.addresses import panel
from gallery.render.label import Label, label_facts
from gallery.render.panels import save_panel
from gallery.render.show import FontFiles, Show
from gallery.tasks import Inputs, Task

PANEL = "panel.jpg"
"""The picture in the task's folder."""

FOR_THE_SITE = "download.jpg"
"""The same once more, for the pages of the works."""


def plan(show: Show) -> list[Task]:
    """One task for each work; none if the exhibit wants no panels. Pure."""
    panels = show.exhibit.publications.panels
    if not panels.enabled:
        return []
    works = show.exhibit.works
    digits = max(2, len(str(len(works))))
    with_site = show.exhibit.publications.site.enabled
    return [
        Task(
            id=f"panels/{work.id}",
            step=panel_step,
            parameters={
                "label": label_facts(work, show.exhibit, number),
                "width": panels.width,
                "dpi": panels.dpi,
                "fonts_sha256": show.digests["fonts"],
                "with_site": with_site,
            },
            places={"fonts": asdict(show.fonts)},
            needs=(f"colorize/{work.id}",),
            publishes={PANEL: f"panels/{number:0{digits}}-{work.id}.jpg"}
            | ({FOR_THE_SITE: f"site/{panel(work.id)}"} if with_site else {}),
            subject=work.id,
        )
        for number, work in enumerate(works, start=1)
    ]


def panel_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the panel of the one work among ``inputs`` to ``out / "panel.jpg"``."""
    (folder,) = inputs.values()
    label = Label.from_json(parameters["label"])
    fonts = FontFiles(**parameters["fonts"])
    width, dpi = parameters["width"], parameters["dpi"]
    save_panel(Derivatives.read(folder), label, fonts, out / PANEL, width=width, dpi=dpi)
    if parameters["with_site"]:
        shutil.copyfile(out / PANEL, out / FOR_THE_SITE)
