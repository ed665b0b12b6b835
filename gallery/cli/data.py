"""``gallery data``: make a folder of photographs of one's own fit to train on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from model.datasets.cleaning import Examined

SUFFIXES = (".html", ".json")
"""Of a report."""

FEW = 64
"""Photographs that are not worth the start of worker processes."""

NAMED = 10
"""Files that cannot be read which are named beside the table."""

_folder = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
_json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="data")
def command() -> None:
    """Look after a folder of photographs to train on: sort out what is not fit, and divide the rest.

    Train on it with gallery train --data DIR. Nothing is ever deleted.
    """


def _reports(_context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Refuse an unusable place before minutes are spent on looking at photographs."""
    for path in paths:
        if path.suffix.lower() not in SUFFIXES:
            raise click.BadParameter(f"{path} is neither a page nor JSON; let its name end in {' or '.join(SUFFIXES)}")
        if not path.absolute().parent.is_dir():
            raise click.BadParameter(f"there is no folder {path.absolute().parent}; make it first")
    return paths


@command.command(name="clean")
@_folder
@click.option(
    "--report",
    "reports",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    callback=_reports,
    metavar="FILE",
    help="Write what was rejected and why: a page with thumbnails (.html), or .json. May be given twice.",
)
@click.option(
    "--move-to",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Move rejected files there, below their own folders' names. Without it they stay where they are.",
)
@click.option(
    "--min-side",
    type=click.IntRange(min=32),
    default=64,
    show_default=True,
    metavar="N",
    help="Pixels that the shorter side of a photograph must have.",
)
@_json_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes. Default: one for each CPU.")
def clean_command(
    *, folder: Path, reports: tuple[Path, ...], move_to: Path | None, min_side: int, as_json: bool, jobs: int | None
) -> None:
    """Find the photographs in DIR that colours cannot be learnt from.

    They are those that cannot be decoded whole, are too small, nearly black, white or flat, black and white or
    toned, or nearly the same as a larger one. Nothing is moved unless --move-to says where.
    """
    from gallery.cli.progress import bar
    from gallery.laboratory.cleaning import page_of, report_of, write
    from gallery.laboratory.moving import move_files
    from gallery.pipeline.executors import available_cpus
    from model.datasets.cleaning import judge
    from model.datasets.pictures import find_pictures

    if move_to is not None and move_to.resolve().is_relative_to(folder.resolve()):
        raise click.BadParameter(f"{move_to} is inside {folder}; choose a folder beside it", param_hint="--move-to")
    with _expected_errors():
        paths = find_pictures(folder)
        with bar("photographs") as tell:
            examined = []
            for each in _examine(folder, paths, jobs or available_cpus()):
                examined.append(each)
                tell(len(examined), len(paths))
        report = report_of(folder, judge(examined, min_side), min_side)
        for path in reports:
            write(path, page_of(folder, report) if _is_page(path) else _text(report))
    if move_to is not None and report["kept"]:
        move_files(folder, [file["path"] for file in report["files"]], move_to)
        report["moved_to"] = str(move_to)
        for path in reports:
            if not _is_page(path):
                write(path, _text(report))
    click.echo(_text(report) if as_json else _table(report), nl=not as_json)
    if not report["kept"]:
        moved = "; nothing was moved" if move_to is not None else ""
        raise click.ClickException(
            f"{folder}: no photograph is left to train on, {_most(report)}{moved}. Colours are learnt from colour "
            "photographs that are whole and large enough"
        )


@command.command(name="split")
@_folder
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Of a new split: other seeds, other parts.")
@_json_option
def split_command(folder: Path, seed: int | None, as_json: bool) -> None:
    """Divide the photographs in DIR: 80 % to train on, 10 % to choose by, 10 % to measure with.

    It is written to DIR/split.json. Run again, it adds new photographs and leaves the others in their parts.
    """
    from model.datasets.pictures import find_pictures
    from model.datasets.split import NAME, SHARES, read, update

    with _expected_errors():
        before = read(folder)
        split = update(folder, find_pictures(folder), seed)
    known = {entry.path for entry in before.files} if before else set()
    result: dict[str, Any] = {
        "path": str(folder / NAME),
        "seed": split.seed,
        "photographs": len(split.files),
        "new": sum(entry.path not in known for entry in split.files),
        "gone": len(split.gone),
        **{part: len(split.of(part)) for part in SHARES},
    }
    if as_json:
        click.echo(json.dumps(result, indent=1))
        return
    click.echo(
        f"{result['path']}: {len(split.files)} photographs, {result['new']} of them new; "
        + ", ".join(f"{len(split.of(part))} {part}" for part in SHARES)
    )


def _is_page(report: Path) -> bool:
    return report.suffix.lower() == ".html"


@contextmanager
def _expected_errors() -> Iterator[None]:
    from model.errors import ModelError

    try:
        yield
    except ModelError as error:
        raise click.ClickException(str(error)) from error


def _examine(folder: Path, paths: list[str], jobs: int) -> Iterator[Examined]:
    """What was found in each file, in order."""
    from concurrent.futures.process import BrokenProcessPool

    from gallery.pipeline.executors import ProcessesExecutor
    from model.datasets.cleaning import examine

    if jobs == 1 or len(paths) <= FEW:
        yield from map(partial(examine, folder), paths)
        return
    executor = ProcessesExecutor(jobs)
    try:
        yield from executor.map(partial(examine, folder), paths, chunksize=8)
    except BrokenProcessPool as error:
        raise click.ClickException(
            f"{folder}: a process was ended from outside, perhaps for want of memory; try again with --jobs 1"
        ) from error
    finally:
        executor.kill()  # all is done, or nobody waits for the rest


def _text(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _table(report: dict[str, Any]) -> str:
    """Counts by reason, and the files that cannot be read by name."""
    from model.datasets.cleaning import REASONS

    width = len(f"{report['photographs']:,}")
    rejected = sum(report["rejected"].values())
    lines = [f"{report['folder']}: {report['photographs']:,} photograph{'s'[: report['photographs'] != 1]}"]
    lines += [f"  {report['kept']:>{width},} kept", f"  {rejected:>{width},} rejected"]
    lines += [
        f"    {count:>{width},} {reason}: {REASONS[reason]}" for reason, count in report["rejected"].items() if count
    ]
    unreadable = [file for file in report["files"] if file["reason"] == "unreadable"]
    lines += [f"{file['path']}: {file['detail']}" for file in unreadable[:NAMED]]
    if len(unreadable) > NAMED:
        lines.append(f"and {len(unreadable) - NAMED:,} more that cannot be read: --report names all")
    if report["moved_to"]:
        lines.append(f"{rejected:,} moved to {report['moved_to']}")
    return "\n".join(lines)


def _most(report: dict[str, Any]) -> str:
    """The reasons, the most frequent first."""
    counts: Iterable[tuple[str, int]] = report["rejected"].items()
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(counts, key=lambda item: -item[1]) if count)
