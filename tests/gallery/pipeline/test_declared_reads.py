"""Every step opens what its task declares, and nothing else: what is not declared is in no key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import skimage
import toy_exhibition as toy
import watched_steps
from PIL import Image

import gallery
from gallery.pipeline.execute import execute
from gallery.pipeline.plan import checked_plan
from gallery.tasks import Inputs, Task
from model import weights

EXHIBIT = """\
title: {en: Two photographs, de: Zwei Fotografien}
curator: A. Curator
statement: Everything that an exhibit may bring of its own.
published: 2026-11-29
base_url: https://example.org/
colorizer: {weights: calibrated/weights.json}
fonts: {serif: own.ttf}
publications: {site: {theme: theme}}
institution: {name: City Museum, logo: logo.png, imprint: The city.}
rooms:
  - title: A room
    works:
      - id: camera
        source: {path: camera.png}
        title: A man with a camera
        creator: A. Photographer
        date: 1900-03~
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: A man looks through a camera.
        hints: [{at: [0.5, 0.2], color: "#88aacc", evidence: A clear sky}]
      - id: moon
        source: {path: moon.png}
        title: The moon
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: The moon.
        colorize: false
        reason: It is grey.
      - id: bars
        source: {path: bars.mkv}
        title: Bars
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: A bar wanders.
        captions: [{path: bars.vtt, language: en}]
"""


@pytest.fixture
def exhibit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exhibit with everything of its own: weights, a font, a theme, a logo, photographs, a film."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "publish")
    import bars
    import font_source_serif_pro

    folder = tmp_path / "exhibit"
    (folder / "calibrated").mkdir(parents=True)
    (folder / "theme").mkdir()
    (folder / "exhibit.yaml").write_text(EXHIBIT, encoding="utf-8")
    card = weights.load()
    shutil.copyfile(card.folder / "default.json", folder / "calibrated" / "weights.json")
    shutil.copyfile(card.file("onnx"), folder / "calibrated" / "weights.onnx")
    serif = Path(font_source_serif_pro.__file__).parent / "files" / "SourceSerifPro-Regular.ttf"
    shutil.copyfile(serif, folder / "own.ttf")
    (folder / "theme" / "theme.css").write_text(":root { --u: 1rem; }", encoding="utf-8")
    (folder / "theme" / "missing.html").write_text('{% extends "shipped/missing.html" %}', encoding="utf-8")
    Image.new("RGB", (32, 16)).save(folder / "logo.png")
    bars.two_shots(folder / "bars.mkv")
    (folder / "bars.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nA bar.\n", encoding="utf-8")
    for name in ("camera", "moon"):
        with Image.open(Path(skimage.__file__).parent / "data" / f"{name}.png") as opened:
            opened.convert("L").resize((160, 120)).save(folder / f"{name}.png")
    return folder


@pytest.mark.slow
def test_no_step_opens_a_file_that_its_task_does_not_declare(exhibit: Path, tmp_path: Path) -> None:
    root = Path(gallery.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, str(Path(watched_steps.__file__)), str(exhibit), str(tmp_path / "cache")],
        # What a step is the first to import is not compiled into files beside it, which would be seen too.
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["undeclared"] == {}
    # All kinds of steps were watched: those of every publication.
    assert len(found["steps"]) >= 30, found["steps"]


def prying_step(inputs: Inputs, parameters: dict[str, str], out: Path) -> None:
    """Reads what it was not given."""
    (out / "found.txt").write_text(Path(parameters["file"]).read_text(encoding="utf-8"), encoding="utf-8")


def test_a_step_that_opens_more_is_seen(tmp_path: Path) -> None:
    """The watch can fail: a step that reads a text of the interface without declaring it is named, with the file."""
    words = watched_steps.TEMPLATES / "texts" / "dates.yaml"
    task = Task("site/prying", prying_step, {"file": str(words)})
    declared = Task("site/honest", prying_step, {"file": str(words), "also": "declared"}, reads=("texts",))
    undeclared: dict[str, list[str]] = {}
    watch = watched_steps.Watch()
    from gallery.pipeline.reading import shipped_resources

    plan = checked_plan([task, declared], (), shipped_resources())
    means = toy.means(tmp_path / "cache", executor=lambda jobs: watched_steps.WatchingExecutor(watch, undeclared))
    execute(plan, means)
    assert undeclared == {"site/prying": [str(words.resolve())]}
