"""``gallery evaluate``: the measuring protocol, for the colourist as it is served."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import click

from gallery.cli.expected import model_errors, needing
from gallery.cli.saying import Number, say, say_json

SETS = ("cifar10-test", "modern", "true-colour", "orthochromatic", "degraded")
OWN = "own"
"""The same names as in ``model.evaluate`` (a test compares them): ``--help`` must not load the model."""


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
@click.option(
    "--film",
    "films",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="A film in colour, in place of sets: how steady colours are, too. Again for more. It needs the film extra.",
)
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_target,
    metavar="FILE",
    help="With --film: draw the colours of a few points over time as SVG; it needs the report extra.",
)
@click.option("--weights", default="default", show_default=True, metavar="NAME", help="Weights to measure.")
@click.option(
    "--vividness",
    type=Number(0, 1),
    default=0.0,
    show_default=True,
    metavar="X",
    help="0 is the faithful rendering, 1 natural colourfulness.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Measure only the first N pictures of each set, or frames of each film; the result says so.",
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
@click.option(
    "--efficientnet",
    is_flag=True,
    help="Measure the distance in the features of EfficientNet-Lite0, too; it needs the train extra.",
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
    films: tuple[Path, ...],
    figure: Path | None,
    weights: str,
    vividness: float,
    limit: int | None,
    no_hints: bool,
    classifier: Path | None,
    lpips: Path | None,
    efficientnet: bool,
    json_file: Path | None,
    update_card: bool,
) -> None:
    """Measure the colourist on pictures whose colours are known.

    Prints a table for each set: grey, one constant colour, each picture's true mean colour, the weights by themselves,
    and with hints. "gain" is PSNR above grey. Of a film: grey, each frame by itself, by shots, and the truth.
    """
    if films:
        if any((data, own, sets, classifier, lpips, efficientnet, update_card)):
            raise click.UsageError("--film is measured by itself: leave out sets, their folders and what judges them")
        _measure_films(films, weights, vividness, limit, figure=figure, json_file=json_file)
        return
    if figure:
        raise click.UsageError("--figure draws what --film measures: name a film")
    from gallery.cli.bars import bar_for_each
    from model import Colorist
    from model.comparison.tables import sets_in_text
    from model.evaluate import HINTS, evaluate
    from model.weights import record_metrics
    from model.weights.classifiers import find_classifier_card

    sets = _chosen(sets, data, own)
    if update_card:
        _require_whole(sets, limit, vividness)
    with model_errors(), needing("these distances need", "train"):
        judge = find_classifier_card(classifier)
        colorist = Colorist.load(weights, remember=16)  # a picture without hints, at all scales
        with bar_for_each() as progress:
            report = evaluate(
                colorist,
                sets,
                data,
                own=own,
                name=colorist.card.name if update_card else weights,  # a card's place is nothing to write on it
                vividness=vividness,
                hints=() if no_hints else HINTS,
                limit=limit,
                classifier=judge.file("onnx") if judge else None,
                lpips=lpips,
                efficientnet=efficientnet,
                progress=progress,
            )
        if update_card:
            record_metrics(colorist.card, report)
    _tell(report, sets_in_text(report), json_file)


def _measure_films(
    films: tuple[Path, ...],
    weights: str,
    vividness: float,
    limit: int | None,
    *,
    figure: Path | None,
    json_file: Path | None,
) -> None:
    """Measure, draw and tell of ``films``."""
    from gallery.cli.bars import bar_for_each
    from gallery.errors import OutputError
    from gallery.laboratory.files import write_result
    from gallery.laboratory.film import measure_films
    from model import Colorist
    from model.comparison.tables import films_in_text

    with model_errors(), needing("films need", "film"), needing("the figure needs", "report"):
        if figure:
            from model.comparison.charts import film_chart  # before minutes are spent on measuring
        with bar_for_each() as progress:
            report = measure_films(films, Colorist.load(weights), vividness, limit, progress)
        if figure:
            try:
                write_result(figure, film_chart(report), "--figure")
            except OutputError as error:
                raise click.ClickException(str(error)) from error
    _tell(report, films_in_text(report), json_file)


def _tell(report: dict[str, Any], text: str, json_file: Path | None) -> None:
    """Print ``text``, or what was measured as JSON; write that if asked to."""
    from gallery.errors import OutputError
    from gallery.laboratory.files import json_of, write_result

    if json_file is not None and str(json_file) == "-":
        say_json(report, indent=1)
        return
    say(text)
    if json_file is not None:
        try:
            write_result(json_file, json_of(report), "--json")
        except OutputError as error:
            raise click.ClickException(str(error)) from error


def _require_whole(sets: tuple[str, ...], limit: int | None, vividness: float) -> None:
    """Figures of a card are comparable: UsageError for any others."""
    if limit is not None or vividness or OWN in sets:
        raise click.UsageError(
            "--update-card wants whole sets of the protocol, at vividness 0; leave out --limit, --vividness and --own"
        )


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
