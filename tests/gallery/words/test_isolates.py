"""Texts of another direction keep to themselves within sentences."""

from __future__ import annotations

import pytest

from gallery.words.isolates import isolated


@pytest.mark.parametrize("text", ["شارع في القاهرة", "רחוב", "Cairo (القاهرة)", "ߛߓߍ", "\U0001e900"])
def test_what_runs_from_right_to_left_is_isolated(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"


@pytest.mark.parametrize("text", ["", "A street", "通り", "Straße, 1903", "سنة"[:0], "12–14"])
def test_what_does_not_is_left_as_it_is(text: str) -> None:
    assert isolated(text) == text
