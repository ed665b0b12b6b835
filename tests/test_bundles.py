"""The scripts of the pages as they were bundled when the project was installed."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("hatchling", reason="hatchling is in the dev extra")

ROOT = Path(__file__).resolve().parent.parent
BUILD: dict[str, Any] = runpy.run_path(str(ROOT / "templates" / "frontend" / "build.py"))
BUNDLES: Path = BUILD["BUNDLES"]


def test_the_bundles_were_made_from_the_sources_as_they_are() -> None:
    assert BUILD["is_current"](), "run python templates/frontend/build.py"


def test_every_script_of_the_sources_counts_and_none_of_the_packages() -> None:
    sources = {path.relative_to(ROOT / "templates" / "frontend").as_posix() for path in BUILD["_sources"]()}
    assert {"build.py", "package-lock.json", "common/texts.js", "walk/main.js", "colorize/worker.js"} <= sources
    assert [name for name in sources if "node_modules" in name] == []


def test_every_package_in_a_bundle_is_there_with_its_licence() -> None:
    parts = (BUNDLES / "licences.txt").read_text(encoding="utf-8").split("=" * 78)[1:]
    heads = [re.match(r"\n(\S+) [\d.]+ \(([\w. ()-]+)\)\n\n\S", part) for part in parts]
    assert all(heads), parts
    assert {"three", "openseadragon", "minisearch", "onnxruntime-web", "geotiff", "world-atlas"} <= {
        head[1] for head in heads if head
    }
