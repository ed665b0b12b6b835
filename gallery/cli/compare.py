"""``gallery compare``: several colourists beside one another, in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click


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
    type=click.FloatRange(0, 1),
    metavar="X",
    help="0 is the faithful rendering, 1 natural colourfulness. Default: each one's own.",
)
@click.option("--no-hints", is_flag=True, help="Leave out the gains with true-colour hints.")
@click.option(
    "--classifier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CARD",
    help="Card of a classifier that says whether the colours carry meaning. Default: the shipped one, if any.",
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
    vividness: float | None,
    no_hints: bool,
    classifier: Path | None,
    photographs: Path | None,
    output: Path,
    json_file: Path | None,
) -> None:
    """Compare colourists: shipped weights by name, cards by their paths, folders of finished runs.

    All are measured by the protocol of "gallery evaluate", timed, and shown on the same pictures. The report is
    OUTPUT/report.html, a page that stands alone, and OUTPUT/report.md with its figures beside it.
    """
    try:
        import matplotlib  # noqa: F401 - said before minutes are spent on measuring
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"the report's charts need {error.name}: pip install 'nostalgia-gallery[report]'"
        ) from error
    from gallery.laboratory.comparison import PAGE, as_json, check_output, write, write_report
    from model.comparison.candidates import find_candidates
    from model.comparison.compare import Settings, compare
    from model.errors import ModelError
    from model.evaluate import HINTS
    from model.weights.classifiers import SHIPPED, load_classifier_card

    if json_file is not None and str(json_file) != "-" and not json_file.absolute().parent.is_dir():
        raise click.BadParameter(
            f"there is no folder {json_file.absolute().parent}; make it first", param_hint="--json"
        )
    check_output(output)
    try:
        candidates = find_candidates(colourists)
        judge = load_classifier_card(classifier) if classifier or SHIPPED.exists() else None
        hints = () if no_hints else HINTS
        settings = Settings(data, sets, limit, vividness, hints, judge, photographs)
        with _bars() as progress:
            comparison = compare(candidates, settings, output, progress)
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    report = write_report(comparison, output)
    if json_file is not None and str(json_file) == "-":
        click.echo(as_json(report), nl=False)
        return
    if json_file is not None:
        write(json_file, as_json(report).encode())
    click.echo(gains(report))
    click.echo(str(output / PAGE))


def gains(report: dict[str, Any]) -> str:
    """The gain over grey of everyone on every set, as text."""
    sets = report["sets"]
    width = max(len(one["label"]) for one in report["colourists"])
    lines = [" " * width + "".join(f"{its['name']:>14}" for its in sets)]
    for one in report["colourists"]:
        values = (its["colourists"][one["label"]]["gain"] for its in sets)
        lines.append(f"{one['label']:<{width}}" + "".join(f"{_figure(value):>14}" for value in values))
    return "\n".join(["Gain over grey in dB:", *lines])


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error for one thing after the other."""
    from gallery.cli.progress import bar

    with ExitStack() as stack:
        now: dict[str, Callable[[int, int], None]] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in now:
                stack.close()
                now.clear()
                now[what] = stack.enter_context(bar(what))
            now[what](done, total)

        yield tell
