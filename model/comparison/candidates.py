"""Who is compared: shipped weights by their name, a card by its path, or the folder of a finished run."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.errors import ModelError, WeightsError
from model.weights import Card, load, names

RUN, JUDGE = "weights.json", "classifier.json"
"""Cards that finished runs leave: of a colourist, and of a classifier."""

BEGUN = ("checkpoint.pt", "config.json")
"""What a run leaves before it is finished."""


@dataclass(frozen=True)
class Candidate:
    """One colourist of a comparison."""

    label: str
    """Its name in tables and charts; no other candidate has it."""
    given: str
    """As the user named it."""
    card: Card


def find_candidates(given: Sequence[str]) -> tuple[Candidate, ...]:
    """Find the colourists that are named, in that order; their files' hashes are verified.

    Raises WeightsError with everything that is wrong: names that are unknown, runs that are not finished, cards of
    classifiers, damaged files, and weights that are given twice.
    """
    cards, problems = [], []
    for name in given:
        try:
            card = _open(name)
            card.file("onnx")
            cards.append(card)
        except ModelError as error:
            problems.append(str(error))
    places = Counter(_place(card) for card in cards)
    problems += [f"{place} is given {often} times; name it once" for place, often in places.items() if often > 1]
    if problems:
        raise WeightsError("\n".join(problems))
    labels = _labels([_place(card) for card in cards])
    return tuple(Candidate(*each) for each in zip(labels, given, cards, strict=True))


def _place(card: Card) -> Path:
    return (card.folder / f"{card.stem}.json").resolve()


def _open(name: str) -> Card:
    path = Path(name)
    if name in names():
        return load(name)
    if path.is_dir():
        return _of_run(path)
    if name.endswith(".json"):
        return _of_card(path)
    near = difflib.get_close_matches(name, names(), 1)
    hint = f"did you mean {near[0]!r}?" if near else f"shipped are: {', '.join(names()) or 'none'}"
    raise WeightsError(
        f"{name} is neither shipped weights nor the path of a card (….json) nor the folder of a run; {hint}"
    )


def _of_card(path: Path) -> Card:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsError(f"{path}: no card can be read there ({error.strerror}); check its path") from error
    except ValueError as error:
        raise WeightsError(f"{path} is not a card: {error}") from error
    config = values.get("config") if isinstance(values, dict) else None
    if isinstance(config, dict) and config.get("task") == "classify":
        raise WeightsError(f"{path} is the card of a classifier, which paints nothing; give it with --classifier")
    return load(path)


def _of_run(folder: Path) -> Card:
    if (folder / RUN).is_file():
        return _of_card(folder / RUN)
    if (folder / JUDGE).is_file():
        return _of_card(folder / JUDGE)
    if any((folder / name).is_file() for name in BEGUN):
        raise WeightsError(
            f"{folder}: this run is not finished, it has no {RUN}; finish it with: "
            f"gallery train --data DIR --out {folder} --resume"
        )
    raise WeightsError(f"{folder} holds no run: there is no {RUN} in it; name the folder that gallery train wrote")


def _labels(places: Sequence[Path]) -> list[str]:
    """The shortest names that tell the cards at ``places`` apart: a run's is its folder's."""
    choices = [list(_names_of(place)) for place in places]
    while True:
        labels = [its[0] for its in choices]
        often = Counter(labels)
        double = [its for its, label in zip(choices, labels, strict=True) if often[label] > 1 and len(its) > 1]
        if not double:
            return labels
        for its in double:
            del its[0]


def _names_of(place: Path) -> Iterator[str]:
    """Ever longer names of a card; the last is its whole path, which nothing else has."""
    of = place.parent if place.name == RUN else place.with_suffix("")
    parts = of.parts[1:]
    for count in range(1, len(parts)):
        yield "/".join(parts[-count:])
    yield str(place)
