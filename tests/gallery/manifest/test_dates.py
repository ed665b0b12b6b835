"""Dates: what is EDTF, what to suggest where it is not, and how a label says it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallery.manifest.dates import edtf, readable
from gallery.manifest.everyday_dates import suggestion


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("1903-12-17", "17 December 1903"),
        ("1936-02", "February 1936"),
        ("1936", "1936"),
        ("1900~", "about 1900"),
        ("1911?", "probably 1911"),
        ("1911%", "probably about 1911"),
        ("193X", "1930s"),
        ("19XX", "20th century"),
        ("18XX", "19th century"),
        ("00XX", "1st century"),
        ("10XX", "11th century"),
        ("1936-21", "spring 1936"),
        ("1936-23", "autumn 1936"),
        ("1936-02-XX", "February 1936"),
        ("1936-XX", "1936"),
        ("1936-XX-XX", "1936"),
        ("1905/1915", "1905–1915"),
        ("1935~/1940~", "about 1935–1940"),
        ("1942?/1945?", "probably 1942–1945"),
        ("1942?/1945", "probably 1942 – 1945"),
        ("1903-12-14/1903-12-17", "14 December 1903 – 17 December 1903"),
        ("../1940", "until 1940"),
        ("1940/..", "from 1940"),
        ("/1940", "until 1940 (beginning not known)"),
        ("1940/", "from 1940 (end not known)"),
        ("-0043", "44 BC"),
        ("0000", "1 BC"),
        ("-00XX", "100–1 BC"),
        ("0079-08", "August AD 79"),
        ("Y170002", "170002"),
        ("1985-04-12T23:20:30Z", "12 April 1985, 23:20"),
    ],
)
def test_a_label_says_an_edtf_date_in_words(date: str, said: str) -> None:
    assert edtf(date) == date
    assert readable(date) == said


def test_a_language_without_words_gets_the_date_as_it_is_written() -> None:
    assert readable("1935~/1940~", "fr") == "1935~/1940~"
    assert readable("1935~/1940~", "en-GB") == "about 1935–1940"


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
    ],
)
def test_a_common_way_of_writing_a_date_gets_its_edtf_form_as_remedy(written: str, right: str) -> None:
    with pytest.raises(ValueError) as caught:
        edtf(written)
    assert str(caught.value) == f"{written!r} is not an EDTF date; write {right!r}"
    assert edtf(right) == right


@pytest.mark.parametrize("written", ["undated", "n.d.", "unknown", "not stated"])
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


@pytest.mark.parametrize("written", ["yesterday", "/", "../..", "1936-21-03", "193X-02", "1936-XX-03", "1903 AD"])
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


qualifiers = st.sampled_from(["", "~", "?"])
days = st.dates(min_value=datetime.date(1000, 1, 1)).map(str)
years = st.integers(1000, 2999).map(str)
months = st.tuples(years, st.integers(1, 12)).map(lambda both: f"{both[0]}-{both[1]:02d}")
seasons = st.tuples(years, st.sampled_from(["21", "22", "23", "24"])).map("-".join)
decades = st.integers(100, 299).map("{}X".format)
centuries = st.integers(10, 29).map("{}XX".format)
moments = st.tuples(st.one_of(days, years, months, seasons, decades, centuries), qualifiers).map("".join)
spans = st.tuples(st.integers(1000, 1500), st.integers(1501, 2999), qualifiers).map(
    lambda three: f"{three[0]}{three[2]}/{three[1]}{three[2]}"
)


@settings(deadline=None)  # a busy machine is not a mistake
@given(st.one_of(moments, spans))
def test_what_a_label_says_leads_back_to_the_date(date: str) -> None:
    assert edtf(date) == date
    assert suggestion(readable(date)) == date


@settings(deadline=None)  # a busy machine is not a mistake
@given(st.text(alphabet="0123456789-/~?%XYT.: cabout", max_size=24))
def test_any_text_is_a_date_or_a_value_error_whose_remedy_is_a_date(text: str) -> None:
    try:
        edtf(text)
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        assert message
        if hint.startswith("write '"):
            edtf(hint[len("write '") : -1])
    else:
        assert readable(text)
