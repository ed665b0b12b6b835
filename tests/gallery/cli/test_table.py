"""``gallery table``."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from gallery.cli.table import command
from gallery.errors import GalleryError

EXHIBIT = """\
# Mine.
title: A winter
curator: E. Novak
statement: Why.
rooms:
  - title: The street
    works:
      - id: tram
        source: {path: tram.tif}
        title: A tram   # two words
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: A tram.
      - id: funeral
        source: {path: funeral.tif}
        title: A funeral
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: Mourners.
"""


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "winter").mkdir()
    path = Path("winter", "exhibit.yaml")
    path.write_text(EXHIBIT, encoding="utf-8", newline="\n")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def changed(old: str, new: str) -> None:
    """Change the table as an editor of texts would."""
    path = Path("labels.csv")
    content = path.read_bytes().decode("utf-8-sig")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8-sig", newline="")


def test_labels_are_written_and_changes_brought_back(manifest: Path) -> None:
    written = run("winter", "--out", "labels.csv")
    assert (written.exit_code, written.stdout.startswith("labels.csv: 2 works, ")) == (0, True)
    changed('"A tram"', '"The tram"')
    tried = run("winter", "--apply", "labels.csv", "--dry-run")
    assert tried.stdout == f"tram: title [en]\n{manifest}: 1 work would be changed\n"
    assert manifest.read_text(encoding="utf-8") == EXHIBIT
    done = run("winter", "--apply", "labels.csv")
    assert done.stdout == f"tram: title [en]\n{manifest}: 1 work of 2 changed\n"
    assert manifest.read_text(encoding="utf-8") == EXHIBIT.replace("A tram   #", "The tram   #")


def test_what_is_not_read_of_a_table_is_told(manifest: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["Labels"], ["id", "title"], ["tram", "The tram"]]:
        book.active.append(row)
    book.create_sheet("Notes").append(["x"])
    book.save("labels.xlsx")
    said = run("winter", "--apply", "labels.xlsx", "--dry-run").stdout.splitlines()
    assert said[0] == "sheets that were not read: Notes"
    assert said[1].startswith("the columns' names were taken from row 2, and the row above it is not read: 1 (Labels);")
    assert json.loads(run("winter", "--apply", "labels.xlsx", "--json").stdout)["remarks"] == said[:2]


def test_the_encoding_of_a_table_can_be_named(manifest: Path) -> None:
    Path("labels.csv").write_bytes("id;title\ntram;Dvořák\n".encode("cp1250"))
    guessed = run("winter", "--apply", "labels.csv", "--dry-run").stdout
    assert "the encoding cp1252 was guessed by the letters; it makes of them Dvoøák; if that is wrong" in guessed
    assert "guessed" not in run("winter", "--apply", "labels.csv", "--encoding", "cp1250").stdout
    assert "title: Dvořák" in manifest.read_text(encoding="utf-8")


def test_a_conflict_is_shown_with_exit_code_1_and_the_manifest_keeps_its_text(manifest: Path) -> None:
    run("winter", "--out", "labels.csv")
    changed('"A tram"', '"The tram"')
    mine = EXHIBIT.replace("title: A tram ", "title: Tram 5 ")
    manifest.write_text(mine, encoding="utf-8", newline="\n")
    result = run("winter", "--apply", "labels.csv")
    assert result.exit_code == 1
    assert "  tram: title [en]: 'Tram 5' in the exhibit, 'The tram' in the table\n" in result.stdout
    assert manifest.read_text(encoding="utf-8") == mine
    assert len(json.loads(run("winter", "--apply", "labels.csv", "--json").stdout)["conflicts"]) == 1


def test_a_wrong_cell_is_told_with_exit_code_1_and_nothing_is_changed(manifest: Path) -> None:
    run("winter", "--out", "labels.csv")
    changed('"A tram"', '""')
    changed('"A funeral"', '"The funeral"')
    result = run("winter", "--apply", "labels.csv")
    assert result.exit_code == 1
    assert result.stdout.endswith(f"1 problem; {manifest} is as it was\n")
    assert manifest.read_text(encoding="utf-8") == EXHIBIT


def test_the_mark_and_the_line_ends_of_a_manifest_of_windows_stay(manifest: Path) -> None:
    windows = b"\xef\xbb\xbf" + EXHIBIT.replace("\n", "\r\n").encode()
    manifest.write_bytes(windows)
    run("winter", "--out", "labels.csv")
    changed('"A tram"', '"The tram"')
    assert run("winter", "--apply", "labels.csv").exit_code == 0
    assert manifest.read_bytes() == windows.replace(b"A tram   #", b"The tram   #")


def test_a_table_that_somebody_may_have_worked_on_is_not_overwritten(manifest: Path) -> None:
    run("winter", "--out", "labels.csv")
    changed('"A tram"', '"The tram"')
    result = run("winter", "--out", "labels.csv")
    assert isinstance(result.exception, GalleryError)
    assert str(result.exception) == "labels.csv is there already; name another file, or add --replace"
    assert "The tram" in Path("labels.csv").read_text(encoding="utf-8-sig")
    assert run("winter", "--out", "labels.csv", "--replace").exit_code == 0
    assert "The tram" not in Path("labels.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["winter"], "say what to do"),
        (["winter", "--out", "a.csv", "--apply", "a.csv"], "say what to do"),
        (["winter", "--out", "a.csv", "--dry-run"], "--dry-run and --encoding belong to --apply"),
        (["winter", "--out", "a.csv", "--encoding", "cp1250"], "--dry-run and --encoding belong to --apply"),
        (["winter", "--apply", "a.csv", "--replace"], "--replace belongs to --out"),
        (["winter", "--out", "labels.pdf"], "labels.pdf is neither .xlsx nor .csv"),
    ],
)
def test_wrong_usage_is_told(manifest: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, message in result.output) == (2, True)


def test_a_table_without_ids_and_a_folder_that_is_missing_are_clear_errors(manifest: Path) -> None:
    Path("t.csv").write_text("title [en],date\nA tram,1900\n", encoding="utf-8")
    for arguments, message in (
        (["--apply", "t.csv"], "t.csv has no column 'id', which says whose row it is"),
        (["--out", "none/t.csv"], "none/t.csv cannot be written: No such file or directory"),
    ):
        result = run("winter", *arguments)
        assert isinstance(result.exception, GalleryError)
        assert str(result.exception) == message
