"""``gallery init``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from click.testing import CliRunner
from PIL import Image

from gallery.cli import build, check, init
from gallery.errors import GalleryError
from gallery.manifest.editing import Edits
from gallery.manifest.json_schema import json_schema
from gallery.manifest.reader import read_manifest
from model import Colorist, Hint


def test_the_starter_reads_without_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "shows" / "first"
    result = CliRunner().invoke(init.command, [str(folder)])
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        f"{folder / 'exhibit.yaml'} is ready: edit it, then 'gallery check {folder}' and 'gallery build {folder}'\n"
    )
    (work,) = read_manifest(folder).exhibit.works
    assert work.id == "man-with-a-camera"


def test_the_schema_that_the_starter_names_lies_beside_it(tmp_path: Path) -> None:
    CliRunner().invoke(init.command, [str(tmp_path)])
    assert (tmp_path / "exhibit.schema.json").read_text(encoding="utf-8") == json_schema()
    first = (tmp_path / "exhibit.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=exhibit.schema.json"
    assert {path.name for path in tmp_path.iterdir() if path.suffix} == {
        "exhibit.yaml",
        "exhibit.schema.json",
    }


def test_an_exhibit_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    manifest = tmp_path / "exhibit.yaml"
    manifest.write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(init.command, [str(tmp_path)])
    assert isinstance(result.exception, GalleryError)
    assert str(result.exception) == f"{manifest} exists already: name another folder, or edit it"
    assert manifest.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.suffix] == ["exhibit.yaml"]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = CliRunner().invoke(init.command, [str(tmp_path / "file" / "inside")])
    assert isinstance(result.exception, GalleryError)
    assert str(result.exception) == (
        f"{tmp_path / 'file' / 'inside'} cannot be written: Not a directory; name another folder"
    )


def test_the_example_has_two_photographs_as_files_and_needs_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "first"
    result = CliRunner().invoke(init.command, [str(folder), "--example"])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{folder / 'exhibit.yaml'} is ready: ")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {"exhibit.yaml", "exhibit.schema.json", "photographs/camera.png", "photographs/coffee.png"}
    for name, picture in (("camera", skimage.data.camera()), ("coffee", skimage.data.coffee())):
        with Image.open(folder / "photographs" / f"{name}.png") as copy:
            assert np.array_equal(np.asarray(copy), picture)
    checked = CliRunner().invoke(check.command, [str(folder), "--offline", "--thorough"])
    assert checked.stdout == f"{folder / 'exhibit.yaml'}: 1 room and 2 works, no problem\n"


def test_the_example_shows_a_correction_that_turns_the_cup_red(tmp_path: Path) -> None:
    CliRunner().invoke(init.command, [str(tmp_path / "first"), "--example"])
    (work,) = (work for work in read_manifest(tmp_path / "first").exhibit.works if work.hints)
    (hint,) = work.hints
    assert hint.area is not None
    picture = skimage.data.coffee()
    colourist = Colorist.load()
    given = Hint(area=hint.area, color=tuple(bytes.fromhex(hint.color[1:])))
    saucer = np.s_[310:340, 170:200]
    left, corrected = (
        colourist.colorize(picture, hints=hints, vividness=0.4).rgb[saucer].mean(axis=(0, 1)) for hints in ([], [given])
    )
    assert left[0] - left[2] < 20 < 60 < corrected[0] - corrected[2]


def test_the_example_takes_no_photographs_place_and_stands_alone(tmp_path: Path) -> None:
    mine = tmp_path / "photographs" / "coffee.png"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    result = CliRunner().invoke(init.command, [str(tmp_path), "--example"])
    assert str(result.exception) == f"{mine} exists already, and is another picture: name another folder"
    assert mine.read_bytes() == b"mine"
    assert not (tmp_path / "exhibit.yaml").exists()
    beside = CliRunner().invoke(init.command, [str(tmp_path), "--example", "--from", "."])
    assert (beside.exit_code, "--example stands alone" in beside.output) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_its_files_have_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        CliRunner().invoke(init.command, [str(tmp_path)])
    finally:
        os.umask(before)
    modes = {(tmp_path / name).stat().st_mode & 0o777 for name in ("exhibit.yaml", "exhibit.schema.json")}
    assert modes == {0o640}


def test_options_of_the_intake_need_something_to_take_in(tmp_path: Path) -> None:
    result = CliRunner().invoke(init.command, [str(tmp_path / "show"), "--language", "de"])
    assert (
        result.exit_code,
        "--language, --encoding and --json belong to --from, --table or --iiif" in result.output,
    ) == (
        2,
        True,
    )
    wrong = CliRunner().invoke(init.command, [str(tmp_path / "show"), "--from", ".", "--language", "Deutsch"])
    assert (wrong.exit_code, "'Deutsch' is no language" in wrong.output) == (2, True)
    assert not (tmp_path / "show").exists()


def test_what_was_done_comes_as_json(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    Image.new("L", (24, 32), 90).save(tmp_path / "scans" / "a.png")
    arguments = [str(tmp_path / "show"), "--from", str(tmp_path / "scans"), "--language", "fr", "--json"]
    found = json.loads(CliRunner().invoke(init.command, arguments).stdout)
    assert (found["language"], found["added"], found["copied"]) == ("fr", ["a"], ["photographs/a.png"])
    assert (found["table"], found["unfinished"]) == (None, "title (3), curator, statement, rights, alt")


def test_an_address_in_place_of_the_folder_is_told_what_it_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(init.command, ["https://a.example/manifest.json"])
    assert done.exit_code == 2
    assert "gallery init FOLDER --iiif https://a.example/manifest.json" in done.output
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not UTF-8")
def test_a_file_that_no_manifest_can_name_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    for name in (b"a.png", b"b \xff.png"):
        Image.new("L", (24, 32), 90).save(tmp_path / "scans" / os.fsdecode(name))
    arguments = [str(tmp_path / "show"), "--from", str(tmp_path / "scans")]
    done = CliRunner().invoke(init.command, arguments)
    assert done.exit_code == 0
    assert "path 'photographs/b \\udcff.png' is not UTF-8; rename the file" in done.stdout
    manifest = (tmp_path / "show" / "exhibit.yaml").read_text(encoding="utf-8")
    assert "photographs/a.png" in manifest
    assert "photographs/b" not in manifest


def test_a_table_that_lies_beside_the_photographs_is_pointed_at(tmp_path: Path) -> None:
    Image.new("L", (24, 32), 90).save(tmp_path / "a.png")
    (tmp_path / "list.csv").write_text("file,title\na.png,One\n", encoding="utf-8")
    result = CliRunner().invoke(init.command, [str(tmp_path / "show"), "--from", str(tmp_path)])
    assert "if list.csv is the table of the labels, add --table and its path" in result.stdout


def test_the_historical_photographs_become_an_exhibit_with_four_edits(tmp_path: Path, shared_data: Path) -> None:
    """That it then builds, ``gallery check`` says: it finds whatever a build refuses of a manifest."""
    photographs = shared_data / "photographs" / "historical"
    table = photographs / "manifest.csv"
    if not table.is_file():
        pytest.skip("no folder of historical photographs with its table")
    arguments = [str(tmp_path / "show"), "--from", str(photographs), "--table", str(table)]
    result = CliRunner().invoke(init.command, arguments)
    assert result.exit_code == 0, result.output
    manifest = tmp_path / "show" / "exhibit.yaml"
    edits = Edits(manifest.read_text(encoding="utf-8"))
    edits.set(("title",), "Witnesses")
    edits.set(("curator",), "E. Novak")
    edits.set(("statement",), "What these photographs show.")
    edits.set(("rooms", 0, "title"), "All of them")
    manifest.write_text(edits.text(), encoding="utf-8", newline="\n")
    checked = CliRunner().invoke(check.command, [str(manifest), "--json"])
    found = json.loads(checked.stdout)
    assert (checked.exit_code, found["works"], found["problems"]) == (0, 18, [])
    assert len(found["unfinished"]) == 3, "dates that only a person can read are left out until then"


TABLE = """\
Inventarnummer;Dateiname;Titel;Fotograf;Datierung;Ort;Technik;Bildnachweis;Rechte;Alternativtext
"""


@pytest.mark.slow
def test_twelve_scans_and_a_spreadsheet_become_a_site(tmp_path: Path) -> None:
    """The whole way of a curator: scans, a table out of Excel, four texts of one's own, a site."""
    scans = tmp_path / "Scans"
    scans.mkdir()
    rows = []
    for number in range(1, 13):
        picture = np.tile(np.linspace(10 * number, 220, 96, dtype=np.uint8), (64, 1))
        picture[10 * (number % 5) :: 20, ::7] = 250
        Image.fromarray(picture).save(scans / f"Straße_{number:02d}.TIF")
        cells = [
            f"Inv. #{number}",
            f"straße_{number:02d}",
            f"Straße, „Nr. {number}“",
            "Emma Novák",
            f"um {1900 + number}",
        ]
        rows.append([*cells, "Wien", "Abzug", "Sammlung Novák", "gemeinfrei", f"Eine Straße mit {number} Häusern."])
    text = TABLE + "".join(";".join(row) + "\r\n" for row in rows)
    (tmp_path / "liste.csv").write_bytes(text.encode("utf-16"))
    show = tmp_path / "show"
    made = CliRunner().invoke(init.command, [str(show), "--from", str(scans), "--table", str(tmp_path / "liste.csv")])
    assert made.exit_code == 0, made.output
    unfinished = CliRunner().invoke(build.command, [str(show), "--output", str(tmp_path / "out"), "--quiet"])
    assert unfinished.exit_code == 1
    assert [line.rpartition(" ")[2] for line in unfinished.stderr.splitlines()] == ["[unfinished]"] * 4
    manifest = show / "exhibit.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("TODO", "Die Straße"), encoding="utf-8")
    done = CliRunner().invoke(build.command, [str(show), "--output", str(tmp_path / "out"), "--quiet", "--jobs", "2"])
    assert done.exit_code == 0, done.output
    pages = sorted((tmp_path / "out" / "site" / "works").rglob("*.html"))
    assert len(pages) == 12
    page = pages[0].read_text(encoding="utf-8")
    for words in ("Straße, „Nr. 1“", "Emma Novák", "um 1901", "Sammlung Novák"):
        assert words in page
