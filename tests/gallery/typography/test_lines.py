"""Typography: lines that fit, words that stay whole, characters that exist."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import LabelError
from gallery.manifest.schema import Fonts
from gallery.typography.lines import (
    default_fonts,
    font_faults,
    font_files,
    missing_characters,
    named,
    settable,
    wrap,
)
from gallery.typography.typeface import typeface

FONTS = default_fonts()
FACE = typeface(FONTS.serif)
LETTERS = st.text(st.sampled_from("abcdefgh AVTWo éßΑάяЖ.,-–—/1935\u00a0\n"), max_size=200)


@given(text=LETTERS, measure=st.floats(2, 60), balanced=st.booleans())
def test_no_line_is_wider_than_the_measure_and_nothing_is_lost(text: str, measure: float, balanced: bool) -> None:
    lines = wrap(text, FACE, measure, balanced=balanced)
    assert all(FACE.width(line) <= measure for line in lines if len(line) > 1)
    assert "".join(lines).replace(" ", "") == settable(text).replace(" ", "")
    assert all(line and line == line.strip(" ") for line in lines)


@given(text=LETTERS, measure=st.floats(4, 60))
def test_balanced_lines_are_no_more_than_greedy_ones(text: str, measure: float) -> None:
    assert len(wrap(text, FACE, measure, balanced=True)) <= len(wrap(text, FACE, measure))


@pytest.mark.parametrize("text", ["x" * 100_000, "a-b" * 33_333, "a " * 50_000, "e" + "\u0301" * 99_999, "-" * 100_000])
def test_a_text_of_a_hundred_thousand_letters_is_set_in_a_moment(text: str) -> None:
    began = time.perf_counter()
    lines = wrap(text, FACE, 20, balanced=True)
    assert time.perf_counter() - began < 20  # it takes a fifth of a second, on a busy machine some; once it took hours
    assert "".join(lines).replace(" ", "") == settable(text).replace(" ", "")


def test_words_that_fit_are_never_broken() -> None:
    text = "Destitute pea pickers in California. Mother of seven children. Age thirty-two. Nipomo, California"
    words = {word for line in wrap(text, FACE, 12) for word in line.split()}
    assert words <= {*text.split(), "thirty-", "two."}


def test_years_joined_by_a_dash_and_numbers_with_hyphens_stay_together() -> None:
    lines = wrap("Taken 1935–1940 with SHA-256", FACE, 5.5)
    assert "1935–1940" in lines
    assert "SHA-256" in lines


def test_no_break_spaces_do_not_break() -> None:
    assert wrap("62\u00a0% of it", FACE, 2.2)[0] == "62\u00a0%"


def test_a_last_line_of_one_short_word_takes_another_with_it() -> None:
    text = "the original is black and white and so on"
    full = FACE.width("the original is black and white and so")
    assert wrap(text, FACE, full + 0.1) == ["the original is black and white and", "so on"]


def test_a_balanced_title_has_lines_of_about_one_length() -> None:
    first, second = wrap("Human Erosion in California (Migrant Mother) of", FACE, 20, balanced=True)
    assert FACE.width(second) > 0.6 * FACE.width(first)


def test_a_measure_must_be_positive() -> None:
    with pytest.raises(ValueError, match="must be positive, not 0"):
        wrap("x", FACE, 0)


def test_pairs_are_kerned() -> None:
    assert FACE.width("AV") < FACE.width("A") + FACE.width("V")
    assert FACE.width("Τα") < FACE.width("Τ") + FACE.width("α")
    assert FACE.width("") == 0


def test_the_shipped_serif_sets_latin_greek_and_cyrillic() -> None:
    text = "Łódź, Größe, Ελλάδα, Сергей Прокудин-Горский, «№ 5» – “x” … 62 %"
    assert missing_characters(text, FONTS.serif) == missing_characters(text, FONTS.serif_semibold) == ""


def test_missing_characters_are_named_once_with_code_points() -> None:
    missing = missing_characters("ab 写真写 \u2011\u202f\n", FONTS.serif)
    assert missing == "写真"
    assert named(missing[:1]) == "'写' (U+5199 CJK UNIFIED IDEOGRAPH-5199)"


def test_letters_and_their_accents_are_composed_before_the_font_is_asked() -> None:
    assert settable("e\u0301te\u0301\tde\n1903\u200b") == "été de 1903"


def test_an_exhibits_own_serif_stands_for_both_weights(tmp_path: Path) -> None:
    shutil.copy(FONTS.sans, tmp_path / "own.ttf")
    files = font_files(Fonts(serif="own.ttf"), tmp_path)
    own = str((tmp_path / "own.ttf").resolve())
    assert typeface(files.serif).fonts == (own, FONTS.serif)
    assert typeface(files.serif_semibold).fonts == (own, FONTS.serif_semibold)
    assert files.sans == FONTS.sans


def test_a_missing_font_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(LabelError) as caught:
        font_files(Fonts(serif="gone.ttf"), tmp_path)
    said = f"fonts: serif: no file 'gone.ttf' in {tmp_path}; check the spelling, capitals included"
    assert str(caught.value) == f"{said}; put a .ttf or .otf file there"


def test_files_that_are_no_fonts_are_told_both_at_once(tmp_path: Path) -> None:
    (tmp_path / "bad.ttf").write_text("no font at all")
    with pytest.raises(LabelError) as caught:
        font_files(Fonts(sans="bad.ttf", serif="bad.ttf"), tmp_path)
    serif, sans = str(caught.value).splitlines()
    assert serif.startswith("fonts: serif: 'bad.ttf' cannot be used: it is no font, or damaged: Not a TrueType")
    assert sans.startswith("fonts: sans: 'bad.ttf' cannot be used: it is no font, or damaged: Not a TrueType")
    assert sans.endswith("; name another .ttf or .otf file")


def test_a_font_lies_in_the_folder_of_the_manifest(tmp_path: Path) -> None:
    shutil.copy(FONTS.sans, tmp_path / "own.ttf")
    (tmp_path / "show" / "fonts").mkdir(parents=True)
    (tmp_path / "show" / "link.ttf").symlink_to("../own.ttf")
    for name, said in {
        "../own.ttf": "leads upwards with '..'; put the file inside the folder",
        str(tmp_path / "own.ttf"): "is absolute; write it relative to its folder",
        "link.ttf": "through a symbolic link; put the file inside",
        "fonts": "is a folder",
        "x" * 300: "has a name of 300 bytes, and 255 is the most; shorten it",
        "a\\b.ttf": "has a backslash; write it with forward slashes",
    }.items():
        ((keys, problem),) = font_faults(Fonts(serif=name), tmp_path / "show")
        assert (keys, problem.code) == (("fonts", "serif"), "font")
        assert said in problem.message
