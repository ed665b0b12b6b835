"""A thousand works: planning grows with their number and not faster, and no page grows with it beyond a bound."""

from __future__ import annotations

import time
from pathlib import Path

import many_works
import publishing
import pytest

from gallery.publish.site import indexes
from gallery.publish.site.plan import plan
from gallery.tasks import Task

HEAVIEST = 100_000
"""Bytes of a page; what a page loads besides is as large for ten works."""


def seconds_to_plan(works: int, repeats: int) -> float:
    """The shortest of ``repeats``, each of a show that nothing has been asked of before."""
    exhibit = many_works.an_exhibit_of(works, base_url="https://example.org/")
    shows = [many_works.a_show_of(exhibit) for _ in range(repeats)]
    found = []
    for show in shows:
        began = time.process_time()
        plan(show)
        found.append(time.process_time() - began)
    return min(found)


def test_ten_times_the_works_take_about_ten_times_as_long_to_plan() -> None:
    seconds_to_plan(10, 1)  # what is read and compiled once
    assert seconds_to_plan(1000, 2) <= 15 * seconds_to_plan(100, 3)


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    exhibit = many_works.an_exhibit_of(1000, base_url="https://example.org/")
    return plan(many_works.a_show_of(exhibit))


def test_no_page_but_the_walk_needs_more_pictures_than_one_looks_at_in_one_go(tasks: list[Task]) -> None:
    needs = {task.id: len(task.needs) for task in tasks if task.id.startswith("site/pages/")}
    del needs["site/pages/walk"]
    assert max(needs.values()) <= indexes.MOST


def test_pages_of_a_thousand_works_stay_light(tasks: list[Task], tmp_path: Path) -> None:
    show = many_works.a_show_of(many_works.an_exhibit_of(1000))
    made = many_works.derivatives_of(show.exhibit, tmp_path / "made")
    by_id = {task.id: task for task in tasks}
    room = next(name for name in by_id if name.startswith("site/pages/rooms/"))
    wanted = ["home", "rooms", room.removeprefix("site/pages/"), "people", "places", "dates", "dates/2", "search"]
    chosen = [by_id[f"site/pages/{name}"] for name in wanted]
    publishing.run(chosen, show, made, tmp_path / "scratch", tmp_path / "out")
    pages = list((tmp_path / "out").rglob("*.html"))
    assert len(pages) == len(wanted)
    sizes = {path.relative_to(tmp_path / "out").as_posix(): path.stat().st_size for path in pages}
    assert max(sizes.values()) < HEAVIEST, sizes
