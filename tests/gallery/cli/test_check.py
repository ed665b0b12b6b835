"""``gallery check``."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from gallery.cli import gallery
from gallery.cli.check import command
from gallery.errors import GalleryError
from gallery.preview.builder import Commission
from gallery.resources import DEFAULT_EXHIBIT
from gallery.sources import FetchOptions

BAD = """\
titel: Nostalgia
curator: A. Curator
statement: Why.
rooms: []
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "exhibit.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_every_problem_is_printed_and_the_exit_code_is_1(bad: Path) -> None:
    result = CliRunner().invoke(command, [str(bad)])
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{bad}:1:1: unknown key 'titel'; did you mean 'title'? write title: Nostalgia [unknown-key]",
        f"{bad}:4:8: 'rooms' must have at least one item; add one [empty]",
    ]
    assert result.stderr == f"2 problems in {bad}\n"


def test_a_folder_stands_for_its_manifest(bad: Path) -> None:
    result = CliRunner().invoke(command, [str(bad.parent)])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{bad}:1:1: ")


def test_the_exhibit_of_the_current_folder_is_the_default(bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bad.parent)
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 1
    assert result.stdout.startswith("exhibit.yaml:1:1: ")
    assert "ships with the program" not in result.stderr


def test_problems_come_as_json(bad: Path) -> None:
    result = CliRunner().invoke(command, [str(bad), "--json"])
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["rooms"], found["works"]) == (None, None)
    assert found["problems"][0] == {
        "path": str(bad),
        "line": 1,
        "column": 1,
        "severity": "error",
        "code": "unknown-key",
        "message": "unknown key 'titel'",
        "hint": "did you mean 'title'? write title: Nostalgia",
    }


def test_a_missing_manifest_is_a_problem(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "none.yaml")])
    assert result.exit_code == 1
    assert "there is no such file" in result.stdout


def test_without_any_exhibit_the_shipped_one_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0, result.output
    assert result.stderr == "no exhibit.yaml here: checking the exhibit that ships with the program\n"
    assert result.stdout.endswith("exhibit.yaml: 3 rooms and 8 works, no problem\n")


def test_a_fine_exhibit_comes_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, ["--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["rooms"], found["works"], found["problems"]) == (3, 8, [])


@pytest.mark.parametrize("name", ["check", "preview"])
def test_each_command_that_looks_at_masters_takes_the_options_that_its_messages_advise(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And hands them on."""
    handed: list[FetchOptions] = []

    def looked(*arguments: object, **_: object) -> None:
        handed.extend(argument for argument in arguments if isinstance(argument, FetchOptions))
        handed.extend(argument.options for argument in arguments if isinstance(argument, Commission))
        raise GalleryError("enough")

    monkeypatch.setattr("gallery.pipeline.inspect.inspect", looked)
    monkeypatch.setattr("gallery.preview.session.check_beginning", looked)
    monkeypatch.chdir(tmp_path)
    command = gallery.get_command(click.Context(gallery), name)
    assert command is not None
    arguments = ["--offline", "--mirror", ".", "--allow-private", "--cache", "kept"]
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, GalleryError), result.output
    cache = tmp_path / "kept"
    assert handed == [FetchOptions(cache=cache, offline=True, mirror=Path(), allow_private=True)]
    assert "the exhibit that ships with the program" in result.stderr


def test_control_characters_of_a_manifest_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_text('"a\\e[2J": 1\n', encoding="utf-8", newline="\n")
    result = CliRunner().invoke(command, [str(path)])
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_what_is_unfinished_is_told_apart_from_mistakes(bad: Path) -> None:
    bad.write_text(BAD.replace("A. Curator", "TODO"), encoding="utf-8")
    result = CliRunner().invoke(command, [str(bad)])
    assert result.exit_code == 1
    assert [line.rpartition("[")[2] for line in result.stdout.splitlines()] == ["unknown-key]", "empty]", "unfinished]"]
    assert result.stderr == f"2 problems in {bad}; to be written: curator\n"
    found = json.loads(CliRunner().invoke(command, [str(bad), "--json"]).stdout)
    assert (len(found["problems"]), [each["line"] for each in found["unfinished"]]) == (2, [2])
    assert (found["errors"], found["warnings"], found["to_be_written"]) == (2, 0, {"curator": 1})


def test_warnings_are_counted_apart_in_json(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    text = DEFAULT_EXHIBIT.read_text(encoding="utf-8").replace("credit: NASA", "credit: NASA, no. # 12", 1)
    path.write_text(text, encoding="utf-8")
    found = json.loads(CliRunner().invoke(command, [str(path), "--json"]).stdout)
    assert (found["errors"], found["warnings"], found["to_be_written"]) == (0, 1, {})
    assert [each["severity"] for each in found["problems"]] == ["warning"]


WORKS = """\
title: Nostalgia
curator: A. Curator
statement: Why.
rooms:
  - title: R
    works:
      - {id: half, source: {path: half.jpg}, title: A, rights: "http://rightsstatements.org/vocab/NKC/1.0/", alt: A.}
"""


def test_photographs_are_looked_at_and_decoded_when_asked(tmp_path: Path) -> None:
    path, photograph = tmp_path / "exhibit.yaml", tmp_path / "half.jpg"
    path.write_text(WORKS, encoding="utf-8")
    options = [str(path), "--cache", str(tmp_path / "cache")]
    photograph.write_text("No photograph.", encoding="utf-8")
    told = CliRunner().invoke(command, options)
    assert told.exit_code == 1
    assert told.stdout.startswith(f"{path}:7:28: ")
    Image.effect_noise((400, 300), 40).save(photograph)
    photograph.write_bytes(photograph.read_bytes()[:9000])
    assert CliRunner().invoke(command, options).exit_code == 0
    told = CliRunner().invoke(command, [*options, "--thorough"])
    assert told.exit_code == 1
    assert "damaged" in told.stdout


def test_a_photograph_of_a_few_pixels_is_told_by_check_and_build_alike(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_text(WORKS, encoding="utf-8")
    Image.effect_noise((300, 15), 40).save(tmp_path / "half.jpg")
    from gallery.cli.build import command as build

    cache = ["--cache", str(tmp_path / "cache")]
    for _ in range(2):
        told = CliRunner().invoke(command, [str(path), *cache])
        assert told.exit_code == 1
        assert told.stdout.startswith(f"{path}:7:28: half.jpg: it has 300×15 pixels, and each side must have 16; name")
    refused = CliRunner().invoke(build, [str(path), "--output", str(tmp_path / "out"), *cache])
    assert refused.exit_code == 1
    assert "each side must have 16" in refused.output


def test_a_photograph_of_a_few_pixels_is_shown_where_it_gets_no_colours(tmp_path: Path) -> None:
    """And refused again once it is to get some, though it was looked at before."""
    from gallery.cli.build import command as build

    path, cache = tmp_path / "exhibit.yaml", ["--cache", str(tmp_path / "cache")]
    plain = WORKS.replace("half.jpg}", "half.jpg}, colorize: false, reason: A stamp.")
    assert plain != WORKS
    Image.effect_noise((12, 9), 40).save(tmp_path / "half.jpg")
    path.write_text(plain, encoding="utf-8")
    for more in ([], ["--thorough"]):
        told = CliRunner().invoke(command, [str(path), *cache, *more])
        assert told.exit_code == 0, told.output
    built = CliRunner().invoke(build, [str(path), "--output", str(tmp_path / "out"), *cache])
    assert built.exit_code == 0, built.output
    assert list((tmp_path / "out" / "site" / "works").iterdir())
    path.write_text(plain.replace("title: ", "titel: ", 1), encoding="utf-8")  # with other problems it is a draft
    assert "each side" not in CliRunner().invoke(command, [str(path), *cache]).output
    path.write_text(WORKS, encoding="utf-8")
    told = CliRunner().invoke(command, [str(path), *cache])
    assert told.exit_code == 1
    assert "12×9 pixels, and each side must have 16; name a larger scan, or show it as it is" in told.output
