"""The deep zoom in a real Chromium: by mouse, keyboard and touch, from a folder and from a server."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from markupsafe import Markup
from PIL import Image

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Derivatives, Facts, write_facts
from gallery.labels.label import exact, label_of
from gallery.manifest.schema import Exhibit
from gallery.pages.environment import environment
from gallery.publish.site.steps.pages import picture_facts
from gallery.publish.site.steps.pictures import site_pictures_step
from gallery.resources import TEMPLATES

pytestmark = pytest.mark.browser

SIZES = {"wide": (1500, 1000), "small": (300, 400), "plain": (900, 700)}
"""Works: with tiles; without; and one shown uncolorized."""

PAGE = """{% from "zoom.html" import zoom with context %}
<!doctype html>
<html lang="en" class="scripted">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'self'; \
script-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Zoom</title>
<link rel="icon" href="data:,">
<script src="../assets/zoom.js" defer></script>
<link rel="stylesheet" href="../assets/site.css">
<link rel="stylesheet" href="../assets/zoom.css">
</head>
<body><main><h1>A work</h1>{{ zoom(label, facts) }}
<p class="tall" lang="en">{{ "Words. " * 3000 }}</p></main></body>
</html>
"""

EDGES = ("getPropertyValue('--left')", "getPropertyValue('--right')")
"""Of what is seen of the picture, in pixels of the stage."""

COLOURS = ":root { --wall: #fafaf8; --ink: #1a1a18; --accent: #8a3324; }"


def an_exhibit() -> Exhibit:
    works = [
        {
            "id": name,
            "source": {"path": f"{name}.jpg"},
            "title": f"A {name} photograph",
            "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
            "alt": "A ramp.",
        }
        | ({"colorize": False, "reason": "It is grey."} if name == "plain" else {})
        for name in SIZES
    ]
    rooms = [{"title": "R", "works": works}]
    return Exhibit.model_validate({"title": "T", "curator": "C", "statement": "S", "rooms": rooms})


def make_derivatives(folder: Path, width: int, height: int, *, colorized: bool) -> Path:
    """A grey ramp from left to right; in colour it is red."""
    folder.mkdir(parents=True)
    ramp = np.linspace(40, 220, width, dtype=np.uint8)[None].repeat(height, 0)
    grey = Image.fromarray(ramp).convert("RGB")
    grey.save(folder / ORIGINAL)
    grey.save(folder / GREY)
    facts = Facts(width, height, "cd" * 32, "JPEG", 9, has_colour=False, toned=False, colorized=colorized)
    if colorized:
        Image.blend(grey, Image.new("RGB", grey.size, "#ff0000"), 0.5).save(folder / COLOUR)
        Image.new("L", (30, 30 * height // width), 10).save(folder / CONFIDENCE)
        facts = dataclasses.replace(facts, confidence_mean=0.1, weights="default", weights_sha256="ab" * 32)
    write_facts(facts, folder)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page for each work, under a sub-path."""
    folder = tmp_path_factory.mktemp("zoomed") / "under" / "here"
    for work in an_exhibit().works:
        made = make_derivatives(folder.parent / "made" / work.id, *SIZES[work.id], colorized=work.colorize)
        derivatives = Derivatives.read(made)
        label = exact(label_of(work, an_exhibit(), 1), derivatives.facts)
        written = folder / "scratch" / work.id
        written.mkdir(parents=True)
        asked = {"work": work.id, "avif": False, "tiles": "files"}
        site_pictures_step({f"colorize/{work.id}": made}, asked, written)
        for kind in ("pictures", "iiif"):
            (folder / kind).mkdir(exist_ok=True)
            (written / kind).rename(folder / kind / work.id)
        html = (
            environment("site")
            .from_string(PAGE)
            .render(
                page={"root": "../"},
                own_of=lambda thing, field: Markup(""),
                asset=lambda name: f"../assets/{name}",
                label=label.to_json(),
                facts=picture_facts(work.id, derivatives),
            )
        )
        (folder / work.id).mkdir()
        (folder / work.id / "index.html").write_text(html, encoding="utf-8")
    (folder / "assets").mkdir()
    (folder / "assets" / "zoom.js").write_bytes((TEMPLATES / "bundles" / "zoom.js").read_bytes())
    (folder / "assets" / "zoom.css").write_bytes((TEMPLATES / "site" / "zoom.css").read_bytes())
    style = (TEMPLATES / "site" / "site.css").read_text(encoding="utf-8")
    (folder / "assets" / "site.css").write_text(COLOURS + style, encoding="utf-8")
    return folder


@pytest.fixture(params=["from disk", pytest.param("over HTTP", marks=pytest.mark.matrix)])
def address(request: pytest.FixtureRequest, site: Path, serve: Callable[[Path], str]) -> str:
    return f"{site.as_uri()}/" if request.param == "from disk" else f"{serve(site.parent.parent)}under/here/"


@pytest.fixture
def page(visit: Callable[..., Any], site: Path) -> Any:
    """The page of the wide work, its zoom open and drawn."""
    return opened(visit(f"{site.as_uri()}/wide/index.html"))


def opened(page: Any) -> Any:
    page.click("[data-zoom]")
    page.wait_for_function("() => document.querySelector('.zoom-scale').value")
    settle(page)
    return page


def settle(page: Any) -> None:
    """Wait until what is seen changes no more."""
    before = b""
    for _ in range(40):
        page.wait_for_timeout(60)
        seen = page.screenshot()
        if seen == before:
            return
        before = seen
    raise AssertionError("the picture does not come to rest")


def scale(page: Any) -> int:
    return int(page.text_content(".zoom-scale").removesuffix(" %"))


def colour_at(page: Any, x: float, y: float = 0.5) -> tuple[int, int, int]:
    """Colour of the screen at fractions of the stage."""
    box = page.locator(".zoom-stage").bounding_box()
    clip = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"], "width": 4, "height": 4}
    with Image.open(BytesIO(page.screenshot(clip=clip))) as image:
        red, green, blue = image.convert("RGB").getpixel((1, 1))
    return red, green, blue


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] - colour[1] > 60


def test_it_draws_from_a_folder_and_from_a_server(visit: Callable[..., Any], address: str) -> None:
    page = opened(visit(address + "wide/index.html"))
    red, green, _ = colour_at(page, 0.5)
    assert abs(red - green) < 12
    assert 80 < red < 180
    page.click("[data-look=colour]")
    settle(page)
    assert is_red(colour_at(page, 0.5))


@pytest.mark.parametrize("work", ["small", "plain"])
def test_small_and_uncolorized_photographs_zoom_too(visit: Callable[..., Any], address: str, work: str) -> None:
    page = opened(visit(f"{address}{work}/index.html"))
    before = scale(page)
    page.keyboard.press("+")
    page.wait_for_function(f"() => parseInt(document.querySelector('.zoom-scale').value) > {before}")
    assert page.locator("[data-look]").count() == (0 if work == "plain" else 4)
    assert 60 < colour_at(page, 0.5)[0] < 200


def test_the_original_comes_first_and_the_notice_stands_above(page: Any) -> None:
    assert page.get_attribute("[data-look=original]", "aria-pressed") == "true"
    assert not is_red(colour_at(page, 0.6))
    notice = page.locator(".zoom-head p:visible")
    assert notice.text_content() == "Shown: the original. Inferred colours on request."
    assert notice.bounding_box()["y"] < page.locator(".zoom-stage").bounding_box()["y"]
    assert not page.get_by_text("Colours inferred", exact=True).is_visible()


def test_a_curtain_parts_original_and_colour(page: Any) -> None:
    page.click("[data-look=both]")
    settle(page)
    assert not is_red(colour_at(page, 0.4))
    assert is_red(colour_at(page, 0.6))
    curtain = page.get_by_role("slider")
    assert curtain.get_attribute("aria-valuetext") == "50 % original, 50 % colour"
    curtain.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    assert curtain.get_attribute("aria-valuetext") == "30 % original, 70 % colour"
    assert is_red(colour_at(page, 0.4))


def test_the_curtain_is_drawn_by_its_handle_and_the_picture_beside_it(page: Any) -> None:
    page.click("[data-look=both]")
    box = page.locator(".zoom-stage").bounding_box()
    middle, across = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle, across)
    page.mouse.down()
    page.mouse.move(middle - 200, across, steps=4)
    page.mouse.up()
    value = int(page.get_by_role("slider").input_value())
    assert 60 < value < 75
    page.mouse.move(middle + 200, across)
    page.mouse.wheel(0, -400)
    page.wait_for_function("() => parseInt(document.querySelector('.zoom-scale').value) > 60")
    assert int(page.get_by_role("slider").input_value()) == value


def test_the_curtain_hangs_over_what_is_seen_of_the_picture(page: Any) -> None:
    page.click("[data-look=both]")
    page.set_viewport_size({"width": 1600, "height": 500})  # far wider than the picture
    settle(page)
    page.keyboard.press("0")
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    for _ in range(9):
        page.keyboard.press("PageDown")
    settle(page)
    left, right = (page.evaluate(f"parseFloat(document.querySelector('.zoom').style.{edge})") for edge in EDGES)
    stage = page.locator(".zoom-stage").bounding_box()["width"]
    assert left > 300
    assert right < 1300
    line = page.locator(".zoom-line").evaluate("e => parseFloat(getComputedStyle(e, '::before').left)")
    assert line == pytest.approx(left + 0.9 * (right - left), abs=1)
    assert is_red(colour_at(page, (right - 20) / stage))
    assert not is_red(colour_at(page, (right - 0.2 * (right - left)) / stage))
    page.get_by_role("slider").focus()
    before = int(page.get_by_role("slider").input_value())
    page.keyboard.press("ArrowRight")  # the curtain goes where the arrow points
    assert int(page.get_by_role("slider").input_value()) == before - 1


def test_buttons_move_the_picture(page: Any) -> None:
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    settle(page)
    before = colour_at(page, 0.5)[0]
    page.get_by_role("button", name="Further right").click()
    settle(page)
    assert colour_at(page, 0.5)[0] > before + 3  # the ramp climbs to the right


def test_parts_that_do_not_come_are_told(visit: Callable[..., Any], site: Path) -> None:
    page = visit(f"{site.as_uri()}/small/index.html")
    page.click("[data-zoom]")
    page.wait_for_function("() => document.querySelector('.zoom-scale').value")
    assert not page.get_by_text("Parts of the picture could not be loaded.").is_visible()
    page.reload()
    page.evaluate("document.querySelector('template').content.querySelector('.zoom').dataset.images = 'data:,'")
    page.click("[data-zoom]")
    page.get_by_text("Parts of the picture could not be loaded.").wait_for()


def test_keys_zoom_move_and_show_the_whole(page: Any) -> None:
    whole = scale(page)
    for key in ("+", "+", "+"):
        page.keyboard.press(key)
    settle(page)
    assert scale(page) == pytest.approx(whole * 1.6**3, rel=0.03)
    before = colour_at(page, 0.5)[0]
    page.keyboard.press("ArrowRight")
    settle(page)
    assert colour_at(page, 0.5)[0] > before + 3  # the ramp climbs to the right
    page.keyboard.press("-")
    settle(page)
    assert scale(page) == pytest.approx(whole * 1.6**2, rel=0.03)
    page.keyboard.press("0")
    settle(page)
    assert scale(page) == whole


def test_buttons_do_what_keys_do(page: Any) -> None:
    whole = scale(page)
    page.get_by_role("button", name="Zoom in").click()
    settle(page)
    assert scale(page) > whole
    page.get_by_role("button", name="Zoom out").click()
    settle(page)
    assert scale(page) == whole
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Whole picture").click()
    settle(page)
    assert scale(page) == whole


def test_side_by_side_both_pictures_show_the_same_part(page: Any) -> None:
    page.get_by_role("button", name="Side by side").click()
    box = page.locator(".zoom-picture.colour").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    for _ in range(4):
        page.mouse.wheel(0, -100)  # over the second picture: the first follows
    settle(page)
    left, right = colour_at(page, 0.25), colour_at(page, 0.752)
    assert abs(left[0] - left[1]) < 12
    assert is_red(right)
    # Half of what is red came from the ramp, which tells the place.
    assert right[1] * 2 == pytest.approx(left[1], abs=8)
    assert left[1] > 140  # towards the right end of the ramp, where the pointer was


def test_confidence_veils_the_original(page: Any) -> None:
    page.get_by_role("button", name="Confidence").click()
    settle(page)
    red, _, blue = colour_at(page, 0.5)
    assert blue - red > 50
    assert page.get_by_text("Original, bluer where the colours are less certain").is_visible()
    page.get_by_role("button", name="Colour", exact=True).click()  # nothing is veiled there
    assert page.get_attribute("[data-do=veil]", "aria-pressed") == "false"
    page.get_by_role("button", name="Original").click()
    settle(page)
    red, _, blue = colour_at(page, 0.5)
    assert abs(red - blue) < 12


def test_escape_closes_and_the_focus_returns_to_the_button(page: Any) -> None:
    assert page.evaluate("document.activeElement.dataset.do") == "in"
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    assert page.evaluate("document.activeElement.hasAttribute('data-zoom')")
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("document.activeElement.hasAttribute('data-zoom')")


def test_the_focus_stays_in_the_dialog_and_the_page_behind_does_not_move(page: Any) -> None:
    for _ in range(14):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
        assert page.evaluate(inside)
    page.mouse.move(600, 450)
    page.mouse.wheel(0, 600)
    settle(page)
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Escape")
    page.mouse.wheel(0, 600)  # and then it does: nothing on the page holds the wheel
    page.wait_for_function("() => scrollY > 0")


def test_with_reduced_motion_nothing_glides(page: Any) -> None:
    page.evaluate(
        """() => {
          globalThis.scales = [];
          const look = () => {
            const scale = document.querySelector(".zoom-scale").value;
            if (scales.at(-1) !== scale) scales.push(scale);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    page.keyboard.press("+")
    page.wait_for_function("() => scales.length > 1")
    settle(page)
    assert page.evaluate("scales.length") == 2  # before and after, and none between


def test_it_can_be_touched(visit: Callable[..., Any], site: Path) -> None:
    context = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
    page = opened(visit(f"{site.as_uri()}/wide/index.html", **context))
    whole = scale(page)
    box = page.locator(".zoom-stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *offsets: float) -> None:
        points = [{"x": x + offset, "y": y, "id": index} for index, offset in enumerate(offsets)]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(30)

    touch("touchStart", -20, 20)
    for spread in (40, 70, 100, 130):
        touch("touchMove", -spread, spread)
    touch("touchEnd")
    page.wait_for_function(f"() => parseInt(document.querySelector('.zoom-scale').value) > {whole * 2}")
    for button in page.locator("dialog button:visible").all():
        size = button.bounding_box()
        assert size["height"] >= 24
        assert size["width"] >= 24
        assert size["x"] + size["width"] <= 390


def test_axe_has_no_complaints(page: Any, axe: Callable[..., list[str]]) -> None:
    for look in ("original", "both", "beside"):
        page.click(f"[data-look={look}]")
        assert axe(page) == [], look


def test_on_the_page_of_a_work_the_zoom_comes_when_it_is_asked_for(visit: Callable[..., Any], served: str) -> None:
    page = visit(served + "works/camera/index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(served).partition("?")[0]))
    assert page.locator("dialog").count() == 0
    page.get_by_role("button", name="Zoom", exact=True).click()
    page.wait_for_function("() => document.querySelector('.zoom-scale')?.value")
    assert {"assets/zoom.js", "assets/zoom.css"} <= set(asked)
    assert page.locator("dialog").is_visible()
