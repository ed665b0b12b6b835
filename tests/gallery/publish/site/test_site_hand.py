"""The site in the hand: what fingers, keys and large type do, by raw touch events in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
WORK = "works/camera/index.html"
Visit = Callable[..., Any]
Point = tuple[float, float]

RESTS = """async () => {
  for (let before = NaN; before !== scrollY; await new Promise(done => setTimeout(done, 200))) before = scrollY;
}"""
"""Comes back when the page scrolls no more."""


class Fingers:
    """Fingers on the page, each a path of points that they take together."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def move(self, *paths: tuple[Point, Point], steps: int = 8) -> None:
        self._send("touchStart", [start for start, _ in paths])
        for step in range(1, steps + 1):
            share = step / steps
            self._send("touchMove", [(x + share * (u - x), y + share * (v - y)) for (x, y), (u, v) in paths])
            self.page.wait_for_timeout(16)
        self._send("touchEnd", [])
        self.page.wait_for_timeout(100)

    def tap(self, at: Point) -> None:
        self._send("touchStart", [at])
        self._send("touchEnd", [])

    def _send(self, kind: str, points: list[Point]) -> None:
        touches = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_fingers_scroll_and_pinch_past_the_curtain_and_draw_it_when_they_mean_it(served: str, visit: Visit) -> None:
    page = visit(served + WORK, **PHONE)
    page.evaluate("document.querySelector('.frame').scrollIntoView({block: 'center'})")
    box = page.locator(".original .frame").bounding_box()
    middle, across = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers, slider = Fingers(page), page.locator(".slider")

    scrolled = page.evaluate("scrollY")
    fingers.move(((middle, across + 60), (middle + 6, across - 60)))
    page.wait_for_function("least => scrollY > least", arg=scrolled + 40)
    page.evaluate(RESTS)
    assert slider.input_value() == "0"

    box = page.locator(".original .frame").bounding_box()
    across = box["y"] + box["height"] * 0.6
    scrolled = page.evaluate("scrollY")
    fingers.move(((middle, across), (box["x"] + box["width"] * 0.3, across + 5)))
    page.wait_for_function("() => Math.abs(document.querySelector('.slider').value - 70) <= 2")
    assert abs(page.evaluate("scrollY") - scrolled) < 5

    fingers.tap((box["x"] + box["width"] * 0.8, across))
    page.wait_for_function("() => Math.abs(document.querySelector('.slider').value - 20) <= 2")

    fingers.move(((middle - 20, across), (middle - 90, across)), ((middle + 20, across), (middle + 90, across)))
    page.wait_for_function("() => visualViewport.scale > 1.5")
    assert abs(int(slider.input_value()) - 20) <= 2


def test_a_photograph_comes_first_on_a_phone_upright_and_across(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK, **PHONE)
    box = page.locator(".original .frame").bounding_box()
    assert box["y"] < 160
    assert box["width"] == 350
    assert box["y"] + box["height"] < page.locator("h1").bounding_box()["y"]
    page.set_viewport_size({"width": 844, "height": 390})
    box = page.locator(".original .frame").bounding_box()
    assert 390 - box["y"] > 200


def test_the_menu_closes_when_the_focus_leaves_it(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK, viewport={"width": 390, "height": 800})
    page.get_by_role("button", name="Menu").click()
    ways = page.locator("#ways")
    ways.get_by_role("link").last.focus()
    assert ways.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert not ways.is_visible()


def test_titles_fit_a_phone_at_twice_the_size_of_type(on_disk: str, visit: Visit) -> None:
    for path in ("de/index.html", "de/about/index.html", "de/works/camera/index.html"):
        page = visit(on_disk + path, viewport={"width": 390, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        page.locator("h1").evaluate("h1 => { h1.textContent = 'Schwarzweißfotografiegeschichten'; }")
        wide = page.locator("h1").evaluate(
            "h1 => { const range = document.createRange(); range.selectNodeContents(h1);"
            " return Math.max(...[...range.getClientRects()].map(rect => rect.right)); }"
        )
        assert wide <= 390, path
        page.close()


def test_forced_colours_tell_the_page_one_is_on_and_what_cannot_be_pressed(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK, forced_colors="active")
    current, other = page.locator(".ways a[aria-current=true]").first, page.locator(".ways a:not([aria-current])").first
    assert [link.evaluate("a => getComputedStyle(a).outlineStyle") for link in (current, other)] == ["solid", "none"]
    button = page.get_by_role("button", name="Zoom")
    plain, disabled = (
        button.evaluate(f"b => {{ b.setAttribute('aria-disabled', {off}); return getComputedStyle(b).color; }}")
        for off in ("'false'", "'true'")
    )
    assert plain != disabled


def test_what_is_said_follows_what_is_shown(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK)
    original, inferred = "Shown: the original. Inferred colours on request.", "Colours inferred by a neural network"

    def said() -> str:
        return str(page.locator(".heading").inner_text())

    assert original in said()
    assert inferred not in said()
    assert page.locator(".download:visible").get_attribute("download") == "camera-original.jpg"
    for name in ("Both", "Side by side", "Colour", "Confidence"):
        page.get_by_role("button", name=name, exact=True).click()
        assert inferred in said(), name
        assert original not in said(), name
    page.get_by_role("button", name="Colour", exact=True).click()
    assert page.locator(".download:visible").get_attribute("download") == "camera-colours-inferred.jpg"
    page.get_by_role("button", name="Original", exact=True).click()
    assert original in said()


def test_a_photograph_stands_no_lower_than_needed_and_fetches_no_more_than_it_shows(served: str, visit: Visit) -> None:
    page = visit(served + "works/astronaut/index.html", viewport={"width": 390, "height": 844})
    page.wait_for_load_state("networkidle")
    assert page.locator(".original img").evaluate("i => i.fetchPriority") == "high"
    assert page.locator(".colour img").evaluate("i => i.fetchPriority") == "low"
    loaded = page.evaluate("performance.getEntriesByType('resource').reduce((sum, each) => sum + each.transferSize, 0)")
    assert loaded < 250_000
    sizes = page.locator(".original source").get_attribute("sizes")
    width = "min(90vw, calc(max(16rem, 100vh - 14.5rem) * 1.0))"  # no wider than its height lets it be
    assert sizes == f"(min-resolution: 2.5dppx) calc(0.67 * {width}), {width}"  # of three pixels to a point, two
