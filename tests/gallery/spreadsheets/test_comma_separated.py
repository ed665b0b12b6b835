"""Tables that a spreadsheet opens rightly, and that run nothing there."""

from __future__ import annotations

import csv
import io
import re
import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.spreadsheets.comma_separated import csv_bytes, guarded, unguarded

HOSTILE = st.text(
    st.sampled_from(["=", "+", "-", "@", "＝", "＋", "－", "＠", "−", ";", "\t", "\r", "\n", " ", "'"])
) | (
    st.lists(
        st.sampled_from(["=", ";", "%0A", "%0d", "%3D", "%3b", "%20", "'", " ", "%", "0", "A", "x", "\ufeff"])
    ).map("".join)
)
TEXTS = st.text() | HOSTILE


def begins_a_formula(cell: str) -> bool:
    return re.match("[\\s\0\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠−]", cell) is not None


@given(TEXTS)
def test_guarding_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_no_cell_of_any_country_begins_a_formula(text: str) -> None:
    """Whether a program separates by commas or by semicolons, minds quotes or not, decodes addresses or not."""
    for seen in (guarded(text), unquote(guarded(text))):
        assert not any(begins_a_formula(cell) for cell in [seen, *re.split("[;\t\r\n]", seen)])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("＝1", "'＝1"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("%0A=1", "'%0A'=1"),
        ("%0a%3D1", "'%0a'%3D1"),
        ("Vienna;=1", "Vienna;'=1"),
        ("Vienna; -1", "Vienna;' -1"),
        ("one\n=two", "one\n'=two"),
        ("'=1", "''=1"),
    ],
)
def test_what_could_be_a_formula_opens_with_an_apostrophe(text: str, written: str) -> None:
    assert guarded(text) == written


@pytest.mark.parametrize(
    "text", ["", "Vienna", "a = b", "1914–1918", "A; B", "100 %", "one\ntwo", "– item", "it's", "'quoted'", "a@b.org"]
)
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_long_text_of_blanks_is_guarded_in_no_time() -> None:
    began = time.monotonic()
    guarded("\n" * 200_000 + "x")
    assert time.monotonic() - began < 10


@given(st.lists(st.lists(TEXTS.filter(str.isprintable) | HOSTILE, min_size=2, max_size=2), max_size=4))
def test_a_table_reads_back_as_it_was(cells: list[list[str]]) -> None:
    text = csv_bytes(("a", "b"), cells).decode("utf-8-sig")
    back = [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    assert back == [["a", "b"], *cells]
