"""An exhibit's own templates and style sheet in the built site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import publishing
import pytest

from gallery.errors import GalleryError
from gallery.pages.theme import theme_files
from gallery.publish.site.plan import plan


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A theme with one template, which keeps everything of ours but adds a line, and a style sheet."""
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "work.html").write_text(
        '{% extends "shipped/work.html" %}{% block main %}<p class="lender">{{ t("site.night") }}</p>{{ super() }}'
        "{% endblock %}",
        encoding="utf-8",
    )
    (folder / "theme.css").write_text(".lender { color: var(--quiet); }", encoding="utf-8")
    return folder


def test_a_theme_changes_the_pages_it_has_a_template_for(an_exhibit: Any, planned_page: Any, house: Path) -> None:
    themed = planned_page(an_exhibit(), "de/works/camera", theme=house)
    assert '<p class="lender">Nacht</p>' in themed
    assert "Vorgegebene Farben" in themed
    assert "lender" not in planned_page(an_exhibit(), "de/method", theme=house)


def test_its_style_sheet_comes_after_ours_on_every_page(an_exhibit: Any, planned_page: Any, house: Path) -> None:
    page = planned_page(an_exhibit(), "method", theme=house)
    assert page.index("../assets/site.css?v=") < page.index('<link rel="stylesheet" href="../assets/theme/theme.css?v=')
    (house / "theme.css").unlink()
    assert "theme.css" not in planned_page(an_exhibit(), "about", theme=house)


def test_a_theme_concerns_every_page_and_brings_a_task_of_its_own(an_exhibit: Any, a_show: Any, house: Path) -> None:
    plain = a_show(an_exhibit())
    themed = a_show(an_exhibit(), theme=house)
    before, after = (publishing.keys(plan(show), show) for show in (plain, themed))
    assert set(after) - set(before) == {"site/theme"}
    (task,) = [task for task in plan(themed) if task.id == "site/theme"]
    assert task.publishes == {"theme/": "site/assets/theme/"}
    pages = {name for name in before if name.startswith("site/pages/")}
    assert {name for name in before if before[name] != after[name]} == pages
    (house / "work.html").write_text("Another template.", encoding="utf-8")
    edited = a_show(an_exhibit(), theme=house)
    again = publishing.keys(plan(edited), edited)
    assert {name for name in after if after[name] != again[name]} == pages | {"site/theme"}


def test_hidden_files_of_a_theme_neither_decide_bytes_nor_enter_keys(
    an_exhibit: Any, a_show: Any, planned_page: Any, house: Path
) -> None:
    before = a_show(an_exhibit(), theme=house).resources["theme"].digest
    (house / ".work.html.swp").write_text("An editor's.", encoding="utf-8")
    (house / ".git").mkdir()
    (house / ".git" / "work.html").write_text("Another's.", encoding="utf-8")
    assert set(theme_files(house)) == {"work.html", "theme.css"}
    assert a_show(an_exhibit(), theme=house).resources["theme"].digest == before
    (house / "work.html").write_text('{% include ".work.html.swp" %}', encoding="utf-8")
    with pytest.raises(GalleryError, match=r"work\.html"):
        planned_page(an_exhibit(), "works/camera", theme=house)


def test_a_mistake_in_a_theme_is_an_error_of_the_exhibit(an_exhibit: Any, planned_page: Any, house: Path) -> None:
    (house / "work.html").write_text(
        '{% extends "shipped/work.html" %}\n{% block main %}{{ label.titel }}{% endblock %}'
    )
    named = an_exhibit(publications={"site": {"theme": "house"}})
    with pytest.raises(GalleryError) as caught:
        planned_page(named, "works/camera", theme=house)
    assert str(caught.value) == (
        "house/work.html:2: 'dict object' has no attribute 'titel'; correct the template, or remove it to have ours"
    )


@pytest.mark.browser
def test_a_themed_page_opens_with_its_style(
    an_exhibit: Any, planned_page: Any, house: Path, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    planned_page(an_exhibit(), "about", theme=house)
    out = tmp_path / "out" / "site"
    (out / "assets" / "theme").mkdir(parents=True)
    for name in ("site.css", "site.js", "icon.svg"):
        (out / "assets" / name).write_text("", encoding="utf-8")
    (out / "assets" / "theme" / "theme.css").write_text("body { color: rgb(1, 2, 3); }", encoding="utf-8")
    page = visit((out / "about" / "index.html").as_uri())
    assert page.eval_on_selector("body", "e => getComputedStyle(e).color") == "rgb(1, 2, 3)"
