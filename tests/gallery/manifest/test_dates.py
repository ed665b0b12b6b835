"""Dates: what is EDTF, and what to suggest where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.manifest.dates import edtf


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("c. 1900", "1900~"),
        ("ca 1900-1915", "1900~/1915~"),
        ("about 1935-1940", "1935~/1940~"),
        ("1935–40", "1935/1940"),
        ("between 1905 and 1915", "1905/1915"),
        ("from 1905 to 1915", "1905/1915"),
        ("1930s", "193X"),
        ("about 1930s", "193X~"),
        ("the 19th century", "18XX"),
        ("17 December 1903", "1903-12-17"),
        ("December 17th, 1903", "1903-12-17"),
        ("17.12.1903", "1903-12-17"),
        ("1903/12/17", "1903-12-17"),
        ("1903-2-7", "1903-02-07"),
        ("Feb. 1936", "1936-02"),
        ("spring 1936", "1936-21"),
        ("fall 1936", "1936-23"),
        ("probably 1911", "1911?"),
        ("probably about 1911", "1911%"),
        ("[1911]", "1911"),
        ("before 1910", "../1910"),
        ("after 1910", "1910/.."),
        ("um 1900", "1900~"),
        ("vers 1900", "1900~"),
        ("hacia 1900", "1900~"),
        ("1900 ca.", "1900~"),
        ("1911 (?)", "1911?"),
        ("wohl um 1911", "1911%"),
        ("vor 1910", "../1910"),
        ("après 1910", "1910/.."),
        ("zwischen 1905 und 1915", "1905/1915"),
        ("entre 1905 et 1915", "1905/1915"),
        ("de 1905 a 1915", "1905/1915"),
        ("1913 oder 1914", "1913/1914"),
        ("1930er Jahre", "193X"),
        ("années 1930", "193X"),
        ("años 1930", "193X"),
        ("193?", "193X"),
        ("19??", "19XX"),
        ("19. Jahrhundert", "18XX"),
        ("XIXe siècle", "18XX"),
        ("siglo XIX", "18XX"),
        ("2. Hälfte 19. Jh.", "1851/1900"),
        ("17. Dezember 1903", "1903-12-17"),
        ("17 décembre 1903", "1903-12-17"),
        ("17 de diciembre de 1903", "1903-12-17"),
        ("1er mai 1900", "1900-05-01"),
        ("März 1936", "1936-03"),
        ("août 1914", "1914-08"),
        ("Herbst 1936", "1936-23"),
        ("été 1936", "1936-22"),
        ("otoño de 1936", "1936-23"),
        ("17/12/1903", "1903-12-17"),
        ("12/17/1903", "1903-12-17"),
        ("1903:12:17 10:30:00", "1903-12-17"),
        ("early 1920s", "1920/1923~"),
        ("mid-1930s", "1934~/1936~"),
        ("the late 1890s", "1897~/1899"),
        ("late 19th century", "1867~/1900"),
        ("c. early 1920s", "1920~/1923~"),
        ("frühe 1920er Jahre", "1920/1923~"),
        ("Mitte des 19. Jahrhunderts", "1834~/1866~"),
        ("fin du XIXe siècle", "1867~/1900"),
        ("principios de los años 1920", "1920/1923~"),
        ("first quarter of the 20th century", "1901/1925"),
        ("letztes Viertel des 19. Jahrhunderts", "1876/1900"),
        ("1920s-30s", "192X/193X"),
        ("c. 1870s?", "187X%"),
        ("44 BC", "-0043"),
        ("1 v. Chr.", "0000"),
        ("500–400 BC", "-0499/-0399"),
        ("Ve siècle av. J.-C.", "-04XX"),
        ("c. 500 BC", "-0499~"),
        ("AD 79", "0079"),
    ],
)
def test_a_common_way_of_writing_a_date_gets_its_edtf_form_as_remedy(written: str, right: str) -> None:
    with pytest.raises(ValueError) as caught:
        edtf(written)
    assert str(caught.value) == f"{written!r} is not an EDTF date; write {right!r}"
    assert edtf(right) == right


@pytest.mark.parametrize(
    "written", ["undated", "n.d.", "unknown", "not stated", "o. J.", "s.d.", "sin fecha", "undatiert"]
)
def test_an_unknown_date_is_to_be_left_out(written: str) -> None:
    with pytest.raises(ValueError) as caught:
        edtf(written)
    assert str(caught.value) == f"{written!r} is not an EDTF date; leave 'date' out"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("1936-13", "'1936-13' has no month 13; months are 01 to 12, seasons 21 to 24"),
        ("1935-40", "'1935-40' has no month 40; write '1935/1940'"),
        ("1936-02-30", "'1936-02-30' has no day 30; the month has 29"),
        ("1900-02-29", "'1900-02-29' has no day 29; the month has 28"),
        ("1915/1905", "'1915/1905' ends before it begins; write '1905/1915'"),
    ],
)
def test_a_date_that_never_was_is_refused(written: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        edtf(written)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "written", ["yesterday", "12.5.36", "/", "../..", "1936-21-03", "193X-02", "1936-XX-03", "early 1903"]
)
def test_what_cannot_be_told_gets_examples(written: str) -> None:
    with pytest.raises(ValueError) as caught:
        edtf(written)
    assert str(caught.value) == (
        f"{written!r} is not an EDTF date; write it like '1903-12-17', '1936-02', '1900~', '193X' or '1935/1940'"
    )


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(ValueError) as caught:
        edtf("not a date " * 100)
    assert len(str(caught.value)) < 160


@given(st.text(alphabet="0123456789-/~?%XYT.: cabout", max_size=24))
def test_any_text_is_a_date_or_a_value_error_whose_remedy_is_a_date(text: str) -> None:
    try:
        edtf(text)
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        assert message
        if hint.startswith("write '"):
            edtf(hint[len("write '") : -1])
