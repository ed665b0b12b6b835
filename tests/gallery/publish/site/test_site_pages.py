"""What the pages say, read as a program reads them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

VOID = {"meta", "link", "img", "source", "input", "br", "hr"}


class Page(HTMLParser):
    """A parsed page: its elements with attributes, its ids, its text; complains about unclosed elements."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, Page]:
    root = built_site / "site"
    return {path.relative_to(root).as_posix(): Page(path) for path in sorted(root.rglob("*.html"))}


def test_every_page_has_one_h1_a_title_a_description_and_a_language(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert len(page.all("h1")) == 1, name
        assert page.all("html")[0]["lang"] == "en", name
        descriptions = [meta["content"] for meta in page.all("meta") if meta.get("name") == "description"]
        assert len(descriptions) == 1, name
        assert descriptions[0], name


def test_every_link_and_source_inside_the_site_leads_to_a_file(built_site: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        folder = (built_site / "site" / name).parent
        for tag, attributes in page.elements:
            wanted = [attributes.get("src", ""), attributes.get("href", "")] if tag != "a" else [attributes["href"]]
            wanted += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part.strip()]
            for address in filter(None, wanted):
                if re.match(r"[a-z]+:", address) or address.startswith("#"):
                    assert tag in ("a", "link"), (name, tag, address)
                    continue
                assert not address.startswith("/"), (name, address)
                assert (folder / address.partition("#")[0]).is_file(), (name, address)


def test_pictures_state_their_size_and_their_words(pages: dict[str, Page]) -> None:
    for page in pages.values():
        for image in page.all("img"):
            assert int(image["width"]) > 0
            assert int(image["height"]) > 0
            assert image["alt"]


def test_no_style_or_script_stands_in_the_page_itself(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert not page.all("style")
        assert all("src" in script and "type" not in script for script in page.all("script"))
        assert not [attributes for _, attributes in page.elements if "style" in attributes]
        assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]


def test_the_notice_stands_before_the_picture_and_the_original_before_the_colour(built_site: Path) -> None:
    text = (built_site / "site" / "works" / "camera" / "index.html").read_text(encoding="utf-8")
    main = text[text.index("<main") :]
    assert main.index("Colours inferred by a neural network") < main.index("<img")
    assert main.index("original-300.jpg") < main.index("colour-300.jpg")


def test_provenance_names_master_weights_and_hints(pages: dict[str, Page]) -> None:
    text = pages["works/camera/index.html"].text
    for fact in (
        "cd" * 32,
        "ab" * 32,
        "300 × 300",
        "0.60",
        "Brown wool, by the record.",
        "Curator’s assumption",
    ):
        assert fact in text
    assert "40 % from the left, 30 % from the top" in text


def test_an_uncolorized_work_shows_its_original_and_the_reason(pages: dict[str, Page]) -> None:
    page = pages["works/moon/index.html"]
    assert "Shown uncolorized: The moon is grey." in page.text
    assert not page.all("input")
    assert not [image for image in page.all("img") if "colour" in image["src"]]


def test_hostile_texts_stay_texts(pages: dict[str, Page]) -> None:
    page = pages["works/coins/index.html"]
    assert "<script>alert(1)</script>" in page.text
    assert [script["src"] for script in page.all("script")] == ["../../assets/site.js"]


def test_the_method_names_the_network_and_shows_its_figures(pages: dict[str, Page]) -> None:
    text = pages["method/index.html"].text
    assert "ab" * 32 in text
    assert "CIFAR-10, test set" in text
    assert "28.1" in text


def test_rights_of_every_work_are_listed(pages: dict[str, Page]) -> None:
    about = pages["about/index.html"]
    assert about.text.count("Public Domain Mark 1.0") == 4


def test_with_a_base_url_pages_know_their_address(an_exhibit: Any, planned_page: Any) -> None:
    exhibit = an_exhibit(base_url="https://example.org/show/")
    work = planned_page(exhibit, "works/camera")
    assert '<link rel="canonical" href="https://example.org/show/works/camera/">' in work
    assert 'property="og:image" content="https://example.org/show/pictures/camera/original-300.jpg"' in work
    assert '<link rel="stylesheet" href="/show/assets/site.css">' in planned_page(exhibit, "404")


def test_without_a_base_url_no_address_is_made_up(planned_page: Any, an_exhibit: Any) -> None:
    page = planned_page(an_exhibit(), "works/camera")
    assert "canonical" not in page
    assert "og:" not in page


def test_texts_in_another_language_are_marked(planned_page: Any, an_exhibit: Any) -> None:
    page = planned_page(an_exhibit(language="de"), "works/camera")
    assert '<html lang="en">' in page
    assert '<h1 lang="de" dir="auto">Camera</h1>' in page


def test_an_exhibit_without_colours_says_so(planned_page: Any, an_exhibit: Any, a_show: Any) -> None:
    rooms = [{"title": "Grey", "works": [_uncolorized()]}]
    exhibit = an_exhibit(rooms=rooms)
    assert "No colours inferred" in planned_page(exhibit, "method", weights=None)
    assert "Original, shown uncolorized" in planned_page(exhibit, "home", weights=None)


def _uncolorized() -> dict[str, Any]:
    return {
        "id": "moon",
        "source": {"package": "skimage", "path": "data/moon.png"},
        "title": "Moon",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": "The moon.",
        "colorize": False,
        "reason": "It is grey.",
    }
