"""The rooms to walk through, as files: the plan drawn, the list complete, the pictures inside scripts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import many_works
import publishing
import pytest

from gallery.pictures.metadata import read_disclosure
from gallery.publish.site import walk
from gallery.publish.site.plan import plan
from gallery.publish.site.steps.walk import walk_step
from gallery.publish.site.view import View
from gallery.tasks import Task


def walk_tasks(show: Any) -> dict[str, Task]:
    return {task.id: task for task in plan(show) if "walk" in task.id}


def walk_keys(show: Any) -> dict[str, str]:
    """Keys of the walk's tasks, among those of the site's pictures, which some need."""
    known = publishing.keys((task for task in plan(show) if "walk" in task.id or "pictures" in task.id), show)
    return {name: key for name, key in known.items() if "walk" in name}


def inline(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module")
def page(built_site: Path) -> str:
    return (built_site / "site" / "walk" / "index.html").read_text(encoding="utf-8")


def test_each_work_has_its_own_tasks_and_each_language_a_page(an_exhibit: Any, a_show: Any) -> None:
    tasks = walk_tasks(a_show(an_exhibit()))
    assert set(tasks) == {
        "site/walk/camera", "site/walk/astronaut", "site/walk/moon", "site/walk/coins",
        "site/pages/walk/labels-1", "site/pages/de/walk/labels-1", "site/pages/walk", "site/pages/de/walk",
    }  # fmt: skip
    assert list(tasks["site/walk/moon"].publishes.values()) == ["site/walk/moon-original.js"]
    assert list(tasks["site/walk/camera"].publishes.values()) == [
        "site/walk/camera-original.js", "site/walk/camera-colour.js",
    ]  # fmt: skip


def test_a_site_may_do_without(an_exhibit: Any, a_show: Any) -> None:
    assert walk_tasks(a_show(an_exhibit(publications={"site": {"walk": False}}))) == {}


def test_a_description_makes_nothing_anew_and_a_place_on_the_wall_no_picture(an_exhibit: Any, a_show: Any) -> None:
    exhibit = an_exhibit()
    before = walk_keys(a_show(exhibit))
    plain = exhibit.model_dump(mode="json", exclude_none=True)
    plain["rooms"][0]["works"][1]["description"] = "New words."
    assert walk_keys(a_show(type(exhibit).model_validate(plain))) == before
    plain["rooms"][0]["works"].reverse()
    after = walk_keys(a_show(type(exhibit).model_validate(plain)))
    assert {name for name in after if after[name] != before[name]} == {
        "site/pages/walk", "site/pages/de/walk", "site/pages/walk/labels-1", "site/pages/de/walk/labels-1",
    }  # fmt: skip


def test_pictures_come_inside_scripts_with_their_disclosure(built_site: Path, tmp_path: Path) -> None:
    folder = built_site / "site" / "walk"
    names = sorted(path.name for path in folder.glob("*.js") if not path.name.startswith("labels"))
    assert names == [
        "astronaut-colour.js", "astronaut-original.js", "camera-colour.js", "camera-original.js",
        "coins-colour.js", "coins-original.js", "moon-original.js",
    ]  # fmt: skip
    for name in names:
        script = (folder / name).read_text(encoding="utf-8")
        found = re.fullmatch(r'galleryTexture\("(.+)", "(.+)", "data:image/webp;base64,(.+)"\);\n', script)
        assert found
        assert f"{found[1]}-{found[2]}.js" == name
        picture = tmp_path / "picture.webp"
        picture.write_bytes(base64.b64decode(found[3]))
        told = read_disclosure(picture)
        assert ("digital_source_type" in told) is (found[2] == "colour")
        assert ("inferred" in told["description"]) is (found[2] == "colour")


def test_the_page_is_complete_without_the_view(page: str) -> None:
    for work in ("camera", "astronaut", "moon", "coins"):
        assert page.count(f'href="../works/{work}/index.html"') == 2  # on the plan, in the list
        assert f'<li id="{work}"' in page
    assert '<section class="rooms needs-script" id="rooms"' in page
    assert page.count('class="door"') == 1
    assert "<script>alert" not in page


def test_labels_come_in_scripts_exact_and_in_the_page_s_language(built_site: Path) -> None:
    for folder, title in (("walk", "Camera"), ("de/walk", "Kamera")):
        script = (built_site / "site" / folder / "labels-1.js").read_text(encoding="utf-8")
        labels = json.loads(script.removeprefix("galleryLabels(").rstrip().removesuffix(");"))
        assert list(labels) == ["camera", "astronaut", "moon", "coins"]
        assert f">{title}</h2>" in labels["camera"]
        assert "Lav Varshney" in labels["camera"]
        assert "NASA" in labels["astronaut"]
        assert "The moon is grey." in labels["moon"]
        assert "</script>" not in script
    english = (built_site / "site" / "walk" / "labels-1.js").read_text(encoding="utf-8")
    assert "the original has colours of its own" in english


def test_the_german_page_speaks_german(built_site: Path) -> None:
    german = (built_site / "site" / "de" / "walk" / "index.html").read_text(encoding="utf-8")
    assert 'lang="de"' in german
    assert "Gang durch die Räume" in german
    assert "Kamera" in german
    assert 'data-folder="../../walk/"' in german


def test_the_hanging_says_where_every_work_is(page: str) -> None:
    hanging = inline(page, "hanging")
    assert [work[0] for work in hanging["works"]] == ["camera", "astronaut", "moon", "coins"]
    assert [work[1] for work in hanging["works"]] == [0, 0, 1, 1]
    assert [work[8] for work in hanging["works"]] == [1, 1, 0, 1]
    assert len(hanging["halls"]) == 2
    assert len(hanging["doors"]) == 1
    camera = hanging["works"][0]
    assert max(camera[5], camera[6]) == 0.4  # 25.4 cm: enlarged, so that it can be seen


def test_the_drawn_plan_has_room_for_a_finger_at_every_number(page: str) -> None:
    spots = [tuple(map(int, spot)) for spot in re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="12"/>', page)]
    assert len(spots) == 4
    wide, tall = map(int, re.search(r'id="plan" width="(\d+)" height="(\d+)"', page).groups())  # type: ignore[union-attr]
    for at, (x, y) in enumerate(spots):
        assert 12 <= x <= wide - 12
        assert 12 <= y <= tall - 12
        assert all(max(abs(x - other[0]), abs(y - other[1])) >= 24 for other in spots[at + 1 :])


def test_every_word_is_there_in_every_language() -> None:
    """All languages of the section, with the same placeholders."""
    from gallery.words.texts import sections

    for key, forms in sections()["walk"].items():
        assert set(forms) == {"en", "de", "fr", "es"}, key
        assert len({tuple(sorted(re.findall(r"{\w+}", str(text)))) for text in forms.values()}) == 1, key


def test_a_thousand_works_are_still_a_light_page(tmp_path: Path) -> None:
    show = many_works.a_show_of(many_works.an_exhibit_of(1000))
    (planned,) = walk.pages(View(show, "en"))
    made = many_works.derivatives_of(show.exhibit, tmp_path / "made")
    (task,) = [task for task in plan(show) if task.id == "site/pages/walk"]
    assert (task.step, planned.step) == (walk_step, walk_step)
    publishing.run([task], show, made, tmp_path / "scratch", tmp_path / "out")
    html = (tmp_path / "out" / "site" / planned.path).read_text(encoding="utf-8")
    assert len(html.encode()) < 600_000
    assert "Colours inferred by" not in html  # labels come with the halls that are near
    assert len(inline(html, "hanging")["works"]) == 1000
    spots = [tuple(map(int, spot)) for spot in re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="12"/>', html)]
    assert len(spots) == 1000


Rendered = Callable[..., str]


def test_an_edited_title_shows_on_the_page(planned_page: Rendered, an_exhibit: Any) -> None:
    assert "Small Things" in planned_page(an_exhibit(), "walk")
