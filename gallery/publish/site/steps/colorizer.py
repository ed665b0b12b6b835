"""Bringing together what the page for one's own photograph loads: the network, how it is served, what runs it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.pictures.mark import Mark, drawn
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles

FILES = {
    "colorize-worker.js": "worker.js",
    "ort-wasm-simd-threaded.wasm": "runtime.wasm",
    "spreading.wasm": "spreading.wasm",
}
"""Bundle → the name under which the worker is started, or looks for it beside itself."""

READER = "tiff.js"
"""The bundle that reads TIFF, which the worker loads when a visitor chooses one."""

CARD, NETWORK = "weights.json", "weights.onnx"
"""Files of the resource ``weights``."""


def colorizer_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``colorizer/``: ``worker.js``; ``runtime.wasm``, which runs the network; ``spreading.wasm``, which spreads
    hints; ``model.onnx`` and ``serving.json`` (as on the card, and the mark of what is downloaded; ``mark`` is None
    where it has none); and the ``tiff.js`` that reads TIFF."""
    folder = out / "colorizer"
    folder.mkdir()
    for bundle, name in {**FILES, READER: READER}.items():
        shutil.copyfile(inputs["bundles"] / bundle, folder / name)
    shutil.copyfile(inputs["weights"] / NETWORK, folder / "model.onnx")
    serving = json.loads((inputs["weights"] / CARD).read_text(encoding="utf-8"))["serving"]
    mark = parameters["mark"]
    serving["mark"] = drawn(Mark.from_json(mark), FontFiles.inside(inputs["fonts"]).serif_semibold) if mark else None
    text = json.dumps(serving, indent=1, sort_keys=True) + "\n"
    (folder / "serving.json").write_text(text, encoding="utf-8", newline="\n")
