"""Tables out of files: what the rows hold, whatever program wrote them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from gallery.errors import GalleryError
from gallery.intake.columns import is_known
from gallery.intake.tables import read_table


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], hidden: str = "") -> Path:
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name == hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
    book.close()
    return path


def opendocument(path: Path, rows: Sequence[Sequence[str]], indentation: str = "") -> Path:
    """The least that is an ODS file, with the cells' XML or texts."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = [
        "".join(indentation + (each if each.startswith("<") else cell.format(each)) for each in row) for row in rows
    ]
    body = "".join(f"{indentation}<table:table-row>{line}{indentation}</table:table-row>" for line in lines)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Blatt1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


ROWS = [["Datei", "Titel", "Jahr"], ["a.tif", "Straße", "1936"], ["b.tif", "Été", "1900~"]]


def csv_file(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.write_text("\n".join(";".join(row) for row in rows), encoding="cp1252", newline="\n")
    return path


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("t.csv", csv_file),
        ("t.xlsx", lambda path, rows: workbook(path, {"Tabelle1": rows})),
        ("t.ods", opendocument),
        ("t.ods", lambda path, rows: opendocument(path, rows, "\n  ")),
    ],
)
def test_every_kind_of_table_gives_the_same_rows(
    tmp_path: Path, name: str, write: Callable[[Path, Sequence[Sequence[str]]], Path]
) -> None:
    table = read_table(write(tmp_path / name, ROWS), is_known)
    assert table.columns == ("Datei", "Titel", "Jahr")
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (2, {"Datei": "a.tif", "Titel": "Straße", "Jahr": "1936"}),
        (3, {"Datei": "b.tif", "Titel": "Été", "Jahr": "1900~"}),
    ]


def test_numbers_days_and_truths_of_a_spreadsheet_become_texts(tmp_path: Path) -> None:
    rows = [["file", "title", "date", "dimensions"], ["a.tif", 1984.0, datetime(1936, 2, 1), 17.5], ["b.tif", True]]
    table = read_table(workbook(tmp_path / "t.xlsx", {"S": rows}), is_known)
    assert dict(table.rows[0].cells) == {"file": "a.tif", "title": "1984", "date": "1936-02-01", "dimensions": "17.5"}
    assert dict(table.rows[1].cells) == {"file": "b.tif", "title": "true"}


def test_cells_of_an_opendocument_keep_their_lines_blanks_and_kinds(tmp_path: Path) -> None:
    def cell(kind: str, value: str = "", text: str = "", more: str = "") -> str:
        said = f' office:{"" if kind == "float" else kind + "-"}value="{value}"' if value else ""
        note = "<office:annotation><text:p>a remark</text:p></office:annotation>"
        return f'<table:table-cell office:value-type="{kind}"{said}{more}>{note}{text}</table:table-cell>'

    lines = '<text:p>One.<text:line-break/>Two <text:s text:c="2"/><text:span>thr\n  ee</text:span></text:p>'
    lines += "<text:p>Four</text:p>"
    rows = [
        ["file", "title", "date", "place", "alt"],
        ["a.tif", cell("string", text=lines), cell("date", "1936-02-01"), cell("float", "7.0", "<text:p>7,0</text:p>")],
        ["b.tif", cell("string", text="<text:p>Same</text:p>", more=' table:number-columns-repeated="2"'), "Wien"],
        ["c.tif", cell("boolean", "true"), '<table:table-cell table:number-columns-repeated="16000"/>'],
    ]
    table = read_table(opendocument(tmp_path / "t.ods", rows), is_known)
    assert [dict(row.cells) for row in table.rows] == [
        {"file": "a.tif", "title": "One.\nTwo   thr ee\nFour", "date": "1936-02-01", "place": "7"},
        {"file": "b.tif", "title": "Same", "date": "Same", "place": "Wien"},
        {"file": "c.tif", "title": "true"},
    ]


def test_the_sheet_with_names_of_columns_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    sheets = {"Notes": [["Remember"], ["the milk"]], "List": ROWS, "Secret": [["file", "title", "date"], ["x"]]}
    table = read_table(workbook(tmp_path / "t.xlsx", {**sheets, "Empty": []}, hidden="Secret"), is_known)
    assert (len(table.rows), table.how, table.unread) == (2, "sheet 'List'", ("Notes", "Secret (hidden)"))


def test_a_hidden_sheet_of_an_opendocument_is_told_and_not_read(tmp_path: Path) -> None:
    path = opendocument(tmp_path / "t.ods", ROWS)
    rows = "<table:table-row><table:table-cell><text:p>File</text:p></table:table-cell></table:table-row>"
    styles = f"""<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
    <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
    </office:automatic-styles><office:body><office:spreadsheet>
    <table:table table:name="Old" table:style-name="ta2">{rows * 3}</table:table>"""
    change = lambda data: data.replace(b"<office:body><office:spreadsheet>", styles.encode())  # noqa: E731
    table = read_table(rewritten(path, lambda name, data: change(data) if name == "content.xml" else data), is_known)
    assert (table.how, table.unread) == ("sheet 'Blatt1'", ("Old (hidden)",))


@pytest.mark.parametrize(
    ("text", "first", "remark"),
    [
        ("file;Zeug\na.tif;One\nb.tif;Title\nTitle;Place\n", 2, ""),  # a row of a work looks like names of columns
        ("Zeug;file\nx;a.tif\nFile;Title\nb.tif;B\n", 2, ""),
        (
            "a.tif;One\n\nb.tif;Two\nFile;Title\nc.tif;Three\n",
            5,
            "the columns' names were taken from row 4, and 2 rows above it are not read: 1 (a.tif, One); 3 "
            "(b.tif, Two); move what tells of a photograph below it",
        ),
        (
            f"{'An inventory of ' * 9};\nFile;Title\nc.tif;Three\n",
            3,
            "the columns' names were taken from row 2, and the row above it is not read: 1 (An inventory of "
            "An inventory of An inve…); move what tells of a photograph below it",
        ),
    ],
)
def test_rows_of_works_are_not_above_the_columns_names_or_are_told(
    tmp_path: Path, text: str, first: int, remark: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, is_known)
    assert (table.rows[0].number, "".join(table.remarks)) == (first, remark)


def merged_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in MERGED:
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "C4:C6", "D4:D5", "B7:D7", "C8:D9", "C10:C3000"):
        sheet.merge_cells(cells)
    book.save(path)
    return path


def merged_opendocument(path: Path) -> Path:
    heights = {(1, 0): 2, (3, 2): 3, (3, 3): 2, (7, 2): 2, (9, 2): 1_048_567}
    rows = []
    for number, row in enumerate(MERGED):
        cells = []
        for place, said in enumerate(row):
            inside = any(column == place and top < number < top + high for (top, column), high in heights.items())
            kind = "covered-table-cell" if inside else "table-cell"
            high = heights.get((number, place))
            span = f' table:number-rows-spanned="{high}"' if high else ""
            cells.append(f"<table:{kind}{span}>{f'<text:p>{said}</text:p>' if said else ''}</table:{kind}>")
        rows.append(cells)
    return opendocument(path, rows)


MERGED = [
    ["Inventory", None, None, None],
    ["File", "Title", "Made", None],
    [None, None, "Photographer", "Place"],
    ["a.tif", "A", "E. Novak", "Wien"],
    ["b.tif", "B", None, None],
    ["c.tif", "C", None, "Graz"],
    ["d.tif", "A note over three columns", None, None],
    ["e.tif", "E", "F. Novak", None],
    ["f.tif", "F", None, None],
    ["g.tif", "G", "G. Novak", None],
    ["h.tif", "H", None, None],
]


@pytest.mark.parametrize(("name", "write"), [("t.xlsx", merged_workbook), ("t.ods", merged_opendocument)])
def test_a_cell_that_is_merged_over_several_rows_is_said_in_each(
    tmp_path: Path, name: str, write: Callable[[Path], Path]
) -> None:
    table = read_table(write(tmp_path / name), lambda cell: cell in ("File", "Photographer", "Place"))
    assert table.columns == ("File", "column 2", "Photographer", "Place")
    assert [row.cells.get("Photographer") for row in table.rows] == [
        *["E. Novak"] * 3,
        None,
        *["F. Novak"] * 2,
        *["G. Novak"] * 2,
    ]
    assert [row.cells.get("Place") for row in table.rows[:5]] == ["Wien", "Wien", "Graz", None, None]


def test_a_name_of_a_column_over_two_rows_is_nothing_of_a_work(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["File", "Title", "Date"], [None, None, "(EDTF)"], ["a.tif", "A", "1936"], [None, None, None]]:
        book.active.append(row)
    for cells in ("A1:A2", "B1:B2", "C3:C9"):
        book.active.merge_cells(cells)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx", is_known)
    assert [dict(row.cells) for row in table.rows] == [
        {"Date": "(EDTF)"},
        {"File": "a.tif", "Title": "A", "Date": "1936"},
    ]


def openpyxl_formulas(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["File", "Title", "Date", "Place"], ["a.tif", "A", "=1900+3"], ["b.tif", '="B"&"C"', 1901, "=1/0"]]:
        sheet.append(row)
    book.save(path)
    return path


def xlsxwriter_formulas(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["File", "Title", "Date", "Place"])
    sheet.write_row(1, 0, ["a.tif", "A"])
    sheet.write_formula("C2", "=1900+3")
    sheet.write_row(2, 0, ["b.tif", "", 1901])
    sheet.write_formula("B3", '="B"&"C"')
    sheet.write_formula("D3", "=D4")
    sheet.write_formula("D2", '="Wi"&"en"', value="Wien")
    book.close()
    return path


def ods_formulas(path: Path) -> Path:
    said = '<table:table-cell table:formula="of:=1"><text:p>{}</text:p></table:table-cell>'
    empty = '<table:table-cell table:formula="of:=1+3"/>'
    text = '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)" office:value-type="string"/>'
    rows = [["File", "Title", "Date", "Place"], ["a.tif", "A", empty, said.format("Wien")], ["b.tif", empty, text]]
    return opendocument(path, [*rows, [], ["c.tif", "C", "1901", empty]])


@pytest.mark.parametrize(
    ("name", "write", "cells"),
    [
        ("t.xlsx", openpyxl_formulas, "C2, B3, D3"),
        ("t.xlsx", xlsxwriter_formulas, "C2, B3, D3"),
        ("t.ods", ods_formulas, "C2, B3, D5"),
    ],
)
def test_formulas_that_no_program_has_reckoned_are_told_with_their_cells(
    tmp_path: Path, name: str, write: Callable[[Path], Path], cells: str
) -> None:
    table = read_table(write(tmp_path / name), is_known)
    assert table.remarks == (
        f"formulas that no program has reckoned are read as empty: {cells}; "
        "open the table in a spreadsheet program, save it there, and read it again",
    )
    assert "Date" not in table.rows[0].cells
    assert "Title" not in table.rows[1].cells


def test_formulas_that_have_a_value_are_read_and_nothing_is_told_of_them(tmp_path: Path) -> None:
    path = openpyxl_formulas(tmp_path / "t.xlsx")
    reckoned = {
        b"<f>1900+3</f><v />": b"<f>1900+3</f><v>0</v>",
        b'<c r="B3">': b'<c r="B3" t="str">',  # a text that came out empty
        b"<f>1/0</f><v />": b"<f>1/0</f><v>7</v>",
        b' fullCalcOnLoad="1"': b"",
    }

    def change(_name: str, data: bytes) -> bytes:
        for old, new in reckoned.items():
            data = data.replace(old, new)
        return data

    table = read_table(rewritten(path, change), is_known)
    assert (table.rows[0].cells["Date"], table.rows[1].cells["Place"], table.remarks) == ("0", "7", ())


def test_a_title_and_blank_lines_above_the_columns_are_no_rows(tmp_path: Path) -> None:
    text = "Inventory of the museum;;\n;;\nDatei;Titel;Jahr\n\na.tif;Eins;1936\n;;\n"
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, is_known)
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (5, {"Datei": "a.tif", "Titel": "Eins", "Jahr": "1936"})
    ]


def test_a_guessed_encoding_is_said_with_words_and_a_named_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("file;title\na.tif;Zdjęcie\nb.tif;Most\nc.tif;Łódź\n", encoding="cp1250")
    table = read_table(path, is_known)
    assert table.remarks == (
        "the encoding cp1250 was guessed by the letters; it makes of them Zdjęcie, Łódź; "
        "if that is wrong, save the table as UTF-8, or name its encoding with --encoding",
    )
    assert read_table(path, is_known, "cp1250").remarks == ()


def test_columns_that_are_called_alike_or_nothing_have_names_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("file,title,title,\na.tif,One,Two,Three\n", encoding="utf-8")
    table = read_table(path, is_known)
    assert table.columns == ("file", "title", "title (2)", "column 4")
    assert dict(table.rows[0].cells) == {"file": "a.tif", "title": "One", "title (2)": "Two", "column 4": "Three"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", b"", "the table has no rows"),
        ("t.csv", b"file,title\n", "the table has no rows"),
        ("t.xlsx", b"PK\x03\x04 and no more", "the spreadsheet cannot be read"),
        ("t.xls", b"\xd0\xcf\x11\xe0 and no more", "the spreadsheet cannot be read"),
        ("t.docx", b"PK\x03\x04 word/document.xml", "this is a document of a word processor, and no table"),
        ("t.jpg", b"\xff\xd8\xff\xe0", "this is a photograph (JPEG), and no table"),
        ("t.pdf", b"%PDF-1.7\n", "this is a PDF, and no table"),
        ("t.html", b"<html><table></table></html>", "this is a web page, and no table"),
        ("t.json", b'{"@context": "http://iiif.io/x"}', "this is a IIIF description, and no table"),
        ("t.txt", b"Some notes\nand more\n", "no column of the table is known: Some notes"),
    ],
)
def test_what_is_no_table_is_a_clear_error(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GalleryError) as caught:
        read_table(path, is_known)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_a_missing_table_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="cannot be read: No such file"):
        read_table(tmp_path / "none.csv", is_known)
    with pytest.raises(GalleryError, match="cannot be read: it is a folder"):
        read_table(tmp_path, is_known)


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gallery.intake.tables.MAX_UNPACKED", 10_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/big.xml", "w") as part:
        for _ in range(11):
            part.write(b"\0" * 1_000_000)
    path = tmp_path / "t.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(GalleryError, match="unpacks to more than 10 MB"):
        read_table(path, is_known)


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 39), (400_000, 299)])
def test_a_cell_far_from_the_table_is_told_before_all_between_is_made(tmp_path: Path, row: int, column: int) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["File", "Title"])
    sheet.write_row(1, 0, ["a.jpg", "A"])
    sheet.write(row, column, "x")
    book.close()
    with pytest.raises(
        GalleryError, match=rf"sheet 'Sheet1' goes to row {row + 1} and column [A-Z]+, and is nearly empty"
    ):
        read_table(tmp_path / "far.xlsx", is_known)


def test_a_cell_some_way_off_is_read_and_columns_without_content_do_not_count(tmp_path: Path) -> None:
    rows = [["File", "Title"], ["a.jpg", "A"]]
    path = workbook(tmp_path / "t.xlsx", {"one": [*rows, *[[""]] * 5_000, ["b.jpg", "B"]]})
    assert [row.cells["File"] for row in read_table(path, is_known).rows] == ["a.jpg", "b.jpg"]
    wide = csv_file(tmp_path / "wide.csv", [[*row, *[""] * 3_000] for row in rows])
    assert read_table(wide, is_known).columns == ("File", "Title")


def test_a_table_of_very_many_columns_is_refused_at_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "wide.csv", [["File", *(f"c{n}" for n in range(20_000))], ["x"] * 20_001])
    with pytest.raises(GalleryError, match="the table has 20001 columns, and 1000 are read at most"):
        read_table(path, is_known)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<text:s text:c="' + "9" * 5_000 + '"/>', "a b"),
        ("<text:span>" * 100_000 + "x" + "</text:span>" * 100_000, None),
    ],
)
def test_no_text_of_an_opendocument_is_a_bug_of_ours(tmp_path: Path, cell: str, said: str | None) -> None:
    path = opendocument(tmp_path / "t.ods", [["File", "Title"], ["a.jpg", f"a{cell}b"]])
    if said is None:
        with pytest.raises(GalleryError, match="nested more than 100 deep"):
            read_table(path, is_known)
    else:
        assert read_table(path, is_known).rows[0].cells["Title"] == said


def test_rows_that_an_opendocument_repeats_take_little_memory(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="999"><text:p>x</text:p></table:table-cell>'
    path = opendocument(tmp_path / "t.ods", [["File", "Title"], *[[cell]] * 200])
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    many = content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="10000">')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", many)
    with pytest.raises(GalleryError, match="more than 10000000 cells"):
        read_table(path, is_known)


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive at ``path`` with each member as ``change`` gives it; None leaves it out."""
    with zipfile.ZipFile(path) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def patched(data: bytes, central: int, local: int, value: int) -> bytes:
    """A ZIP with a byte of every header of its members changed."""
    changed = bytearray(data)
    for sign, offset in ((b"PK\x01\x02", central), (b"PK\x03\x04", local)):
        at = -1
        while (at := changed.find(sign, at + 1)) >= 0:
            changed[at + offset] = value
    return bytes(changed)


def garbled(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = next(one for one in archive.infolist() if one.filename.endswith(("sheet1.xml", "content.xml")))
    at = member.header_offset + 30 + len(member.filename)
    return data[:at] + b"\xff" * 8 + data[at + 8 :]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: patched(data, 8, 6, 1),  # a password
        lambda data: patched(data, 10, 8, 99),  # a compression that nobody knows
        garbled,
        lambda data: data[: len(data) // 2],
    ],
    ids=["password", "compression", "garbled", "cut"],
)
def test_a_spreadsheet_whose_archive_is_damaged_is_told(
    tmp_path: Path, kind: str, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"t.{kind}"
    _ = workbook(path, {"S": ROWS}) if kind == "xlsx" else opendocument(path, ROWS)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GalleryError, match=r"the spreadsheet cannot be read \(.+\); save it again"):
        read_table(path, is_known)


@pytest.mark.parametrize("part", ["workbook.xml", "sheet1.xml", "styles.xml", "workbook.xml.rels", "sharedStrings.xml"])
@pytest.mark.parametrize("content", [None, b"", b"<", b"<!DOCTYPE a><a/>", b"\xff\xfe", b"<a r='x'/>"], ids=repr)
def test_a_workbook_with_a_part_that_is_missing_or_none_is_told_or_read(
    tmp_path: Path, part: str, content: bytes | None
) -> None:
    path = workbook(tmp_path / "t.xlsx", {"S": ROWS})
    rewritten(path, lambda name, data: content if name.rpartition("/")[2] == part else data)
    with suppress(GalleryError):
        assert read_table(path, is_known).rows


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'r="C3"', b'r = "XFD1048576"'),
        lambda data: data.replace(b'r="C3"', b'r="ZZZZZZZZZ1"'),
        lambda data: data.replace(b'row r="3"', b'row r="99999999999999999999"').replace(b'r="C3"', b""),
        lambda data: data.replace(b'r="C3"', b'r="XFD&#49;048576"'),
        lambda data: data.decode().replace("UTF-8", "UTF-16").replace('r="C3"', 'r="XFD1048576"').encode("utf-16"),
    ],
    ids=["blanks", "letters", "row", "reference", "utf-16"],
)
def test_a_far_cell_is_found_however_the_xml_is_written(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = workbook(tmp_path / "t.xlsx", {"S": ROWS})
    rewritten(path, lambda name, data: change(data) if name.endswith("sheet1.xml") else data)
    with pytest.raises(GalleryError, match=r"goes to row \d+ and column [A-Z]+, and is nearly empty"):
        read_table(path, is_known)


def test_a_workbook_of_hidden_sheets_alone_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"S": ROWS, "T": ROWS})
    hidden = lambda data: data.replace(b"<sheet ", b'<sheet state="hidden" ')  # noqa: E731
    rewritten(path, lambda name, data: hidden(data) if name.endswith("workbook.xml") else data)
    with pytest.raises(GalleryError, match="no sheet that can be seen"):
        read_table(path, is_known)


@pytest.mark.parametrize(
    ("number_format", "read"),
    [
        ("mmm-yy", "1903-05"),
        ("mmmm yyyy", "1903-05"),
        ('[$-407]mmmm" "yyyy;@', "1903-05"),
        ('"d"yyyy', "1903"),
        ("yyyy-mm-dd", "1903-05-01"),
        ("d. mmmm yyyy", "1903-05-01"),
        ("dddd", "1903-05-01"),
    ],
)
def test_a_date_of_a_workbook_is_as_exact_as_it_is_shown(tmp_path: Path, number_format: str, read: str) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["File", "Title", "Date"])
    sheet.write_row(1, 0, ["a.jpg", "A"])
    sheet.write_datetime(1, 2, datetime(1903, 5, 1), book.add_format({"num_format": number_format}))
    book.close()
    assert read_table(tmp_path / "t.xlsx", is_known).rows[0].cells["Date"] == read


def test_a_number_of_a_workbook_keeps_the_zeros_that_it_is_shown_with(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["File", "Title", "Inventory number"])
    sheet.write_row(1, 0, ["a.jpg", "A"])
    sheet.write_number(1, 2, 7, book.add_format({"num_format": "0000"}))
    sheet.write_row(2, 0, ["b.jpg", "B"])
    sheet.write_number(2, 2, 7.5, book.add_format({"num_format": "0000"}))
    book.close()
    rows = read_table(tmp_path / "t.xlsx", is_known).rows
    assert [row.cells["Inventory number"] for row in rows] == ["0007", "7.5"]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('office:value-type="date" office:date-value="1903-05-01"><text:p>May 1903</text:p>', "1903-05"),
        ('office:value-type="date" office:date-value="1903-05-01"><text:p>05/1903</text:p>', "1903-05"),
        ('office:value-type="date" office:date-value="1903-05-05"><text:p>05/1903</text:p>', "1903-05"),
        ('office:value-type="date" office:date-value="1903-05-05"><text:p>5.5.03</text:p>', "1903-05-05"),
        ('office:value-type="date" office:date-value="1901-01-01"><text:p>01.01.01</text:p>', "1901-01-01"),
        ('office:value-type="date" office:date-value="1903-05-01"><text:p>1. Mai 1903</text:p>', "1903-05-01"),
        ('office:value-type="date" office:date-value="1903-05-01"><text:p>1903</text:p>', "1903"),
        ('office:value-type="date" office:date-value="1903-05-01">', "1903-05-01"),
        ('office:value-type="float" office:value="7"><text:p>0007</text:p>', "0007"),
        ('office:value-type="float" office:value="1.0E3"><text:p>1000</text:p>', "1000"),
        ('office:value-type="float" office:value="7.50"><text:p>7,5</text:p>', "7.50"),
        ('office:value-type="string" office:string-value="Only there">', "Only there"),
    ],
)
def test_a_cell_of_an_opendocument_says_what_it_shows(tmp_path: Path, cell: str, read: str) -> None:
    path = opendocument(
        tmp_path / "t.ods", [["File", "Title", "Date"], ["a.jpg", "A", f"<table:table-cell {cell}</table:table-cell>"]]
    )
    assert read_table(path, is_known).rows[0].cells["Date"] == read


def test_columns_of_an_opendocument_beyond_those_that_are_read_are_told(tmp_path: Path) -> None:
    path = opendocument(tmp_path / "t.ods", [["File", "Title", *map(str, range(1100))], ["a.jpg", "A"]])
    with pytest.raises(GalleryError, match="more than 1000 columns"):
        read_table(path, is_known)


def test_an_opendocument_of_a_few_bytes_that_means_a_thousand_million_cells_is_refused_at_once(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000"><text:p>a</text:p></table:table-cell>'
    path = opendocument(tmp_path / "t.ods", [["File", "Title"], *[[cell]] * 100])
    many = lambda data: data.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="9999">')  # noqa: E731
    rewritten(path, lambda name, data: many(data) if name == "content.xml" else data)
    with pytest.raises(GalleryError, match="more than 10000000 cells"):
        read_table(path, is_known)
