"""The publication of panels: what is planned, named, and keyed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.derivatives import Facts, write_facts
from gallery.manifest.publications import Site
from gallery.manifest.schema import Exhibit
from gallery.publish.panels import panel_step, plan
from gallery.render.metadata import read_disclosure
from gallery.render.show import Show
from gallery.render.typography import default_fonts


def exhibit(count: int = 2, **panels: Any) -> Exhibit:
    works = [
        {
            "id": f"work-{number}",
            "source": {"path": f"{number}.jpg"},
            "title": f"Title {number}",
            "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
            "alt": "What it shows",
        }
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
    return Show(exhibit=of, fonts=default_fonts(), digests={"fonts": "f" * 64}, masters=masters, profile={})


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
    assert plan(show(exhibit(enabled=False))) == []


def test_fonts_enter_the_key_by_their_digest_and_never_by_their_path() -> None:
    (task, _) = plan(show(exhibit()))
    assert task.parameters["fonts_sha256"] == "f" * 64
    assert default_fonts().serif not in json.dumps(task.parameters)


@pytest.mark.parametrize("colorized", [True, False])
def test_the_step_writes_the_panel_with_its_disclosure(tmp_path: Path, colorized: bool) -> None:
    folder = tmp_path / "colorize"
    folder.mkdir()
    for name in ("original", "grey", "colour")[: 3 if colorized else 1]:
        Image.linear_gradient("L").convert("RGB").save(folder / f"{name}.jpg")
    write_facts(Facts(256, 256, "0" * 64, "JPEG", 1, False, False, colorized), folder)
    (task, _) = plan(show(exhibit(width=1200)))
    label = task.parameters["label"]
    if not colorized:
        label = label | {"colorized": False, "digital_source_type": None, "notice": "Shown uncolorized: so."}
        label["notices"] = {}
    parameters = json.loads(json.dumps({**task.parameters, "label": label, **task.places}))
    out = tmp_path / "out"
    out.mkdir()
    task.step({"colorize/work-1": folder}, parameters, out)
    assert sorted(path.name for path in out.iterdir()) == ["download.jpg", "panel.jpg"]
    assert (out / "download.jpg").read_bytes() == (out / "panel.jpg").read_bytes()
    assert ("digital_source_type" in read_disclosure(out / "panel.jpg")) is colorized
    assert task.step is panel_step
