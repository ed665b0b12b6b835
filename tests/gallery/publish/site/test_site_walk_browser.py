"""The rooms in a real Chromium with a software renderer: by keys, by mouse, by the guided tour, and without a view."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import many_works
import numpy as np
import publishing
import pytest
from walking import SMALL, Pixels, frame, label, press, said, settle, step_in, until_hung, where

from gallery.publish.site.plan import plan

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]


@pytest.fixture(params=["from disk", pytest.param("over HTTP from a sub-path", marks=pytest.mark.matrix)])
def address(request: pytest.FixtureRequest, on_disk: str, served: str) -> str:
    return on_disk if request.param == "from disk" else served


@pytest.fixture
def enter(visit: Visit) -> Callable[..., Any]:
    """Opens the rooms and waits until the first work hangs."""

    def open_rooms(address: str, **options: Any) -> Any:
        page = visit(address + "walk/index.html", viewport=SMALL, **options)
        step_in(page)
        until_hung(page, "camera original")
        return page

    return open_rooms


def test_an_address_leads_before_a_work_or_into_a_room(served: str, visit: Visit) -> None:
    page = visit(served + "works/moon/index.html", viewport=SMALL)
    page.get_by_role("link", name="See it on the wall").click()
    page.wait_for_selector("#slide[data-hung='moon original']")
    step_in(page)
    until_hung(page, "moon original")
    assert page.locator("#label h2").inner_text() == "Moon"
    assert page.locator("#view").evaluate("e => e.getBoundingClientRect().top < innerHeight / 2")
    assert page.locator("#label .notice").inner_text() == "Shown uncolorized: The moon is grey."
    page.goto(served + "rooms/near/index.html")
    page.get_by_role("link", name="Walk into this room").click()
    step_in(page)
    until_hung(page, "camera original")
    assert page.locator("#label h2").inner_text() == "Camera"
    assert page.locator("#label .notice:visible").inner_text().startswith("Shown: the original.")
    page.get_by_role("button", name="Colour").click()
    assert page.locator("#label .notice:visible").inner_text().startswith("Colours inferred")


def colourfulness(pixels: Pixels) -> float:
    """How far red and blue are apart in the middle of the view, on average."""
    tall, wide = pixels.shape[:2]
    middle = pixels[tall // 3 : -tall // 3, wide // 3 : -wide // 3]
    return float(np.abs(middle[..., 0] - middle[..., 2]).mean())


def test_the_rooms_open_with_the_originals_on_the_walls(address: str, enter: Visit) -> None:
    page = enter(address)
    pixels = frame(page)
    assert pixels.std() > 15
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200
    assert page.locator("[data-version=original]").get_attribute("aria-pressed") == "true"
    assert page.locator("#place").inner_text().split() == ["1", "Near"]
    assert label(page) == "Camera"


def test_nothing_is_drawn_while_nobody_moves(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    settle(page)
    before = page.locator("#view").get_attribute("data-drawn")
    page.wait_for_timeout(400)
    assert page.locator("#view").get_attribute("data-drawn") == before


def test_a_walk_by_keys_reaches_a_work_and_its_label_opens(address: str, enter: Visit) -> None:
    page = enter(address)
    press(page, "s 3", "e 7")
    assert label(page) == "Near"
    assert page.locator("#label").get_by_text("What is near.").is_visible()
    press(page, "q 7", "w 6")
    assert label(page) == "Camera"
    assert said(page) == "You stand before 1, Camera."
    notice = page.locator("#label .notice:visible").inner_text()
    assert notice == "Shown: the original. Inferred colours on request."
    link = page.get_by_role("link", name="Page of this work")
    link.click()
    page.wait_for_url("**/works/camera/index.html")


def test_arrows_walk_and_turn_and_shift_steps_aside(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    start = where(page)
    page.locator("#view").focus()
    page.keyboard.press("Shift")  # now its ring is in the picture
    first = frame(page)
    press(page, "ArrowUp")
    ahead = where(page)
    assert ahead != start
    press(page, "ArrowDown")
    assert where(page) == start
    assert np.array_equal(frame(page), first)
    press(page, "Shift+ArrowRight")
    aside = where(page)
    assert aside != start
    press(page, "Shift+ArrowLeft", "ArrowLeft")
    assert where(page) == start
    assert not np.array_equal(frame(page), first)
    assert (ahead[0] - start[0]) * (aside[0] - start[0]) + (ahead[1] - start[1]) * (
        aside[1] - start[1]
    ) == pytest.approx(0, abs=3)


def test_colour_comes_when_asked_for_and_goes_again(address: str, enter: Visit) -> None:
    page = enter(address)
    page.get_by_role("button", name="Next work").click()
    page.get_by_role("button", name="Next work").click()
    until_hung(page, "astronaut original")
    original = frame(page)
    press(page, "c")
    until_hung(page, "astronaut colour", "camera colour")
    colour = frame(page)
    assert colourfulness(colour) != pytest.approx(colourfulness(original), abs=2)
    assert page.get_by_role("button", name="Colour", exact=True).get_attribute("aria-pressed") == "true"
    assert page.locator("#version").inner_text() == "Colours inferred"
    assert said(page) == "The walls show inferred colours."
    page.get_by_role("button", name="Original", exact=True).click()
    until_hung(page, "astronaut original")
    assert np.array_equal(frame(page), original)
    assert not page.locator("#version").is_visible()


def test_an_uncolorized_work_stays_as_it_is(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    for _ in range(3):
        page.get_by_role("button", name="Next work").click()
    until_hung(page, "moon original")
    before = frame(page)
    page.get_by_role("button", name="Colour", exact=True).click()
    until_hung(page, "coins colour")
    assert np.array_equal(frame(page), before)
    assert "Shown uncolorized" in page.locator("#label .notice").inner_text()


def test_a_click_on_a_picture_walks_up_to_it(address: str, enter: Visit) -> None:
    page = enter(address)
    page.get_by_role("button", name="Next work").click()
    settle(page)
    before = where(page)
    press(page, "ArrowDown 5")
    assert where(page) != before
    page.locator("#view").click()
    settle(page)
    assert where(page) == before
    assert label(page) == "Camera"


def test_a_click_on_the_floor_walks_there(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    for _ in range(4):  # before a work that fills the view there is no floor to be seen
        page.locator("[data-step=back]").click()
        settle(page)
    before = page.locator("#plan .here").get_attribute("transform")
    box = page.locator("#view").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.97)
    page.wait_for_function(
        "before => document.querySelector('#plan .here').getAttribute('transform') !== before", arg=before
    )


def test_dragging_looks_around_without_a_step(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    before, place = frame(page), where(page)
    box = page.locator("#view").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 160, steps=4)
    page.mouse.up()
    assert not np.array_equal(frame(page), before)
    assert where(page) == place


def test_the_guided_tour_by_keyboard_alone(address: str, enter: Visit) -> None:
    page = enter(address)
    page.locator("#view").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Previous work"
    assert page.evaluate("document.activeElement.ariaDisabled") == "true"
    page.keyboard.press("Tab")
    for number, title in enumerate(("Camera", "Astronaut", "Moon"), start=1):
        page.keyboard.press("Enter")
        settle(page)
        assert label(page) == title
        assert said(page) == f"You stand before {number}, {title}."
    assert page.locator("#place").inner_text().split() == ["2", "Near"]
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.ariaDisabled") == "true"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    settle(page)
    assert label(page) == "Moon"


def test_a_door_leads_into_the_next_room_and_walls_do_not(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    press(page, "e 7", "ArrowUp 12")
    assert page.locator("#place").inner_text().split() == ["2", "Near"]
    assert said(page) == "You are in room 2, Near."
    press(page, "ArrowUp 30")
    hanging = json.loads(page.locator("#hanging").text_content())
    _, _, east, _ = hanging["halls"][1]["box"]
    left = float(page.locator("#plan").get_attribute("data-left"))
    x, _ = where(page)
    assert x / 24 + left <= east - 0.4
    press(page, "ArrowUp 10")
    assert where(page)[0] == pytest.approx(x, abs=0.2)


def test_every_work_in_the_list_can_be_walked_to(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    for name, title in (("Walk there: 3, Moon", "Moon"), ("Walk there: 2, Astronaut", "Astronaut")):
        page.get_by_role("button", name=name).click()
        settle(page)
        assert label(page) == title
        assert page.evaluate("document.activeElement.id") == "view"
    page.locator("#plan a").first.click()
    settle(page)
    assert label(page) == "Camera"
    assert page.url.endswith("walk/index.html")


def test_those_who_like_motion_are_led_and_the_others_are_there_at_once(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)

    def drawn() -> int:
        return int(page.locator("#view").get_attribute("data-drawn"))

    before = drawn()
    page.get_by_role("button", name="Walk there: 4").click()
    settle(page)
    assert drawn() - before <= 8  # the jump, and the pictures that come after it
    page.emulate_media(reduced_motion="no-preference")
    before, start = drawn(), where(page)
    page.get_by_role("button", name="Walk there: 1,").click()
    page.wait_for_function("() => document.querySelector('#label h2').textContent === 'Camera'")
    settle(page)
    assert drawn() - before > 12
    assert where(page) != start


def test_day_and_night_light_the_rooms(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk, color_scheme="light")
    day = frame(page).mean()
    page.get_by_role("button", name="Night").click()
    until_hung(page, "camera original")
    night = frame(page).mean()
    assert day > 180
    assert night < 90


def test_the_german_rooms_speak_german(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + "de/walk/index.html", viewport=SMALL)
    step_in(page)
    until_hung(page, "camera original")
    page.get_by_role("button", name="Nächstes Werk").click()
    settle(page)
    assert label(page) == "Kamera"
    assert said(page) == "Sie stehen vor 1, Kamera."


def test_without_a_script_the_plan_and_the_list_lead_everywhere(address: str, visit: Visit) -> None:
    page = visit(address + "walk/index.html", java_script_enabled=False, viewport=SMALL)
    assert not page.locator("#view").is_visible()
    assert page.locator("#plan").is_visible()
    assert page.locator("#plan a").count() == 4
    assert not any(button.is_visible() for button in page.locator("main button").all())
    page.get_by_role("link", name="Camera").click()
    page.wait_for_url("**/works/camera/index.html")


A_CARD = """
    const { getParameter, getExtension } = WebGL2RenderingContext.prototype;
    const [UNMASKED_RENDERER_WEBGL, COMPLETION_STATUS_KHR] = [0x9246, 0x91B1];
    const names = [0x1F01, UNMASKED_RENDERER_WEBGL];
    Object.assign(WebGL2RenderingContext.prototype, {
      getParameter(name) { return names.includes(name) ? "A card" : getParameter.call(this, name); },
      getExtension(name) {
        if (name === "KHR_parallel_shader_compile") return { COMPLETION_STATUS_KHR };
        return getExtension.call(this, name);
      },
    });
    const { getProgramParameter } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.getProgramParameter = function (program, name) {
      return name === COMPLETION_STATUS_KHR || getProgramParameter.call(this, program, name);
    };
"""
"""Makes the software renderer pass for a graphics card."""


def test_with_a_graphics_card_the_rooms_come_by_themselves_after_the_page(served: str, visit: Visit) -> None:
    page = visit("about:blank", viewport=SMALL)
    page.add_init_script(A_CARD)
    page.goto(served + "walk/index.html", wait_until="domcontentloaded")
    assert page.locator("#slide img").get_attribute("alt") == "A picture of camera."
    until_hung(page, "camera original")
    settle(page)
    assert not page.locator("#slide").is_visible()
    assert not page.locator("[data-enter]").is_visible()
    times = page.evaluate(
        "[performance.getEntriesByType('resource').find(({ name }) => name.includes('/rooms.js')).startTime, "
        "performance.getEntriesByType('navigation')[0].loadEventStart]"
    )
    assert times[0] >= times[1]
    assert frame(page).std() > 15


def test_without_one_the_pictures_come_first_and_the_rooms_when_they_are_asked_for(served: str, visit: Visit) -> None:
    page = visit("about:blank", viewport=SMALL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0]))
    page.goto(served + "walk/index.html")
    enter = page.get_by_role("button", name="Enter the rooms")
    enter.wait_for()
    page.get_by_role("button", name="Next work").click()
    page.wait_for_selector("#slide[data-hung='astronaut original']")
    page.get_by_role("button", name="Colour", exact=True).click()
    page.wait_for_selector("#slide[data-hung='astronaut colour']")
    assert "rooms.js" not in asked
    enter.focus()
    page.keyboard.press("Enter")
    until_hung(page, "astronaut colour")
    settle(page)
    assert label(page) == "Astronaut"  # one stands where one was
    assert page.locator("#version").inner_text() == "Colours inferred"
    assert page.evaluate("document.activeElement.id") == "view"
    assert not page.locator("#slide").is_visible()


@pytest.fixture
def flat_browser(browser: Any) -> Iterator[Any]:
    """Chromium without WebGL."""
    chromium = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-3d-apis"]
    )
    yield chromium
    chromium.close()


def test_without_webgl_the_same_buttons_lead_through_the_pictures(on_disk: str, flat_browser: Any) -> None:
    page = flat_browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(on_disk + "walk/index.html")
    picture = page.locator("#slide img")
    page.wait_for_selector("#slide[data-hung='camera original']")
    assert label(page) == "Camera"
    assert picture.get_attribute("alt") == "A picture of camera."
    assert page.get_by_role("button", name="Previous work").get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Next work").click()
    page.wait_for_selector("#slide[data-hung='astronaut original']")
    assert picture.bounding_box()["height"] > 150
    assert (label(page), said(page)) == ("Astronaut", "You stand before 2, Astronaut.")
    page.get_by_role("button", name="Colour", exact=True).click()
    page.wait_for_selector("#slide[data-hung='astronaut colour']")
    assert page.locator("#version").inner_text() == "Colours inferred"
    assert not page.locator("#view").is_visible()
    assert not any(button.is_visible() for button in page.locator("[data-step], [data-sound], .listing button").all())
    page.locator("#plan a").first.click()
    page.wait_for_url("**/works/camera/index.html")
    assert complaints == []


def test_axe_finds_no_violation(on_disk: str, enter: Visit, axe: Callable[..., list[str]]) -> None:
    page = enter(on_disk)
    page.get_by_role("button", name="Next work").click()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert axe(page, contrast=True) == []


def test_nothing_is_wider_than_the_window(on_disk: str, enter: Visit) -> None:
    page = enter(on_disk)
    for width in (320, 390, 768, 1100):
        page.set_viewport_size({"width": width, "height": 500})
        wide = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, .spoken') && "
            "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))"
        )
        assert wide == [], width


@pytest.fixture(scope="module")
def long_walk(tmp_path_factory: pytest.TempPathFactory, built_site: Path) -> str:
    """The address of the rooms of 100 works."""
    folder = tmp_path_factory.mktemp("long")
    show = many_works.a_show_of(many_works.an_exhibit_of(100))
    made = many_works.derivatives_of(show.exhibit, folder / "made")
    tasks = [task for task in plan(show) if task.id.startswith(("site/pages/walk", "site/pictures/work-1"))]
    publishing.run(tasks, show, made, folder / "scratch", folder / "out")
    shutil.copytree(built_site / "site" / "assets", folder / "out" / "site" / "assets")
    walk: Path = folder / "out" / "site" / "walk"
    data = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # one grey pixel for all
    for work in show.exhibit.works:
        for version in ("original", "colour"):
            script = f'galleryTexture("{work.id}", "{version}", "{data}");\n'
            (walk / f"{work.id}-{version}.js").write_text(script, encoding="utf-8")
    return (walk / "index.html").as_uri()


def test_only_pictures_that_are_near_are_brought(long_walk: str, visit: Visit) -> None:
    page = visit("about:blank", viewport=SMALL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0]))
    page.goto(long_walk)
    step_in(page)
    until_hung(page, "work-1 original")
    settle(page)
    assert len([name for name in asked if name.endswith("original.js")]) <= 24
    assert not any(name.endswith("colour.js") for name in asked)
    page.get_by_role("button", name="Walk there: 100,").click()
    until_hung(page, "work-100 original")
    settle(page)
    hung = page.locator("#view").get_attribute("data-hung").split(",")
    assert "work-1 original" not in hung
    assert len(hung) <= 24
    assert "work-50-original.js" not in asked  # left out on the way


def test_on_paper_the_plan_of_a_hundred_works_is_whole(long_walk: str, visit: Visit) -> None:
    page = visit(long_walk, viewport={"width": 658, "height": 960})
    screen = page.locator("#plan").bounding_box()
    assert screen["width"] > 658  # it is scrolled there
    page.emulate_media(media="print")
    paper = page.locator("#plan").bounding_box()
    assert paper["x"] >= 0
    assert paper["x"] + paper["width"] <= 658
    assert page.locator("#plan").evaluate("e => getComputedStyle(e.parentElement).overflowX") == "visible"
    last = page.locator("#plan text").last.bounding_box()
    assert last["x"] + last["width"] <= paper["x"] + paper["width"] + 1
    assert not page.locator("#rooms").is_visible()
