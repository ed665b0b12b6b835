"""The publication of panels: what is planned, named, and keyed."""

from __future__ import annotations

import dataclasses
import json

import publishing
import pytest
from hanging import an_exhibit, show_of

from gallery.publish.panels.plan import PUBLICATION, plan
from gallery.publish.site.section import Site
from gallery.typography.lines import default_fonts


def test_there_is_one_panel_for_each_work_named_by_its_hanging_number() -> None:
    tasks = plan(show_of(an_exhibit(2)))
    assert [task.id for task in tasks] == [
        "panels/pictures/work-1", "panels/jpeg/work-1", "panels/pictures/work-2", "panels/jpeg/work-2",
    ]  # fmt: skip
    assert [task.publishes for task in tasks[1::2]] == [
        {"panel.jpg": "panels/01-work-1.jpg", "download.jpg": "site/panels/work-1.jpg"},
        {"panel.jpg": "panels/02-work-2.jpg", "download.jpg": "site/panels/work-2.jpg"},
    ]


def test_the_site_offers_the_first_of_the_formats() -> None:
    pictures, jpeg, pdf = plan(show_of(an_exhibit(panels={"formats": ["pdf", "jpeg"]})))
    assert pictures.publishes == {}
    assert jpeg.publishes == {"panel.jpg": "panels/01-work-1.jpg"}
    assert pdf.publishes == {"panel.pdf": "panels/01-work-1.pdf", "download.pdf": "site/panels/work-1.pdf"}


def test_without_a_site_there_is_nothing_to_download_from_it() -> None:
    of = an_exhibit()
    alone = of.publications.model_copy(update={"site": Site(enabled=False)})
    _, task = plan(show_of(of.model_copy(update={"publications": alone})))
    assert task.publishes == {"panel.jpg": "panels/01-work-1.jpg"}


def test_numbers_are_as_wide_as_the_exhibit_needs() -> None:
    published = [path for task in plan(show_of(an_exhibit(100))) for path in task.publishes.values()]
    assert published[0] == "panels/001-work-1.jpg"
    assert published[-2] == "panels/100-work-100.jpg"


def test_an_exhibit_may_want_no_panels() -> None:
    assert not PUBLICATION.wanted(an_exhibit(panels={"enabled": False}))


def test_fonts_enter_the_key_by_their_digest_and_never_by_their_path() -> None:
    one = show_of(an_exhibit())
    tasks = plan(one)
    assert [task.reads for task in tasks] == [("fonts",), ("fonts",)]
    assert default_fonts().serif not in json.dumps([dict(task.parameters) for task in tasks])
    others = dataclasses.replace(one.resources["fonts"], digest="f" * 64)
    other = dataclasses.replace(one, resources={**one.resources, "fonts": others})
    before, after = publishing.keys(tasks, one), publishing.keys(plan(other), other)
    assert all(before[name] != after[name] for name in before)


@pytest.mark.parametrize("change", [{"title": "Another"}, {"credit": "Somebody"}, {"alt": "Other"}, {"date": "1901"}])
def test_no_label_makes_the_pictures_of_a_panel_anew(change: dict[str, str]) -> None:
    forms = {"formats": ["jpeg", "pdf"], "same_height": True}
    one, other = (show_of(an_exhibit(work=work, panels=forms)) for work in ({}, change))
    before, after = publishing.keys(plan(one), one), publishing.keys(plan(other), other)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"panels/jpeg/work-1", "panels/pdf/work-1"}
    assert "panels/pdf/work-1" in changed
    assert ("panels/jpeg/work-1" in changed) == ("alt" not in change)


def test_a_panel_in_pixels_says_how_it_is_said_in_centimetres() -> None:
    with pytest.raises(ValueError, match=r"write 'size: \{width: 20\.32\}'"):
        an_exhibit(panels={"width": 2400})


@pytest.mark.parametrize(
    ("panels", "said"),
    [
        ({"size": {"width": 100, "height": 20}}, "give its shorter side at least 40.0 cm"),
        ({"size": {"width": 150}, "dpi": 300}, "write 'dpi: 203' or less"),
        ({"size": "A3", "dpi": 1200}, "write 'dpi: 725' or less"),
    ],
)
def test_a_sheet_that_cannot_be_drawn_says_what_can(panels: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        an_exhibit(panels=panels)
