"""``gallery evaluate``: the measuring protocol, for the colourist as it is served."""

from __future__ import annotations

import difflib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

SETS = ("cifar10-test", "modern", "true-colour")
"""The same names as ``model.evaluate.SETS`` (a test compares them): ``--help`` must not load the model."""

COLUMNS = (
    ("psnr", "PSNR", 2),
    ("gain", "gain", 2),
    ("psnr_pooled", "pooled", 2),
    ("ssim", "SSIM", 3),
    ("mae", "MAE %", 2),
    ("acc2", "acc@2", 1),
    ("acc5", "acc@5", 1),
    ("delta_e", "ΔE00", 2),
    ("colourfulness", "colour", 1),
    ("colourfulness_ratio", "ratio", 2),
    ("ece", "ECE", 3),
)
"""Key in the row, heading, decimals."""

MEANING = (("accuracy", "class %", 1), ("recovered", "share", 2))
"""The same, of what a classifier recognises, where there is one."""

_TITLES = {"grey": "grey", "mean_ab": "constant mean ab", "oracle_ab": "oracle mean ab"}


def _sets(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Split ``a,b`` into known names, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    for name in names:
        if name not in SETS:
            near = difflib.get_close_matches(name, SETS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the sets are {', '.join(SETS)}"
            raise click.BadParameter(f"unknown set {name!r}; {hint}")
    if not names:
        raise click.BadParameter(f"names no set; the sets are {', '.join(SETS)}")
    return names


@click.command("evaluate")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder that holds cifar-10-batches-py/ and photographs/.",
)
@click.option(
    "--set",
    "sets",
    default=SETS[0],
    show_default=True,
    callback=_sets,
    metavar="SET[,SET…]",
    help=f"Sets to measure on: {', '.join(SETS)}.",
)
@click.option("--weights", default="default", show_default=True, metavar="NAME", help="Weights to measure.")
@click.option(
    "--vividness",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="0 is the faithful rendering, 1 natural colourfulness. Default: the weights' own.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Measure only the first N pictures of each set; the result says so.",
)
@click.option("--no-hints", is_flag=True, help="Leave out the rows with 1, 3 and 10 true-colour hints.")
@click.option(
    "--classifier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CARD",
    help="Card of a classifier that says whether the colours carry meaning. Default: the shipped one, if any.",
)
@click.option("--update-card", is_flag=True, help="Write the figures of whole sets onto the weights' card.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write the result as JSON; - prints it instead of the table.",
)
def command(
    *,
    data: Path,
    sets: tuple[str, ...],
    weights: str,
    vividness: float | None,
    limit: int | None,
    no_hints: bool,
    classifier: Path | None,
    json_file: Path | None,
    update_card: bool,
) -> None:
    """Measure the colourist on pictures whose colours are known.

    Prints a table for each set: first what leaving the picture grey is worth, then one constant colour, each
    picture's true mean colour, the weights by themselves, and with hints. "gain" is PSNR above grey.
    """
    from model import Colorist
    from model.errors import ModelError
    from model.evaluate import HINTS, evaluate
    from model.weights import record_metrics
    from model.weights.classifiers import SHIPPED, load_classifier_card

    _check_target(json_file)
    if update_card and limit is not None:
        raise click.UsageError("--update-card wants whole sets; leave out --limit")
    try:
        colorist = Colorist.load(weights)
        judge = load_classifier_card(classifier) if classifier or SHIPPED.exists() else None
        with _bar() as progress:
            report = evaluate(
                colorist,
                sets,
                data,
                name=weights,
                vividness=vividness,
                hints=() if no_hints else HINTS,
                limit=limit,
                classifier=judge.file("onnx") if judge else None,
                progress=progress,
            )
        if update_card:
            record_metrics(colorist.card, report)
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if json_file is not None and str(json_file) == "-":
        click.echo(text, nl=False)
        return
    click.echo("\n\n".join(table(name, result) for name, result in report.items()))
    if json_file is not None:
        _write(json_file, text)


def _check_target(path: Path | None) -> None:
    """Refuse an unusable place before minutes are spent on measuring."""
    if path is not None and str(path) != "-" and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.absolute().parent}; make it first", param_hint="--json")


def table(name: str, result: dict[str, Any]) -> str:
    """Return a set's rows as text, grey first; a figure that is undefined or does not apply is a dash."""
    some = f", the first {result['n']} only (--limit)" if result["n"] < result["of"] else ""
    lines = [f"{name}: {result['n']} of {result['of']} pictures{some}"]
    rows = [(_TITLES.get(key, key), row) for key, row in result.items() if isinstance(row, dict)]
    rows += [
        (f"{key}, {count} hint{'s'[: int(count) != 1]}", row)
        for key, own in result.items()
        if isinstance(own, dict)
        for count, row in own.get("hints", {}).items()
    ]
    width = max(len(title) for title, _ in rows)
    columns = COLUMNS + (MEANING if "accuracy" in result["grey"] else ())
    lines.append(" " * width + "".join(f"{heading:>8}" for _, heading, _ in columns))
    for title, row in rows:
        cells = ((row.get(key), decimals) for key, _, decimals in columns)
        figures = "".join(f"{'–' if value is None else format(value, f'.{decimals}f'):>8}" for value, decimals in cells)
        lines.append(f"{title:<{width}}{figures}")
    dropped = result["grey"]["psnr_dropped"]
    lines.append(
        f"PSNR in dB. True colourfulness {result['grey']['colourfulness_truth']:.1f}. "
        f"Reproduced without error by grey, and so outside its mean PSNR: {dropped}."
    )
    if "accuracy_truth" in result["grey"]:
        lines.append(
            f"The classifier knows {result['grey']['accuracy_truth']:.1f} % in true colours; "
            '"share" is how much of the gap between grey and them is recovered.'
        )
    return "\n".join(lines)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error for each set."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(file=sys.stderr)) as bars:

        def report(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done)

        yield report


def _write(path: Path, text: str) -> None:
    """Write atomically: readers see the old file or the whole new one."""
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.absolute().parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise click.ClickException(f"{path}: cannot be written ({error.strerror}); choose another --json") from error
