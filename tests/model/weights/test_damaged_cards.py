"""Whatever stands in the place of a value on a card, what reads the card says that it is damaged, or goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from model import weights
from model.comparison.history import history_of
from model.datasets.cifar10 import Cifar10
from model.errors import ModelError, WeightsError
from model.training import quantize
from model.training.config import ClassifierConfig, TrainingConfig
from model.training.transfer import load_classifier
from model.weights import Card
from model.weights.classifiers import SHIPPED, load_classifier_card

OTHERS: tuple[Any, ...] = (5, -1, 0.5, "x", None, True, [], {}, [[5]], {"x": None})
DEPTH = 3
"""Of metrics, which are shown as they are, no more is replaced."""


def replaced(value: Any, depth: int = DEPTH) -> Iterator[Any]:
    """``value`` with one of the values in it replaced, in every way."""
    yield from OTHERS
    if isinstance(value, dict) and depth:
        for key, inner in value.items():
            yield from ({**value, key: other} for other in replaced(inner, depth - 1))
    elif isinstance(value, list) and depth:
        for index, inner in enumerate(value[:2]):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in replaced(inner, depth - 1))


def damaged(card: Path, config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    values = json.loads(card.read_text(encoding="utf-8"))
    yield from replaced({**values, "config": {**values["config"], **config}, "metrics": {"own": {"n": 1}}})


def refusals(cards: Iterator[dict[str, Any]], path: Path, read: Callable[[], object]) -> int:
    found = 0
    for values in cards:
        path.write_text(json.dumps(values), encoding="utf-8")
        try:
            read()
        except ModelError:
            found += 1
        except Exception as error:
            error.add_note(f"of the card {json.dumps(values)[:3000]}")
            raise
    return found


def test_a_card_of_weights_with_any_value_replaced_raises_no_error_but_ours(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def images(data: Cifar10, most: int) -> Any:
        assert data.validation > 0
        return [None] * most

    def read() -> None:
        card: Card = weights.load(tmp_path / "mine.json")
        history_of(card)
        quantize._images(card, Cifar10(small_cifar10))
        card.file("safetensors")

    monkeypatch.setattr(quantize, "validation_images", images)
    cards = damaged(weights.FOLDER / "default.json", TrainingConfig().to_json())
    assert refusals(cards, tmp_path / "mine.json", read) > 100


def test_a_card_of_a_classifier_with_any_value_replaced_raises_no_error_but_ours(tmp_path: Path) -> None:
    cards = damaged(SHIPPED, ClassifierConfig().to_json())
    assert refusals(cards, tmp_path / "c.json", lambda: load_classifier(tmp_path / "c.json")) > 100


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"canvas": 5}, "config.canvas must be a mapping of keys to values, not 5"),
        ({"canvas": {"side": "x"}}, r'config.canvas.side must be a whole number from 32 to 4096, not "x"'),
        ({"validation": 0}, "config.validation must be a whole number above 0, not 0"),
    ],
)
def test_a_setting_that_is_read_of_a_card_is_named(tmp_path: Path, config: dict[str, Any], said: str) -> None:
    for shipped, load in ((weights.FOLDER / "default.json", weights.load), (SHIPPED, load_classifier_card)):
        values = json.loads(shipped.read_text(encoding="utf-8"))
        (tmp_path / "card.json").write_text(json.dumps({**values, "config": config}), encoding="utf-8")
        with pytest.raises(WeightsError, match=rf"card\.json is not .*: {said}; restore it, or make it again by"):
            load(tmp_path / "card.json")


def test_the_files_of_a_classifier_must_be_their_digests(tmp_path: Path) -> None:
    values = json.loads(SHIPPED.read_text(encoding="utf-8"))
    (tmp_path / "c.json").write_text(json.dumps({**values, "files": 5}), encoding="utf-8")
    with pytest.raises(WeightsError, match=r"c\.json is not the card of a classifier: files must be the SHA-256 of"):
        load_classifier_card(tmp_path / "c.json")
