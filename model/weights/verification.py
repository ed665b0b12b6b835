"""Whether weights are there and whole, all of those named at once."""

from __future__ import annotations

from collections.abc import Iterable

from model.errors import WeightsError
from model.weights import Card, load


def verify(names: Iterable[str]) -> tuple[list[Card], list[str]]:
    """The cards of those, by name or by a card's path, whose files are all as their card says; what is wrong else."""
    cards, problems = [], []
    for name in names:
        try:
            card = load(name)
            for suffix in dict.fromkeys(("onnx", *card.files)):
                card.file(suffix)
        except WeightsError as error:
            problems.append(str(error))
            continue
        cards.append(card)
    return cards, problems
