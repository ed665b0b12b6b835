"""The exhibition in Mirador, a viewer that libraries use: it shows what the descriptions ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[4]
MIRADOR = ROOT / "templates" / "frontend" / "node_modules" / "mirador" / "dist" / "mirador.min.js"

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Viewer</title>
<style>#viewer {{ position: absolute; inset: 0 }}</style><div id="viewer"></div>
<script src="mirador.js"></script><script>Mirador.viewer({configuration})</script></html>
"""


@pytest.fixture
def mirador(browser: Any, base: str, site: Path) -> Iterator[Callable[..., Any]]:
    """Opens a document of the exhibition in Mirador; afterwards nothing was missing and nothing left the machine."""
    if not MIRADOR.is_file():
        pytest.skip("no Mirador: an editable install (pip install -e .) brings it")
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 800, "height": 640}, reduced_motion="reduce")

    def route(request: Any) -> None:
        if urlsplit(request.request.url).hostname in ("127.0.0.1", None):
            request.continue_()
        else:
            wrong.append(f"asked for {request.request.url}")
            request.abort()

    def open_document(name: str, panel: str, **more: Any) -> Any:
        panels = {"info": True, "attribution": True, "layers": True, "annotations": True}
        window = {"sideBarOpen": True, "defaultSideBarPanel": panel, "panels": panels}
        configuration = {
            "id": "viewer",
            "windows": [{"manifestId": base + name}],
            "window": window,
            "workspaceControlPanel": {"enabled": False},
            "osdConfig": {"drawer": "canvas"},  # WebGL in software takes seconds a frame on a busy machine
        }
        (site.parent / "mirador.js").write_bytes(MIRADOR.read_bytes())
        html = PAGE.format(configuration=json.dumps(configuration | more))
        (site.parent / "viewer.html").write_text(html, encoding="utf-8")
        page = context.new_page()
        page.route("**/*", route)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", lambda response: response.status >= 400 and wrong.append(response.url))
        page.set_default_timeout(60_000)
        page.goto(base.removesuffix("site/") + "viewer.html")
        return page

    yield open_document
    context.close()
    assert wrong == []


def centre(page: Any) -> tuple[int, ...]:
    """Colour in the middle of the picture."""
    box = page.locator(".mirador-osd-container").bounding_box()
    clip = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "width": 2, "height": 2}
    with Image.open(BytesIO(page.screenshot(clip=clip))) as image:
        return tuple(image.convert("RGB").getpixel((0, 0)))


def wait_for_colour(page: Any, wanted: Callable[[tuple[int, ...]], bool]) -> None:
    for _ in range(200):
        if wanted(centre(page)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the middle of the picture is {centre(page)}")


def test_it_shows_the_original_and_offers_the_colour(mirador: Callable[..., Any]) -> None:
    page = mirador("iiif/porch/manifest.json", "layers")
    page.get_by_text("Colours inferred", exact=True).wait_for()
    layers = page.locator("aside li, aside [role=listitem], [data-rfd-draggable-id]")
    assert [text.partition("\n")[0] for text in layers.all_inner_texts()][:2] == ["Original", "Colours inferred"]
    wait_for_colour(page, lambda colour: max(colour) - min(colour) < 6 and 90 < colour[0] < 160)
    page.get_by_role("button", name="Show layer").first.click()
    page.get_by_role("button", name="Hide layer").first.click()
    wait_for_colour(page, lambda colour: colour[0] - colour[2] > 30)


def test_it_shows_the_notice_and_the_rights(mirador: Callable[..., Any]) -> None:
    page = mirador("iiif/porch/manifest.json", "attribution")
    page.get_by_text("Colours inferred by a neural network").wait_for()
    assert page.get_by_text("An archive").is_visible()
    assert page.get_by_role("link", name="http://rightsstatements.org/vocab/NoC-US/1.0/").is_visible()


def test_it_shows_the_label_in_the_reader_s_language(mirador: Callable[..., Any]) -> None:
    page = mirador("iiif/porch/manifest.json", "info", language="de")
    page.get_by_text("Abzug", exact=True).wait_for()
    assert page.get_by_role("heading", name="Titel von porch").first.is_visible()
    assert page.get_by_text("Urheber", exact=True).is_visible()


def test_it_walks_from_the_exhibition_to_a_work(mirador: Callable[..., Any]) -> None:
    page = mirador("iiif/collection.json", "info")
    list_of_rooms, button = page.get_by_role("dialog"), page.get_by_role("button", name="Show collection")
    list_of_rooms.or_(button).first.wait_for()
    if not list_of_rooms.is_visible():  # it opens by itself where the description came later than its window
        button.click()
    page.get_by_text("Near", exact=True).click()
    page.get_by_text("The porch", exact=True).click()
    wait_for_colour(page, lambda colour: max(colour) - min(colour) < 6 and 90 < colour[0] < 160)
