"""Exhibits of which panels are made, and the panels of one from finished pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import publishing
from PIL import Image
from skimage import color, data

from gallery.derivatives import Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.publication.show import Show
from gallery.publish.panels.plan import plan

RIGHTS = "http://rightsstatements.org/vocab/NoC-US/1.0/"


def an_exhibit(
    count: int = 1, work: Mapping[str, Any] | None = None, panels: Mapping[str, Any] | None = None, **more: Any
) -> Exhibit:
    """An exhibit of ``count`` works, each like ``work``."""
    works = [
        {
            "id": f"work-{number}",
            "source": {"path": f"{number}.jpg"},
            "title": f"Title {number}",
            "rights": RIGHTS,
            "alt": "What it shows",
        }
        | dict(work or {})
        for number in range(1, count + 1)
    ]
    given = {"title": "E", "curator": "C", "statement": "S", "rooms": [{"title": "Room", "works": works}]}
    # 1181 pixels across: enough to see everything.
    sized = {"size": {"width": 10}} | dict(panels or {})
    return Exhibit.model_validate(given | more | {"publications": {"panels": sized}})


def show_of(exhibit: Exhibit) -> Show:
    masters = {work.id: "0" * 64 for work in exhibit.works}
    return Show(exhibit=exhibit, masters=masters, profile={}, resources=publishing.resources())


def derivatives(
    folder: Path, *, has_colour: bool = False, colorized: bool = True, size: tuple[int, int] = (256, 256)
) -> Path:
    """Derivatives of a real photograph in a new ``folder``: its chroma halved stands for inferred colour."""
    folder.mkdir(parents=True)
    lab = color.rgb2lab(np.asarray(Image.fromarray(data.astronaut()).resize(size, Image.Resampling.BOX)))
    chroma = {"original": float(has_colour), "grey": 0.0} | ({"colour": 0.5} if colorized else {})
    for version, factor in chroma.items():
        rgb = color.lab2rgb(lab * [1, factor, factor])
        Image.fromarray((rgb * 255).round().astype(np.uint8)).save(folder / f"{version}.jpg", quality=95)
    weights = ("default", "c0ffee" * 10 + "abcd", "2026-11-21", "unet", 0.6, 0.617) if colorized else ()
    write_facts(Facts(*size, "0" * 64, "JPEG", 1000, has_colour, False, colorized, *weights), folder)
    return folder


def hung(place: Path, exhibit: Exhibit, made: Iterable[Path]) -> Path:
    """Make the panels of ``exhibit`` from the derivatives of its works, in order: what was published."""
    show = show_of(exhibit)
    inputs = {f"colorize/{work.id}": folder for work, folder in zip(exhibit.works, made, strict=True)}
    publishing.run(plan(show), show, inputs, place / "scratch", place / "out")
    return place / "out"
