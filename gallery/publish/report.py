"""The report: what was made of each photograph and how, for people (HTML) and for programs (JSON).

It tells no time and no place on a disk, so that two builds of the same exhibit give the same report.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image

from gallery.derivatives import Derivatives, Facts
from gallery.manifest.schema import Exhibit, Work
from gallery.render.dates import readable
from gallery.render.label import Label, exact, label_of
from gallery.render.metadata import disclosure, save_picture
from gallery.render.pages import environment
from gallery.render.panels import MARK
from gallery.render.show import Show
from gallery.tasks import Inputs, Task

FORMAT = 1
"""Raised when the meaning of a field in ``report.json`` changes."""

BINS = 10
"""Bars of the histogram of confidence: 0 to 10 %, 10 to 20 % …"""

THUMBNAIL = 240
"""Longer side of a thumbnail, in pixels."""

THUMBNAIL_BYTES = 10_000
"""A thumbnail's file at most, unless its label alone is longer."""


def plan(show: Show) -> list[Task]:
    """The one task of the report (pure)."""
    exhibit = show.exhibit
    works = [
        _planned(work, label_of(work, exhibit, number), show) for number, work in enumerate(exhibit.works, start=1)
    ]
    rooms = [room.title.pick(exhibit.language) for room in exhibit.rooms for _ in room.works]
    return [
        Task(
            id="report/report",
            step=report_step,
            parameters={
                "exhibit": {
                    "title": exhibit.title.pick(exhibit.language),
                    "curator": exhibit.curator,
                    "language": exhibit.language,
                    "rooms": [room.title.pick(exhibit.language) for room in exhibit.rooms],
                },
                "works": [work | {"room": room} for work, room in zip(works, rooms, strict=True)],
                "disclosed": _disclosed(exhibit, str(show.profile["name"])),
                "left_out": left_out(exhibit),
                "templates_sha256": show.digests["report"],
            },
            needs=tuple(f"colorize/{work.id}" for work in exhibit.works),
            publishes={"report.json": "report.json", "report.html": "report.html"},
            authentic=("report.html!original",),
        )
    ]


def _planned(work: Work, label: Label, show: Show) -> dict[str, Any]:
    language = show.exhibit.language
    return {
        "label": label.to_json(),
        "source": work.source.model_dump(mode="json", exclude={"sha256"}),
        "reason": None if work.colorize or work.reason is None else work.reason.pick(language),
        "hints": [
            {
                **hint.place,
                "color": hint.color.lower(),
                "radius": hint.radius,
                "evidence": hint.evidence.pick(language),
                "assumption": hint.assumption,
            }
            for hint in work.hints
            if work.colorize
        ],
    }


def _disclosed(exhibit: Exhibit, profile: str) -> list[dict[str, str]]:
    """Where each publication that is made says that colours are inferred."""
    wanted = exhibit.publications
    in_file = "XMP, read back when the file was written"
    signed = f"the words “{MARK}”"
    rows = []
    if wanted.panels.enabled:
        beside = "the notice, in the label"
        rows.append({"pictures": "panels/", "on_picture": signed, "in_file": in_file, "beside": beside})
    if wanted.artsteps.enabled:
        place, beside = f"packages/{profile}/pictures/", "the notice opens the text to copy"
        rows.append({"pictures": place, "on_picture": signed, "in_file": in_file, "beside": beside})
    if wanted.site.enabled:
        place, beside = "site/pictures/, site/iiif/", "the notice, in the label on the page"
        rows.append({"pictures": place, "on_picture": "nothing", "in_file": in_file, "beside": beside})
    if wanted.room.enabled:
        place, beside = "packages/room.glb", "the notice, on the label that hangs beside the picture"
        rows.append({"pictures": place, "on_picture": signed, "in_file": in_file, "beside": beside})
    return rows


def left_out(exhibit: Exhibit) -> list[str]:
    """What is wanted and could not be made, and how to have it."""
    wanted = exhibit.publications
    if wanted.iiif.enabled and wanted.site.enabled and exhibit.base_url is None:
        return ["IIIF descriptions: their identifiers are addresses; set 'base_url' to where the site will stand"]
    return []


def report_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``report.json`` and ``report.html`` from the derivatives of every work."""
    report = report_of(inputs, parameters)
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    thumbnails = {
        work["label"]["id"]: thumbnails_of(
            Derivatives.read(inputs[f"colorize/{work['label']['id']}"]), Label.from_json(work["label"])
        )
        for work in parameters["works"]
    }
    templates = environment("report")
    templates.filters.update(percent=percent, readable=readable)
    html = templates.get_template("report.html").render(report, thumbnails=thumbnails, bins=BINS)
    (out / "report.html").write_text(html, encoding="utf-8")


def report_of(inputs: Inputs, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The report as plain JSON values: format, exhibit, totals, method, disclosure, left_out, works."""
    works = [_work(Derivatives.read(inputs[f"colorize/{w['label']['id']}"]), w) for w in parameters["works"]]
    colorized = [work for work in works if work["colorization"]]
    hints = [hint for work in colorized for hint in work["colorization"]["hints"]]
    return {
        "format": FORMAT,
        "exhibit": parameters["exhibit"],
        "totals": {
            "works": len(works),
            "colorized": len(colorized),
            "uncolorized": len(works) - len(colorized),
            "with_own_colour": sum(work["master"]["has_colour"] for work in works),
            "hints": len(hints),
            "assumptions": sum(hint["assumption"] for hint in hints),
            "master_bytes": sum(work["master"]["bytes"] for work in works),
        },
        "method": _method(colorized),
        "disclosure": parameters["disclosed"] if colorized else [],
        "left_out": parameters["left_out"],
        "works": works,
    }


def _method(colorized: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The weights that were used, with the number of works each colorized."""
    keys = ("weights", "weights_sha256", "weights_date", "network")
    used = Counter(tuple(work["colorization"][key] for key in keys) for work in colorized)
    return [dict(zip(keys, values, strict=True)) | {"works": count} for values, count in sorted(used.items())]


def _work(derivatives: Derivatives, planned: Mapping[str, Any]) -> dict[str, Any]:
    facts = derivatives.facts
    label = exact(Label.from_json(planned["label"]), facts)
    return {
        "number": label.number,
        "id": label.id,
        "room": planned["room"],
        "title": label.title,
        "creator": label.creator,
        "date": label.date,
        "credit": label.credit,
        "rights": {"uri": label.rights, "name": label.rights_label, "note": label.rights_note},
        "alt": label.alt,
        "notice": label.notice,
        "master": {
            "source": planned["source"],
            "sha256": facts.master_sha256,
            "format": facts.master_format,
            "bytes": facts.master_bytes,
            "width": facts.width,
            "height": facts.height,
            "has_colour": facts.has_colour,
            "toned": facts.toned,
        },
        "reason": planned["reason"],
        "colorization": _colorization(derivatives, label, planned) if facts.colorized else None,
    }


def _colorization(derivatives: Derivatives, label: Label, planned: Mapping[str, Any]) -> dict[str, Any]:
    facts: Facts = derivatives.facts
    return {
        "weights": facts.weights,
        "weights_sha256": facts.weights_sha256,
        "weights_date": facts.weights_date,
        "network": facts.network,
        "vividness": facts.vividness,
        "confidence": {
            "mean": None if facts.confidence_mean is None else round(facts.confidence_mean, 4),
            "histogram": None if derivatives.confidence is None else histogram(derivatives.confidence),
        },
        "hints": planned["hints"],
        "metadata": disclosure(label, inferred=True),
    }


def histogram(path: Path) -> list[float]:
    """Shares (0..1) of an 8-bit map's pixels in :data:`BINS` equal steps from 0 to 255."""
    with Image.open(path) as image:
        values = np.asarray(image.convert("L"), dtype=np.uint16)
    counts = np.bincount((values * BINS // 256).ravel(), minlength=BINS)
    return [round(float(share), 4) for share in counts / values.size]


def thumbnails_of(derivatives: Derivatives, planned: Label) -> dict[str, str]:
    """Data URIs of the work's ``original`` and, if there is one, ``colour``, each with its label inside."""
    label = replace(exact(planned, derivatives.facts), rights_note=None)
    pictures = {"original": thumbnail(derivatives.original, label, inferred=False)}
    if derivatives.colour is not None:
        pictures["colour"] = thumbnail(derivatives.colour, label, inferred=True)
    return pictures


def thumbnail(path: Path, label: Label, *, inferred: bool) -> str:
    """A small JPEG of the picture at ``path``, as a data URI."""
    with Image.open(path) as image:
        image.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
        small = image.convert("RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=None)
    data = b""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "thumbnail.jpg"
        for quality in (80, 70, 60, 50, 40, 30):
            save_picture(small, file, label, inferred=inferred, quality=quality)
            data = file.read_bytes()
            if len(data) <= THUMBNAIL_BYTES:
                break
    return (
        f"data:image/jpeg;name={'colour' if inferred else 'original'};base64,{base64.b64encode(data).decode('ascii')}"
    )


def percent(share: float) -> str:
    """``0.624`` as ``62 %``, on one line."""
    return f"{share * 100:.0f}\u00a0%"
