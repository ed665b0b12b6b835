"""Planning the site: which tasks, what they need, and which of them an edit concerns."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import publishing
import pytest

from gallery.labels.label import label_of
from gallery.manifest.schema import Exhibit
from gallery.manifest.text import Text
from gallery.publish.site.plan import plan
from gallery.resources import SHIPPED
from gallery.tasks import Task


def by_id(show: Any) -> dict[str, Task]:
    return {task.id: task for task in plan(show)}


def edited(exhibit: Exhibit, room: int, work: int, **change: Any) -> Exhibit:
    plain = exhibit.model_dump(mode="json", exclude_none=True)
    plain["rooms"][room]["works"][work] |= change
    return Exhibit.model_validate(plain)


def changed(before: Any, after: Any) -> set[str]:
    """Tasks that have another key, as if whatever may differ in what they need did."""
    old, new = (publishing.keys(plan(show), show) for show in (before, after))
    return {name for name, key in new.items() if old.get(name) != key}


def with_another(show: Any, name: str) -> Any:
    """``show`` with one resource that has other files."""
    other = dataclasses.replace(show.resources[name], digest="1" * 64)
    return dataclasses.replace(show, resources={**show.resources, name: other})


def pages_of(show: Any) -> list[str]:
    return [name.removeprefix("site/pages/") for name in by_id(show) if name.startswith("site/pages/")]


def many(an_exhibit: Any, rooms: int, works: int) -> Exhibit:
    """An exhibit of ``rooms`` rooms with ``works`` works each, in one language."""
    source = {"package": "skimage", "path": "data/moon.png"}
    work = {"source": source, "title": "T", "alt": "A.", "rights": "http://creativecommons.org/publicdomain/mark/1.0/"}
    hung = [
        {"title": f"{room}", "works": [work | {"id": f"w-{room}-{number}"} for number in range(works)]}
        for room in range(rooms)
    ]
    found: Exhibit = an_exhibit(title="Many", rooms=hung)
    return found


def test_every_room_and_work_has_a_page_in_every_language(an_exhibit: Any, a_show: Any) -> None:
    planned = pages_of(a_show(an_exhibit()))
    ours = {
        "home", "rooms", "rooms/near", "rooms/near-2", "works/camera", "works/astronaut", "works/moon", "works/coins",
        "method", "about", "404", "people", "places", "dates", "search", "walk", "walk/labels-1", "colorize",
    }  # fmt: skip
    assert set(planned) == ours | {f"de/{name}" for name in ours}
    assert len(planned) == len(set(planned))


def test_pages_stand_where_their_language_is(an_exhibit: Any, a_show: Any) -> None:
    tasks = by_id(a_show(an_exhibit()))
    assert tasks["site/pages/works/moon"].publishes == {"page.html": "site/works/moon/index.html"}
    assert tasks["site/pages/de/works/moon"].publishes == {"page.html": "site/de/works/moon/index.html"}


def test_every_work_has_its_pictures_once(an_exhibit: Any, a_show: Any) -> None:
    tasks = by_id(a_show(an_exhibit()))
    for work in ("camera", "astronaut", "moon", "coins"):
        assert f"site/pictures/{work}" in tasks


def test_a_page_needs_only_the_works_it_shows(an_exhibit: Any, a_show: Any) -> None:
    tasks = by_id(a_show(an_exhibit()))
    # Its neighbours are shown small.
    assert tasks["site/pages/works/moon"].needs == ("colorize/astronaut", "colorize/moon", "colorize/coins")
    assert tasks["site/pages/rooms/near-2"].needs == ("colorize/moon", "colorize/coins")
    assert tasks["site/pages/rooms"].needs == ("colorize/camera", "colorize/moon")
    assert tasks["site/pages/method"].needs == ()
    assert tasks["site/pages/about"].needs == ()


def test_parameters_are_plain_json_without_paths_of_this_machine(an_exhibit: Any, a_show: Any, tmp_path: Path) -> None:
    theme = tmp_path / "house"
    theme.mkdir()
    (theme / "theme.css").write_text("", encoding="utf-8")
    show = a_show(an_exhibit(), theme=theme)
    here = {str(path.parent) for found in show.resources.values() for path in found.files.values()}
    for task in plan(show):
        text = json.dumps(dict(task.parameters), allow_nan=False)
        assert not [folder for folder in here if folder in text], task.id


def test_editing_a_description_concerns_only_what_shows_it(an_exhibit: Any, a_show: Any) -> None:
    exhibit = an_exhibit()
    after = edited(exhibit, 0, 1, description="New words.")
    assert changed(a_show(exhibit), a_show(after)) == {
        "site/pages/works/astronaut", "site/pages/de/works/astronaut", "site/search/en", "site/search/de",
        "site/pages/search", "site/pages/de/search",  # which name the words that they load
    }  # fmt: skip


def test_editing_a_german_title_concerns_no_page_in_english(an_exhibit: Any, a_show: Any) -> None:
    exhibit = an_exhibit()
    after = edited(exhibit, 0, 0, title={"en": "Camera", "de": "Die Kamera"})
    found = changed(a_show(exhibit), a_show(after))
    assert {name for name in found if "/de/" not in name} <= {"site/search/de"}
    assert {
        "site/pages/de/works/camera", "site/pages/de/works/astronaut",  # the next one's link back
        "site/pages/de/home", "site/pages/de/rooms/near", "site/pages/de/about", "site/pages/de/method",
    } <= found  # fmt: skip


def test_editing_a_title_concerns_the_pages_that_show_it_and_the_scripts_that_carry_it_but_no_picture(
    an_exhibit: Any, a_show: Any
) -> None:
    exhibit = an_exhibit()
    after = edited(exhibit, 0, 1, title="In Orbit")
    found = changed(a_show(exhibit), a_show(after))
    assert {name for name in found if "/de/" not in name and not name.startswith("site/search")} == {
        "site/walk/astronaut", "site/pages/works/astronaut",
        "site/pages/works/camera", "site/pages/works/moon",  # previous and next
        "site/pages/home", "site/pages/rooms/near", "site/pages/about", "site/pages/walk", "site/pages/walk/labels-1",
        "site/pages/people", "site/pages/places", "site/pages/dates", "site/pages/search",
    }  # fmt: skip


def test_a_new_accent_concerns_the_style_sheet_and_the_pages_that_name_it_and_no_picture(
    an_exhibit: Any, a_show: Any
) -> None:
    after = an_exhibit(publications={"site": {"accent": "#225588"}})
    found = changed(a_show(an_exhibit()), a_show(after))
    assert "site/assets" in found
    assert {name for name in found if not name.startswith("site/pages/")} == {"site/assets"}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("site", {"assets", "pages"}),
        ("texts", {"pages"}),
        ("bundles", {"assets", "colorizer", "pages"}),
        ("fonts", {"assets", "colorizer", "download", "pages"}),
    ],
)
def test_other_templates_concern_what_is_made_of_them(name: str, kinds: set[str], an_exhibit: Any, a_show: Any) -> None:
    show = a_show(an_exhibit())
    found = {task.split("/")[1] for task in changed(show, with_another(show, name))}
    assert found == kinds  # pages name the version of the styles and scripts that they load


def test_no_template_enters_the_key_of_a_picture(an_exhibit: Any, a_show: Any) -> None:
    show = a_show(an_exhibit())
    for name in SHIPPED:
        assert not [task for task in changed(show, with_another(show, name)) if task.startswith("site/pictures/")], name


def test_other_texts_concern_every_page(an_exhibit: Any, a_show: Any) -> None:
    show = a_show(an_exhibit())
    found = changed(show, with_another(show, "texts"))
    assert {f"site/pages/{name}" for name in pages_of(show)} <= found


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("The farm and the road", "the-farm-and-the-road"),
        ("Éire!", "eire"),
        ("Зимний сад", "zimnii-sad"),
        ("東京", "dong-jing"),
        ("…", "room"),
        ("1913", "room-1913"),
        ("A very long corridor " * 20, "a-very-long-corridor-" * 3 + "a-very-long"),
    ],
)
def test_a_room_s_address_is_its_title_in_ascii_words(title: str, address: str, an_exhibit: Any, a_show: Any) -> None:
    exhibit = many(an_exhibit, 1, 1)
    room = exhibit.rooms[0].model_copy(update={"title": Text(title)})
    assert f"rooms/{address}" in pages_of(a_show(exhibit.model_copy(update={"rooms": (room,)})))


def test_long_rooms_are_divided_and_home_shows_the_first_twelve(an_exhibit: Any, a_show: Any) -> None:
    show = a_show(many(an_exhibit, rooms=50, works=3))
    tasks = by_id(show)
    assert len(tasks["site/pages/home"].parameters["context"]["rooms"]) == 12
    assert tasks["site/pages/home"].parameters["context"]["rooms_count"] == 50
    listed = [tasks[f"site/pages/{name}"].parameters["context"]["rooms"] for name in ("rooms", "rooms/2")]
    assert [len(rooms) for rooms in listed] == [48, 2]
    assert tasks["site/pages/rooms/2"].publishes == {"page.html": "site/rooms/2/index.html"}
    # A room that is called by a number does not stand where the list goes on.
    assert "site/pages/rooms/room-2" in tasks

    show = a_show(many(an_exhibit, rooms=1, works=100))
    tasks = by_id(show)
    hung = [name for name in pages_of(show) if name.startswith("rooms/")]
    assert hung == ["rooms/room-0", "rooms/room-0/2", "rooms/room-0/3"]
    shown = [tasks[f"site/pages/{name}"].parameters["works"] for name in hung]
    assert [len(works) for works in shown] == [48, 48, 4]
    assert [work for works in shown for work in works] == [work.id for work in show.exhibit.works]
    assert len(tasks["site/pages/home"].parameters["works"]) == 1 + 4  # the first hangs above, and not again below
    rooms = [tasks[f"site/pages/works/w-0-{at}"].parameters["context"]["room"]["folder"] for at in (0, 47, 48, 99)]
    assert rooms == ["rooms/room-0", "rooms/room-0", "rooms/room-0/2", "rooms/room-0/3"]


def test_rights_of_many_works_are_divided_too(an_exhibit: Any, a_show: Any) -> None:
    tasks = by_id(a_show(many(an_exhibit, rooms=5, works=50)))
    contexts = [tasks[f"site/pages/{name}"].parameters["context"] for name in ("about", "about/2")]
    counts = [[len(room["works"]) for room in context["rooms"]] for context in contexts]
    assert counts == [[50, 50, 50, 50], [50]]


def test_planning_reads_each_work_a_fixed_number_of_times(
    an_exhibit: Any, a_show: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice the works take twice the labels: nothing in the plan goes through all works for each work."""
    counts = []
    for works in (20, 40):
        made: list[str] = []
        monkeypatch.setattr(
            "gallery.publish.site.view.label_of",
            lambda work, *rest: made.append(work.id) or label_of(work, *rest),  # noqa: B023
        )
        plan(a_show(many(an_exhibit, rooms=2, works=works // 2)))
        counts.append(len(made))
    assert counts[1] == 2 * counts[0] > 0
