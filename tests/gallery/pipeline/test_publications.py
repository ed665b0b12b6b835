"""A publication says of itself what the press has to know: adding one touches its own folder and one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

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
from gallery.tasks import SHIPPED, Inputs, Task

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
    wanted=lambda exhibit: True,
    reads=("texts",),
    disclosed=lambda show: [disclosure_row("postcards/", "a line on the back")],
    left_out=lambda exhibit: ["stamps: there is no post office"],
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
            "on_picture": "the words “AI colour”",
            "in_file": "XMP, read back when the file was written",
            "beside": "a line on the back",
        }
    ]
    assert report["left_out"] == ["stamps: there is no post office"]
    assert left_out(EXHIBIT, [TINY]) == ("stamps: there is no post office",)


def test_a_publication_that_is_not_wanted_plans_nothing() -> None:
    assert planned(show(), [replace(TINY, wanted=lambda exhibit: False)]) == []


def test_a_task_that_reads_what_its_publication_does_not_declare_is_a_bug() -> None:
    with pytest.raises(ValueError, match="postcards/moon reads texts, which postcards does not declare"):
        planned(show(), [replace(TINY, reads=())])


def test_a_task_of_another_s_name_is_a_bug() -> None:
    with pytest.raises(ValueError, match="cards plans postcards/moon, which is not called cards/"):
        planned(show(), [replace(TINY, name="cards")])


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
        assert set(publication.reads) <= {*SHIPPED, "fonts", "theme", "weights"}, publication.name
    assert len({publication.name for publication in PUBLICATIONS}) == len(PUBLICATIONS)
