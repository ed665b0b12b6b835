"""The shipped exhibition, really built, as a visitor meets it in Chromium: from disk and from a server's sub-path."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from gallery.cli import _run

pytest.importorskip("axe_playwright_python", reason="axe-core comes with axe-playwright-python, in the dev extra")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXHIBIT = Path(__file__).resolve().parents[2] / "exhibits" / "nostalgia-and-memory"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORK = "works/man-with-a-camera/index.html"
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built exhibition."""
    folder = tmp_path_factory.mktemp("nostalgia")
    options = ["--output", str(folder / "out"), "--cache", str(folder / "cache"), "--offline", "--quiet"]
    assert _run(["build", str(EXHIBIT), *options]) == 0
    return folder / "out"


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, str]:
    """One page of each kind, by what it is."""
    room = sorted(path.parent.name for path in (built / "site" / "rooms").glob("*/index.html"))[0]
    return {
        "home": "index.html",
        "room": f"rooms/{room}/index.html",
        "work": WORK,
        "method": "method/index.html",
        "about": "about/index.html",
    }


@pytest.fixture(scope="module", params=["from disk", "over HTTP from a sub-path"])
def address(request: pytest.FixtureRequest, built: Path, serve: Callable[[Path], str]) -> str:
    return (built / "site").as_uri() + "/" if request.param == "from disk" else serve(built.parent) + "out/site/"


def test_every_kind_of_page_opens_whole(address: str, pages: dict[str, str], visit: Visit) -> None:
    for kind, path in pages.items():
        page = visit(address + path)
        assert page.locator("h1").count() == 1, kind
        assert page.evaluate(
            "Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode()))).then(() => "
            "[...document.images].every(i => i.naturalWidth > 0))"
        ), kind
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Gallery Serif\"'))"), kind


def test_every_link_inside_the_site_leads_somewhere(built: Path, visit: Visit) -> None:
    site = built / "site"
    found = [path for path in site.rglob("*.html") if path.name != "404.html"]
    page = visit((site / "index.html").as_uri())
    for path in found:
        page.goto(path.as_uri())
        for target in page.evaluate("[...document.links].map(a => a.href).filter(h => h.startsWith('file:'))"):
            assert page.evaluate("h => decodeURI(new URL(h).pathname)", target), path
            assert Path(page.evaluate("h => decodeURI(new URL(h).pathname)", target)).is_file(), (path, target)


def test_the_slider_obeys_mouse_and_keyboard(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    slider = page.locator(".slider")
    assert slider.input_value() == "0"
    box = page.locator(".original .frame").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, y, steps=4)
    page.mouse.up()
    assert abs(int(slider.input_value()) - 75) <= 2
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "0 % original, 100 % colour"
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "100 % original, 0 % colour"


def test_the_notice_stands_before_the_picture_of_every_colorized_work(built: Path, visit: Visit) -> None:
    page = visit((built / "site" / "index.html").as_uri())
    colorized = 0
    for path in sorted((built / "site" / "works").glob("*/index.html")):
        page.goto(path.as_uri())
        if page.locator(".version.colour").count():
            colorized += 1
            assert page.locator(".notice").is_visible(), path
            assert page.evaluate(
                "document.querySelector('.notice').compareDocumentPosition(document.querySelector('.version.colour'))"
                " & Node.DOCUMENT_POSITION_FOLLOWING"
            ), path
    assert colorized == 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(scheme: str, built: Path, pages: dict[str, str], visit: Visit) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for kind, path in pages.items():
        page = visit((built / "site" / path).as_uri(), color_scheme=scheme)
        page.evaluate(axe)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = page.evaluate("rules => axe.run({preload: false, runOnly: rules})", RULES)
        assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]] == [], kind
