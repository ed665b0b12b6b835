"""Progress of a build on standard error: bars on a terminal, plain lines elsewhere; one for each stage."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from gallery.files import printable
from gallery.pipeline.progress import Progress, Silence

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID, TextColumn


_OFTEN = 15.0
"""Seconds between two lines about frames."""


@contextmanager
def watch(*, quiet: bool, stream: TextIO | None = None) -> Iterator[Progress]:
    """The progress for a build: none when ``quiet``, bars on a terminal, plain lines otherwise."""
    stream = stream or sys.stderr
    if quiet:
        yield Silence()
    elif stream.isatty():
        with _bars(stream) as bars:
            yield BarProgress(bars)
    else:
        yield LineProgress(stream)


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for things done one after the other, told as (done, all); none without a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (words(), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(printable(what), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def words(of: str = "description", width: str = "") -> TextColumn:
    """What a bar is of, or another ``of`` its fields, as it is: brackets in it, as in a file's name, are no markup."""
    from rich.progress import TextColumn

    return TextColumn(f"{{task.{of}{width}}}", markup=False)


def _bars(stream: TextIO) -> Bars:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars

    return Bars(
        words(width=":<10"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        words("fields[subject]"),
        console=Console(file=stream),
    )


class BarProgress:
    """A bar for each stage, with the time that is left."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._stages: dict[str, TaskID] = {}
        self._frames: TaskID | None = None

    def planned(self, stages: Mapping[str, int], reused: int) -> None:
        if reused:
            self._bars.console.print(_reused(reused), highlight=False)
        for stage, steps in stages.items():
            self._stages[stage] = self._bars.add_task(stage, total=steps, start=False, subject="")

    def started(self, task: str) -> None:
        stage, _, subject = task.partition("/")
        self._bars.start_task(self._stages[stage])
        self._bars.update(self._stages[stage], subject=subject)

    def counted(self, done: int, of: int) -> None:
        if self._frames is None:
            self._frames = self._bars.add_task("frames", total=of, subject="")
        self._bars.update(self._frames, completed=done)

    def finished(self, task: str) -> None:
        stage = self._stages[task.partition("/")[0]]
        self._bars.advance(stage)
        if self._bars.tasks[self._bars.task_ids.index(stage)].finished:
            self._bars.update(stage, subject="")

    def failed(self, task: str, message: str) -> None:
        self._bars.console.print(f"{task}: {_first_line(message)}", markup=False, highlight=False)
        self._bars.advance(self._stages[task.partition("/")[0]])


class LineProgress:
    """A line when a stage begins and one when it is over."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._left: dict[str, int] = {}
        self._began: dict[str, float] = {}
        self._frames: tuple[float, int, float] | None = None
        """When frames were first counted, how many were done then, and when that was last told."""

    def planned(self, stages: Mapping[str, int], reused: int) -> None:
        self._left = dict(stages)
        if reused:
            self._say(_reused(reused))

    def started(self, task: str) -> None:
        stage = task.partition("/")[0]
        if stage not in self._began:
            self._began[stage] = time.monotonic()
            self._say(f"{stage}: {_steps(self._left[stage])}")

    def counted(self, done: int, of: int) -> None:
        now = time.monotonic()
        began, first, told = self._frames or (now, done, now)
        if now - told >= _OFTEN and done > first:
            left = (now - began) / (done - first) * (of - done)
            self._say(f"frames: {done} of {of}, about {_duration(left)} left")
            told = now
        self._frames = began, first, told

    def finished(self, task: str) -> None:
        self._over(task.partition("/")[0])

    def failed(self, task: str, message: str) -> None:
        self._say(f"{task}: {_first_line(message)}")
        self._over(task.partition("/")[0])

    def _over(self, stage: str) -> None:
        self._left[stage] -= 1
        if self._left[stage] == 0 and stage in self._began:
            self._say(f"{stage}: done in {time.monotonic() - self._began[stage]:.1f} s")

    def _say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


def _duration(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number} steps"


def _reused(number: int) -> str:
    return f"{_steps(number)} already done by earlier builds"


def _first_line(message: str) -> str:
    return printable(message.partition("\n")[0])
