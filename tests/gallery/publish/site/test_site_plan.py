"""Planning the site: which tasks, what they need, and which of them an edit concerns."""

from __future__ import annotations

import json
from typing import Any

from gallery.manifest.schema import Exhibit
from gallery.publish import site
from gallery.tasks import Task


def by_id(show: Any) -> dict[str, Task]:
    return {task.id: task for task in site.plan(show)}


def edited(exhibit: Exhibit, room: int, work: int, **change: Any) -> Exhibit:
    plain = exhibit.model_dump(mode="json", exclude_none=True)
    plain["rooms"][room]["works"][work] |= change
    return Exhibit.model_validate(plain)


def changed(before: Any, after: Any) -> set[str]:
    old, new = by_id(before), by_id(after)
    return {
        name for name, task in new.items() if name not in old or dict(old[name].parameters) != dict(task.parameters)
    }


def test_every_room_and_work_has_a_page_and_every_work_its_pictures(an_exhibit: Any, a_show: Any) -> None:
    assert list(by_id(a_show(an_exhibit()))) == [
        "site/pictures/camera", "site/pictures/astronaut", "site/pictures/moon", "site/pictures/coins",
        "site/assets",
        "site/pages/home", "site/pages/rooms/near", "site/pages/rooms/near-2",
        "site/pages/works/camera", "site/pages/works/astronaut",
        "site/pages/works/moon", "site/pages/works/coins",
        "site/pages/method", "site/pages/about", "site/pages/404",
    ]  # fmt: skip


def test_a_page_needs_only_the_works_it_shows(an_exhibit: Any, a_show: Any) -> None:
    tasks = by_id(a_show(an_exhibit()))
    assert tasks["site/pages/works/moon"].needs == ("colorize/moon",)
    assert tasks["site/pages/rooms/near-2"].needs == ("colorize/moon", "colorize/coins")
    assert tasks["site/pages/method"].needs == ()
    assert tasks["site/pages/about"].needs == ()


def test_parameters_are_plain_json_without_paths_of_this_machine(an_exhibit: Any, a_show: Any) -> None:
    show = a_show(an_exhibit())
    for task in site.plan(show):
        text = json.dumps(dict(task.parameters), allow_nan=False)
        assert show.fonts.serif not in text


def test_editing_a_description_concerns_only_the_page_of_that_work(an_exhibit: Any, a_show: Any) -> None:
    exhibit = an_exhibit()
    after = edited(exhibit, 0, 1, description="New words.")
    assert changed(a_show(exhibit), a_show(after)) == {"site/pages/works/astronaut"}


def test_editing_a_title_concerns_the_pages_that_show_it_and_the_pictures_that_carry_it(
    an_exhibit: Any, a_show: Any
) -> None:
    exhibit = an_exhibit()
    after = edited(exhibit, 0, 1, title="In Orbit")
    assert changed(a_show(exhibit), a_show(after)) == {
        "site/pictures/astronaut", "site/pages/works/astronaut",
        "site/pages/works/camera", "site/pages/works/moon",  # previous and next
        "site/pages/home", "site/pages/rooms/near", "site/pages/about",
    }  # fmt: skip


def test_a_new_accent_concerns_the_style_sheet_alone(an_exhibit: Any, a_show: Any) -> None:
    after = an_exhibit(publications={"site": {"accent": "#225588"}})
    assert changed(a_show(an_exhibit()), a_show(after)) == {"site/assets"}


def test_other_templates_concern_every_page(an_exhibit: Any, a_show: Any) -> None:
    digests = dict.fromkeys(("fonts", "site"), "1" * 64)
    after = changed(a_show(an_exhibit()), a_show(an_exhibit(), digests=digests))
    assert {name.split("/")[1] for name in after} == {"assets", "pages"}
