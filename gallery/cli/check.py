"""``gallery check``: every problem of a manifest, each at its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gallery.manifest.schema import Exhibit
    from gallery.problems import Problem


@click.command(name="check")
@click.argument("exhibit", required=False, type=click.Path(path_type=Path))
@click.option("--offline", is_flag=True, help="Open no connection.")
@click.option(
    "--mirror",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of local files that stand in for web addresses by their SHA-256.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(exhibit: Path | None, offline: bool, mirror: Path | None, as_json: bool) -> None:
    """Print every problem of EXHIBIT, a manifest or the folder of one.

    Without EXHIBIT: the exhibit in the current folder, else the one that ships with the program. A pinned
    address is not fetched; one without a pin is, to tell the hash to add. The exit code is 1 if there is a
    problem.
    """
    from gallery.errors import ManifestError
    from gallery.manifest.reader import find_manifest

    path = find_manifest(exhibit)
    found, problems = _inspect(path, offline, mirror)
    if as_json:
        click.echo(_json(path, found, problems))
    elif found is None:
        click.echo("\n".join(str(problem) for problem in problems))
        click.echo(f"{len(problems)} problem{'s'[: len(problems) != 1]} in {path}", err=True)
    else:
        click.echo(f"{path}: {_count(len(found.rooms), 'room')} and {_count(len(found.works), 'work')}, no problem")
    if found is None:
        raise SystemExit(ManifestError.exit_code)


def _inspect(path: Path, offline: bool, mirror: Path | None) -> tuple[Exhibit | None, tuple[Problem, ...]]:
    """The exhibit, None where it has problems; and the problems."""
    from gallery.pipeline.inspect import inspect
    from gallery.sources import FetchOptions, default_cache

    found = inspect(path, FetchOptions(cache=default_cache().absolute(), offline=offline, mirror=mirror))
    if found.manifest is None or found.problems:
        return None, found.problems
    return found.manifest.exhibit, ()


def _json(path: Path, exhibit: Exhibit | None, problems: tuple[Problem, ...]) -> str:
    result = {
        "exhibit": str(path),
        "rooms": len(exhibit.rooms) if exhibit else None,
        "works": len(exhibit.works) if exhibit else None,
        "problems": [problem.to_json() for problem in problems],
    }
    return json.dumps(result, ensure_ascii=False, indent=1)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
