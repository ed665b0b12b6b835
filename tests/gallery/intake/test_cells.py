"""Cells of a row as fields of a work."""

from __future__ import annotations

from typing import Any

import pytest

from gallery.intake.cells import Known, cells_by_field, from_row, without_field
from gallery.intake.tables import Row

CNE = "http://rightsstatements.org/vocab/CNE/1.0/"
INC = "http://rightsstatements.org/vocab/InC/1.0/"
NOC_US = "http://rightsstatements.org/vocab/NoC-US/1.0/"
MARK = "http://creativecommons.org/publicdomain/mark/1.0/"


def known(language: str = "en", **cells: str) -> Known:
    return from_row(Row(2, cells), language)


def fields(**cells: str) -> dict[str, Any]:
    return known(**cells).fields


@pytest.mark.parametrize(
    ("written", "uri", "noted"),
    [
        (NOC_US, NOC_US, False),
        ("https://rightsstatements.org/page/NoC-US/1.0/", NOC_US, False),
        ("No Copyright – United States", NOC_US, False),
        ("Public Domain.", MARK, False),
        ("gemeinfrei", MARK, False),
        (f'{NOC_US} (and "Public Domain" in the second list)', NOC_US, True),
        ("All rights reserved", INC, False),
        ("© 1999 Museum of Trams", INC, True),
        ("Open Content Program of the museum", CNE, True),
        ("no wording in the record; public domain is inferred", CNE, True),
    ],
)
def test_rights_become_a_uri_and_other_words_stay_words(written: str, uri: str, noted: bool) -> None:
    found = fields(rights=written)
    assert found["rights"] == uri
    assert found.get("rights_note") == (written if noted else None)


def test_no_word_on_rights_is_no_statement() -> None:
    assert "rights" not in fields(title="A tram")


def test_a_statement_and_words_about_it_may_be_in_two_columns() -> None:
    assert fields(rights="Free to use.", rightsstatement=NOC_US) == {"rights": NOC_US, "rights_note": "Free to use."}


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("1936", "1936"),
        ("1900~", "1900~"),
        ("about 1935-1940", "1935~/1940~"),
        ("17 December 1903", "1903-12-17"),
        ("um 1900", "1900~"),
        ("1930s", "193X"),
    ],
)
def test_dates_become_edtf(written: str, date: str) -> None:
    assert fields(date=written) == {"date": date}


def test_a_date_that_cannot_be_told_is_to_be_written_and_stays_readable() -> None:
    found = known(date="Second World War (year not stated)")
    assert (found.fields, found.todo) == ({}, ["date"])
    assert found.comments["date"] == ["the table says: Second World War (year not stated)"]
    undated = known(date="not stated")
    assert (undated.fields, undated.todo) == ({}, [])


def test_a_subject_in_words_is_the_alt_text_and_a_list_of_terms_is_none() -> None:
    assert fields(subject="a man at a window") == {"alt": "a man at a window"}
    assert fields(subject="a man", alt="A man looks out.") == {"alt": "A man looks out."}
    terms = known(subject="Trams; Snow; Vienna", keywords="winter")
    assert terms.fields == {}
    assert terms.comments["alt"] == ["subject: Trams; Snow; Vienna", "keywords: winter"]


def test_texts_in_several_languages_are_a_text_by_language() -> None:
    found = known("de", **{"Titel": "Eine Bahn", "title [en]": "A tram", "Ort": "Wien"})
    assert found.fields == {"title": {"de": "Eine Bahn", "en": "A tram"}, "place": "Wien"}


def test_of_two_columns_for_one_field_the_other_is_told_where_it_says_something_else() -> None:
    taken, unused = cells_by_field(Row(2, {"artist": "X", "creator": "Y", "photographer": "Y"}))
    assert (taken, unused) == ({"creator": {"": "Y"}}, ["artist"])


def test_lines_of_a_description_stay_and_other_texts_are_one_line() -> None:
    found = fields(title=" A\r\ntram ", description="One.\r\n\r\nTwo.")
    assert found == {"title": "A tram", "description": "One.\n\nTwo."}


def test_what_a_field_cannot_be_is_a_comment() -> None:
    found = known(dimensions="large")
    assert found.fields == {}
    assert found.comments["dimensions"] == ["dimensions, as the table says: large"]


def test_columns_without_a_field_are_listed() -> None:
    assert without_field(["file", "title", "subject", "bytes", "Zustand"]) == ["bytes", "Zustand"]


def test_several_creators_in_one_cell_become_several_each_with_a_role_in_brackets() -> None:
    known = from_row(Row(2, {"creator": "Dorothea Lange; Studio Huf (printer)"}), "en")
    assert known.fields["creator"] == [{"name": "Dorothea Lange"}, {"name": "Studio Huf", "role": "printer"}]
    known = from_row(Row(2, {"creator": "Evans, Walker (American, 1903-1975)"}), "en")
    assert known.fields["creator"] == "Evans, Walker (American, 1903-1975)"


@pytest.mark.parametrize("said", ["UNKNOWN", "unbekannt", "n/a", "?"])
def test_what_says_that_nobody_knows_is_no_place(said: str) -> None:
    known = from_row(Row(2, {"place": said, "creator": "Unknown"}), "en")
    assert known.fields == {"creator": "Unknown"}


def test_a_date_that_was_rounded_keeps_the_words_of_the_table_as_a_comment() -> None:
    known = from_row(Row(2, {"date": "late 19th century"}), "en")
    assert known.fields["date"] == "1867~/1900"
    assert known.comments["date"] == ["the table says: late 19th century"]


@pytest.mark.parametrize(
    "cells",
    [
        {"Latitude": "51.18", "Longitude": "-1.83"},
        {"lat": "51,18", "lng": " -1,83"},
        {"GPS": "51°10'48\"N 1°49'48\"W"},
        {"Koordinaten": "51.18, -1.83"},
    ],
)
def test_coordinates_come_from_one_column_or_two(cells: dict[str, str]) -> None:
    assert known(**cells).fields["coordinates"] == pytest.approx([51.18, -1.83])


def test_coordinates_that_cannot_be_read_are_a_comment_and_those_of_no_satellite_none() -> None:
    wrong = known(coordinates="near the mill")
    assert "coordinates" not in wrong.fields
    assert "near the mill" in wrong.comments["coordinates"][0]
    assert known(latitude="0", longitude="0").fields == {}
