"""Writing the descriptions from the facts of the works."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.labels.label import Label, exact
from gallery.pictures.addresses import image
from gallery.pictures.images import INFO, image_information, single_size, versions
from gallery.publish.iiif.collections import collection, room_collection
from gallery.publish.iiif.confidence import size_of
from gallery.publish.iiif.manifest import CONFIDENCE, manifest
from gallery.tasks import Inputs


def work_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``manifest.json`` and an ``info.json`` for each version, and for the picture of the confidence."""
    work, base = parameters["work"], parameters["exhibit"]["base"]
    derivatives = Derivatives.read(inputs[f"colorize/{work['id']}"])
    facts = derivatives.facts
    labels = [exact(Label.from_json(label), facts) for label in work["labels"]]
    exhibit = parameters["exhibit"]
    # A server of images describes them itself, under its own address.
    for version in versions(derivatives) if exhibit["server"] is None else ():
        (out / version).mkdir()
        address = base + image(work["id"], version)
        told = image_information(address, facts.width, facts.height, labels[0].rights, tiled=exhibit["tiled"])
        _write(told, out / version / INFO)
    seen = None if derivatives.confidence is None or work["film"] else size_of(derivatives.confidence)
    if seen is not None:
        (out / CONFIDENCE).mkdir()
        told = single_size(base + image(work["id"], CONFIDENCE), *seen, labels[0].rights)
        _write(told, out / CONFIDENCE / INFO)
    _write(manifest(parameters, labels, derivatives, seen), out / "manifest.json")


def room_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``room.json``."""
    facts = {work["id"]: Derivatives.read(inputs[f"colorize/{work['id']}"]).facts for work in parameters["works"]}
    _write(room_collection(parameters, facts), out / "room.json")


def collection_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``collection.json``."""
    facts = Derivatives.read(inputs[f"colorize/{parameters['first']}"]).facts
    _write(collection(parameters, facts), out / "collection.json")


def _write(document: Mapping[str, Any], path: Path) -> None:
    path.write_text(
        json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8", newline="\n"
    )
