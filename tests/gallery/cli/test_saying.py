"""What commands print: nothing that moves a terminal, JSON that can be read, and a clear end where nothing can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from gallery.cli import main
from gallery.cli.saying import Number, say

GALLERY = [sys.executable, "-c", "from gallery.cli import main; main()"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["cache", "list"], ["table", "--help"]])
def test_output_on_a_full_disk_is_one_clear_error(arguments: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*GALLERY, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "GALLERY_CACHE": str(tmp_path)},
        )
    assert done.returncode == 1
    assert done.stderr == (
        "standard output cannot be written: No space left on device; make room there, or send it elsewhere\n"
    )


def test_names_do_not_move_a_terminal(tmp_path: Path) -> None:
    @click.command
    def command() -> None:
        say("esc\x1b[31mX")
        say("bad\udcff", err=True)

    result = CliRunner().invoke(command, color=True)
    assert (result.stdout, result.stderr) == ("esc\\x1b[31mX\n", "bad\\udcff\n")


def test_a_name_that_is_not_utf8_is_valid_json(tmp_path: Path) -> None:
    name = os.fsdecode(b"bad\xff")
    done = subprocess.run([*GALLERY, "check", "--json", name], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stdout)["exhibit"] == name


@pytest.mark.parametrize(("given", "code"), [("nan", 2), ("-NaN", 2), ("inf", 2), ("0.5", 0), ("2", 2)])
def test_a_number_is_a_number(given: str, code: int) -> None:
    @click.command
    @click.option("--share", type=Number(0, 1))
    def command(share: float) -> None:
        assert 0 <= share <= 1

    assert CliRunner().invoke(command, [f"--share={given}"]).exit_code == code


HOSTILE = "x\x1b[31m\x07\r\x9b2J\u202e[red]y"
"""Escape sequences, a bell, a return to the beginning of the line, an override of direction, and markup of rich."""


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],
        [f"--{HOSTILE}"],
        ["schema", HOSTILE],
        ["check", HOSTILE],
        ["check", f"--{HOSTILE}"],
        ["colorize", "photograph.jpg", "--format", HOSTILE],
        ["colorize", "photograph.jpg", "--vividness", HOSTILE],
        ["evaluate", "--json", f"{HOSTILE}/a/b"],
        ["train", "--config", HOSTILE, "--data", ".", "--out", "run"],
        ["data", "clean", HOSTILE],
        ["data", "split", "folder"],
        ["data", "clean", "folder", "--move-to", f"folder/{HOSTILE}"],
        ["cache", "path", "--cache", HOSTILE],
        ["serve", "--keep", HOSTILE],
    ],
)
def test_what_is_given_does_not_move_a_terminal(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also in what click says, which takes colours out of what is no terminal: here it is made to believe in one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    (tmp_path / "folder").mkdir()
    (tmp_path / HOSTILE).mkdir()
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    said = capsys.readouterr()
    assert caught.value.code in (0, 1, 2)
    for text in (said.out, said.err):
        assert all(character == "\n" or character.isprintable() for character in text), repr(text)


def test_a_bug_tells_what_it_was_about_without_moving_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command("check")
    def command() -> None:
        raise KeyError("of \x9b2J") from ValueError("\x1b[2J.jpg")

    monkeypatch.setitem(sys.modules, "gallery.cli.check", SimpleNamespace(command=command))
    with pytest.raises(SystemExit):
        main(["check"])
    said = capsys.readouterr().err
    assert "ValueError: \\x1b[2J.jpg" in said
    assert "\x1b" not in said


def test_commands_print_by_what_makes_texts_printable_alone() -> None:
    commands = Path(__file__).parents[3] / "gallery" / "cli"
    saying = (commands / "saying.py").read_text(encoding="utf-8")
    assert saying.count("click.echo(printable") == saying.count("click.echo(") == 2
    for path in commands.glob("*.py"):
        if path.name != "saying.py":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                assert "click.echo(" not in line or "printable(" in line, f"{path.name}:{number}: {line}"
