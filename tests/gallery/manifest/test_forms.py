"""What people write for a value, and the form that a manifest wants."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from gallery.manifest import forms
from gallery.manifest.conversions import FORMS, right_form


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("red", "#ff0000"),
        ("Dark Olive Green", "#556b2f"),
        ("rot", "#ff0000"),
        ("bleu", "#0000ff"),
        ("amarillo", "#ffff00"),
        ("rgb(138, 43, 43)", "#8a2b2b"),
        ("rgb(100%, 0%, 0%)", "#ff0000"),
        ([138, 43, 43], "#8a2b2b"),
        ("8A2B2B", "#8a2b2b"),
        ("#f00", "#ff0000"),
        ("#8a2b2bff", "#8a2b2b"),
        ("“#8a2b2b”", "#8a2b2b"),
        ("0x8a2b2b", "#8a2b2b"),
        ("rust", None),
        ("rgb(300, 0, 0)", None),
    ],
)
def test_colours(written: Any, right: str | None) -> None:
    assert forms.color(written) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("40%", 0.4),
        ("0,4", 0.4),
        ("40 Prozent", 0.4),
        ("1/50", 0.02),
        ("3600 px", 3600),
        ("'0.5'", 0.5),
        ("a lot", None),
        ("1.2.3", None),
    ],
)
def test_numbers(written: str, right: float | None) -> None:
    assert forms.number(written) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [("18 cm", 18), ("180 mm", 18), ("2,4 m", 240), ("7 in", 17.78), ('7"', 17.78), ("18", 18), ("wide", None)],
)
def test_lengths_are_centimetres(written: str, right: float | None) -> None:
    assert forms.centimetres(written) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("First Flight", "first-flight"),
        ("evans_bud_fields_1936", "evans-bud-fields-1936"),
        ("Straßenbahn-Übung", "strassenbahn-uebung"),
        ("Été à Nice", "ete-a-nice"),
        ("Зал первый", "zal-pervyi"),
        ("Αθήνα", "athena"),
        ("北京", "bei-jing"),
        ("U\u0308bung", "uebung"),
        ("word " * 30, "-".join(["word"] * 16)),
        ("  -x-  ", "x"),
        ("…", None),
    ],
)
def test_ids(written: str, right: str | None) -> None:
    assert forms.slug(written) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("English", "en"),
        ("Deutsch", "de"),
        ("español", "es"),
        ("en_GB", "en-GB"),
        ("DE", "de"),
        ("zh-hant-TW", "zh-Hant-TW"),
        ("klingonisch", None),
    ],
)
def test_languages(written: str, right: str | None) -> None:
    assert forms.language(written) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("www.example.org/a", "https://www.example.org/a"),
        ("https:/example.org/a", "https://example.org/a"),
        ("HTTPS://example.org/a b", "https://example.org/a%20b"),
        ("[a page](https://example.org/a)", "https://example.org/a"),
        ("https:\\\\example.org\\a", "https://example.org/a"),
        ("photographs/a.jpg", None),
    ],
)
def test_addresses(written: str, right: str | None) -> None:
    assert forms.address(written) == right


def test_an_address_of_a_folder_ends_in_a_slash() -> None:
    assert forms.address("example.org/show/index.html", folder=True) == "https://example.org/show/"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("photographs\\a.jpg", "photographs/a.jpg"),
        ("./a.jpg", "a.jpg"),
        ("'a.jpg'", "a.jpg"),
        ("C:\\a.jpg", None),
        ("/a.jpg", None),
        ("../a.jpg", None),
    ],
)
def test_paths(written: str, right: str | None) -> None:
    assert forms.path(written) == right


@given(st.text("aBz09 -", max_size=90), st.integers(1, 90))
def test_plain_words_are_joined_as_all_others_are(text: str, longest: int) -> None:
    joined = slugify(text, max_length=longest, word_boundary=True, save_order=True)
    assert forms.slug(text, longest) == (joined or None)


@given(
    st.sampled_from(sorted(FORMS)), st.one_of(st.text(max_size=40), st.integers(), st.lists(st.integers(), max_size=4))
)
def test_what_is_converted_is_right_already(key: str, value: Any) -> None:
    right = right_form(key, value)
    assert right is None or right_form(key, right) == right
