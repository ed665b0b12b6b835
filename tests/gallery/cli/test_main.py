"""The command line itself: quick help, helpful mistakes, and an exit code for each kind of ending."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import Any

import click
import pytest

from gallery import cli
from gallery.errors import GalleryError, ManifestError
from gallery.problems import Problem

HEAVY = ("onnxruntime", "PIL", "torch", "numpy", "scipy", "skimage", "pyvips", "pydantic", "yaml", "rich", "model")


def run(*arguments: str, module: str = "gallery.cli") -> subprocess.CompletedProcess[str]:
    script = f"import sys; from {module} import main; sys.argv[0] = 'gallery'; main()"
    return subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> object:
    """Run ``gallery check`` so that it ends as told; gives the exit code."""

    def end(with_what: BaseException) -> int:
        @click.command("check")
        def command() -> None:
            raise with_what

        monkeypatch.setitem(sys.modules, "gallery.cli.check", SimpleNamespace(command=command))
        with pytest.raises(SystemExit) as caught:
            cli.main(["check"])
        assert isinstance(caught.value.code, int)
        return caught.value.code

    return end


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    script = (
        "import sys; from gallery.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "LOADED []"
    for name, what in cli.COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert what.split()[0] in done.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_of_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([name, "--help"])
    assert caught.value.code == 0
    assert f"Usage: gallery {name}" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_both_spellings_of_help_work(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([option])
    assert caught.value.code == 0
    assert "A curator's manifest goes in" in capsys.readouterr().out


def test_the_version_is_the_distributions(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert version("nostalgia-gallery") in capsys.readouterr().out


def test_an_unknown_command_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["colourize"])
    assert caught.value.code == 2
    assert "No such command 'colourize'; did you mean 'colorize'?" in capsys.readouterr().err


def test_an_unknown_command_like_no_other_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["xyzzy"])
    assert caught.value.code == 2
    assert "No such command 'xyzzy'" in capsys.readouterr().err


def test_an_expected_error_is_its_message_alone(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(GalleryError("a.jpg: empty; get the file again")) == 1
    assert capsys.readouterr().err == "a.jpg: empty; get the file again\n"


def test_an_error_of_the_manifest_is_all_its_problems(ending, capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("exhibit.yaml", line, 1, "code", f"wrong {line}") for line in (3, 9)]
    assert ending(ManifestError(problems)) == 1
    assert capsys.readouterr().err.splitlines() == [str(problem) for problem in problems]


def test_a_bug_says_that_it_is_one_and_shows_where(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(ZeroDivisionError("by zero")) == 3
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "ZeroDivisionError: by zero" in said
    assert said.endswith("this is a bug in gallery: please report it with the lines above\n")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_is_130_without_a_traceback(
    interruption: BaseException, ending, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending(interruption) == 130
    said = capsys.readouterr().err
    assert said.strip() == "interrupted"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_that_came_out_as_another_exception_is_one_all_the_same(
    number: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command("check")
    def command() -> None:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt as error:
            raise RuntimeError("as pydantic does") from error

    monkeypatch.setitem(sys.modules, "gallery.cli.check", SimpleNamespace(command=command))
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's background ignores
    try:
        with pytest.raises(SystemExit) as caught:
            cli.main(["check"])
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, outside)
    assert caught.value.code == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
@pytest.mark.parametrize("interrupts", [signal.default_int_handler, signal.SIG_IGN], ids=["terminal", "background"])
def test_a_termination_is_as_orderly_as_an_interruption_and_143(
    interrupts: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_away = []

    @click.command("check")
    def command() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(60)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)  # again, while it is ending
            put_away.append("drafts")

    monkeypatch.setitem(sys.modules, "gallery.cli.check", SimpleNamespace(command=command))
    before = signal.getsignal(signal.SIGTERM), signal.signal(signal.SIGINT, interrupts)
    try:
        with pytest.raises(SystemExit) as caught:
            cli.main(["check"])
    finally:
        signal.signal(signal.SIGINT, before[1])
    assert caught.value.code == 143
    assert put_away == ["drafts"]
    assert capsys.readouterr().err.strip() == "terminated"
    assert signal.getsignal(signal.SIGTERM) == before[0]


def test_control_characters_of_strangers_do_not_reach_the_terminal(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(GalleryError("\x1b[2J.jpg: no photograph")) == 1
    logging.getLogger("gallery.sources").warning("the server said %s", "\x9b2J")
    assert capsys.readouterr().err == "\\x1b[2J.jpg: no photograph\nthe server said \\x9b2J\n"


def test_wrong_usage_is_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["colorize"])
    assert caught.value.code == 2
    assert "Missing argument 'FILE…'" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_bug() -> None:
    script = "import sys; from gallery.cli import main; sys.argv[0] = 'gallery'; main(['schema'])"
    done = subprocess.run(
        f'"{sys.executable}" -c "{script}" | head -c 1', shell=True, capture_output=True, text=True, check=False
    )
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


def test_warnings_of_the_gallery_reach_the_user_once_as_plain_lines(ending, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        ending(GalleryError("done"))
    capsys.readouterr()
    logging.getLogger("gallery.photograph.color").warning("%s: its profile cannot be used", "a.jpg")
    logging.getLogger("gallery.photograph.color").info("not worth a line")
    assert capsys.readouterr().err == "a.jpg: its profile cannot be used\n"
