"""Labels as a table, worked on, and brought back."""

from __future__ import annotations

import csv
import difflib
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.intake.applying import Applied, apply
from gallery.intake.labels import as_table, columns_of, parse, rows_of
from gallery.intake.spreadsheets import table_bytes
from gallery.intake.tables import Table, read_table
from gallery.manifest.editing import Edits
from gallery.manifest.kinds import Model
from gallery.manifest.nodes import read_tree
from gallery.manifest.schema import Dimensions, Text, Work
from gallery.resources import EXHIBITS
from gallery.spreadsheets.comma_separated import unguarded

EXHIBIT = """\
title: {en: A winter, de: Ein Winter}  # of many
curator: E. Novak
statement: Why.
rooms:
  - title: The street
    works:
      # The first.
      - id: tram
        source: {path: tram.tif}
        title: A tram
        date: 1900~
        rights: http://rightsstatements.org/vocab/NKC/1.0/  # as told by the lender
        alt: >-
          A tram stands in deep snow.
      - id: funeral
        source: {url: "https://example.org/f.tif"}
        title: {en: A funeral, de: "Ein Begräbnis"}
        date: 1901
        dimensions: {width: 24, height: 17.5}
        rights: TODO
        alt: Mourners.
        colorize: false
        reason: Black was worn to be seen as black.
"""
MANIFEST = Path("exhibit.yaml")

Change = dict[str, dict[str, str]]


def exported(text: str, change: Change | None = None, ending: str = ".csv", folder: Path | None = None) -> Table:
    """The table of an exhibit's labels with cells changed, written and read again."""
    header, rows = as_table(read_tree(text, "x"))
    for row in rows:
        for name, cell in (change or {}).get(row[0], {}).items():
            if name not in header:
                header.insert(-1, name)
                for each in rows:
                    each.insert(-1, "")
            row[header.index(name)] = cell
    return read(table_bytes(ending, header, rows), ending, folder)


def read(content: bytes, ending: str, folder: Path | None) -> Table:
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        path = (folder or Path(scratch)) / f"labels{ending}"
        path.write_bytes(content)
        return read_table(path, lambda name: name.casefold() == "id" or parse(name) is not None)


def applied(text: str, table: Table) -> Applied:
    return apply(text, MANIFEST, table, unguarded if table.encoding else str)


def changes(text: str, change: Change, ending: str = ".csv") -> list[str]:
    done = applied(text, exported(text, change, ending))
    assert (done.problems, done.conflicts) == ([], [])
    lines = difflib.unified_diff(text.splitlines(), done.text.splitlines(), n=0, lineterm="")
    return [f"{line[0]} {line[1:]}" for line in list(lines)[2:] if not line.startswith("@@")]


def test_the_columns_are_those_of_the_schema() -> None:
    columns = columns_of(read_tree(EXHIBIT, "x"))
    fields = [name for name in Work.model_fields if name not in {"id", "source", "hints", "captions", "approved"}]
    assert list(dict.fromkeys(str(column.keys[0]) for name in columns if (column := parse(name)))) == fields
    assert columns[:3] == ["title [en]", "title [de]", "creator [en]"]
    assert {"date", "dimensions width", "dimensions height", "rights", "colorize", "vividness"} <= set(columns)


class Maker(Model):
    """One of several who made a work, with a text and a line of his own."""

    name: Text
    kind: str | None = None


class Made(Model):
    """A work of a schema that has lists."""

    id: str
    title: Text
    maker: Text | tuple[Maker, ...] | None = None
    sheet: Dimensions | None = None


MADE = """\
title: {en: A winter, de: Ein Winter}
rooms:
  - works:
      - id: a
        title: One
        maker:
          - {name: X, kind: body}
          - name: {en: Y, de: Z}  # the second
        sheet: 18 × 24 cm
      - {id: b, title: Two, maker: W}
"""


def test_lists_and_values_of_several_forms_have_columns_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gallery.intake.labels.Work", Made)
    monkeypatch.setattr("gallery.intake.changes.Work", Made)
    tree = read_tree(MADE, "x")
    makers = [f"maker {number} {what}" for number in (1, 2) for what in ("name [en]", "name [de]", "kind")]
    assert columns_of(tree) == [
        *("title [en]", "title [de]", "maker [en]", "maker [de]"),
        *makers,
        *("sheet width", "sheet height", "sheet unit", "sheet"),
    ]
    assert [dict(row.cells) for row in rows_of(tree)] == [
        {
            "title [en]": "One",
            "maker 1 name [en]": "X",
            "maker 1 kind": "body",
            "maker 2 name [en]": "Y",
            "maker 2 name [de]": "Z",
            "sheet": "18 × 24 cm",
        },
        {"title [en]": "Two", "maker [en]": "W"},
    ]
    changed = {"a": {"maker 2 name [de]": "ZZ", "maker 1 kind": "", "sheet": "17 × 23 cm"}, "b": {"maker [de]": "V"}}
    assert changes(MADE, changed) == [
        "-           - {name: X, kind: body}",
        "-           - name: {en: Y, de: Z}  # the second",
        "-         sheet: 18 × 24 cm",
        "-       - {id: b, title: Two, maker: W}",
        "+           - {name: X}",
        "+           - name: {en: Y, de: ZZ}  # the second",
        "+         sheet: 17 × 23 cm",
        "+       - {id: b, title: Two, maker: {en: W, de: V}}",
    ]
    wrong = {"a": {"maker [en]": "Q", "sheet width": "3", "maker 3 kind": "body"}}
    assert applied(MADE, exported(MADE, wrong)).problems == [
        "row 2, 'maker [en]' of 'a': the exhibit has several; change 'maker 1 …' and the like",
        "row 2, 'sheet width' of 'a': the exhibit has 'sheet' in one; change the column 'sheet'",
        "row 2, 'maker 3' of 'a': it has no name; write one, or empty its other cells",
    ]


def test_a_row_says_what_its_work_says() -> None:
    tram, funeral = rows_of(read_tree(EXHIBIT, "x"))
    assert (tram.file, funeral.file) == ("tram.tif", "https://example.org/f.tif")
    assert tram.cells == {
        "title [en]": "A tram",
        "date": "1900~",
        "rights": "http://rightsstatements.org/vocab/NKC/1.0/",
        "alt [en]": "A tram stands in deep snow.",
    }
    assert {"date": "1901", "dimensions height": "17.5", "colorize": "false", "rights": "TODO"}.items() <= (
        funeral.cells.items()
    )


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", ["nostalgia-and-memory", "witnesses", "empire-in-colour"])
def test_what_nobody_changed_changes_nothing(name: str, ending: str) -> None:
    text = (EXHIBITS / name / "exhibit.yaml").read_text(encoding="utf-8")
    done = applied(text, exported(text, ending=ending))
    assert (done.text == text, done.changed, done.problems, done.conflicts) == (True, {}, [], [])


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_same_table_is_the_same_bytes(ending: str) -> None:
    header, rows = as_table(read_tree(EXHIBIT, "x"))
    assert table_bytes(ending, header, rows) == table_bytes(ending, header, rows)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_changed_cells_change_their_lines_alone(ending: str) -> None:
    change = {
        "tram": {"title [de]": "=Eine Bahn", "date": "um 1901", "rights": "gemeinfrei", "place [en]": "Vienna: north"},
        "funeral": {"title [de]": "", "dimensions width": "23,5", "rights": "NKC", "vividness": ""},
    }
    assert changes(EXHIBIT, change, ending) == [
        "-         title: A tram",
        "-         date: 1900~",
        "-         rights: http://rightsstatements.org/vocab/NKC/1.0/  # as told by the lender",
        '+         title: {en: A tram, de: "=Eine Bahn"}',
        "+         date: 1901~",
        '+         place: "Vienna: north"',
        "+         rights: http://creativecommons.org/publicdomain/mark/1.0/  # as told by the lender",
        '-         title: {en: A funeral, de: "Ein Begräbnis"}',
        "+         title: {en: A funeral}",
        "-         dimensions: {width: 24, height: 17.5}",
        "-         rights: TODO",
        "+         dimensions: {width: 23.5, height: 17.5}",
        "+         rights: http://rightsstatements.org/vocab/NKC/1.0/",
    ]


def test_a_language_that_is_new_has_a_column_that_somebody_added() -> None:
    assert changes(EXHIBIT, {"tram": {"alt [fr]": "Un tramway dans la neige."}}) == [
        "-         alt: >-",
        "-           A tram stands in deep snow.",
        "+         alt: {en: A tram stands in deep snow., fr: Un tramway dans la neige.}",
    ]


CREATORS = """\
title: Trams
rooms:
  - works:
      - id: a
        title: One
        creator:
          # who pressed the button
          - name: Dorothea Lange  # sure
            role: photographer
          # a guess
          - {name: Studio Huf, kind: body}
        rights: x
      - id: b
        title: Two
        creator: Walker Evans  # as signed
      - id: c
        title: Three
      - {id: d, title: Four, creator: [{name: X}, {name: Y}, {name: Z}]}
"""


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        (
            {"a": {"creator 4 name [en]": "E. Novak", "creator 4 role [en]": "printer"}},
            ["+           - name: E. Novak", "+             role: printer"],
        ),
        (
            {"a": {"creator 2 name [en]": "", "creator 2 kind": ""}},
            ["-           # a guess", "-           - {name: Studio Huf, kind: body}"],
        ),
        (
            {"a": {"creator 1 name [en]": "", "creator 1 role [en]": "", "creator 3 name [en]": "E. Novak"}},
            [
                "-           # who pressed the button",
                "-           - name: Dorothea Lange  # sure",
                "-             role: photographer",
                "+           - name: E. Novak",
            ],
        ),
        (
            {"a": {"creator 1 name [en]": "D. Lange", "creator 2 name [en]": "", "creator 2 kind": ""}},
            [
                "-           - name: Dorothea Lange  # sure",
                "+           - name: D. Lange  # sure",
                "-           # a guess",
                "-           - {name: Studio Huf, kind: body}",
            ],
        ),
        (
            {"b": {"creator 2 name [en]": "James Agee", "creator 2 role [en]": "text"}},
            [
                "-         creator: Walker Evans  # as signed",
                "+         creator:  # as signed",
                "+           - name: Walker Evans",
                "+           - name: James Agee",
                "+             role: text",
            ],
        ),
        (
            {"c": {"creator 1 name [en]": "A", "creator 1 name [de]": "B"}},
            ["+         creator:", "+           - name: {en: A, de: B}"],
        ),
        (
            {"d": {"creator 1 name [en]": "", "creator 3 name [en]": ""}},
            [
                "-       - {id: d, title: Four, creator: [{name: X}, {name: Y}, {name: Z}]}",
                "+       - {id: d, title: Four, creator: [{name: Y}]}",
            ],
        ),
        (
            {"d": {f"creator {place} name [en]": "" for place in (1, 2, 3)}},
            [
                "-       - {id: d, title: Four, creator: [{name: X}, {name: Y}, {name: Z}]}",
                "+       - {id: d, title: Four}",
            ],
        ),
    ],
)  # fmt: skip
def test_creators_are_added_and_taken_out_by_their_cells(changed: dict[str, dict[str, str]], lines: list[str]) -> None:
    assert changes(CREATORS, changed) == lines


def test_a_creator_without_a_name_is_told() -> None:
    done = applied(
        CREATORS, exported(CREATORS, {"a": {"creator 3 role [en]": "printer"}, "b": {"creator 1 sort [en]": "x"}})
    )
    assert done.problems == [
        "row 2, 'creator 3' of 'a': it has no name; write one, or empty its other cells",
        "row 3, 'creator 1' of 'b': the exhibit has 'creator' in one; change the column 'creator'",
    ]


def test_a_mapping_that_was_not_there_is_made_of_its_columns() -> None:
    assert changes(EXHIBIT, {"tram": {"dimensions width": "24", "dimensions height": "18"}}) == [
        "+         dimensions: {width: 24, height: 18}"
    ]


def test_what_is_wrong_with_cells_is_told_and_nothing_is_changed() -> None:
    change = {
        "tram": {"date": "once upon a time", "rights": "free for all", "title [en]": "", "alt [en]": "x" * 300},
        "funeral": {"colorize": "maybe", "dimensions width": "wide", "title [en]": "Another"},
    }
    done = applied(EXHIBIT, exported(EXHIBIT, change))
    assert done.text == EXHIBIT
    assert done.changed == {}
    assert done.problems == [
        "row 2, 'title [en]' of 'tram': a work must have it, and the cell is empty; write TODO where it is still to be "
        "written",
        "row 2, 'date' of 'tram': 'once upon a time' is not an EDTF date; write one such as 1903-12-17, 1936-02 or "
        "1900~",
        "row 2, 'rights' of 'tram': 'free for all' is not the URI of a rights statement or licence; choose one at "
        "rightsstatements.org or creativecommons.org",
        "row 3, 'dimensions width' of 'funeral': 'wide' is no number; write one such as 24 or 17.5",
        "row 3, 'colorize' of 'funeral': write true or false",
    ]
    long = applied(EXHIBIT, exported(EXHIBIT, {"tram": {"alt [en]": "word " * 60}}))
    assert long.text == EXHIBIT
    assert ["alt-too-long" in problem for problem in long.problems] == [True]


def test_a_work_changed_on_both_sides_is_a_conflict_and_the_others_are_brought_back() -> None:
    table = exported(EXHIBIT, {"tram": {"title [en]": "The tram"}, "funeral": {"title [en]": "The funeral"}})
    meanwhile = EXHIBIT.replace("title: A tram", "title: Tram 5")
    done = applied(meanwhile, table)
    assert done.conflicts == ["tram: title [en]: 'Tram 5' in the exhibit, 'The tram' in the table"]
    assert done.changed == {"funeral": ["title [en]"]}
    assert done.text == meanwhile.replace("en: A funeral", "en: The funeral")


def test_a_work_that_the_manifest_alone_changed_is_no_conflict() -> None:
    table = exported(EXHIBIT, {"funeral": {"title [en]": "The funeral"}})
    meanwhile = EXHIBIT.replace("title: A tram", "title: Tram 5")
    done = applied(meanwhile, table)
    assert (done.conflicts, list(done.changed)) == ([], ["funeral"])
    assert "title: Tram 5" in done.text


def test_the_same_change_on_both_sides_and_a_second_time_is_none() -> None:
    table = exported(EXHIBIT, {"tram": {"title [en]": "The tram"}})
    once = applied(EXHIBIT, table).text
    again = applied(once, table)
    assert (again.text, again.changed, again.conflicts) == (once, {}, [])


def test_columns_may_be_missing_moved_and_written_without_a_language() -> None:
    content = "Title,ID,Zustand\nThe tram,tram,good\nA funeral,funeral,poor\n"
    done = applied(EXHIBIT, read(content.replace("Title", "title").encode(), ".csv", None))
    assert done.changed == {"tram": ["title [en]"]}
    assert (done.ignored, done.no_state) == (["Zustand"], True)


@pytest.mark.parametrize(("encoding", "separator"), [("utf-16", "\t"), ("cp1252", ";"), ("mac_roman", ";")])
def test_a_spreadsheet_may_write_the_table_in_its_countrys_way_and_letters_it_has_not_are_no_change(
    encoding: str, separator: str
) -> None:
    text = EXHIBIT.replace("title: A tram", "title: Ἀγορά, a „tram“ in Łódź").replace(
        "Ein Begräbnis", "Begräbnis – für; X"
    )
    header, rows = as_table(read_tree(text, "x"))
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows([header, *rows])
    content = written.getvalue().encode(encoding, "replace")
    done = applied(text, read(content, ".csv", None))
    assert (done.text, done.changed, done.problems) == (text, {}, [])
    edited = content.decode(encoding).replace("A funeral", "The funeral").encode(encoding)
    assert applied(text, read(edited, ".csv", None)).changed == {"funeral": ["title [en]"]}


def test_rows_of_no_work_are_told() -> None:
    content = "id,title\ntram,One\ntram,Two\nnobody,Three\n,Four\n"
    done = applied(EXHIBIT, read(content.encode(), ".csv", None))
    assert done.text == EXHIBIT
    assert [problem.partition(";")[0] for problem in done.problems] == [
        "row 3: the id 'tram' is in row 2 already",
        "row 4: no work of the exhibit has the id 'nobody'",
        "row 5 has no id, and so is of no work",
    ]


def test_a_formula_that_no_program_has_reckoned_takes_nothing_out_of_the_manifest() -> None:
    header, rows = as_table(read_tree(EXHIBIT, "x"))
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(".xlsx", header, rows)))
    book.active.cell(2, header.index("date") + 1).value = "=1900+1"
    book.active.cell(3, header.index("title [en]") + 1).value = "Other"
    changed = io.BytesIO()
    book.save(changed)
    done = applied(EXHIBIT, read(changed.getvalue(), ".xlsx", None))
    assert (done.text, done.changed, len(done.problems)) == (EXHIBIT, {}, 1)
    assert "formulas that no program has reckoned" in done.problems[0]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_texts_that_look_like_the_escapes_of_a_workbook_come_back_as_they_are(ending: str) -> None:
    odd = "The signs _x000D_, _x005F_x000D_ and _x0041_"
    assert changes(EXHIBIT, {"tram": {"title [en]": odd}}, ending) == [
        "-         title: A tram",
        f"+         title: {odd}",
    ]
    text = EXHIBIT.replace("A tram\n", f"{odd}\n")
    assert applied(text, exported(text, ending=ending)).changed == {}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_lines_that_a_spreadsheet_breaks_in_its_own_way_are_broken_as_those_of_the_manifest(ending: str) -> None:
    added = changes(EXHIBIT, {"tram": {"description [en]": "One.\r\nTwo.\rThree."}}, ending)
    assert [line.strip("+ ") for line in added] == ["description: |-", "One.", "Two.", "Three."]


WORDS = st.text(
    st.characters(categories=("L", "M", "N", "P", "S", "Zs")) | st.sampled_from("#:-'\"=+@;,\n\t"),
    min_size=1,
    max_size=40,
).filter(str.strip)
ONE_LINE = WORDS.map(lambda text: " ".join(text.split()))
TEXT = st.one_of(ONE_LINE, st.dictionaries(st.sampled_from(["en", "de"]), ONE_LINE, min_size=1))
LABELS: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXT,
    "creator": TEXT,
    "place": TEXT,
    "alt": TEXT,
    "description": st.one_of(WORDS, st.dictionaries(st.sampled_from(["en", "de"]), WORDS, min_size=1)),
    "date": st.sampled_from(["1936", "1900~", "1903-12-17", "193X", "1905/1915"]),
    "vividness": st.sampled_from([0, 0.5, 1]),
    "dimensions": st.fixed_dictionaries({"width": st.integers(1, 90), "height": st.sampled_from([17.5, 24])}),
}


def with_labels(labels: dict[str, Any]) -> str:
    edits = Edits(EXHIBIT)
    for name, value in labels.items():
        edits.set(("rooms", 0, "works", 0, name), value)
    return edits.text()


def said(text: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in rows_of(read_tree(text, "x"))]


@given(
    st.fixed_dictionaries({}, optional=LABELS),
    st.fixed_dictionaries({}, optional=LABELS),
    st.sampled_from([".csv", ".xlsx"]),
)
def test_what_one_exhibit_says_another_says_after_its_table(
    before: dict[str, Any], after: dict[str, Any], ending: str
) -> None:
    """Table → manifest → table: the cells that were put in come out again, and nothing else changes."""
    old, wanted = with_labels(before), said(with_labels(after))
    columns = columns_of(read_tree(old, "x"))
    change = {"tram": {name: wanted[0].get(name, "") for name in {*columns, *wanted[0]}}}
    table = exported(old, change, ending)
    done = applied(old, table)
    if done.problems:  # such as letters in no form that a manifest takes
        assert done.text == old
        return
    got = said(done.text)
    assert [{name: tidy(cell) for name, cell in cells.items()} for cells in got] == [
        {name: tidy(cell) for name, cell in cells.items() if cell.strip()} for cells in wanted
    ]
    assert applied(done.text, exported(done.text, ending=ending)).changed == {}


def tidy(cell: str) -> str:
    return cell.strip().replace("\r\n", "\n")
