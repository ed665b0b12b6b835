"""``gallery weights``: the shipped weights and their cards."""

from __future__ import annotations

import json

import click


@click.command("weights")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print whole cards as JSON.")
def command(names: tuple[str, ...], as_json: bool) -> None:
    """List the shipped weights, or those NAMED, and verify their files against their cards.

    Exit code 1 if a file is missing or damaged.
    """
    from model import weights
    from model.errors import ModelError

    cards = []
    for name in names or weights.names():
        try:
            card = weights.load(name)
            for suffix in card.files:
                card.file(suffix)
        except ModelError as error:
            raise click.ClickException(str(error)) from error
        cards.append(card)
    if as_json:
        keys = ("name", "network", "parameters", "dataset", "trained", "licence", "metrics", "files")
        click.echo(json.dumps([{key: getattr(card, key) for key in keys} for card in cards], indent=1))
        return
    for card in cards:
        size = card.file("onnx").stat().st_size / 1e6
        click.echo(
            f"{card.name}: {card.network}, {card.parameters / 1e6:.1f} M parameters, {size:.1f} MB, "
            f"trained {card.trained} on {card.dataset}, {card.licence}; verified"
        )
