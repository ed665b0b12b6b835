"""The accent can be read on both walls, whatever the curator sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.publish.site.steps.accent import CHALK, DEFAULT, INK, PAPER, WALL, accents, contrast

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS)
def test_any_accent_reaches_the_contrast_of_text_on_both_walls(color: str) -> None:
    day, night = accents(color)
    assert contrast(day, PAPER) >= 4.5
    assert contrast(night, WALL) >= 4.5


def test_a_legible_accent_is_kept_as_it_was_set() -> None:
    assert accents("#1F3A5F")[0] == "#1f3a5f"


def test_without_an_accent_the_houses_own_is_used_by_day() -> None:
    assert accents(None)[0] == DEFAULT


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_ink_stands_out_from_both_walls() -> None:
    assert contrast(INK, PAPER) > 15
    assert contrast(CHALK, WALL) > 13
