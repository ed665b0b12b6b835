"""The publication of panels: what is planned, named, and keyed."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import publishing
import pytest
from PIL import Image

from gallery.derivatives import Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.pictures.metadata import read_disclosure
from gallery.publication.show import Show
from gallery.publish.panels.plan import PUBLICATION, plan
from gallery.publish.panels.step import panel_step
from gallery.publish.site.section import Site
from gallery.typography.lines import default_fonts


def exhibit(count: int = 2, changes: dict[str, Any] | None = None, **panels: Any) -> Exhibit:
    works = [
        {
            "id": f"work-{number}",
            "source": {"path": f"{number}.jpg"},
            "title": f"Title {number}",
            "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
            "alt": "What it shows",
        }
        | (changes or {})
        for number in range(1, count + 1)
    ]
    rooms = [{"title": "Room", "works": works}]
    given = {
        "title": "E",
        "curator": "C",
        "statement": "S",
        "rooms": rooms,
        "publications": {"panels": panels},
    }
    return Exhibit.model_validate(given)


def show(of: Exhibit) -> Show:
    masters = {work.id: "0" * 64 for work in of.works}
    return Show(exhibit=of, masters=masters, profile={}, resources=publishing.resources())


def test_there_is_one_panel_for_each_work_named_by_its_hanging_number() -> None:
    tasks = plan(show(exhibit(2)))
    assert [task.id for task in tasks] == ["panels/work-1", "panels/work-2"]
    assert [task.needs for task in tasks] == [("colorize/work-1",), ("colorize/work-2",)]
    assert [task.publishes for task in tasks] == [
        {"panel.jpg": "panels/01-work-1.jpg", "download.jpg": "site/panels/work-1.jpg"},
        {"panel.jpg": "panels/02-work-2.jpg", "download.jpg": "site/panels/work-2.jpg"},
    ]


def test_without_a_site_there_is_nothing_to_download_from_it() -> None:
    of = exhibit(1)
    alone = of.publications.model_copy(update={"site": Site(enabled=False)})
    (task,) = plan(show(of.model_copy(update={"publications": alone})))
    assert task.publishes == {"panel.jpg": "panels/01-work-1.jpg"}


def test_numbers_are_as_wide_as_the_exhibit_needs() -> None:
    published = [next(iter(task.publishes.values())) for task in plan(show(exhibit(100)))]
    assert published[0] == "panels/001-work-1.jpg"
    assert published[-1] == "panels/100-work-100.jpg"


def test_an_exhibit_may_want_no_panels() -> None:
    assert not PUBLICATION.wanted(exhibit(enabled=False))


def test_fonts_enter_the_key_by_their_digest_and_never_by_their_path() -> None:
    one = show(exhibit(1))
    (task,) = plan(one)
    assert task.reads == ("fonts",)
    assert default_fonts().serif not in json.dumps(dict(task.parameters))
    others = dataclasses.replace(one.resources["fonts"], digest="f" * 64)
    other = dataclasses.replace(one, resources={**one.resources, "fonts": others})
    assert publishing.keys(plan(other), other) != publishing.keys([task], one)


@pytest.mark.parametrize("colorized", [True, False])
def test_the_panel_is_published_with_its_disclosure(tmp_path: Path, colorized: bool) -> None:
    folder = tmp_path / "colorize"
    folder.mkdir()
    for name in ("original", "grey", "colour")[: 3 if colorized else 1]:
        Image.linear_gradient("L").convert("RGB").save(folder / f"{name}.jpg")
    write_facts(Facts(256, 256, "0" * 64, "JPEG", 1, False, False, colorized), folder)
    grey = {} if colorized else {"colorize": False, "reason": "So it is."}
    one = show(exhibit(1, changes=grey, width=1200))
    (task,) = plan(one)
    assert task.step is panel_step
    publishing.run([task], one, {"colorize/work-1": folder}, tmp_path / "scratch", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "scratch" / task.id).iterdir()) == ["download.jpg", "panel.jpg"]
    panel, download = (tmp_path / "out" / path for path in ("panels/01-work-1.jpg", "site/panels/work-1.jpg"))
    assert download.read_bytes() == panel.read_bytes()
    said = read_disclosure(panel)
    assert ("digital_source_type" in said) is colorized
    assert said["title"] == "Title 1"
    notice = "the original is black and white" if colorized else "Shown uncolorized: So it is."
    assert notice in said["description"]
