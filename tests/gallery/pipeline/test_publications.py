"""A publication says of itself what the press has to know: adding one touches its own folder and one line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.errors import DisclosureError
from gallery.manifest.schema import Exhibit
from gallery.pipeline.build import Target, build
from gallery.pipeline.means import Means
from gallery.pipeline.plan import Given, plan_build
from gallery.pipeline.publications import PUBLICATIONS, left_out, planned
from gallery.pipeline.reading import shipped_resources
from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.report.plan import PUBLICATION as REPORT
from gallery.resources import SHIPPED
from gallery.tasks import Inputs, Task

ROOT = Path(__file__).resolve().parents[3]

MANIFEST = """
title: T
curator: C
statement: S
rooms:
  - title: R
    works:
      - id: moon
        source: {path: moon.png}
        title: Moon
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: The moon.
"""

EXHIBIT = Exhibit.model_validate(
    {
        "title": "T",
        "curator": "C",
        "statement": "S",
        "rooms": [
            {
                "title": "R",
                "works": [
                    {
                        "id": "moon",
                        "source": {"path": "moon.png"},
                        "title": "Moon",
                        "rights": "http://rightsstatements.org/vocab/NKC/1.0/",
                        "alt": "The moon.",
                    }
                ],
            }
        ],
    }
)


def postcard_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """A postcard: the colour picture as it is."""
    (out / "postcard.jpg").write_bytes(inputs["colorize/moon"].joinpath("colour.jpg").read_bytes())


def postcards(show: Show) -> list[Task]:
    return [
        Task(
            "postcards/moon",
            postcard_step,
            needs=("colorize/moon",),
            reads=("texts",),
            publishes={"postcard.jpg": "postcards/moon.jpg"},
        )
    ]


TINY = Publication(
    "postcards",
    postcards,
    reads=("texts",),
    disclosed=lambda show, words: [disclosure_row(words, "postcards/", "beside_label")],
    left_out=lambda exhibit, words: ["stamps: there is no post office"],
)


def show(**more: Any) -> Show:
    return Show(EXHIBIT, {"moon": "1" * 64}, {}, resources=shipped_resources(), **more)


def test_a_tiny_publication_is_planned_and_told_of_in_the_report() -> None:
    tasks = {task.id: task for task in planned(show(), [TINY, REPORT])}
    assert "postcards/moon" in tasks
    report = tasks["report/report"].parameters
    assert report["disclosed"] == [
        {
            "pictures": "postcards/",
            "on_picture": "the mark, in a corner",
            "in_file": "XMP, read back when the file was written",
            "beside": "the notice, in the label",
        }
    ]
    assert report["left_out"] == ["stamps: there is no post office"]
    assert left_out(EXHIBIT, [TINY]) == ("stamps: there is no post office",)


def test_a_publication_whose_section_says_so_plans_nothing() -> None:
    data = EXHIBIT.model_dump(exclude_unset=True) | {"publications": {"panels": {"enabled": False}}}
    unwanted = replace(show(), exhibit=Exhibit.model_validate(data))
    assert planned(unwanted, [replace(TINY, name="panels", plan=lambda _: pytest.fail("was asked"))]) == []


def test_a_task_that_reads_what_its_publication_does_not_declare_is_a_bug() -> None:
    with pytest.raises(ValueError, match="postcards/moon reads texts, which postcards does not declare"):
        planned(show(), [replace(TINY, reads=())])


def test_a_task_of_another_s_name_is_a_bug() -> None:
    with pytest.raises(ValueError, match="letters plans postcards/moon, which is not called letters/"):
        planned(show(), [replace(TINY, name="letters")])


def inferring_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8), "red").save(out / "colour.jpg")


def test_a_tiny_publication_that_forgets_to_disclose_fails_the_build(tmp_path: Path) -> None:
    """It declares nothing special: what it reads is known to be inferred."""
    (tmp_path / "moon.png").write_bytes(b"unused")
    given = Given("master/moon", "1" * 64, tmp_path / "moon.png")
    plan = plan_build(show(), [given], [TINY])
    tasks = [
        replace(task, step=inferring_step, needs=(), reads=()) if task.id == "colorize/moon" else task
        for task in plan.tasks
        if task.stage != "label"
    ]
    means = Means(tmp_path / "cache", unchanged=lambda: True)
    with pytest.raises(DisclosureError, match=r"postcards/moon\.jpg \(made by postcards/moon\) says nothing"):
        build(replace(plan, tasks=tuple(tasks)), means, Target(tmp_path / "out", "algorithmicallyEnhanced"))


def test_what_publications_declare_is_shipped_or_the_exhibit_s_own() -> None:
    for publication in PUBLICATIONS:
        assert set(publication.reads) <= {*SHIPPED, "fonts", "logo", "theme", "weights"}, publication.name
    assert len({publication.name for publication in PUBLICATIONS}) == len(PUBLICATIONS)


SECTION = """
from pydantic import Field

from gallery.manifest.kinds import Line, Section


class Postcards(Section):
    \"\"\"One to send.\"\"\"

    greeting: Line = Field(default="Wish you were here", description="What stands on it.")
"""
PLAN = """
from gallery.publication.publication import Publication
from gallery.publish.postcards.step import step
from gallery.tasks import Task


def plan(show):
    greeting = show.exhibit.publications.postcards.greeting
    return [
        Task(
            "postcards/card",
            step,
            parameters={"greeting": greeting},
            reads=("postcards",),
            publishes={"card.txt": "postcards/card.txt"},
        )
    ]


PUBLICATION = Publication("postcards", plan, reads=("postcards",))
"""
STEP = """
def step(inputs, parameters, out):
    frame = inputs["postcards"].joinpath("frame.txt").read_text(encoding="utf-8")
    out.joinpath("card.txt").write_text(frame.format(**parameters), encoding="utf-8", newline="\\n")
"""
BUILD = """
publications:
  panels: {enabled: false}
  artsteps: {enabled: false}
  site: {enabled: false}
  room: {enabled: false}
  postcards: {greeting: Love from the moon}
"""


def test_adding_one_takes_its_own_folders_and_its_name_in_one_place(tmp_path: Path) -> None:
    """In a copy of the program, which then builds, checks and explains the new section like any other."""
    program = tmp_path / "program"
    for name in ("gallery", "templates"):
        shutil.copytree(ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in ("model", "exhibits"):
        (program / name).symlink_to(ROOT / name)
    folder = program / "gallery" / "publish" / "postcards"
    folder.mkdir()
    for module, text in {"__init__": "", "section": SECTION, "plan": PLAN, "step": STEP}.items():
        (folder / f"{module}.py").write_text(text, encoding="utf-8")
    (program / "templates" / "postcards").mkdir()
    (program / "templates" / "postcards" / "frame.txt").write_text("*** {greeting} ***", encoding="utf-8")
    names = program / "gallery" / "manifest" / "publications.py"
    text = names.read_text(encoding="utf-8").replace(
        "\n\n\nclass", "\nfrom gallery.publish.postcards.section import Postcards\n\n\nclass"
    )
    names.write_text(f"{text}    postcards: Postcards = Postcards()\n", encoding="utf-8")

    exhibit = tmp_path / "exhibit.yaml"
    exhibit.write_text(MANIFEST + BUILD, encoding="utf-8")
    Image.linear_gradient("L").save(tmp_path / "moon.png")
    environment = {**os.environ, "PYTHONPATH": str(program)}

    def gallery(*arguments: str) -> str:
        command = [sys.executable, "-c", "from gallery.cli import main; main()", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    gallery("build", str(exhibit), "--output", "out", "--cache", "cache", "--jobs", "1")
    assert (tmp_path / "out" / "postcards" / "card.txt").read_text(encoding="utf-8") == "*** Love from the moon ***"
    assert '"Wish you were here"' in gallery("schema")


def test_who_plans_imports_nothing_that_decodes_or_infers() -> None:
    planning = "gallery.labels.check, gallery.pipeline.exhibition, gallery.pipeline.publications"
    script = f"import sys, {planning}; print(sorted({{'numpy', 'onnxruntime', 'pyvips'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
