"""Writing the report from the derivatives of every work."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives, Facts
from gallery.labels.label import Label, exact
from gallery.pages.environment import environment
from gallery.pictures.containers import with_xmp
from gallery.pictures.metadata import disclosure
from gallery.pictures.packets import BRIEF_COLOUR, BRIEF_ORIGINAL, packets_id
from gallery.publish.report.pictures import thumbnails_id
from gallery.tasks import Inputs
from gallery.words.dates import decimal, readable
from gallery.words.texts import texts_in

FORMAT = 1
"""Raised when the meaning of a field in ``report.json`` changes."""


BINS = 10
"""Bars of the histogram of confidence: 0 to 10 %, 10 to 20 % …"""

_PACKETS = {"original": BRIEF_ORIGINAL, "colour": BRIEF_COLOUR}
"""Version of a thumbnail → what it says of itself."""


def report_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``report.json`` and ``report.html`` from the derivatives of every work."""
    report = report_of(inputs, parameters)
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    (out / "report.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    works = [work["label"]["id"] for work in parameters["works"]]
    thumbnails = {work: data_uris(inputs[thumbnails_id(work)], inputs[packets_id(work)]) for work in works}
    words = texts_in(parameters["exhibit"]["language"])
    templates = environment("report", words.language)
    templates.filters.update(
        percent=percent,
        readable=lambda date: readable(date, words.language),
        decimal=lambda number: decimal(number, words),
    )
    html = templates.get_template("report.html").render(
        report, thumbnails=thumbnails, bins=BINS, interface=words.language
    )
    (out / "report.html").write_text(html, encoding="utf-8", newline="\n")


def data_uris(pictures: Path, packets: Path) -> dict[str, str]:
    """The thumbnails in a folder as data URIs, by version, each with what it must say of itself."""
    found = {}
    for version, name in _PACKETS.items():
        file = pictures / f"{version}.jpg"
        if file.is_file():
            data = with_xmp(file.read_bytes(), (packets / name).read_bytes())
            found[version] = f"data:image/jpeg;name={version};base64,{base64.b64encode(data).decode('ascii')}"
    return found


def report_of(inputs: Inputs, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The report as plain JSON values: format, exhibit, totals, method, disclosure, left_out, works."""
    works = [
        _work(Derivatives.read(inputs[f"colorize/{w['label']['id']}"]), w) | _film(inputs, w)
        for w in parameters["works"]
    ]
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
        "unapproved": parameters["unapproved"],
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
        "creators": [asdict(creator) for creator in label.creators],
        "date": label.date,
        "place": label.place,
        "medium": label.medium,
        "dimensions": label.dimensions,
        "credit": label.credit,
        "lender": label.lender,
        "inventory_number": label.inventory_number,
        "catalogue": label.catalogue,
        "rights": {"uri": label.rights, "name": label.rights_label, "note": label.rights_note},
        "alt": label.alt,
        "notice": label.notice,
        "master": {
            "source": planned["source"],
            "sha256": facts.master_sha256,
            "format": facts.master_format,
            "bytes": facts.master_bytes,
            "width": (facts.whole or [facts.width])[0],
            "height": (facts.whole or [0, facts.height])[1],
            "pages": facts.pages,
            "rotate": facts.rotate,
            "quarters": round(facts.rotate - facts.straightened) % 360,
            "straightened": facts.straightened,
            "crop": facts.crop,
            "shown": [facts.width, facts.height],
            "has_colour": facts.has_colour,
            "toned": facts.toned,
        },
        "reason": planned["reason"],
        "approved": planned["approved"],
        "colorization": _colorization(derivatives, label, planned) if facts.colorized else None,
    }


def _film(inputs: Inputs, planned: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a film; of one in colour with the mean of its confidence, where its poster has its own."""
    film = planned["film"]
    if film is None:
        return {}
    told = {name: value for name, value in film.items() if name != "made"}
    if film["made"] is None:
        return {"film": told | {"confidence": None, "shot_confidence": []}}
    made = json.loads((inputs[film["made"]] / "facts.json").read_text(encoding="utf-8"))
    shots = [shot["confidence"] for shot in made["shots"]]
    return {"film": told | {"confidence": made["confidence_mean"], "shot_confidence": shots}}


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
        "protect": planned["protect"],
        "metadata": disclosure(label, inferred=True),
    }


def histogram(path: Path) -> list[float]:
    """Shares (0..1) of an 8-bit map's pixels in :data:`BINS` equal steps from 0 to 255."""
    with Image.open(path) as image:
        levels, pixels = image.convert("L").histogram(), image.width * image.height
    counts = [0] * BINS
    for level, count in enumerate(levels):
        counts[level * BINS // 256] += count
    return [round(count / pixels, 4) for count in counts]


def percent(share: float) -> str:
    """``0.624`` as ``62 %``, on one line."""
    return f"{share * 100:.0f}\u00a0%"
