"""Scripts whose letters join, change places or run from right to left: set as their readers expect."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import category

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gallery.typography.directions import base_level
from gallery.typography.fonts import BESIDE
from gallery.typography.lines import default_fonts, missing_characters, settable, wrap
from gallery.typography.typeface import Typeface, typeface

SERIF = default_fonts().serif
Font = Callable[[str], str]

MIXED = st.text("abc AVé Яשלוםְ  السلام عليكم۱۹٣٤ 1903.,-–()«»%/\u00a0\u064b\u200c\u200d\u200f\u200b\n", max_size=120)
MARKS = str.maketrans("", "", "\u200e\u200f")


def both(first: str) -> Typeface:
    """``first``, and the shipped serif for what it lacks."""
    return typeface(first + BESIDE + SERIF)


def said(face: Typeface, text: str) -> list[str]:
    """What the shapes of ``text`` stand for, from left to right."""
    return [text[glyph.begin : glyph.end] for glyph in face.shaped(text).glyphs]


def drawn(face: Typeface, text: str, size: float = 40.0) -> np.ndarray:
    """The ink of ``text``, 0..255."""
    image = Image.new("L", (700, 120))
    face.draw(ImageDraw.Draw(image), (20.0, 80.0), text, size, "white")
    return np.asarray(image)


def test_arabic_letters_join(dejavu: str) -> None:
    face = typeface(dejavu)
    alone = {face.shaped(letter).glyphs[0].number for letter in "محمد"}
    assert not {glyph.number for glyph in face.shaped("محمد").glyphs[1:]} & alone
    assert face.width("محمد") < sum(face.width(letter) for letter in "محمد")
    columns = drawn(face, "محمد").any(axis=0)
    assert columns[columns.argmax() : len(columns) - columns[::-1].argmax()].all()  # no gap from end to end


def test_lam_and_alef_are_one_shape(dejavu: str) -> None:
    assert said(typeface(dejavu), "سلام") == ["م", "لا", "س"]


def test_hebrew_runs_from_right_to_left(dejavu: str) -> None:
    face = typeface(dejavu)
    assert said(face, "שלום") == ["ם", "ו", "ל", "ש"]
    separate = [drawn(face, letter) for letter in "שלום"]
    widths = [face.width(letter) for letter in "שלום"]
    row = np.zeros_like(separate[0])
    at = 0.0
    for ink, width in zip(separate[::-1], widths[::-1], strict=True):
        row = np.maximum(row, np.roll(ink, round(at * 40), axis=1))
        at += width
    assert np.abs(row.astype(int) - drawn(face, "שלום")).mean() < 2


def test_a_number_in_arabic_keeps_its_order_and_brackets_are_mirrored(dejavu: str) -> None:
    face = typeface(dejavu)
    assert said(face, "سنة 1903")[:5] == ["1", "9", "0", "3", " "]
    assert said(face, "(سنة)") == [")", "ة", "ن", "س", "("]
    mirrored, plain = face.shaped("(سنة)").glyphs, face.shaped("(abc)\u200f").glyphs
    assert [mirrored[at].number for at in (0, -1)] == [plain[at].number for at in (0, 4)]


def test_a_persian_word_keeps_its_joint_open(dejavu: str) -> None:
    face = typeface(dejavu)
    assert settable("می\u200cخواهم") == "می\u200cخواهم"
    assert face.width("می\u200cخواهم") > face.width("میخواهم")
    assert missing_characters("می\u200cخواهم", dejavu) == ""


def test_signs_without_a_shape_are_still_left_out_of_other_scripts() -> None:
    assert settable("a\u200cb\u200bc\u2060d") == "a bcd"


def test_the_vowel_sign_i_of_devanagari_stands_before_its_consonant(installed_font: Font) -> None:
    face = typeface(installed_font("NotoSerifDevanagari-Regular.ttf"))
    sign, consonant = face.shaped("हि").glyphs
    assert consonant.number == face.shaped("ह").glyphs[0].number
    assert sign.x < consonant.x
    assert wrap("हिन्दी", face, 0.1) == ["हि", "न्", "दी"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("NotoSerifTamil-Regular.ttf", "மதுரை மீனாட்சி அம்மன்"),
        ("NotoSerifThai-Regular.ttf", "วัดพระแก้วและพระบรมมหาราชวังกรุงเทพมหานคร"),
        ("NotoSerifKhmer-Regular.ttf", "ប្រាសាទអង្គរវត្តនៅខេត្តសៀមរាប"),
        ("NotoNastaliqUrdu-Regular.ttf", "لاہور کی بادشاہی مسجد"),
        ("Lohit-Devanagari.ttf", "क्षत्रिय विद्यार्थी"),
    ],
)
def test_no_line_begins_within_a_letter(name: str, text: str, installed_font: Font) -> None:
    face = typeface(installed_font(name))
    assert missing_characters(text, face.path) == ""
    for measure in (0.5, 2.0, 5.0, 9.0):
        lines = wrap(text, face, measure)
        assert "".join(lines).replace(" ", "") == settable(text).replace(" ", "")
        assert not any(category(line[0]).startswith("M") for line in lines)
        if measure > 4:
            assert all(face.width(line) <= measure for line in lines)


def test_thai_breaks_between_syllables_without_blanks(installed_font: Font) -> None:
    face = typeface(installed_font("NotoSerifThai-Regular.ttf"))
    lines = wrap("เกาะเกร็ดและเมืองไทย", face, 2.5)
    assert len(lines) > 2
    assert not any(line[-1] in "เแโใไ" for line in lines)


@given(text=MIXED, measure=st.floats(1.0, 40.0), balanced=st.booleans())
def test_lines_in_mixed_scripts_lose_nothing_and_fit(dejavu: str, text: str, measure: float, balanced: bool) -> None:
    face = both(dejavu)
    lines = wrap(text, face, measure, balanced=balanced)
    shown = settable(text).translate(MARKS).replace(" ", "")
    assert "".join(lines).translate(MARKS).replace(" ", "") == shown
    for line in lines:
        kinds = [category(one)[0] for one in line]
        together = 1 + (said(face, line.translate(MARKS)) == ["لا"] or "M" in kinds)  # marks may join two letters
        assert face.width(line) <= measure or sum(kind not in "MC" for kind in kinds) <= together
    if face.joins(settable(text)):
        assert {base_level(line) for line in lines} <= {base_level(settable(text))}


@given(text=MIXED, size=st.floats(1.0, 300.0))
def test_any_text_is_drawn_in_any_size(dejavu: str, text: str, size: float) -> None:
    drawn(both(dejavu), settable(text), size)


def test_a_line_of_latin_words_in_an_arabic_paragraph_runs_as_the_paragraph_does(dejavu: str) -> None:
    face = typeface(dejavu)
    first, second, *_ = wrap("صورة من دمشق Library of Congress", face, face.width("صورة من دمشق "))
    assert base_level(first) == base_level(second) == 1
    assert second.translate(MARKS).startswith("Library")


def test_words_without_a_space_may_break_where_the_writer_says(installed_font: Font) -> None:
    face = typeface(installed_font("NotoSerifKhmer-Regular.ttf"))
    lines = wrap("ប្រាសាទ\u200bអង្គរ\u200bវត្ត", face, face.width("ប្រាសាទអង្គរ") + 0.1)
    assert [line.replace("\u200b", "") for line in lines] == ["ប្រាសាទអង្គរ", "វត្ត"]


def test_what_the_own_font_lacks_is_set_in_the_shipped_one(installed_font: Font) -> None:
    own = installed_font("NotoNaskhArabic-Regular.ttf")
    face = both(own)
    assert missing_characters("دمشق – Library of Congress", face.path) == ""
    assert missing_characters("دمشق 写", face.path) == "写"
    fonts = {glyph.font for glyph in face.shaped("Library of Congress, 1903").glyphs}
    assert fonts == {SERIF}  # the figures too, which the other has
    assert {glyph.font for glyph in face.shaped("دمشق، 1903").glyphs} == {own}


def test_latin_looks_the_same_whether_it_is_set_as_a_whole_or_not() -> None:
    face = typeface(SERIF)
    assert face.shaped("Tafel AV, office").width == pytest.approx(face.width("Tafel AV, office"), abs=0.01)


def test_shaped_text_is_as_dark_as_text_beside_it(dejavu: str) -> None:
    text = "Hamburgefonts"
    plain, shaped = drawn(typeface(dejavu), text), drawn(typeface(dejavu), text + "\u200f")
    assert np.abs(plain.astype(int).sum() / shaped.sum() - 1) < 0.06
    assert np.abs(plain.astype(int) - shaped).mean() < 2.5
