"""Workbooks: every text is a text, whatever it begins with, and the same table gives the same bytes."""

from __future__ import annotations

import time
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gallery.pipeline.disclosure import look
from gallery.spreadsheets.workbook import MOST, xlsx_bytes

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40)


def read(data: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return [[cell.value for cell in row] for row in sheet.rows]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://example.org")', "https://example.org", "12", "1/2", "'=1"],
)
def test_a_text_stays_the_text_it_is_and_nothing_runs(text: str) -> None:
    data = xlsx_bytes("Labels", ["title"], [[text]])
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    parts = {name: ZipFile(BytesIO(data)).read(name) for name in ZipFile(BytesIO(data)).namelist()}
    assert not [name for name, part in parts.items() if b"<f>" in part or b"<hyperlink" in part]


@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    read_again = [
        ["" if cell is None else cell for cell in row] for row in read(xlsx_bytes("L", ["a", "b", "c"], rows))
    ]
    # openpyxl keeps escapes of the form _xHHHH_ as they are written
    assert [row for row in read_again[1:] if "_x" not in "".join(map(str, row))] == [
        row for row in rows if "_x" not in "".join(row)
    ]


@given(st.lists(st.sampled_from(["_", "_x", "x005F", "000D", "\x01", "<r>", "</r>", "&", " ", "\n", "a"])).map("".join))
def test_what_looks_like_an_escape_or_like_rich_text_is_read_again_as_it_was(text: str) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx_bytes("L", ["a", "b"], [[text, "end"]])))
    assert book.get_sheet_by_name("L").to_python(skip_empty_area=False)[1] == [text, "end"]


def test_numbers_are_numbers_and_a_text_may_fill_a_cell() -> None:
    (_, (number, text)) = read(xlsx_bytes("Labels", ["number", "text"], [[7, "a" * MOST]]))
    assert (number, text) == (7, "a" * MOST)


def test_a_text_longer_than_a_cell_is_refused_and_not_lost() -> None:
    with pytest.raises(ValueError, match="a cell holds 32767 characters, not 32768"):
        xlsx_bytes("Labels", ["text"], [["a" * (MOST + 1)]])


def test_columns_can_be_hidden_or_kept_on_one_line_and_the_first_stay_in_sight() -> None:
    data = xlsx_bytes("Labels", ["id", "state", "text"], [["a", "b", "c"]], lines=["id"], hidden=["state"], fixed=1)
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert [sheet.column_dimensions[letter].hidden for letter in "ABC"] == [False, True, False]
    assert [cell.alignment.wrap_text for cell in sheet[2]] == [None, True, True]
    assert sheet.freeze_panes == "B2"


def test_the_same_table_gives_the_same_bytes_later() -> None:
    one = xlsx_bytes("Labels", ["a"], [["b"]])
    time.sleep(2.1)  # a zip's times have two seconds
    assert xlsx_bytes("Labels", ["a"], [["b"]]) == one


def test_it_can_be_looked_into_for_pictures() -> None:
    data = xlsx_bytes("Labels", ["a"], [["b"]])
    assert look("labels.xlsx", data) == ()
    assert "_rels/.rels" in ZipFile(BytesIO(data)).namelist()  # whose name is all suffix
