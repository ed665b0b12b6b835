"""What other programs take from a page: who shares it, who bookmarks it, who opens its work elsewhere."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from PIL import Image

DESCRIBED = r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)">'


@pytest.fixture
def shared(an_exhibit: Any, planned_page: Any) -> Any:
    """A page by its name, of the exhibit with an address."""
    return lambda name: planned_page(an_exhibit(base_url="https://example.org/show/"), name)


@pytest.mark.parametrize(
    ("page", "locale", "title"), [("works/camera", "en_GB", "Camera"), ("de/works/camera", "de_DE", "Kamera")]
)
def test_a_page_that_is_shared_comes_with_its_original_its_words_and_its_locale(
    page: str, locale: str, title: str, shared: Any
) -> None:
    text = shared(page)
    told = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', text))
    assert told["type"] == "article"
    assert (told["title"], told["locale"]) == (title, locale)
    assert told["url"].endswith("/works/camera/")
    assert "/iiif/camera/original/" in told["image"]
    assert told["image:alt"]
    assert (told["image:width"], told["image:height"]) == ("300", "300")
    assert '<meta name="twitter:card" content="summary_large_image">' in text


def test_a_description_ends_with_a_whole_word(an_exhibit: Any, planned_page: Any) -> None:
    exhibit = an_exhibit(base_url="https://example.org/show/", statement="Somebody opened a shutter there. " * 20)
    described = [html.unescape(text) for text in re.findall(DESCRIBED, planned_page(exhibit, "home"))]
    assert len(described) == 2
    for text in described:
        assert len(text) <= 200
        words = ["Somebody", "opened", "a", "shutter", "there."]
        assert text.rstrip("…").rstrip(". ").split()[-1] in {word.rstrip(".") for word in words}


def test_a_bookmark_has_the_site_s_sign_and_its_colours_by_day_and_by_night(built_site: Any, shared: Any) -> None:
    text = shared("home")
    assert re.search(r'<link rel="icon" type="image/svg\+xml" href="assets/icon\.svg\?v=\w{8}">', text)
    assert re.search(r'<link rel="apple-touch-icon" href="assets/touch-icon\.png\?v=\w{8}">', text)
    assert text.count('<meta name="theme-color"') == 2
    with Image.open(built_site / "site" / "assets" / "touch-icon.png") as icon:
        assert icon.size == (180, 180)


def test_a_work_is_opened_in_a_viewer_and_its_neighbours_are_seen(shared: Any) -> None:
    text = shared("works/astronaut")
    manifest = "https%3A//example.org/show/iiif/astronaut/manifest.json"
    assert f'href="https://projectmirador.org/embed/?iiif-content={manifest}"' in text
    turn = text[text.index('<nav class="turn"') :]
    for way, work in (("prev", "camera"), ("next", "moon")):
        assert re.search(
            rf'rel="{way}" href="[^"]*/{work}/index\.html"><img class="thumbnail" src="[^"]*/{work}/', turn
        )
