"""The shipped exhibitions, really built, as a visitor meets them in Chromium: from disk and from a server's sub-path.

``nostalgia-and-memory`` is built everywhere, ``witnesses`` where its photographs are at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gallery.cli import _run

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXHIBITS = Path(__file__).resolve().parents[2] / "exhibits"
EXHIBIT = EXHIBITS / "nostalgia-and-memory"
WORK = "works/man-with-a-camera/index.html"
Visit = Callable[..., Any]
Axe = Callable[..., list[str]]


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
        "work in German": f"de/{WORK}",
        **{
            name: f"{name}/index.html"
            for name in ("rooms", "people", "places", "dates", "search", "walk", "colorize", "method", "about")
        },
        "missing": "404.html",
    }


@pytest.fixture(scope="module", params=["from disk", "over HTTP from a sub-path"])
def address(request: pytest.FixtureRequest, built: Path, serve: Callable[[Path], str]) -> str:
    return (built / "site").as_uri() + "/" if request.param == "from disk" else serve(built.parent) + "out/site/"


def test_every_kind_of_page_opens_whole(address: str, pages: dict[str, str], visit: Visit) -> None:
    for kind, path in pages.items():
        page = visit(address + path)
        assert page.locator("h1:visible").count() == 1, kind
        assert page.evaluate(
            "Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode()))).then(() => "
            "[...document.images].every(i => i.naturalWidth > 0))"
        ), kind
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Gallery Serif\"'))"), kind


def test_the_first_view_of_a_work_weighs_little_beside_its_pictures(
    built: Path, serve: Callable[[Path], str], visit: Visit
) -> None:
    page = visit(serve(built.parent) + f"out/site/{WORK}")
    page.wait_for_load_state("networkidle")
    weights = page.evaluate(
        "Object.fromEntries(['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
        ".filter(e => e.initiatorType !== 'img').map(e => [e.name, e.decodedBodySize]))"
    )
    assert len(weights) >= 4  # the page, its style, its script, a font
    assert 50_000 < sum(weights.values()) <= 250_000, weights


def test_every_link_inside_the_site_leads_somewhere(built: Path, visit: Visit) -> None:
    site = built / "site"
    found = [path for path in site.rglob("*.html") if path.name != "404.html"]
    page = visit((site / "index.html").as_uri())
    for path in found:
        page.goto(path.as_uri())
        links = "[...document.links].filter(a => a.protocol === 'file:').map(a => decodeURI(a.pathname))"
        for target in set(page.evaluate(links)):
            assert Path(target).is_file(), (path, target)


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


def test_the_notice_stands_before_the_picture_of_every_colorized_work_and_says_what_is_shown(
    built: Path, visit: Visit
) -> None:
    page = visit((built / "site" / "index.html").as_uri())
    colorized = 0
    for path in sorted((built / "site" / "works").glob("*/index.html")):
        page.goto(path.as_uri())
        if page.locator(".version.colour").count():
            colorized += 1
            shown, notice = page.locator(".notice.as-original"), page.locator(".notice:not(.as-original)")
            assert (shown.is_visible(), notice.is_visible()) == (True, False), path
            page.locator(".slider").press("End")
            assert (shown.is_visible(), notice.is_visible()) == (False, True), path
            assert page.evaluate(
                "document.querySelector('.notice').compareDocumentPosition(document.querySelector('.version.colour'))"
                " & Node.DOCUMENT_POSITION_FOLLOWING"
            ), path
    assert colorized == 6


def test_axe_finds_no_violation(built: Path, pages: dict[str, str], visit: Visit, axe: Axe) -> None:
    assert violations(built / "site", pages, visit, axe) == []


def violations(site: Path, pages: dict[str, str], visit: Visit, axe: Axe) -> list[str]:
    """What axe-core finds on ``pages``, with everything unfolded, by day and by night."""
    found = []
    for kind, path in pages.items():
        page = visit((site / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found += [f"{kind}: {each}" for each in axe(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{kind} by night: {each}" for each in axe(page, contrast=True)]
        page.close()
    return found


@pytest.fixture(scope="module")
def witnesses(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of eighteen real photographs."""
    folder = tmp_path_factory.mktemp("witnesses")
    mirror = shared_data / "photographs" / "historical"
    options = ["--output", str(folder / "out"), "--cache", str(folder / "cache"), "--offline", "--quiet"]
    assert _run(["build", str(EXHIBITS / "witnesses"), *options, "--mirror", str(mirror)]) == 0
    return folder / "out" / "site"


@pytest.mark.matrix  # the pages of all kinds are looked at above
def test_axe_finds_no_violation_in_witnesses(witnesses: Path, pages: dict[str, str], visit: Visit, axe: Axe) -> None:
    room = sorted(path.parent.name for path in (witnesses / "rooms").glob("*/index.html"))[0]
    kinds = {kind: pages[kind] for kind in ("home", "people", "places", "dates", "walk", "method")}  # long ones
    kinds |= {"room": f"rooms/{room}/index.html", "work": "works/migrant-mother/index.html"}
    assert violations(witnesses, kinds, visit, axe) == []


def test_the_first_view_of_each_work_on_a_telephone_weighs_at_most_250_kilobytes(
    witnesses: Path, serve: Callable[[Path], str], visit: Visit
) -> None:
    address = serve(witnesses)
    works = sorted(path.parent.name for path in witnesses.glob("works/*/index.html"))
    assert len(works) == 18
    telephone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    for density in (2, 3):
        page = visit("about:blank", device_scale_factor=density, **telephone)
        page.add_init_script(
            "addEventListener('load', () => { globalThis.first = ['navigation', 'resource'].flatMap(kind => "
            "performance.getEntriesByType(kind)).map(e => [e.name, e.encodedBodySize]); })"
        )
        for work in works:
            page.goto(f"{address}works/{work}/index.html")
            loaded = dict(page.evaluate("first"))
            assert any("original-" in name for name in loaded), work
            assert sum(loaded.values()) <= 250_000, (
                work,
                density,
                loaded,
            )  # as servers send what nobody has compressed


def focus(page: Any, role: str, name: str, key: str = "Tab") -> None:
    """Press ``key`` until the element of that role whose name begins so has the focus."""
    wanted = page.get_by_role(role, name=re.compile(f"^{re.escape(name)}")).first
    for _ in range(120):
        page.keyboard.press(key)
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{key} never came to the {role} {name!r}")


def test_from_home_to_the_confidence_of_a_work_and_back_by_keyboard_alone(witnesses: Path, visit: Visit) -> None:
    page = visit((witnesses / "index.html").as_uri())
    for name, address in (
        ("The farm and the road", "rooms/the-farm-and-the-road/"),
        ("Destitute pea pickers", "works/migrant-mother/"),
    ):
        focus(page, "link", name)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{address}index.html")
    focus(page, "slider", "How much of the photograph")
    page.keyboard.press("End")
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "0 % original, 100 % colour"
    focus(page, "button", "Confidence")
    page.keyboard.press("Space")
    assert page.locator(".veil").is_visible()
    assert page.get_by_text("How certain the network is").first.is_visible()
    focus(page, "link", "Room 2", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rooms/the-farm-and-the-road/index.html")
    focus(page, "link", "Witnesses")
    page.keyboard.press("Enter")
    page.wait_for_url("**/site/index.html")


def test_everything_works_from_a_folder_on_a_stick(witnesses: Path, visit: Visit) -> None:
    site = witnesses.as_uri()
    page = visit(f"{site}/search/index.html?q=douglass")
    page.get_by_role("link", name="Frederick Douglass").first.click()
    page.wait_for_url("**/works/frederick-douglass/index.html")
    page.get_by_role("button", name="Zoom").click()
    page.wait_for_selector("dialog[open] canvas", state="attached")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.goto(f"{site}/walk/index.html")
    page.get_by_role("button", name="Enter the rooms").click()
    page.wait_for_selector("[data-state=still]")
    assert "first-flight original" in str(page.locator("#view").get_attribute("data-hung"))
