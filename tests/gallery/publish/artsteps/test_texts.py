"""The texts to paste beside pictures."""

from __future__ import annotations

import pytest

from gallery.labels.label import label_of
from gallery.manifest.schema import Exhibit
from gallery.publish.artsteps.texts import picture_text, plain

WORK = {
    "id": "rocket",
    "source": {"path": "rocket.png"},
    "title": "Rocket",
    "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
    "alt": "A rocket.",
}
MOON = WORK | {"id": "moon", "colorize": False, "reason": "The Moon is grey."}
EXHIBIT = Exhibit.model_validate(
    {"title": "T", "curator": "C", "statement": "…", "rooms": [{"title": "R", "works": [WORK, MOON]}]}
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("Two\nlines  \nthen *more*", "Two lines\nthen more"),
        ("# Head\n\nText", "Head\n\nText"),
        ("- a\n- b\n\nAfter", "– a\n– b\n\nAfter"),
        ("[word](https://example.org/) & <b>", "word (https://example.org/) & <b>"),
        ("<https://example.org/>", "https://example.org/"),
        ("`code`", "code"),
    ],
)
def test_markdown_becomes_plain_text(source: str, text: str) -> None:
    assert plain(source) == text


def test_the_notice_opens_the_text_of_a_colour_picture_only() -> None:
    label = label_of(EXHIBIT.works[0], EXHIBIT, 1)
    assert picture_text(label, inferred=True).startswith(label.notice)
    assert label.notice not in picture_text(label, inferred=False)
    moon = label_of(EXHIBIT.works[1], EXHIBIT, 2)
    assert picture_text(moon, inferred=False).endswith("Shown uncolorized: The Moon is grey.")
