"""Texts in descriptions: every viewer shows the very characters, and none finds a tag that the curator wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.publish.iiif.plan import plan
from gallery.publish.iiif.words import named, shown

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "An archive <img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>more</a>",
    "</span><script>alert(1)</script><span>",
    "<span onclick=alert(1)>x</span>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import'//example.org'</style>",
    "<!-- --><math><mtext></p><style><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "<<img src=x onerror=alert(1)>>",
    "<b>bold</b>",
    "1 < 2 & 3 > 2",
    "<3",
    "Smith & Sons",
)

HTML_PROPERTIES = {"summary", "value"}
"""Those in which IIIF allows HTML: a summary, and the value of a fact, of the statement and of a comment."""


class Markup(HTMLParser):
    """The elements with their attributes, and the text, as a browser would find them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[Any]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.found.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", []))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("declaration", []))

    def handle_pi(self, data: str) -> None:
        self.found.append(("instruction", []))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("declaration", []))


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with the property that it stands in."""
    if isinstance(value, dict):
        for name, inner in value.items():
            # The keys of a language map are no properties.
            yield from strings(inner, key if isinstance(inner, list) and name in ("en", "de", "none") else name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        yield key, value


def described(show: Any, made: dict[str, Path], scratch: Path) -> Iterator[Any]:
    for task in plan(show):
        out = scratch / task.id
        out.mkdir(parents=True)
        task.step({need: made[need] for need in task.needs}, json.loads(json.dumps(dict(task.parameters))), out)
        for path in out.rglob("*.json"):
            yield json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_the_curator_is_html_to_a_viewer(
    attack: str, tmp_path: Path, made: dict[str, Path], an_exhibit: Any, a_show: Any
) -> None:
    hint = {"at": [0.5, 0.5], "color": "#5B3A29", "evidence": attack}
    fields = ("title", "alt", "creator", "place", "medium", "credit", "rights_note", "description")
    work = {"id": "porch", "source": {"path": "a.jpg"}, "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/"}
    work |= dict.fromkeys(fields, attack)
    grey = {**work, "id": "moon", "colorize": False, "reason": attack}
    rooms: list[Any] = [{"title": attack, "text": attack, "works": [work | {"hints": [hint]}, grey]}]
    exhibit = an_exhibit(title=attack, curator=attack, statement=attack, rooms=rooms, colorizer={"notice": attack})
    carried = 0
    for document in described(a_show(exhibit), made, tmp_path):
        for key, text in strings(document):
            if key == "id":
                continue
            markup = Markup(text)
            if text.startswith("<") and text.endswith(">"):
                assert key in HTML_PROPERTIES
                assert markup.found == [("span", [])], (key, text)
                assert nh3.clean(text, tags={"span"}, attributes={}) == text
                ET.fromstring(text)  # well-formed, as IIIF has it
                carried += attack in markup.text
            else:
                assert markup.found == [], (key, text)
                carried += attack in text.replace("\u2060", "")
    assert carried > 10


@given(st.text())
def test_a_text_that_is_shown_is_the_text(text: str) -> None:
    (value,) = shown({"none": [text]})["none"]
    if value == text:
        assert not {"<", ">", "&"} & set(text)
    else:
        root = ET.fromstring(value)
        assert len(root) == 0
        assert (root.text or "").replace("\ufffd", "") == "".join(
            character for character in text.replace("\r\n", "\n").replace("\r", "\n") if is_xml(character)
        ).replace("\ufffd", "")


def is_xml(character: str) -> bool:
    return character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff")


@given(st.text(alphabet="<>/!?abc &;x=\"' "))
def test_a_label_never_holds_a_tag_nor_looks_like_html(text: str) -> None:
    (value,) = named({"none": [text]})["none"]
    assert Markup(value).found == []
    assert not (value.startswith("<") and value.endswith(">"))
    assert value.replace("\u2060", "").removesuffix(" ") == text.removesuffix(" ")
