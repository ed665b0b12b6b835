"""Progress: bars on a terminal, lines elsewhere, nothing when quiet."""

from __future__ import annotations

import io
import re

import pytest

from gallery.cli.progress import watch
from gallery.pipeline.progress import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def play(progress: Progress) -> None:
    """A build of three steps, of which one fails."""
    progress.planned({"colorize": 2, "site": 1}, 4)
    for task in ("colorize/moon", "colorize/coins"):
        progress.started(task)
    progress.finished("colorize/moon")
    progress.failed("colorize/coins", "coins.jpg: [damaged] the file ends early\n  skipped: site/coins")
    progress.failed("site/coins", "skipped because colorize/coins failed")


def test_a_stream_gets_a_line_when_a_stage_begins_and_ends() -> None:
    stream = io.StringIO()
    with watch(quiet=False, stream=stream) as progress:
        play(progress)
    assert re.sub(r"[0-9.]+ s$", "N s", stream.getvalue(), flags=re.MULTILINE).splitlines() == [
        "4 steps already done by earlier builds",
        "colorize: 2 steps",
        "colorize/coins: coins.jpg: [damaged] the file ends early",
        "colorize: done in N s",
        "site/coins: skipped because colorize/coins failed",
    ]


def test_frames_of_films_are_told_with_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("gallery.cli.progress.time.monotonic", lambda: now)
    stream = io.StringIO()
    with watch(quiet=False, stream=stream) as progress:
        progress.planned({"film": 2}, 0)
        for done in (10, 20, 110, 210):
            progress.counted(done, 610)
            now += 10
    assert stream.getvalue().splitlines() == ["frames: 110 of 610, about 2 min left"]
    terminal = Terminal()
    with watch(quiet=False, stream=terminal) as progress:
        progress.planned({"film": 2}, 0)
        progress.counted(110, 610)
    assert "110/610" in terminal.getvalue()


def test_a_terminal_gets_a_bar_for_each_stage() -> None:
    stream = Terminal()
    with watch(quiet=False, stream=stream) as progress:
        play(progress)
    text = stream.getvalue()
    assert "colorize" in text
    assert "2/2" in text
    assert "coins.jpg: [damaged] the file ends early" in text


def test_quiet_writes_nothing_even_on_a_terminal() -> None:
    stream = Terminal()
    with watch(quiet=True, stream=stream) as progress:
        play(progress)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_control_characters_of_strangers_do_not_reach_the_terminal(stream: type[io.StringIO]) -> None:
    shown = stream()
    with watch(quiet=False, stream=shown) as progress:
        progress.planned({"fetch": 1}, 0)
        progress.started("fetch/moon")
        progress.failed("fetch/moon", "the server said \x9b2J \x1b]0;owned\x07")
    assert r"the server said \x9b2J \x1b]0;owned\x07" in shown.getvalue()
    assert "\x1b]0;" not in shown.getvalue()
