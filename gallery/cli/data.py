"""``gallery data``: make a folder of photographs of one's own fit to train on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gallery.cli.expected import model_errors
from gallery.cli.saying import say, say_json

REPORTS = (".html", ".json")
"""How the names of reports may end."""

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
        if path.suffix.lower() not in REPORTS:
            raise click.BadParameter(f"{path} is neither a page nor JSON; let its name end in {' or '.join(REPORTS)}")
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
    from gallery.laboratory.cleaning import clean, counts_in_text, reasons_in_text, verdicts_on

    if move_to is not None and move_to.resolve().is_relative_to(folder.resolve()):
        raise click.BadParameter(f"{move_to} is inside {folder}; choose a folder beside it", param_hint="--move-to")
    with model_errors():
        with bar("photographs") as tell:
            verdicts = verdicts_on(folder, min_side, jobs, tell)
        report = clean(folder, verdicts, min_side, reports=reports, move_to=move_to)
    if as_json:
        say_json(report, indent=1)
    else:
        say(counts_in_text(report))
    if not report["kept"]:
        moved = "; nothing was moved" if move_to is not None else ""
        raise click.ClickException(
            f"{folder}: no photograph is left to train on, {reasons_in_text(report)}{moved}. Colours are "
            "learnt from colour photographs that are whole and large enough"
        )


@command.command(name="split")
@_folder
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Of a new split: other seeds, other parts.")
@_json_option
def split_command(folder: Path, seed: int | None, as_json: bool) -> None:
    """Divide the photographs in DIR: 80 % to train on, 10 % to choose by, 10 % to measure with.

    It is written to DIR/split.json. Run again, it adds new photographs and leaves the others in their parts.
    """
    from model.datasets.split import NAME, SHARES, divide

    with model_errors():
        split, new = divide(folder, seed)
    result: dict[str, Any] = {
        "path": str(folder / NAME),
        "seed": split.seed,
        "photographs": len(split.files),
        "new": new,
        "gone": len(split.gone),
        **{part: len(split.of(part)) for part in SHARES},
    }
    if as_json:
        say_json(result, indent=1)
        return
    say(
        f"{result['path']}: {len(split.files)} photographs, {result['new']} of them new; "
        + ", ".join(f"{len(split.of(part))} {part}" for part in SHARES)
    )
