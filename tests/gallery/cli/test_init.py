"""``gallery init``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from gallery.cli import init
from gallery.errors import GalleryError
from gallery.manifest.json_schema import json_schema
from gallery.manifest.reader import read_manifest


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_its_files_have_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        CliRunner().invoke(init.command, [str(tmp_path)])
    finally:
        os.umask(before)
    modes = {(tmp_path / name).stat().st_mode & 0o777 for name in ("exhibit.yaml", "exhibit.schema.json")}
    assert modes == {0o640}
