"""Progress of the laboratory's work on standard error: of sets, of one thing after the other, of a training."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from gallery.cli.progress import bar, words
from gallery.files import printable


@contextmanager
def bar_for_each() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each name that is told of, as (name, done, all); all of them stay."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        words(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(file=sys.stderr)) as bars:

        def tell(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(printable(name), total=total)
            bars.update(tasks[name], completed=done)

        yield tell


@contextmanager
def bar_by_turns() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for what is told of, as (name, done, all), until another name is; none without a terminal."""
    with ExitStack() as stack:
        now: dict[str, Callable[[int, int], None]] = {}

        def tell(name: str, done: int, total: int) -> None:
            if name not in now:
                stack.close()
                now.clear()
                now[name] = stack.enter_context(bar(name))
            now[name](done, total)

        yield tell


@contextmanager
def epochs(count: int) -> Iterator[Callable[[Any], None]]:
    """A bar, and a line for each of the ``count`` epochs."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (words(), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(f"epoch 1/{count}")

        def tell(step: Any) -> None:
            words = f"epoch {step.epoch}/{count}  loss {step.loss:.3f}  {step.images_per_second:.0f} images/s"
            shown.update(task, total=step.steps, completed=step.step, description=words)
            if measured := step.validation:
                shown.console.print(f"epoch {step.epoch}: loss {step.loss:.3f}, {_in_words(measured)}")

        yield tell


def _in_words(measured: dict[str, float]) -> str:
    if "psnr" in measured:
        return f"PSNR {measured['psnr']:.2f} dB, {measured['gain']:+.2f} over grey"
    how = {"accuracy": "in colour", "accuracy_grey": "in grey", "accuracy_hidden": "with colours not told"}
    return "right: " + ", ".join(f"{measured[name]:.1%} {words}" for name, words in how.items())
