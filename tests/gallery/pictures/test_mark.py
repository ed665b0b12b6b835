"""The mark on a picture with inferred colours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.pictures.mark import Mark, mark_inferred, patch
from gallery.pictures.planned_mark import mark_in
from gallery.typography.lines import default_fonts
from gallery.words.texts import languages

SERIF = default_fonts().serif_semibold
GREEN = (90, 120, 60)
SIDES = st.integers(1, 4000)
CORNERS = ("lower-left", "lower-right", "upper-left", "upper-right")


@given(wide=SIDES, high=SIDES, corner=st.sampled_from(CORNERS), form=st.sampled_from((None, "words", "icon")))
def test_the_mark_takes_at_most_a_sixth_of_the_width_and_keeps_to_its_corner(
    wide: int, high: int, corner: str, form: str | None
) -> None:
    drawn = patch((wide, high), mark_in("en", corner, form), SERIF)
    across, down = drawn.image.size
    assert 1 <= across <= max(1, wide / 6)
    assert 1 <= down <= max(1, high / 4)
    assert drawn.left == (wide - across if corner.endswith("right") else 0)
    assert drawn.top == (high - down if corner.startswith("lower") else 0)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("size", [(250, 180), (250, 420), (2048, 1400), (3600, 2400)])
@pytest.mark.parametrize("ground", ["black", "white", (120, 40, 30)])
def test_the_mark_can_be_read_where_the_picture_is_250_pixels_wide(
    language: str, size: tuple[int, int], ground: str | tuple[int, int, int]
) -> None:
    marked = mark_inferred(Image.new("RGB", size, ground), mark_in(language), SERIF)
    small = marked.resize((250, round(size[1] * 250 / size[0])), Image.Resampling.LANCZOS)
    corner = np.asarray(small.convert("L"), dtype=float)[-9:-1, 1:40]
    inked = corner < 130
    assert np.quantile(corner, 0.98) > 235  # paper
    assert corner.min() < 110  # ink
    assert inked.any(axis=1).sum() >= 5  # the capitals' height


def test_words_that_would_be_too_small_give_way_to_letters() -> None:
    said = {
        words: patch((1000, 700), Mark(words, "AI"), SERIF).image.size
        for words in ("AI", "colour", "AI colour", "colours by artificial intelligence")
    }
    letters = patch((1000, 700), Mark("AI colour", "AI", form="icon"), SERIF).image.size
    assert said["AI colour"][0] > 2 * letters[0]
    assert said["colours by artificial intelligence"] == letters


def test_beside_its_words_the_mark_is_letters_no_larger_than_the_title() -> None:
    mark = mark_in("en")
    alone, beside, small = (patch((1000, 700), mark, SERIF, beside=size).image.size for size in (None, 80.0, 20.0))
    assert beside[0] < alone[0] / 2
    assert small[1] < beside[1]
    assert small[1] < 20 * 1.4


def test_the_mark_can_be_told_its_form_and_corner() -> None:
    icon, words = (mark_in("de", "upper-right", form) for form in ("icon", "words"))
    plain = Image.new("RGB", (600, 400), GREEN)
    for mark in (icon, words):
        changed = np.argwhere((np.asarray(mark_inferred(plain, mark, SERIF)) != GREEN).any(axis=2))
        assert changed[:, 0].max() < 40
        assert changed[:, 1].min() >= 500
    assert patch((600, 400), words, SERIF, beside=40.0).image.width > 2 * patch((600, 400), icon, SERIF).image.width


def test_the_picture_that_was_given_stays_as_it_was() -> None:
    plain = Image.new("RGB", (300, 200), GREEN)
    mark_inferred(plain, mark_in("en"), SERIF)
    assert plain.getcolors() == [(60_000, GREEN)]
