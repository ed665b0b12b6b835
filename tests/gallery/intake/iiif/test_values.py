"""Texts of IIIF descriptions, as a manifest can hold them."""

from __future__ import annotations

import json
import time

import pytest

from gallery.intake.iiif.values import plain, words


def test_half_a_character_is_left_out_of_a_label() -> None:
    assert words(json.loads(r'{"en": ["A \ud800tram \ud83d\ude8b"]}')) == {"en": ["A tram 🚋"]}


@pytest.mark.parametrize(
    "text", ["<p " + "<a " * 33_000 + ">", "<" + '<a href="">' * 9_000 + ">", "<" + " " * 99_000 + ">"]
)
def test_html_that_is_none_takes_no_time(text: str) -> None:
    began = time.monotonic()
    plain(text)
    assert time.monotonic() - began < 3


def test_links_keep_their_addresses_each_its_own() -> None:
    html = '<p><a class="x" href="https://a.example/">A</a> <a href="https://b.example/" title="t"><b>B</b></a></p>'
    assert plain(html) == "[A](https://a.example/) [B](https://b.example/)"
