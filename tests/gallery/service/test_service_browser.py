"""The page of the service in a browser: a photograph chosen, seen in colour beside the original, hinted, handed out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

from gallery.pictures.metadata import read_disclosure

pytestmark = pytest.mark.browser

DONE = "() => document.getElementById('status').textContent.includes('%')"


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TIFF, which no browser reads."""
    path = tmp_path_factory.mktemp("photographs") / "portrait.tif"
    Image.fromarray(data.astronaut()).convert("L").resize((320, 320)).save(path)
    return path


def test_a_photograph_is_seen_in_colour_beside_the_original_and_handed_out(
    service: Any, visit: Callable[..., Any], portrait: Path, tmp_path: Path
) -> None:
    page = visit(service.url + "/")
    page.set_input_files("#file", portrait)
    page.wait_for_function(DONE)
    for name in ("original", "colour"):
        assert page.evaluate(f"() => document.getElementById('{name}').naturalWidth") == 320
    assert "neural network" in page.inner_text("#notice")
    page.click("[data-layer-choice=confidence]")
    assert page.is_visible("figure.confidence .scale")
    with page.expect_download() as download:
        page.click("#download")
    assert download.value.suggested_filename == "portrait-colour.jpg"
    download.value.save_as(tmp_path / "picture.jpg")
    assert "compositeWithTrained" in read_disclosure(tmp_path / "picture.jpg")["digital_source_type"]


def test_a_colour_is_given_by_a_click_or_by_numbers_and_taken_back(
    service: Any, visit: Callable[..., Any], portrait: Path
) -> None:
    page = visit(service.url + "/")
    page.set_input_files("#file", portrait)
    page.wait_for_function(DONE)
    before = page.get_attribute("#colour", "src")
    page.click("#place")
    box = page.locator("#aim").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.wait_for_function("src => document.getElementById('colour').src !== src", arg=before)
    assert [page.locator("#given input[type=number]").nth(at).input_value() for at in (0, 1)] == ["25", "75"]
    page.focus("#by-numbers")
    page.keyboard.press("Enter")
    assert page.locator("#given li").count() == 2
    page.keyboard.type("60")
    page.keyboard.press("Tab")
    page.wait_for_function("() => !document.getElementById('bench').hasAttribute('aria-busy')")
    page.locator("#given button").first.click()
    assert page.locator("#given input[type=number]").first.input_value() == "60"


def test_what_is_no_photograph_is_told_and_what_is_deleted_is_gone(
    service: Any, visit: Callable[..., Any], portrait: Path, tmp_path: Path
) -> None:
    page = visit(service.url + "/")
    page.set_input_files("#file", portrait)
    page.wait_for_function(DONE)
    page.click("#forget")
    page.wait_for_function("() => document.getElementById('status').textContent.includes('deleted')")
    assert page.is_visible("#empty")


def test_pages_speak_every_language_run_no_script_of_their_own_and_axe_finds_nothing(
    service: Any, visit: Callable[..., Any], portrait: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for address in ("/", "/?language=de", "/method", "/docs"):
        for scheme in ("light", "dark"):
            page = visit(service.url + address, color_scheme=scheme)
            if address == "/":
                page.set_input_files("#file", portrait)
                page.wait_for_function(DONE)
            found = axe.Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
    assert "Eine Fotografie kolorieren" in service.ask("GET", "/?language=de").text
    assert 'lang="fr"' in service.ask("GET", "/", headers={"Accept-Language": "fr-CA,fr;q=0.9"}).text


def test_a_service_with_a_token_asks_for_it(new_service: Callable[..., Any], visit: Callable[..., Any]) -> None:
    service = new_service("--keep", "1h", GALLERY_TOKEN="only-for-this-test")
    page = visit(service.url + "/")
    page.fill("#token", "only-for-this-test")
    file = io.BytesIO()
    Image.fromarray(data.camera()).resize((64, 64)).save(file, "PNG")
    page.set_input_files("#file", {"name": "camera.png", "mimeType": "image/png", "buffer": file.getvalue()})
    page.wait_for_function(DONE)
