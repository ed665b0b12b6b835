"""What makes the rooms a visit, in a real Chromium: the first view, standing before a work, words on walls, sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from walking import SMALL, frame, label, press, settle, step_in, until_hung, where

pytestmark = pytest.mark.browser

DESK = {"width": 700, "height": 560}

WRITTEN = """
    globalThis.written = [];
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      written.push(text);
      return fill.call(this, text, ...place);
    };
"""
HEARD = """
    globalThis.heard = 0;
    globalThis.AudioContext = class extends AudioContext {
      createBufferSource() { heard += 1; return super.createBufferSource(); }
    };
"""
SHIFTS = """
    globalThis.shifts = [];
    globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        shifted += value;
        const places = sources.map(({ node }) => (node?.nodeType === 3 ? node.parentElement : node));
        shifts.push(...places.filter((place) => place?.closest(".rooms")).map((place) => place.outerHTML.slice(0, 99)));
      }
    }).observe({ type: "layout-shift", buffered: true });
"""

Visit = Callable[..., Any]


@pytest.fixture
def enter(visit: Visit, served: str) -> Visit:
    """Opens the rooms, with a script that runs before those of the page, and waits until the first work hangs."""

    def open_rooms(script: str = "", viewport: Any = SMALL) -> Any:
        page = visit("about:blank", viewport=viewport)
        page.add_init_script(script or "0")
        page.goto(served + "walk/index.html")
        step_in(page)
        until_hung(page, "camera original")
        settle(page)
        return page

    return open_rooms


def test_the_first_view_faces_a_work_and_a_click_into_its_middle_leads_there(enter: Visit) -> None:
    page = enter()
    assert label(page) == "Camera"
    page.locator("#view").click()
    settle(page)
    before = where(page)
    page.get_by_role("button", name="Walk there: 1,").click()
    settle(page)
    assert where(page) == before


@pytest.mark.parametrize("viewport", [SMALL, DESK])
def test_the_work_that_one_stands_before_fills_three_quarters_of_the_view(viewport: Any, enter: Visit) -> None:
    page = enter(viewport=viewport)
    page.get_by_role("button", name="Next work").click()
    dark = frame(page).max(axis=2) < 75  # the frame, by day
    tall, wide = dark.shape
    across = np.flatnonzero(dark[tall // 2])
    down = np.flatnonzero(dark[:, (across[0] + across[-1]) // 2])
    share = max((across[-1] - across[0]) / wide, (down[-1] - down[0]) / tall)
    assert 0.72 < share < 0.85


def test_arrow_keys_walk_without_a_click_and_scroll_where_the_view_is_gone(enter: Visit) -> None:
    page = enter()
    start = where(page)
    page.keyboard.press("ArrowUp")
    settle(page)
    assert where(page) != start
    assert page.evaluate("scrollY") == 0
    page.locator("#works-title").scroll_into_view_if_needed()
    page.evaluate("document.activeElement.blur()")
    there, low = where(page), page.evaluate("scrollY")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("low => scrollY < low", arg=low)
    assert where(page) == there


def test_the_view_fills_the_screen_and_on_a_phone_the_width(enter: Visit) -> None:
    page = enter(viewport={"width": 390, "height": 700})
    box = page.locator("#view").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    button = page.get_by_role("button", name="Full screen")
    button.click()
    page.wait_for_function("() => document.fullscreenElement?.id === 'rooms'")
    page.wait_for_selector("[data-screen][aria-pressed=true]")
    assert page.locator("#view").bounding_box()["height"] > 0.6 * page.evaluate("innerHeight")
    button.click()
    page.wait_for_function("() => document.fullscreenElement === null")


def test_labels_and_the_room_s_text_stand_on_the_walls(enter: Visit) -> None:
    page = enter(WRITTEN)
    written = " ".join(page.evaluate("written"))
    for words in ("Lav Varshney", "Camera", "about 2012", "NASA", "What is near.", "Shown: the original."):
        assert words in written, words
    assert "inferred by" not in written  # nothing is, until it is asked for
    press(page, "c")
    until_hung(page, "camera colour")
    settle(page)
    assert "Colours inferred by" in " ".join(page.evaluate("written"))


def test_steps_are_silent_until_asked_for(enter: Visit) -> None:
    page = enter(HEARD)
    sound = page.get_by_role("button", name="Sound of steps")
    assert sound.get_attribute("aria-pressed") == "false"
    press(page, "s 4")
    assert page.evaluate("heard") == 0
    sound.click()
    assert sound.get_attribute("aria-pressed") == "true"
    press(page, "w 4")
    heard = page.evaluate("heard")
    assert heard > 0
    sound.click()
    press(page, "s 4")
    assert page.evaluate("heard") == heard


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 700}, DESK])
def test_nothing_shifts_while_the_rooms_open_and_while_one_walks(viewport: Any, enter: Visit) -> None:
    page = enter(SHIFTS, viewport=viewport)
    for _ in range(2):
        page.get_by_role("button", name="Next work").click()
        settle(page)
    assert page.evaluate("shifts") == []
    assert page.evaluate("shifted") < 0.005  # as the type of the masthead arrives
