"""The page on which visitors colorize a photograph of their own, in their own browser.

site/colorizer         the network, how it is served, the program that runs it; nothing comes from elsewhere

What runs there is ``templates/frontend/colorize``, the colourist of :mod:`model.inference` once more.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gallery.publish.site.view import Page, View
from gallery.render.label import DIGITAL_SOURCE_TYPE
from gallery.render.metadata import xmp_packet
from gallery.render.show import Show
from gallery.render.veil import TINT, VEILS
from gallery.resources import TEMPLATES
from gallery.tasks import Inputs, Task

PATH = "colorize/index.html"

FILES = {"colorize-worker.js": "worker.js", "ort-wasm-simd-threaded.wasm": "runtime.wasm"}
"""Bundle → the name under which the worker is started, or looks for it beside itself."""

_NOTICE = "{notice}"
"""In the packet of metadata: where the page puts the notice of what was made."""


def pages(view: View) -> Iterator[Page]:
    """The page in one language; none without weights, or where the exhibit does not want it."""
    if not _offered(view.show):
        return
    more = {
        "colorizer": {
            "worker": f"colorizer/worker.js?v={_version(view.show)}",
            "megabytes": _megabytes(view.show),
            "vividness": _vividness(view.show),
            "veil": {"tint": TINT, "opacities": VEILS},
            "packet": _packet(view),
        },
    }
    yield view.page("colorize", PATH, "colorize.html", view.t("colorize.title"), more)


def tasks(show: Show) -> list[Task]:
    """What the page loads."""
    if not _offered(show) or show.weights is None:
        return []
    task = Task(
        id="site/colorizer",
        step=colorizer_step,
        parameters={
            "weights_sha256": show.weights["sha256"],
            "serving": show.weights["serving"],
            "bundles": show.digests["bundles"],
        },
        places={"weights": show.weights_file},
        publishes={"colorizer/": "site/colorizer/"},
    )
    return [task]


def colorizer_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``colorizer/``: ``worker.js``, ``runtime.wasm``, ``model.onnx`` and ``serving.json``.

    ``parameters``: ``weights`` (path of the network in ONNX) and ``serving`` (as on its card).
    """
    folder = out / "colorizer"
    folder.mkdir()
    for bundle, name in FILES.items():
        shutil.copyfile(TEMPLATES / "bundles" / bundle, folder / name)
    shutil.copyfile(parameters["weights"], folder / "model.onnx")
    text = json.dumps(parameters["serving"], indent=1, sort_keys=True) + "\n"
    (folder / "serving.json").write_text(text, encoding="utf-8", newline="\n")


def _offered(show: Show) -> bool:
    return show.exhibit.publications.site.colorizer and show.weights is not None


def _version(show: Show) -> str:
    """Changes with every file of :func:`colorizer_step`, so that no browser mixes old and new ones."""
    weights = show.weights or {}
    decides = json.dumps([weights["sha256"], weights["serving"], show.digests["bundles"]], sort_keys=True)
    return hashlib.sha256(decides.encode()).hexdigest()[:12]


def _megabytes(show: Show) -> int:
    """What a visitor's browser loads before it can begin."""
    loaded = [TEMPLATES / "bundles" / bundle for bundle in FILES]
    loaded += [Path(show.weights_file)] if show.weights_file else []
    return round(sum(path.stat().st_size for path in loaded) / 1e6)


def _vividness(show: Show) -> object:
    chosen = show.exhibit.colorizer.vividness
    return (show.weights or {})["vividness"] if chosen is None else chosen


def _packet(view: View) -> str:
    """The metadata of a picture made on the page, which says like ours that its colours are inferred."""
    kind = DIGITAL_SOURCE_TYPE + view.show.exhibit.colorizer.digital_source_type
    return xmp_packet({"digital_source_type": kind, "description": _NOTICE}, view.t.language).decode()
