"""The label of a panel: its parts, what cannot be set, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gallery.derivatives import Facts
from gallery.errors import LabelError
from gallery.labels.label import Label
from gallery.labels.tombstone import (
    height,
    notice,
    placed,
    require_settable,
    small_print,
    small_print_words,
    tombstone,
)
from gallery.manifest.schema import Exhibit
from gallery.typography.fonts import BESIDE, FontFiles
from gallery.typography.lines import default_fonts
from gallery.typography.style import BODY, TITLE

FONTS = default_fonts()
LABEL = Label(
    number=1,
    id="flyer",
    title="First flight",
    creator="John T. Daniels",
    date="17 December 1903",
    medium="Glass negative",
    credit="Library of Congress",
    rights="http://rightsstatements.org/vocab/NoC-US/1.0/",
    rights_label="No Copyright – United States",
    rights_note=None,
    alt="A biplane",
    description=None,
    notice="Colours inferred by a neural network.",
    colorized=True,
    digital_source_type="http://example.org/type",
    language="en",
)
FACTS = Facts(960, 523, "0" * 64, "JPEG", 1, False, False, True, "default", "c0ffee" * 10 + "abcd", "2026-11-21")


def words(**more: Any) -> dict[str, str]:
    """Those of the small print of an exhibit."""
    work = {"id": "a", "source": {"path": "a"}, "title": "A", "alt": "A", "rights": LABEL.rights}
    exhibit = {"title": "T", "curator": "C", "statement": "S", "rooms": [{"title": "R", "works": [work]}]}
    return small_print_words(Exhibit.model_validate(exhibit | more))


def test_the_parts_stand_in_a_museums_order() -> None:
    fields = [part.field for part in tombstone(LABEL, FONTS)]
    assert fields == ["creator", "title", "date", "medium", "credit", "rights"]


def test_place_and_dimensions_have_lines_only_where_they_are_given() -> None:
    placed = tombstone(replace(LABEL, place="Kill Devil Hills", dimensions="10 × 13 cm"), FONTS)
    assert [part.field for part in placed] == ["creator", "title", "date", "place", "medium", "credit", "rights"]
    assert placed[4].text == "Glass negative, 10 × 13 cm"
    measured = tombstone(replace(LABEL, medium=None, dimensions="10 × 13 cm"), FONTS)
    assert [(part.field, part.text) for part in measured][3] == ("dimensions", "10 × 13 cm")


def test_owner_lender_and_inventory_number_stand_together_below_the_medium() -> None:
    lent = replace(LABEL, lender="City Museum", loan="Lent by the City Museum", inventory="Inv. no. 12")
    parts = tombstone(lent, FONTS)[3:-1]
    assert [part.field for part in parts] == ["medium", "credit", "lender", "inventory_number"]
    assert [part.above for part in parts] == [5.0, 0.5, 0.5, 0.5]
    alone = tombstone(replace(lent, medium=None, credit=None), FONTS)[3]
    assert (alone.text, alone.above) == ("Lent by the City Museum", 5.0)


def test_absent_parts_take_no_room() -> None:
    bare = replace(LABEL, creator=None, date=None, medium=None, credit=None)
    assert [part.field for part in tombstone(bare, FONTS)] == ["title", "rights"]


def test_only_the_title_is_semibold_and_the_notice_has_the_labels_type() -> None:
    semibold = {part.field for part in tombstone(LABEL, FONTS) if part.font == FONTS.serif_semibold}
    assert semibold == {"title"}
    (part,) = notice(LABEL, FONTS)
    assert (part.font, part.size) == (FONTS.serif, BODY)


def test_a_long_title_is_set_in_the_size_of_the_text() -> None:
    sizes = [tombstone(replace(LABEL, title=title), FONTS)[1].size for title in ("Short", "Long " * 30)]
    assert sizes == [TITLE, BODY]


def test_three_hundred_greek_characters_fit() -> None:
    title = ("Η Ακρόπολις των Αθηνών από τον λόφο του Φιλοπάππου " * 6)[:300]
    require_settable(replace(LABEL, title=title), FONTS)


def test_the_small_print_gives_confidence_weights_and_enlargement() -> None:
    (part,) = small_print(words(), replace(FACTS, confidence_mean=0.617), 1.59, FONTS)
    assert part.text.replace("\u00a0", " ") == (
        "The model’s mean confidence is 62 %. Weights: default, 2026-11-21 (SHA-256 c0ffeec0ffee…). "
        "Enlarged 1.6 times from 960 × 523 pixels."
    )


def test_the_small_print_speaks_the_exhibits_language() -> None:
    (part,) = small_print(words(language="de-AT"), replace(FACTS, confidence_mean=0.617), 1.59, FONTS)
    assert part.text.replace("\u00a0", " ") == (
        "Die mittlere Sicherheit des Modells beträgt 62 %. Gewichte: default, 2026-11-21 (SHA-256 c0ffeec0ffee…). "
        "Auf das 1,6-Fache vergrößert, von 960 × 523 Pixeln."
    )


def test_an_exhibit_may_do_without_technical_lines() -> None:
    assert words(labels={"technical": False}) == {}
    assert small_print({}, replace(FACTS, confidence_mean=0.617), 1.59, FONTS) == []


def test_an_uncolorized_work_at_its_own_size_has_no_small_print() -> None:
    assert small_print(words(), Facts(10, 10, "0" * 64, "JPEG", 1, False, False, False), 0.5, FONTS) == []


def test_characters_the_font_lacks_are_named_with_the_option_to_set_another_font() -> None:
    with pytest.raises(LabelError) as caught:
        require_settable(replace(LABEL, creator="東京 Studio"), FONTS)
    assert str(caught.value) == (
        "work flyer: creator: the font has no '東' (U+6771 CJK UNIFIED IDEOGRAPH-6771), "
        "'京' (U+4EAC CJK UNIFIED IDEOGRAPH-4EAC); name a font that has it under 'fonts: serif:'"
    )


def test_a_script_that_the_shipped_fonts_lack_is_told_with_its_remedy() -> None:
    with pytest.raises(LabelError) as caught:
        require_settable(replace(LABEL, title="שלום"), FONTS)
    said = str(caught.value)
    assert said.startswith("work flyer: title: the font has no 'ש' (U+05E9 HEBREW LETTER SHIN), ")
    assert said.endswith("; name a font that has this script under 'fonts: serif:'")


def own(font: str) -> FontFiles:
    """The shipped fonts, and ``font`` before them."""
    return replace(FONTS, serif=font + BESIDE + FONTS.serif, serif_semibold=font + BESIDE + FONTS.serif_semibold)


def test_lines_that_run_from_right_to_left_begin_at_the_right_of_their_column(dejavu: str) -> None:
    label = replace(LABEL, title="سوق الحميدية في دمشق كما رآه المصور بونفيس في رحلته", date="1903")
    parts = tombstone(label, own(dejavu))
    lines = list(placed(parts, (10.0, 0.0), 130.0))
    leftwards = [line for line in lines if line.leftwards]
    assert len(leftwards) > 2
    assert all(line.right == pytest.approx(140.0) for line in leftwards)
    assert {line.left for line in lines if not line.leftwards} == {10.0}
    (credit,) = (line for line in lines if line.text == LABEL.credit)
    assert credit.left == 10.0


def test_a_year_stands_where_the_title_stands(dejavu: str) -> None:
    for title, leftwards in {"First flight": False, "سوق": True}.items():
        parts = tombstone(replace(LABEL, title=title, date="1903"), own(dejavu))
        (year,) = (line for line in placed(parts, (0.0, 0.0), 130.0) if line.text.endswith("1903"))
        assert year.leftwards is leftwards


def test_letters_that_reach_far_have_room_above_and_below(installed_font: Callable[[str], str]) -> None:
    fonts = own(installed_font("NotoNastaliqUrdu-Regular.ttf"))
    usual, urdu = (tombstone(replace(LABEL, title=title), fonts)[1:] for title in ("First flight", "قلعے کی پانچ"))
    assert urdu[0].leading > 1.5 * usual[0].leading
    assert urdu[1].above > usual[1].above
    assert height(usual, 130.0) == height(tombstone(LABEL, FONTS)[1:], 130.0)


def test_a_label_that_does_not_fit_says_by_how_much_and_what_to_shorten() -> None:
    with pytest.raises(LabelError) as caught:
        require_settable(replace(LABEL, medium="Gelatin silver print " * 100), FONTS)
    assert str(caught.value) == (
        "work flyer: medium: the label does not fit on a panel: it is 16 lines too long; "
        "shorten the medium, its longest text (2100 characters)"
    )


def test_everything_wrong_with_a_label_is_told_at_once() -> None:
    with pytest.raises(LabelError) as caught:
        require_settable(replace(LABEL, creator="東", credit="京", medium="print " * 400), FONTS)
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["creator", "credit", "medium"]
