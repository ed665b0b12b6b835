"""Weights and their cards: what is loaded is what the card says, or an error with the remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from model import weights
from model.errors import WeightsError


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A copy of the shipped weights that may be harmed."""
    for suffix in ("json", "onnx"):
        shutil.copy(weights.FOLDER / f"default.{suffix}", tmp_path)
    path = tmp_path / "default.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values["files"] = {"onnx": values["files"]["onnx"]}
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def change(card: Path, **values: Any) -> None:
    found = json.loads(card.read_text(encoding="utf-8"))
    card.write_text(json.dumps({**found, **values}), encoding="utf-8")


@pytest.mark.parametrize("name", weights.names())
def test_shipped_weights_are_what_their_cards_say_and_small_enough(name: str) -> None:
    card = weights.load(name)
    assert card.name == name
    assert card.parameters > 0
    assert {"onnx", "safetensors"} == set(card.files)
    assert all(card.file(suffix).stat().st_size < 12e6 for suffix in card.files)


def test_the_default_is_shipped() -> None:
    assert "default" in weights.names()
    assert weights.load() == weights.load("default")


def test_a_card_of_ones_own_is_loaded_by_its_path(card: Path) -> None:
    for path in (card, str(card)):
        found = weights.load(path)
        assert found.file("onnx") == card.with_suffix(".onnx")
        assert found.serving == weights.load("default").serving


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(WeightsError, match=r"no weights are called 'lost'; there are: .*default.*; or give a card's"):
        weights.load("lost")


def test_one_changed_byte_is_noticed(card: Path) -> None:
    content = bytearray(card.with_suffix(".onnx").read_bytes())
    content[5000] ^= 1
    card.with_suffix(".onnx").write_bytes(content)
    with pytest.raises(WeightsError, match=r"default\.onnx is not the file on its card \(sha256 .*install the project"):
        weights.load(card).file("onnx")


def test_a_missing_file_is_named(card: Path) -> None:
    card.with_suffix(".onnx").unlink()
    with pytest.raises(WeightsError, match=r"default\.onnx: No such file or directory; install the project again"):
        weights.load(card).file("onnx")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "3", "null", "{}", '{"serving": 3}', "\ufffd"])
def test_a_file_that_is_no_card_is_refused(card: Path, text: str) -> None:
    card.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=r"default\.json is not a card"):
        weights.load(card)


def test_a_card_with_an_unknown_or_a_missing_key_is_refused(card: Path) -> None:
    change(card, colour="blue")
    with pytest.raises(WeightsError, match=r"is not a card of these weights: .*colour"):
        weights.load(card)


GOOD = {"faithful_gain": 1.0, "vivid_gain": 2.0, "calibration": [[0, 1], [50, 0]]}


@pytest.mark.parametrize(
    ("serving", "problem"),
    [
        ({"scales": []}, r"serving\.scales must be whole numbers from 8 up, not \(\)"),
        ({"scales": [32.5]}, r"serving\.scales must be whole numbers"),
        ({"scales": ["big"]}, "invalid literal"),
        ({"guide": 0}, r"serving\.guide must be at least 16, not 0"),
        ({"epsilon": 0}, r"serving\.epsilon must be above 0, not 0"),
        ({"vividness": 2}, r"serving\.vividness must be in 0\.\.1, not 2"),
        ({"photographs": {**GOOD, "faithful_gain": 0}}, r"serving\.photographs\.faithful_gain must be above 0, not 0"),
        ({"thumbnails": {**GOOD, "calibration": []}}, r"serving\.thumbnails\.calibration must be points of ascending"),
        ({"photographs": {**GOOD, "calibration": [[5, 1], [1, 0]]}}, r"photographs\.calibration must be points of asc"),
        ({"thumbnails": {**GOOD, "calibration": [[5]]}}, "not enough values"),
        ({"thumbnails": {}}, "calibration"),
    ],
)
def test_serving_with_which_no_photograph_could_be_shown_is_refused(
    card: Path, serving: dict[str, Any], problem: str
) -> None:
    change(card, serving={**json.loads(card.read_text(encoding="utf-8"))["serving"], **serving})
    with pytest.raises(WeightsError, match=rf"is not a card of these weights: .*{problem}"):
        weights.load(card)
