"""``gallery compare``: several colourists beside one another, in one report."""

from __future__ import annotations

from pathlib import Path

import click

from gallery.cli.expected import model_errors, needing
from gallery.cli.saying import Number, say, say_json


def _sets(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Split ``a,b`` into names, each once; the model knows which there are."""
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if not names:
        raise click.BadParameter("names no set; name one or several, such as cifar10-test,modern")
    return names


@click.command("compare")
@click.argument("colourists", nargs=-1, required=True, metavar="COLOURIST…")
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
    default="cifar10-test,modern,true-colour",
    show_default=True,
    callback=_sets,
    metavar="SET[,SET…]",
    help="Sets to measure on.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N pictures of each set.")
@click.option(
    "--vividness",
    type=Number(0, 1),
    default=0.0,
    show_default=True,
    metavar="X",
    help="0 is the faithful rendering, 1 natural colourfulness.",
)
@click.option("--no-hints", is_flag=True, help="Leave out the gains with true-colour hints.")
@click.option(
    "--classifier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CARD",
    help="Card of a classifier that says whether the colours carry meaning. Default: the shipped one, if any.",
)
@click.option(
    "--efficientnet",
    is_flag=True,
    help="Measure the distance in the features of EfficientNet-Lite0, too; it needs the train extra.",
)
@click.option(
    "--photographs",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder of black-and-white photographs to be shown as everyone colours them.",
)
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the report; what was measured is kept there, and not measured again.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write the report as JSON too; - prints it.",
)
def command(
    *,
    colourists: tuple[str, ...],
    data: Path,
    sets: tuple[str, ...],
    limit: int | None,
    vividness: float,
    no_hints: bool,
    classifier: Path | None,
    efficientnet: bool,
    photographs: Path | None,
    output: Path,
    json_file: Path | None,
) -> None:
    """Compare colourists: shipped weights by name, cards by their paths, folders of finished runs.

    All are measured by the protocol of "gallery evaluate", timed, and shown on the same pictures. The report is
    OUTPUT/report.html, a page that stands alone, and OUTPUT/report.md with its figures beside it.
    """
    with needing("the report's charts need", "report"):
        import matplotlib  # noqa: F401 - said before minutes are spent on measuring
    from gallery.cli.bars import bar_by_turns
    from gallery.laboratory.comparison import PAGE, check_output, write_report
    from gallery.laboratory.files import json_of, write_result
    from model.comparison.candidates import find_candidates
    from model.comparison.compare import Settings, compare
    from model.comparison.tables import gains_in_text
    from model.evaluate import HINTS
    from model.weights.classifiers import find_classifier_card

    if json_file is not None and str(json_file) != "-" and not json_file.absolute().parent.is_dir():
        raise click.BadParameter(
            f"there is no folder {json_file.absolute().parent}; make it first", param_hint="--json"
        )
    check_output(output)
    with model_errors():
        cards = find_candidates(colourists)
        hints = () if no_hints else HINTS
        judge = find_classifier_card(classifier)
        settings = Settings(data, sets, limit, vividness, hints, judge, efficientnet, photographs)
        with needing("these distances need", "train"), bar_by_turns() as progress:
            report, pictures = compare(cards, settings, output, progress)
    report = write_report(report, pictures, output)
    if json_file is not None and str(json_file) == "-":
        say_json(report, indent=1)
        return
    if json_file is not None:
        write_result(json_file, json_of(report), "place")
    say(gains_in_text(report))
    say(str(output / PAGE))
