"""Who is compared: shipped weights by their name, a card by its path, or the folder of a finished run."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from model.errors import ModelError, WeightsError
from model.weights import Card, load, names, values_of

RUN, JUDGE = "weights.json", "classifier.json"
"""Cards that finished runs leave: of a colourist, and of a classifier."""

BEGUN = ("checkpoint.pt", "config.json")
"""What a run leaves before it is finished."""


def find_candidates(given: Sequence[str]) -> dict[str, Card]:
    """Find the colourists that are named, in that order; their files' hashes are verified.

    Keys are labels for tables and charts: the shortest names that no other of them has.

    Raises WeightsError with everything that is wrong: names that are unknown, runs that are not finished, cards of
    classifiers, damaged files, and weights that are given twice.
    """
    cards, problems = [], []
    for name in given:
        try:
            card = load(name) if name in names() else _opened(_card_at(name))
            card.file("onnx")
            cards.append(card)
        except ModelError as error:
            problems.append(str(error))
    places = Counter((card.folder / f"{card.stem}.json").resolve() for card in cards)
    problems += [f"{place} is given {often} times; name it once" for place, often in places.items() if often > 1]
    if problems:
        raise WeightsError("\n".join(problems))
    often = Counter(name for place in places for name in _names_of(place))
    labels = (next(name for name in _names_of(place) if often[name] == 1) for place in places)
    return dict(zip(labels, cards, strict=True))


def _card_at(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        if path.suffix == ".json":
            return path
        near = difflib.get_close_matches(name, names(), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"shipped are: {', '.join(names()) or 'none'}"
        raise WeightsError(
            f"{name} is neither shipped weights nor the path of a card (….json) nor the folder of a run; {hint}"
        )
    for card in (RUN, JUDGE):
        if (path / card).is_file():
            return path / card
    if any((path / begun).is_file() for begun in BEGUN):
        raise WeightsError(
            f"{path}: this run is not finished, it has no {RUN}; finish it with: "
            f"gallery train --data DIR --out {path} --resume"
        )
    raise WeightsError(f"{path} holds no run: there is no {RUN} in it; name the folder that gallery train wrote")


def _opened(path: Path) -> Card:
    config = values_of(path).get("config") if path.is_file() else None
    if isinstance(config, Mapping) and config.get("task") == "classify":
        raise WeightsError(f"{path} is the card of a classifier, which paints nothing; give it with --classifier")
    return load(path)


def _names_of(place: Path) -> Iterator[str]:
    """Ever longer names of the card at ``place``, a run's being its folder's; the last one no other card has."""
    of = place.parent if place.name == RUN else place.with_suffix("")
    parts = of.parts[1:]
    for count in range(1, len(parts)):
        yield "/".join(parts[-count:])
    yield str(place)
