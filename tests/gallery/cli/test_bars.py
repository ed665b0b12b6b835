"""Progress of the laboratory's work: on standard error, a bar for each thing, a line for each epoch."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from gallery.cli.bars import bar_by_turns, bar_for_each, epochs
from gallery.files import printable


def test_every_set_keeps_its_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with bar_for_each() as tell:
        for name in ("modern", "own"):
            tell(name, 0, 3)
            tell(name, 3, 3)
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split()[0] for line in said.err.splitlines() if "3/3" in line] == ["modern", "own"]


def test_one_thing_after_the_other_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with bar_by_turns() as tell:
        tell("speed", 1, 2)
        tell("pictures", 1, 2)
    assert capsys.readouterr() == ("", "")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("of", ["pier [red].mov", "[b] [/b].mov", "{task.nothing} {0}.mov", "a\x1b[2J\x07\u202e.mov"])
def test_a_name_stands_beside_its_bar_as_it_is(of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brackets in it are no markup, braces are no fields, and what would move the terminal is shown as escapes."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.stderr", shown := _Terminal())
    with bar_by_turns() as turn:
        turn(f"{of}: frames", 1, 2)
    with bar_for_each() as tell:
        tell(of, 1, 2)
    assert shown.getvalue().count(printable(of)) >= 2
    for hostile in ("\x1b[2J", "\x07", "\u202e"):
        assert hostile not in shown.getvalue()


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ({"psnr": 22.5, "gain": 0.25}, "PSNR 22.50 dB, +0.25 over grey"),
        (
            {"accuracy": 0.9, "accuracy_grey": 0.8, "accuracy_hidden": 0.75},
            "right: 90.0% in colour, 80.0% in grey, 75.0% with colours not told",
        ),
    ],
)
def test_an_epoch_ends_with_what_was_measured(
    measured: dict[str, float], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with epochs(2) as tell:
        step = {"epoch": 1, "loss": 1.5, "images_per_second": 100.0, "steps": 8}
        tell(SimpleNamespace(**step, step=3, validation=None))
        tell(SimpleNamespace(**step, step=4, validation=measured))
    said = capsys.readouterr()
    assert said.out == ""
    assert " ".join(said.err.split()) == f"epoch 1: loss 1.500, {words}"
