"""``gallery weights``: the shipped weights and their cards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from model.weights import Card


@click.command("weights")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print whole cards as JSON.")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """List the shipped weights, or those NAMED, and verify their files against their cards.

    A name that ends in .json is the path of a card of your own. All of them are verified; the exit code is 1 if
    a file is missing or damaged.
    """
    from model import weights
    from model.errors import ModelError

    cards, problems = [], []
    for name in names or weights.names():
        try:
            card = weights.load(name)
            for suffix in {"onnx", *card.files}:
                card.file(suffix)
        except ModelError as error:
            problems.append(str(error))
            continue
        cards.append(card)
    _show(cards, as_json)
    for problem in problems:
        click.echo(problem, err=True)
    if not (names or cards or problems):
        click.echo(f"no weights are shipped in {weights.FOLDER}; install the project again", err=True)
    if problems or not cards:
        context.exit(1)


def _show(cards: list[Card], as_json: bool) -> None:
    if as_json:
        keys = ("name", "network", "parameters", "dataset", "trained", "licence", "metrics", "files")
        click.echo(json.dumps([{key: getattr(card, key) for key in keys} for card in cards], indent=1))
        return
    for card in cards:
        size = (card.folder / f"{card.stem}.onnx").stat().st_size / 1e6
        click.echo(
            f"{card.name}: {card.network}, {card.parameters / 1e6:.1f} M parameters, {size:.1f} MB, "
            f"trained {card.trained} on {card.dataset}, {card.licence}; verified"
        )
