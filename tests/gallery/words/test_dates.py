"""Dates as a label says them, in every language of the interface."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.manifest.dates import edtf
from gallery.manifest.everyday_dates import suggestion
from gallery.words.dates import decimal, readable
from gallery.words.texts import languages, texts_in


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


@pytest.mark.parametrize(
    ("date", "de", "fr", "es"),
    [
        ("1903-12-17", "17. Dezember 1903", "17 décembre 1903", "17 de diciembre de 1903"),
        ("1903-05-01", "1. Mai 1903", "1er mai 1903", "1 de mayo de 1903"),
        ("1936-02", "Februar 1936", "février 1936", "febrero de 1936"),
        ("1936", "1936", "1936", "1936"),
        ("1900~", "um 1900", "vers 1900", "hacia 1900"),
        ("1903-12-17~", "um den 17. Dezember 1903", "vers le 17 décembre 1903", "hacia el 17 de diciembre de 1903"),
        ("193X~", "um die 1930er-Jahre", "vers les années 1930", "hacia la década de 1930"),
        ("1936-22~", "etwa Sommer 1936", "été 1936 environ", "aproximadamente verano de 1936"),
        ("1911?", "vermutlich 1911", "probablement 1911", "probablemente 1911"),
        ("1911%", "vermutlich um 1911", "probablement vers 1911", "probablemente hacia 1911"),
        ("193X", "1930er-Jahre", "années 1930", "década de 1930"),
        ("19XX", "20. Jahrhundert", "XXe siècle", "siglo XX"),
        ("18XX", "19. Jahrhundert", "XIXe siècle", "siglo XIX"),
        ("00XX", "1. Jahrhundert", "Ier siècle", "siglo I"),
        ("1936-21", "Frühjahr 1936", "printemps 1936", "primavera de 1936"),
        ("1905/1915", "1905–1915", "1905–1915", "1905–1915"),
        ("1935~/1940~", "um 1935–1940", "vers 1935–1940", "hacia 1935–1940"),
        ("1942?/1945", "vermutlich 1942 – 1945", "probablement 1942 – 1945", "probablemente 1942 – 1945"),
        ("../1940", "bis 1940", "jusqu’en 1940", "hasta 1940"),
        ("1940/..", "ab 1940", "depuis 1940", "desde 1940"),
        ("../193X", "bis in die 1930er-Jahre", "jusqu’aux années 1930", "hasta la década de 1930"),
        ("1903-12-17/..", "ab dem 17. Dezember 1903", "depuis le 17 décembre 1903", "desde el 17 de diciembre de 1903"),
        ("/1940", "bis 1940 (Beginn unbekannt)", "jusqu’en 1940 (début inconnu)", "hasta 1940 (inicio desconocido)"),
        ("1940~/", "ab 1940 (ungefähr) (Ende unbekannt)", "depuis 1940 (environ) (fin inconnue)",
         "desde 1940 (aproximadamente) (final desconocido)"),
        ("-0043", "44 v. Chr.", "44 av. J.-C.", "44 a. C."),
        ("0079-08", "August 79 n. Chr.", "août 79 apr. J.-C.", "agosto de 79 d. C."),
        ("1985-04-12T23:20:30Z", "12. April 1985, 23:20 Uhr", "12 avril 1985, 23:20", "12 de abril de 1985, 23:20 h"),
    ],
)  # fmt: skip
def test_every_language_has_its_own_words_and_articles(date: str, de: str, fr: str, es: str) -> None:
    assert (readable(date, "de"), readable(date, "fr"), readable(date, "es")) == (de, fr, es)


def test_a_region_does_not_matter_and_a_language_without_words_gets_the_date_as_it_is_written() -> None:
    assert readable("1935~/1940~", "it") == "1935~/1940~"
    assert readable("1935~/1940~", "en-GB") == "about 1935–1940"
    assert readable("1900~", "de-AT") == "um 1900"


def test_numbers_have_the_point_of_their_language() -> None:
    assert decimal(25.4, texts_in("en")) == "25.4"
    assert decimal(25.0, texts_in("de")) == "25"
    assert decimal(0.6, texts_in("fr"), 2) == "0,60"


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


@given(st.one_of(moments, spans))
def test_what_a_label_says_leads_back_to_the_date(date: str) -> None:
    assert edtf(date) == date
    assert suggestion(readable(date)) == date


written = st.one_of(
    moments,
    spans,
    st.tuples(years, qualifiers).map(lambda both: f"../{both[0]}{both[1]}"),
    st.tuples(st.one_of(days, months, decades, centuries, seasons), st.sampled_from(["~", "?", "%", ""])).map(
        lambda both: f"{both[0]}{both[1]}/.."
    ),
    st.integers(-9999, -1).map(lambda year: f"-{-year:04d}"),
)


@given(written, st.sampled_from(["de", "fr", "es"]))
def test_no_other_language_says_a_date_in_english_or_loses_its_year(date: str, language: str) -> None:
    said = readable(date, language)
    assert not re.search(r"\b(about|probably|from|until|century|[a-z]+ary|spring|summer|autumn|winter|BC|AD)\b", said)
    assert not re.search(r"[{}]", said)
    if not date.startswith("-") and "XX" not in date:
        # A decade's last digit is not known; all the others stand there as they were written.
        assert re.findall(r"\d{3}(?=\d|X)", date)[0] in said
    same = r"(?:[\d– ]|April|August|September|November)+"  # months whose German names are the English ones
    assert readable(date, "en") != said or re.fullmatch(same, said)


@given(moments)
def test_what_is_uncertain_is_said_to_be_in_every_language(date: str) -> None:
    if date[-1] in "?~":
        for language in languages():
            assert len(readable(date, language)) > len(readable(date[:-1], language))
