"""What commands print: nothing that moves a terminal, JSON that can be read, and a clear end where nothing can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gallery.cli.saying import Number, json_text, say

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
    assert json.loads(json_text({"path": "bad\udcff", "title": "Łomża"}).encode()) == {
        "path": "bad\udcff",
        "title": "Łomża",
    }
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


def test_no_command_prints_what_it_is_given_past_that() -> None:
    """What ``click.echo`` prints is JSON, or was made printable."""
    commands = Path(__file__).parents[3] / "gallery" / "cli"
    for path in commands.glob("*.py"):
        if path.name == "saying.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "click.echo(" in line and not line.rstrip().endswith("click.echo("):
                assert any(safe in line for safe in ("json", "printable(", ".url)")), f"{path.name}:{number}: {line}"
