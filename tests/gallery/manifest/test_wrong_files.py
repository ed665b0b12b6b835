"""A file that is no manifest is named for what it is, and one of nearly the right name is pointed at."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from gallery.cli.check import command
from gallery.errors import ManifestError
from gallery.manifest.find import find_manifest
from gallery.manifest.reader import read_manifest
from gallery.problems import Problem
from gallery.resources import DEFAULT_EXHIBIT


def refused(path: Path) -> Problem:
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("name", ["tram.tif", "tram.jpg", "tram.png", "tram.bmp", "tram.gif", "tram.webp", "tram.jp2"])
def test_a_photograph_is_called_one_whatever_its_name(name: str, tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / name)
    (tmp_path / name).rename(tmp_path / "exhibit.yaml")
    problem = refused(tmp_path)
    assert problem.message.startswith("this is a photograph (")
    assert "gallery init FOLDER --from PHOTOGRAPHS" in problem.hint


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"\0\0\0\x18ftypheic", "this is a photograph (HEIC)"),
        (b"\0\0\0\x18ftypavif", "this is a photograph (AVIF)"),
        (b"\0\0\0\x18ftypmp42", "this is a film"),
        (b"\x1a\x45\xdf\xa3", "this is a film"),
        (b"8BPS\0\1", "this is a photograph (PSD)"),
        (b"7z\xbc\xaf\x27\x1c", "this is an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "older office program"),
        (b"title: x\0y", "this is no text"),
        (b"<!DOCTYPE html><html></html>", "this is a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><x/>", "this is XML"),
        (b"{\\rtf1 }", "word processor (RTF)"),
        (b'{"type": "FeatureCollection"}', "this is JSON"),
        (b'{"@context": "http://iiif.io/api/presentation/3/context.json"}', "this is a IIIF description"),
        (b"title;creator;date\nA;B;1900\n", "this is a table"),
        (b"title\tcreator\tdate\nA\tB\t1900\n", "this is a table"),
        ("title: x\n".encode("utf-32"), "this text is in UTF-32"),
        (codecs.BOM_UTF32_BE + "title: x\n".encode("utf-32-be"), "this text is in UTF-32"),
        ("title: x\n".encode("utf-16"), "this text is in UTF-16"),
        ("title: x\n".encode("utf-16-le"), "this text is in UTF-16"),
        (b"title: Caf\xe9\n", "is not UTF-8 text"),
    ],
)
def test_other_files_are_named_for_what_they_are(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(data)
    problem = refused(tmp_path / "given")
    assert said in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "inside", "said"),
    [
        ("labels.xlsx", "xl/workbook.xml", "this is a table"),
        ("labels.ods", "content.xml", "this is a table"),
        ("labels.docx", "word/document.xml", "word processor"),
        ("exhibit.zip", "exhibit.yaml", "this is an archive (ZIP)"),
    ],
)
def test_what_is_packed_is_told_apart(name: str, inside: str, said: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as packed:
        packed.writestr(inside, "x")
    assert said in refused(tmp_path / name).message


def test_json_that_is_a_manifest_is_read(tmp_path: Path) -> None:
    (tmp_path / "exhibit.json").write_text('{"title": "x"}', encoding="utf-8")
    with pytest.raises(ManifestError, match="missing key 'curator'"):
        read_manifest(tmp_path / "exhibit.json")


@pytest.mark.parametrize(
    ("there", "given", "said"),
    [
        ("exhibit.yml", "", "there is exhibit.yml: rename it exhibit.yaml"),
        ("exhibit.yaml", "exhibit.yml", "there is exhibit.yaml: name it, or the folder"),
        ("exhibit.yaml.txt", "", "there is exhibit.yaml.txt: rename it exhibit.yaml"),
        ("trams.yaml", "trams.yml", "there is trams.yaml"),
        ("trams.yaml", "tram.yaml", "there is trams.yaml"),
        ("a.jpg", "", "gallery init FOLDER --from"),
        (".gallery.json", "", "name the folder of the exhibit that it was built from"),
        ("other", "tram.tif", "gallery init FOLDER --from"),
    ],
)
def test_what_lies_in_place_of_a_manifest_is_pointed_at(there: str, given: str, said: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("title: x\n", encoding="utf-8")
    problem = refused(tmp_path / given)
    assert problem.message.startswith("there is no such file")
    assert said in problem.hint


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (["Exhibit.YAML"], "there is Exhibit.YAML: rename it exhibit.yaml, or name it"),
        (["trams.yaml", "horses.yaml"], "name one of horses.yaml, trams.yaml"),
        (["trams/exhibit.yaml"], "trams: name that folder"),
    ],
)
def test_a_manifest_of_another_name_or_in_a_folder_inside_is_pointed_at(
    there: list[str], said: str, tmp_path: Path
) -> None:
    for name in there:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("title: x\n", encoding="utf-8")
    assert said in refused(tmp_path).hint


def test_the_shipped_exhibit_takes_no_place_of_one_with_another_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_manifest(None) == DEFAULT_EXHIBIT
    Path("exhibit.yml").write_text("title: x\n", encoding="utf-8")
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 1
    assert "there is exhibit.yml: rename it exhibit.yaml" in result.output


def test_a_second_manifest_beside_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "exhibit.yaml").write_bytes(DEFAULT_EXHIBIT.read_bytes())
    (tmp_path / "exhibit.yml").write_text("title: x\n", encoding="utf-8")
    (warning,) = read_manifest(tmp_path).warnings
    assert str(warning).endswith(
        "warning: exhibit.yml lies beside it and is not read; keep one of the two [second-manifest]"
    )
