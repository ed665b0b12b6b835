"""The site in a real Chromium: from disk, from a server's sub-path, by mouse, by keyboard, scriptless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "home": "index.html",
    "room": "rooms/near/index.html",
    "work": "works/camera/index.html",
    "work with colours of its own": "works/astronaut/index.html",
    "uncolorized work": "works/moon/index.html",
    "work with hostile texts": "works/coins/index.html",
    "rooms": "rooms/index.html",
    "method": "method/index.html",
    "about": "about/index.html",
    "missing": "404.html",
    "home in German": "de/index.html",
    "work in German": "de/works/camera/index.html",
    "method in German": "de/method/index.html",
    "about in German": "de/about/index.html",
}
WORK = PAGES["work"]
Visit = Callable[..., Any]


def share(page: Any) -> int:
    return int(page.locator(".slider").input_value())


def clip(page: Any) -> str:
    return str(page.eval_on_selector(".colour .frame", "e => getComputedStyle(e).clipPath"))


def pressed(page: Any) -> list[str]:
    return list(page.locator(".views button[aria-pressed=true]").all_inner_texts())


@pytest.fixture(params=["from disk", pytest.param("over HTTP from a sub-path", marks=pytest.mark.matrix)])
def address(request: pytest.FixtureRequest, on_disk: str, served: str) -> str:
    return on_disk if request.param == "from disk" else served


def test_every_page_opens_with_its_style_script_fonts_and_pictures(address: str, visit: Visit) -> None:
    for name, path in PAGES.items():
        page = visit(address + path)
        if name == "missing":  # where the site's address is not known it brings what it needs, and asks for nothing
            assert page.locator("link[rel=stylesheet], script").count() == 0
            assert page.eval_on_selector("h1", "e => getComputedStyle(e).fontSize") == "32px"
            continue
        assert page.locator("html.scripted").count() == 1
        assert page.eval_on_selector("body", "e => getComputedStyle(e).fontFamily").startswith('"Gallery Serif"')
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Gallery Serif\"'))")
        assert page.evaluate(
            "Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode()))).then(() => "
            "[...document.images].every(i => i.naturalWidth > 0))"
        )
        page.close()


@pytest.mark.parametrize("base", ["https://example.org/show/", None])
def test_the_missing_page_is_styled_wherever_it_stands(
    base: str | None, browser: Any, an_exhibit: Any, planned_page: Any
) -> None:
    more = {} if base is None else {"base_url": base}
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    html = planned_page(an_exhibit(**more), "404")
    page.route("**/*", lambda route: route.fulfill(status=404, content_type="text/html", body=html))
    page.goto("http://127.0.0.1/nowhere/at/all/")  # whatever else it asks for is not there
    assert page.eval_on_selector("h1", "e => getComputedStyle(e).fontSize") == "32px"
    assert page.eval_on_selector("body", "e => getComputedStyle(e).backgroundColor") == "rgb(21, 21, 20)"
    assert page.eval_on_selector("h1", "e => e.getBoundingClientRect().x") > 60
    assert [text for text in refused if "Content Security Policy" in text and "inline" in text] == []
    context.close()


def test_a_work_opens_with_its_original_whole(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    assert share(page) == 0
    assert clip(page) == "inset(0px 0px 0px 100%)"
    assert pressed(page) == ["Original"]


def test_the_slider_follows_the_mouse(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    box = page.locator(".original .frame").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, y, steps=5)
    page.mouse.up()
    assert abs(share(page) - 40) <= 1
    handle = page.eval_on_selector(
        ".handle", "e => parseFloat(getComputedStyle(e, '::before').left) / e.getBoundingClientRect().width"
    )
    assert handle == pytest.approx(0.6, abs=0.02)
    page.mouse.click(box["x"] + box["width"] * 0.25, y)
    assert abs(share(page) - 75) <= 2
    assert pressed(page) == ["Both"]


def test_the_slider_follows_arrows_home_and_end(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    page.locator(".slider").focus()
    for key, expected in [
        ("ArrowUp", 1), ("ArrowLeft", 2), ("ArrowRight", 1), ("ArrowDown", 0), ("End", 100), ("PageDown", 90),
        ("Home", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert share(page) == expected, key
    page.keyboard.press("End")
    assert clip(page) == "inset(0px 0px 0px 0%)"
    assert page.locator(".slider").get_attribute("aria-valuetext") == "0 % original, 100 % colour"
    assert pressed(page) == ["Colour"]


def test_the_slider_has_role_name_and_value(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK)
    slider = page.get_by_role("slider", name="How much of the photograph is shown in colour")
    assert slider.get_attribute("aria-valuetext") == "100 % original, 0 % colour"


def test_buttons_show_original_both_and_colour(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    for name, expected in [("Colour", 100), ("Both", 50), ("Original", 0)]:
        page.get_by_role("button", name=name, exact=True).click()
        assert share(page) == expected
        assert pressed(page) == [name]


def test_side_by_side_shows_both_registered_pictures_whole(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    page.get_by_role("button", name="Side by side").click()
    assert pressed(page) == ["Side by side"]
    original, colour = (page.locator(f".{version} .frame").bounding_box() for version in ("original", "colour"))
    assert original["x"] + original["width"] < colour["x"]
    assert [original[name] for name in ("y", "width", "height")] == [colour[name] for name in ("y", "width", "height")]
    assert clip(page) == "none"
    assert not page.locator(".slider").is_visible()
    for caption in ("Original", "Colours inferred"):
        assert page.locator("figcaption").get_by_text(caption, exact=True).is_visible()
    page.get_by_role("button", name="Given colours (3)").click()
    assert page.locator(".markers").bounding_box() == original
    page.get_by_role("button", name="Colour", exact=True).click()
    assert pressed(page) == ["Colour", "Given colours (3)"]
    assert share(page) == 100


def test_on_a_narrow_phone_side_by_side_is_one_above_the_other(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK, viewport={"width": 390, "height": 800})
    page.get_by_role("button", name="Side by side").click()
    original, colour = (page.locator(f".{version} .frame").bounding_box() for version in ("original", "colour"))
    assert original["x"] == colour["x"]
    assert original["width"] == colour["width"] == 350
    assert original["y"] + original["height"] < colour["y"]


def test_closer_looks_and_side_by_side_take_each_others_place(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK)
    for name in ("Side by side", "Confidence", "Side by side"):
        page.get_by_role("button", name=name).click()
        assert pressed(page) == [name]
    page.get_by_role("button", name="Side by side").click()
    assert pressed(page) == ["Original"]


def test_confidence_and_given_colours_are_one_click_away_and_go_again(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK)
    confidence = page.get_by_role("button", name="Confidence")
    legend = page.get_by_text("50 % on average").first
    assert not legend.is_visible()
    confidence.click()
    assert legend.is_visible()
    assert page.locator(".veil").is_visible()
    confidence.click()
    assert not legend.is_visible()
    given = page.get_by_role("button", name="Given colours (3)")
    given.click()
    assert page.locator(".markers").is_visible()
    given.click()
    assert not page.locator(".markers").is_visible()


def test_the_slider_speaks_the_language_of_the_page(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + "de/" + WORK)
    page.locator(".slider").focus()
    page.keyboard.press("End")
    assert page.locator(".slider").get_attribute("aria-valuetext") == "0 % Original, 100 % Farbe"


def test_the_language_can_be_changed_on_every_page_and_changed_back(address: str, visit: Visit) -> None:
    page = visit(address + WORK)
    page.get_by_role("link", name="Deutsch").click()
    page.wait_for_url("**/de/works/camera/index.html")
    assert page.locator("h1").inner_text() == "Kamera"
    page.get_by_role("link", name="Weiter Astronaut").click()
    page.wait_for_url("**/de/works/astronaut/index.html")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(lambda url: url.endswith("/works/astronaut/index.html") and "/de/" not in url)


def test_on_a_phone_the_ways_are_behind_one_button_that_needs_no_script(on_disk: str, visit: Visit) -> None:
    for scripts in (True, False):
        page = visit(on_disk + WORK, viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
        way = page.get_by_role("link", name="Method")
        assert not way.is_visible()
        page.get_by_role("button", name="Menu").click()
        assert way.is_visible()
        page.keyboard.press("Escape")
        assert not way.is_visible()
        page.get_by_role("button", name="Menu").click()
        way.click()
        page.wait_for_url("**/method/index.html")


def test_the_citation_is_copied(served: str, visit: Visit) -> None:
    page = visit(served + WORK, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()


def test_the_citation_is_copied_where_the_clipboard_is_closed(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    assert page.evaluate("getSelection().toString()") == page.locator("#citation").inner_text()


def test_on_paper_a_work_is_one_page_of_a_catalogue(on_disk: str, visit: Visit) -> None:
    for path in (
        "works/astronaut/index.html",
        "works/camera/index.html",
        "de/works/camera/index.html",
        "works/moon/index.html",
    ):
        page = visit(on_disk + path)
        document = page.pdf(prefer_css_page_size=True)
        assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") == 1, path
        assert b"/MediaBox [0 0 594.95996 841.91998]" in document or b"/MediaBox [0 0 595" in document


def test_on_paper_the_pair_the_label_and_the_provenance_stand_and_no_button(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK, color_scheme="dark", viewport={"width": 658, "height": 900})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("details").first.evaluate("e => e.open")
    original, colour, label = (page.locator(found).bounding_box() for found in (
        ".original .frame", ".colour .frame", ".heading h1",
    ))  # fmt: skip
    assert original["x"] + original["width"] <= colour["x"]
    assert original["y"] == colour["y"]
    assert original["y"] + original["height"] < label["y"]
    assert page.get_by_text("Brown wool, by the record.").is_visible()
    assert page.get_by_text("cd" * 32).is_visible()
    assert not [button for button in page.get_by_role("button").all() if button.is_visible()]
    assert page.eval_on_selector("body", "e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("details").first.evaluate("e => e.open")


def test_grey_can_be_shown_for_a_work_with_colours_of_its_own(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + PAGES["work with colours of its own"])
    page.get_by_role("button", name="Grey").click()
    assert page.locator(".version.grey img").is_visible()
    page.get_by_role("button", name="Both").click()
    assert not page.locator(".version.grey img").is_visible()


def test_versions_are_registered_to_the_pixel(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + WORK)
    page.get_by_role("button", name="Both").click()
    boxes = [page.locator(f".{version} .frame img").bounding_box() for version in ("original", "colour")]
    assert boxes[0] == boxes[1]


def test_without_a_script_original_and_colour_stand_side_by_side(address: str, visit: Visit) -> None:
    page = visit(address + WORK, java_script_enabled=False)
    original, colour = (page.locator(f".{version} img").bounding_box() for version in ("original", "colour"))
    assert original["x"] + original["width"] <= colour["x"]
    assert original["y"] == colour["y"]
    assert page.get_by_text("Colours inferred", exact=True).is_visible()
    assert not page.locator(".slider").is_visible()
    assert not page.get_by_role("button").first.is_visible()


def test_the_way_through_the_exhibition_by_keyboard_alone(on_disk: str, visit: Visit) -> None:
    page = visit(on_disk + "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for name, address in (("Near", "rooms/near/index.html"), ("Camera", WORK)):
        page.get_by_role("link", name=name, exact=True).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{address}")
    page.get_by_role("button", name="Confidence").focus()
    page.keyboard.press("Space")
    assert page.locator(".veil").is_visible()
    page.get_by_role("link", name="Next Astronaut").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/works/astronaut/index.html")


def test_day_and_night_can_be_chosen_and_are_remembered(served: str, visit: Visit) -> None:
    page = visit(served + "index.html", color_scheme="light")

    def wall() -> str:
        return str(page.eval_on_selector("body", "e => getComputedStyle(e).backgroundColor"))

    assert wall() == "rgb(250, 250, 248)"
    page.get_by_role("button", name="Night").click()
    assert wall() == "rgb(21, 21, 20)"
    page.reload()
    assert wall() == "rgb(21, 21, 20)"
    page.get_by_role("button", name="As the device").click()
    assert wall() == "rgb(250, 250, 248)"


def test_nothing_is_wider_than_the_window(on_disk: str, visit: Visit) -> None:
    for path in PAGES.values():
        page = visit(on_disk + path)
        for width in (320, 390, 768, 1440, 3840):
            page.set_viewport_size({"width": width, "height": 800})
            # What sticks out is clipped, so it is looked for element by element.
            wide = page.evaluate(
                "[...document.querySelectorAll('main *, header *, footer *')].filter(e => "
                "!e.closest('.scroll, .stack') && e.getBoundingClientRect().right > innerWidth + 1)"
                ".map(e => e.outerHTML)"
            )
            assert wide == [], (path, width)
        page.close()


def test_the_colours_behind_the_curtain_come_after_the_page(served: str, visit: Visit) -> None:
    page = visit("about:blank")
    page.add_init_script(
        "addEventListener('load', () => { "
        "globalThis.first = performance.getEntriesByType('resource').map(e => e.name); })"
    )
    page.goto(served + WORK)
    first = page.evaluate("first")
    assert any("original-" in name for name in first)
    assert not any("colour-" in name for name in first)
    page.wait_for_function("() => document.querySelector('.colour img').naturalWidth > 0")


def test_where_bytes_are_spared_the_colours_come_when_a_hand_comes_near(served: str, visit: Visit) -> None:
    page = visit("about:blank")
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page.goto(served + WORK)
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.colour img').naturalWidth") == 0
    page.locator(".original .frame").hover()
    page.wait_for_function("() => document.querySelector('.colour img').naturalWidth > 0")


SAMPLE = ("home", "room", "work", "uncolorized work", "work with hostile texts", "method", "about", "missing")
ALL = [kind if kind in SAMPLE else pytest.param(kind, marks=pytest.mark.matrix) for kind in PAGES]


@pytest.mark.parametrize("kind", ALL)
def test_axe_finds_no_violation(kind: str, on_disk: str, visit: Visit, axe: Callable[..., list[str]]) -> None:
    page = visit(on_disk + PAGES[kind])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, contrast=True) == []
