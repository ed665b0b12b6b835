"""Which way characters run: as the algorithm of Unicode has it, and as another implementation of it says."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from gallery.typography.directions import base_level, has_direction, in_visual_order, levels

EMBEDDED = "\u202a\u202b\u202c\u202e"
TEXTS = st.text(
    "abAZאבגعربي۱۲٣٤0123.,:+-/%$#()[]{}<>!?\"'&« \u2009\u0301\u05b0\u064b\u200e\u200f\u061c\u200d"
    "\u2066\u2067\u2068\u2069" + EMBEDDED,
    max_size=40,
)
"""Without LEFT-TO-RIGHT OVERRIDE: after it python-bidi leaves a line's last spaces where they are."""


def displayed(text: str) -> str:
    """``text`` from left to right, not mirrored."""
    return "".join(text[at] for at in in_visual_order(levels(text, base_level(text))))


@settings(max_examples=500)
@given(text=TEXTS)
def test_any_text_is_ordered_as_python_bidi_orders_it(text: str) -> None:
    unseen = dict.fromkeys(map(ord, EMBEDDED + "\u200d"))
    assert displayed(text).translate(unseen) == get_display(text).translate(unseen)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Haifa 1903", "Haifa 1903"),
        ("אבג 1903", "1903 גבא"),
        ("אבג 1934–1939", "1939–1934 גבא"),
        ("אבג 12,5", "12,5 גבא"),
        ("אבג ABC (CC)", "ABC (CC) גבא"),
        ("ABC אבג דהו xyz", "ABC והד גבא xyz"),
        ("אבג.", ".גבא"),
        ("ABC \u2067אבג!\u2069", "ABC \u2067!גבא\u2069"),
    ],
)
def test_figures_signs_and_brackets_stand_where_they_belong(text: str, shown: str) -> None:
    assert displayed(text) == shown


def test_the_first_strong_character_says_how_a_paragraph_runs() -> None:
    assert base_level("1903: Haifa") == base_level("1903") == base_level("") == 0
    assert base_level("1903: חיפה") == base_level("«سوريا» Syria") == 1
    assert base_level("\u2068חיפה\u2069 is Haifa") == 0  # what is isolated does not count
    assert not has_direction("1903–1905, 62 %")
    assert has_direction("62 % جملة")
