"""What every task of every publication keeps to: it reads what there is, and a label makes no picture anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import many_works
import publishing
import pytest

from gallery.manifest.reader import read_manifest
from gallery.manifest.schema import Exhibit
from gallery.pictures.containers import media_type, with_xmp
from gallery.pipeline.code import reachable
from gallery.pipeline.plan import Plan, plan_build
from gallery.publication.profiles import read_profile
from gallery.publication.show import Show
from gallery.resources import EXHIBITS

ENCODING = (
    "site/pictures/", "site/walk-pictures/", "artsteps/pictures/", "room/pictures/",
    "report/thumbnails/", "iiif/confidence/", "panels/pictures/", "cards/pictures/", "site/download/",
)  # fmt: skip
"""Tasks that encode pictures on which no label is drawn."""

DRAWN = ("panels/jpeg/", "room/plate/")
"""Tasks that draw the label into a picture."""

CHANGES: Mapping[str, Any] = {
    "title": "Another title, and a longer one",
    "alt": "What is seen in it, in other words.",
    "credit": "Another collection",
    "rights": "http://rightsstatements.org/vocab/InC/1.0/",
    "description": "Other *words*.",
}


def show_of(exhibit: Exhibit, **more: Any) -> Show:
    values: dict[str, Any] = {
        "exhibit": exhibit,
        "masters": {work.id: "cd" * 32 for work in exhibit.works},
        "profile": read_profile("artsteps").model_dump(mode="json"),
        "weights": many_works.a_show_of(exhibit).weights,
        "resources": publishing.resources(),
        "films": publishing.films_of(exhibit),
    }
    return Show(**(values | more))


def planned(show: Show) -> Plan:
    return plan_build(show, publishing.masters_of(show))


def edited(exhibit: Exhibit, **change: Any) -> Exhibit:
    """``exhibit`` with another first work."""
    given = exhibit.model_dump(mode="json", exclude_none=True)
    given["rooms"][0]["works"][0] |= change
    return Exhibit.model_validate(given)


SHIPPED_EXHIBITS = sorted(path.parent.name for path in EXHIBITS.glob("*/exhibit.yaml"))


@pytest.fixture(scope="module", params=SHIPPED_EXHIBITS)
def show(request: pytest.FixtureRequest) -> Show:
    """A shipped exhibit, standing at an address, so that all publications are made."""
    exhibit = read_manifest(EXHIBITS / request.param).exhibit
    return show_of(exhibit.model_copy(update={"base_url": "https://example.org/show/", "published": "2026-03-01"}))


# --- What tasks declare ---


def test_tasks_read_only_what_there_is(show: Show) -> None:
    plan = planned(show)
    for task in plan.tasks:
        assert set(task.reads) <= show.resources.keys(), task.id
        assert set(task.needs) <= {other.id for other in plan.tasks} | plan.givens.keys(), task.id
    publications = {task.stage for task in plan.tasks}
    films = {"film"} if show.films else set()
    assert publications == {"colorize", "label", "panels", "artsteps", "site", "iiif", "room", "report"} | films


def test_steps_live_apart_from_planners(show: Show) -> None:
    for module in sorted({task.step.__module__ for task in planned(show).tasks}):
        reached = reachable(module)
        assert not [name for name in reached if name.rpartition(".")[2] == "plan"], module
        assert "gallery.publish.site.view" not in reached, module


def test_steps_that_encode_pictures_know_neither_labels_nor_the_manifest_nor_the_network(show: Show) -> None:
    modules = {task.step.__module__ for task in planned(show).tasks if task.id.startswith(ENCODING)}
    for module in sorted(modules):
        reached = reachable(module)
        assert not [name for name in reached if name.partition(".")[0] == "model"], module
        assert reached.keys().isdisjoint({"gallery.labels.label", "gallery.manifest.schema"}), module


# --- What an edit makes anew ---


@pytest.mark.parametrize("field", CHANGES)
def test_an_edit_of_a_label_encodes_no_picture_anew(show: Show, field: str) -> None:
    (work, *_) = show.exhibit.works
    after = show_of(edited(show.exhibit, **{field: CHANGES[field]}))
    before_keys, after_keys = (publishing.keys_of(planned(one)) for one in (show, after))
    changed = {name for name, key in after_keys.items() if before_keys[name] != key}
    assert changed  # something says it
    assert not [name for name in changed if name.startswith((*ENCODING, "colorize/"))]
    assert {name for name in changed if name.startswith((*DRAWN, "label/", "site/walk/"))} <= {
        f"{stage}{work.id}" for stage in (*DRAWN, "label/", "site/walk/")
    }


def test_a_title_is_drawn_on_its_panel_and_its_plate(show: Show) -> None:
    (work, *_) = show.exhibit.works
    after = show_of(edited(show.exhibit, title=CHANGES["title"]))
    before_keys, after_keys = (publishing.keys_of(planned(one)) for one in (show, after))
    for stage in (*DRAWN, "label/"):
        assert after_keys[stage + work.id] != before_keys[stage + work.id]


@pytest.mark.parametrize("field", CHANGES)
def test_after_an_edit_of_a_label_only_light_steps_are_made(show: Show, field: str) -> None:
    after = show_of(edited(show.exhibit, **{field: CHANGES[field]}))
    plan = planned(after)
    before, keys = publishing.keys_of(planned(show)), publishing.keys_of(plan)
    assert not [task.id for task in plan.tasks if before[task.id] != keys[task.id] and not task.light]


def test_no_step_that_encodes_or_infers_counts_as_light(show: Show) -> None:
    light = [task.id for task in planned(show).tasks if task.light]
    assert not [name for name in light if name.startswith((*ENCODING, "colorize/", "film/", "site/assets"))]


@pytest.mark.parametrize("field", ["alt", "description"])
def test_what_is_not_drawn_makes_no_panel_and_no_plate_anew(show: Show, field: str) -> None:
    after = show_of(edited(show.exhibit, **{field: CHANGES[field]}))
    before_keys, after_keys = (publishing.keys_of(planned(one)) for one in (show, after))
    changed = {name for name, key in after_keys.items() if before_keys[name] != key}
    assert not [name for name in changed if name.startswith(DRAWN)]


# --- The same, in bytes ---


def test_an_edited_title_changes_the_coded_image_of_no_published_picture_but_the_panel(
    tmp_path: Path,
) -> None:
    publications = {"panels": {"size": {"width": 10}}}
    exhibit = many_works.an_exhibit_of(2, base_url="https://example.org/show/", publications=publications)
    made = many_works.derivatives_of(exhibit, tmp_path / "made")
    for when, show in {"before": show_of(exhibit), "after": show_of(edited(exhibit, title=CHANGES["title"]))}.items():
        pictures = [task for task in planned(show).tasks if task.stamps or task.id.startswith("panels/pictures/")]
        publishing.run(pictures, show, made, tmp_path / f"{when}-scratch", tmp_path / when)
    names = sorted(path.relative_to(tmp_path / "before") for path in (tmp_path / "before").rglob("*") if path.is_file())
    assert len(names) > 15
    changed, redrawn = set(), set()
    for name in names:
        before_data, after_data = ((tmp_path / when / name).read_bytes() for when in ("before", "after"))
        assert media_type(before_data)
        if before_data != after_data:
            changed.add(name.as_posix())
        if with_xmp(before_data, b"<x/>") != with_xmp(after_data, b"<x/>"):
            redrawn.add(name.as_posix())
    assert redrawn == {"panels/01-work-1.jpg", "site/panels/work-1.jpg"}
    # Only what says the title says it anew: a tile says less, and the other work nothing of it.
    assert "site/pictures/work-1/original-480.webp" in changed
    assert not [name for name in changed if "work-1" not in name]
