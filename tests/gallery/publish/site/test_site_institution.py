"""Who shows the exhibition: at the foot of every page, on pages of its own, for machines; and its logo."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import publishing
import pytest

from gallery.pipeline.reading import resource
from gallery.publish.site.plan import plan

INSTITUTION = {
    "name": {"en": "City Museum <b>", "de": "Stadtmuseum"},
    "url": "https://museum.example.org/",
    "logo": "pictures/Our Logo.SVG",
    "address": "Market Square 1\n1010 Town",
    "contact": "post@museum.example.org",
    "imprint": {"en": "# Who\n\nThe *city*.", "de": "https://museum.example.org/impressum"},
    "privacy": "https://museum.example.org/privacy",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'


@pytest.fixture
def shown(tmp_path: Path, a_show: Any, an_exhibit: Any) -> Any:
    """The show of an exhibit that has an institution with a logo."""

    def make(drawing: str = SVG, **more: Any) -> Any:
        (tmp_path / "logo.svg").write_text(drawing, encoding="utf-8")
        show = a_show(an_exhibit(institution=INSTITUTION | more))
        logo = resource("logo", {"logo.svg": tmp_path / "logo.svg"})
        return replace(show, resources={**show.resources, "logo": logo})

    return make


@pytest.fixture
def rendered(tmp_path: Path, derivatives: dict[str, Path]) -> Any:
    def render(show: Any, name: str) -> str:
        tasks = [task for task in plan(show) if task.id == f"site/pages/{name}"]
        publishing.run(tasks, show, derivatives, tmp_path / name, tmp_path / "out")
        (path,) = tasks[0].publishes.values()
        return (tmp_path / "out" / path).read_text(encoding="utf-8")

    return render


def foot(html: str) -> str:
    return html[html.index("<footer") : html.index("</footer>")]


def test_every_page_ends_with_name_logo_and_links(shown: Any, rendered: Any) -> None:
    below = foot(rendered(shown(), "works/camera"))
    assert '<img class="logo" src="../../assets/logo.svg" alt=""' in below
    assert "City Museum &lt;b&gt;</span></a>" in below
    links = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a></li>', below)
    assert links == [
        ("mailto:post@museum.example.org", "Contact"),
        ("../../imprint/index.html", "Imprint"),
        ("https://museum.example.org/privacy", "Privacy"),
    ]


def test_an_exhibit_without_an_institution_has_none_of_it(an_exhibit: Any, a_show: Any, planned_page: Any) -> None:
    assert "house" not in foot(planned_page(an_exhibit(), "about"))
    names = {task.id for task in plan(a_show(an_exhibit()))}
    assert names.isdisjoint({"site/logo", "site/pages/imprint", "site/pages/privacy"})


def test_a_note_that_is_a_text_is_a_page_and_an_address_a_link(shown: Any, rendered: Any) -> None:
    pages = {task.id for task in plan(shown()) if task.id.startswith("site/pages/")}
    assert {"site/pages/imprint", "site/pages/de/imprint"} <= pages
    assert not [page for page in pages if page.endswith(("privacy", "accessibility"))]
    html = rendered(shown(), "imprint")
    assert '<h1 id="title">Imprint</h1>' in html
    assert "<h2>Who</h2>\n<p>The <em>city</em>.</p>" in html
    assert 'aria-current="page">Imprint</a>' in foot(html)
    german = rendered(shown(), "de/imprint")  # an address, where another language has a text
    assert '<a href="https://museum.example.org/impressum"' in german[german.index("<main") :]


def test_the_page_of_the_exhibition_gives_the_postal_address_line_by_line(shown: Any, rendered: Any) -> None:
    html = rendered(shown(), "about")
    assert "Market Square 1<br>1010 Town</p>" in html
    assert '<a href="mailto:post@museum.example.org">post@museum.example.org</a>' in html


def test_the_contact_may_be_a_page(shown: Any, rendered: Any) -> None:
    below = foot(rendered(shown(contact="https://museum.example.org/contact"), "method"))
    assert '<a href="https://museum.example.org/contact">Contact</a>' in below


def test_machines_learn_who_publishes_the_collection(shown: Any, rendered: Any) -> None:
    html = rendered(shown(), "works/camera")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(text)[0]["isPartOf"]["publisher"] == {
        "@type": "Organization",
        "name": "City Museum <b>",
        "url": "https://museum.example.org/",
        "logo": "../../assets/logo.svg",
        "email": "post@museum.example.org",
    }


def test_the_logo_is_published_as_it_is_and_its_task_alone_made_anew_with_it(
    shown: Any, tmp_path: Path, derivatives: dict[str, Path]
) -> None:
    first = shown()
    before = publishing.keys(plan(first), first)
    (task,) = [task for task in plan(first) if task.id == "site/logo"]
    publishing.run([task], first, derivatives, tmp_path / "scratch", tmp_path / "out")
    assert (tmp_path / "out" / "site" / "assets" / "logo.svg").read_text(encoding="utf-8") == SVG
    second = shown(SVG.replace("M0 0", "M1 1"))
    after = publishing.keys(plan(second), second)
    assert {name for name in after if after[name] != before[name]} == {"site/logo"}


@pytest.mark.browser
def test_axe_finds_no_violation_and_nothing_sticks_out(
    shown: Any, tmp_path: Path, derivatives: dict[str, Path], visit: Callable[..., Any], axe: Any
) -> None:
    show = shown()
    wanted = {"site/assets", "site/logo", "site/pages/imprint", "site/pages/about"}
    tasks = [task for task in plan(show) if task.id in wanted]
    publishing.run(tasks, show, derivatives, tmp_path / "scratch", tmp_path / "out")
    for name in ("imprint", "about"):
        page = visit((tmp_path / "out" / "site" / name / "index.html").as_uri())
        assert page.locator("footer .logo").evaluate("image => image.naturalWidth") > 0
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe(page, contrast=scheme == "dark") == [], (name, scheme)
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
