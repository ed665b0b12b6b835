"""Tables that a spreadsheet opens rightly, and that run nothing there."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from gallery.publish.artsteps.spreadsheet import guarded, table, unguarded


@given(st.text())
def test_guarding_can_be_undone_and_leaves_no_formula(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not re.match(r"\s*[=+\-@]", guarded(text))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=4))
def test_a_table_reads_back_as_it_was(cells: list[list[str]]) -> None:
    text = table(("a", "b"), cells).decode("utf-8-sig")
    back = [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    assert back == [["a", "b"], *cells]
