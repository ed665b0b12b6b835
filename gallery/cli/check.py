"""``gallery check``: every problem of a manifest, each at its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gallery.cli import options
from gallery.cli.saying import say, say_json

if TYPE_CHECKING:
    from gallery.manifest.schema import Exhibit
    from gallery.pipeline.inspect import Inspection
    from gallery.problems import Problem
    from gallery.sources import FetchOptions


@click.command(name="check")
@options.exhibit
@options.fetching
@click.option("--thorough", is_flag=True, help="Read every photograph whole, not only its header.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    *,
    exhibit: Path | None,
    fetching: FetchOptions,
    thorough: bool,
    as_json: bool,
) -> None:
    """Print every problem of EXHIBIT, a manifest or the folder of one.

    Without EXHIBIT: the exhibit in the current folder, else the one that ships with the program. A pinned
    address is not fetched; one without a pin is, to tell the hash to add. The exit code is 1 if there is a
    problem that keeps it from being built, and 0 if there are only warnings. What is TODO is unfinished: it is listed
    last, and counted by field, apart from mistakes.
    """
    from gallery.errors import ManifestError
    from gallery.manifest.unfinished import is_unfinished
    from gallery.pipeline.inspect import inspect

    path = options.find_exhibit(exhibit, "checking")
    found = inspect(path, fetching, thorough=thorough, verify=thorough, fetching=False)
    sound = found.manifest.exhibit if found.manifest is not None and not found.errors else None
    if as_json:
        say_json(_facts(path, sound, found.problems), indent=1)
    else:
        for problem in sorted(found.problems, key=is_unfinished):
            say(str(problem))
        if sound is None:
            say(f"{_counted(found)} in {path}{_to_write(found)}", err=True)
        else:
            works = f"{_count(len(sound.rooms), 'room')} and {_count(len(sound.works), 'work')}"
            say(f"{path}: {works}, {_counted(found)}{_to_write(found)}")
    if sound is None:
        raise SystemExit(ManifestError.exit_code)


def _facts(path: Path, exhibit: Exhibit | None, problems: tuple[Problem, ...]) -> dict[str, Any]:
    from gallery.manifest.unfinished import fields_of, is_unfinished

    unfinished = [problem for problem in problems if is_unfinished(problem)]
    mistakes = [problem for problem in problems if not is_unfinished(problem)]
    return {
        "exhibit": str(path),
        "rooms": len(exhibit.rooms) if exhibit else None,
        "works": len(exhibit.works) if exhibit else None,
        "errors": sum(problem.is_error for problem in mistakes),
        "warnings": sum(not problem.is_error for problem in mistakes),
        "to_be_written": fields_of(unfinished),
        "problems": [problem.to_json() for problem in mistakes],
        "unfinished": [problem.to_json() for problem in unfinished],
    }


def _counted(found: Inspection) -> str:
    """How many problems there are, and how many of them are only warnings; what is unfinished is neither."""
    from gallery.manifest.unfinished import is_unfinished

    parts = []
    if errors := sum(not is_unfinished(problem) for problem in found.errors):
        parts.append(_count(errors, "problem"))
    if warnings := sum(not is_unfinished(problem) for problem in found.warnings):
        parts.append(_count(warnings, "warning"))
    return " and ".join(parts) or "no problem"


def _to_write(found: Inspection) -> str:
    """What is unfinished, by field; empty if nothing is."""
    from gallery.manifest.unfinished import counted, is_unfinished

    unfinished = [problem for problem in found.problems if is_unfinished(problem)]
    return f"; to be written: {counted(unfinished)}" if unfinished else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
