"""``gallery evaluate``: the measuring protocol, for the colourist as it is served."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

SETS = ("cifar10-test", "modern", "true-colour")
OWN = "own"
"""The same names as in ``model.evaluate`` (a test compares them): ``--help`` must not load the model."""

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

JUDGED = (
    ("accuracy", "class %", 1),
    ("recovered", "share", 2),
    ("classifier_distance", "feat. d", 3),
    ("lpips", "LPIPS", 3),
)
"""The same, of what other networks say of the pictures, where there are any."""

NAMED = 10
"""Photographs without a truth that are named below the table."""

_TITLES = {"grey": "grey", "mean_ab": "constant mean ab", "oracle_ab": "oracle mean ab"}


def _sets(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Split ``a,b`` into known names, each once."""
    if value is None:
        return None
    names, known = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip())), (*SETS, OWN)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the sets are {', '.join(known)}"
            raise click.BadParameter(f"unknown set {name!r}; {hint}")
    if not names:
        raise click.BadParameter(f"names no set; the sets are {', '.join(known)}")
    return names


def _target(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse an unusable place before minutes are spent on measuring."""
    if path is not None and str(path) != "-" and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.absolute().parent}; make it first")
    return path


@click.command("evaluate")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder that holds cifar-10-batches-py/ and photographs/: needed for all sets but own.",
)
@click.option(
    "--own",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder of colour photographs of your own, the set own; each is measured at 768 px at most.",
)
@click.option(
    "--set",
    "sets",
    callback=_sets,
    metavar="SET[,SET…]",
    help=f"Sets to measure on: {', '.join((*SETS, OWN))}. Default: own with --own, else {SETS[0]}.",
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
@click.option("--no-hints", is_flag=True, help="Leave out the rows with 1, 3, 10 and 100 true-colour hints.")
@click.option(
    "--classifier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CARD",
    help="Card of a classifier that says whether the colours carry meaning, and how far they are from the true ones "
    "in its features. Default: the shipped one, if any.",
)
@click.option(
    "--lpips",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help='Weights of LPIPS, from "gallery weights import", to measure that distance too; it needs the train extra.',
)
@click.option("--update-card", is_flag=True, help="Write the figures of whole sets onto the weights' card.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    callback=_target,
    metavar="FILE",
    help="Write the result as JSON; - prints it instead of the table.",
)
def command(
    *,
    data: Path | None,
    own: Path | None,
    sets: tuple[str, ...] | None,
    weights: str,
    vividness: float | None,
    limit: int | None,
    no_hints: bool,
    classifier: Path | None,
    lpips: Path | None,
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

    sets = _chosen(sets, data, own)
    if update_card and (limit is not None or OWN in sets):
        raise click.UsageError("--update-card wants whole sets of the protocol; leave out --limit and --own")
    try:
        colorist = Colorist.load(weights, remember=16)  # a picture without hints, at all scales
        judge = load_classifier_card(classifier) if classifier or SHIPPED.exists() else None
        with _bar() as progress:
            report = evaluate(
                colorist,
                sets,
                data,
                own=own,
                name=weights,
                vividness=vividness,
                hints=() if no_hints else HINTS,
                limit=limit,
                classifier=judge.file("onnx") if judge else None,
                lpips=lpips,
                progress=progress,
            )
        if update_card:
            record_metrics(colorist.card, report)
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        raise click.ClickException(f"LPIPS needs {error.name}: pip install 'nostalgia-gallery[train]'") from error
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if json_file is not None and str(json_file) == "-":
        click.echo(text, nl=False)
        return
    click.echo("\n\n".join(table(name, result) for name, result in report.items()))
    if json_file is not None:
        _write(json_file, text)


def _chosen(sets: tuple[str, ...] | None, data: Path | None, own: Path | None) -> tuple[str, ...]:
    """The sets to measure on, each with its folder given."""
    chosen = sets or ((SETS[0],) if own is None else (OWN,))
    if OWN in chosen and own is None:
        raise click.UsageError("the set own is a folder of your photographs: name it with --own DIR")
    if OWN not in chosen and own is not None:
        raise click.UsageError("--own names photographs that --set leaves out; add own to it")
    if data is None and (needed := [name for name in chosen if name != OWN]):
        raise click.UsageError(f"{', '.join(needed)}: name the folder that holds the pictures with --data DIR")
    return chosen


def table(name: str, result: dict[str, Any]) -> str:
    """Return a set's rows as text, grey first; a figure that is undefined or does not apply is a dash."""
    rows = [(_TITLES.get(key, key), row) for key, row in result.items() if isinstance(row, dict)]
    rows += [
        (f"{key}, {count} hint{'s'[: int(count) != 1]}", row)
        for key, own in result.items()
        if isinstance(own, dict)
        for count, row in own.get("hints", {}).items()
    ]
    width = max(len(title) for title, _ in rows)
    columns = COLUMNS + tuple(column for column in JUDGED if column[0] in result["grey"])
    lines = [_heading(name, result), " " * width + "".join(f"{heading:>8}" for _, heading, _ in columns)]
    for title, row in rows:
        cells = ((row.get(key), decimals) for key, _, decimals in columns)
        figures = "".join(f"{'–' if value is None else format(value, f'.{decimals}f'):>8}" for value, decimals in cells)
        lines.append(f"{title:<{width}}{figures}")
    return "\n".join([*lines, *_notes(result)])


def _heading(name: str, result: dict[str, Any]) -> str:
    """What was measured, and how much of it."""
    of, limit, longest = result["of"], result["limit"], result.get("longest")
    some = f", the first {limit} only (--limit)" if limit is not None and limit < of else ""
    size = f", at most {longest} px long" if longest else ""
    return f"{name}: {result['n']} of {of} pictures{size}{some}"


def _notes(result: dict[str, Any]) -> list[str]:
    """What a reader of the table must know."""
    grey, left_out = result["grey"], result.get("left_out") or []
    notes = [
        f"PSNR in dB. True colourfulness {grey['colourfulness_truth']:.1f}. "
        f"Reproduced without error by grey, and so outside its mean PSNR: {grey['psnr_dropped']}."
    ]
    if left_out:
        named = ", ".join(left_out[:NAMED]) + (f" and {len(left_out) - NAMED} more" if len(left_out) > NAMED else "")
        notes.append(
            f"Left out, with no colours of their own and so no truth to measure against: {len(left_out)} ({named})."
        )
    if "accuracy_truth" in grey:
        notes.append(
            f"The classifier knows {grey['accuracy_truth']:.1f} % in true colours; "
            '"share" is how much of the gap between grey and them is recovered.'
        )
        notes.append(
            '"feat. d" is the distance from the truth in the features of our own CIFAR-10 classifier; it is not LPIPS.'
            if "classifier_distance" in grey
            else "Its file gives no features to compare by; gallery train --resume exports it with them."
        )
    return notes


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
    from model.files import whole

    try:
        with whole(path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written ({error.strerror}); choose another --json") from error
