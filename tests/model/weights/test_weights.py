"""Weights and their cards: what is loaded is what the card says, or an error with the remedy."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import model
from model import weights
from model.errors import WeightsError

NETWORK = "fusion"
"""Of two colourists: ``model.training.fusing``, which needs torch."""


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
    of_its_own = {"safetensors"} if card.network != NETWORK else set()  # two colourists cannot be trained on from
    assert {"onnx"} | of_its_own == set(card.files)
    assert all(card.file(suffix).stat().st_size < 12e6 for suffix in card.files)


def test_the_default_is_shipped() -> None:
    assert "default" in weights.names()
    assert weights.load() == weights.load("default")


def test_the_default_is_what_one_recipe_makes_from_nothing() -> None:
    recipes = Path(model.__file__).parent / "training" / "recipes"
    recipe = json.loads((recipes / "default.json").read_text(encoding="utf-8"))
    config = weights.load().config
    assert config["start"] is None
    assert {key: config[key] for key in recipe if not isinstance(recipe[key], dict)} == {
        key: value for key, value in recipe.items() if not isinstance(value, dict)
    }
    for name in ("augmentation", "losses"):
        assert {key: value for key, value in config[name].items() if value} == recipe[name]
    log = (recipes / "default.log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["epoch"] for line in log] == list(range(1, recipe["epochs"] + 1))


def test_both_is_made_of_the_two_that_ship() -> None:
    of = weights.load("both").network_arguments["members"]
    assert of == {name: weights.load(name).files["onnx"] for name in ("default", "photographs")}


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
    with pytest.raises(WeightsError, match=r"default\.onnx is not the file on its card \(sha256 .*; put the file that"):
        weights.load(card).file("onnx")


def test_a_missing_file_is_named(card: Path) -> None:
    card.with_suffix(".onnx").unlink()
    with pytest.raises(WeightsError, match=r"default\.onnx: No such file or directory; put the file that"):
        weights.load(card).file("onnx")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "3", "null", "{}", '{"serving": 3}', "\ufffd"])
def test_a_file_that_is_no_card_is_refused(card: Path, text: str) -> None:
    card.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=r"default\.json is not a card"):
        weights.load(card)


def test_a_card_with_an_unknown_or_a_missing_key_is_refused(card: Path) -> None:
    change(card, colour="blue")
    with pytest.raises(
        WeightsError, match=r"is not a card of these weights: it has an unknown key \"colour\"; restore it"
    ):
        weights.load(card)
    values = json.loads(card.read_text(encoding="utf-8"))
    card.write_text(json.dumps({key: value for key, value in values.items() if key not in ("colour", "files")}))
    with pytest.raises(WeightsError, match=r"is not a card of these weights: it has no files; restore it"):
        weights.load(card)


GOOD = {"faithful_gain": 1.0, "vivid_gain": 2.0, "calibration": [[0, 1], [50, 0]]}


@pytest.mark.parametrize(
    ("serving", "problem"),
    [
        ({"scales": []}, r"serving\.scales must be one to sixteen whole numbers from 8 to 4096, not \[\]"),
        ({"scales": [32.5]}, r"serving\.scales must be one to sixteen whole numbers"),
        ({"scales": ["big"]}, r"serving\.scales must be one to sixteen whole numbers"),
        ({"scales": [8] * 17}, r"serving\.scales must be one to sixteen whole numbers"),
        ({"guide": 0}, r"serving\.guide must be a whole number from 16 to 4096, not 0"),
        ({"guide": 1e9}, r"serving\.guide must be a whole number from 16 to 4096"),
        ({"guide": True}, r"serving\.guide must be a whole number from 16 to 4096, not true"),
        ({"epsilon": 0}, r"serving\.epsilon must be above 0 and at most 1e\+06, not 0"),
        ({"disagreement": None}, r"serving\.disagreement must be above 0 and at most 1e\+06, not null"),
        ({"vividness": 2}, r"serving\.vividness must be at least 0 and at most 1, not 2"),
        (
            {"photographs": {**GOOD, "faithful_gain": 0}},
            r"serving\.photographs\.faithful_gain must be above 0 and at most",
        ),
        (
            {"photographs": {**GOOD, "vivid_gain": 1e300}},
            r"serving\.photographs\.vivid_gain must be above 0 and at most 100",
        ),
        (
            {"thumbnails": {**GOOD, "calibration": []}},
            r"serving\.thumbnails\.calibration must be points \[spread, share\]",
        ),
        ({"photographs": {**GOOD, "calibration": [[5, 1], [1, 0]]}}, r"photographs\.calibration must be points"),
        ({"photographs": {**GOOD, "calibration": [[5, 1.1]]}}, r"photographs\.calibration must be points"),
        ({"thumbnails": {**GOOD, "calibration": [[5]]}}, r"calibration must be points"),
        ({"thumbnails": {**GOOD, "calibration": "x"}}, r"calibration must be points"),
        ({"thumbnails": {}}, r"it has no serving\.thumbnails\.faithful_gain"),
        ({"thumbnails": [1]}, r"serving\.thumbnails must be a mapping of keys to values, not \[1\]"),
    ],
)
def test_serving_with_which_no_photograph_could_be_shown_is_refused(
    card: Path, serving: dict[str, Any], problem: str
) -> None:
    change(card, serving={**json.loads(card.read_text(encoding="utf-8"))["serving"], **serving})
    with pytest.raises(
        WeightsError, match=rf"is not a card of these weights: .*{problem}.*; restore it, or make it again"
    ):
        weights.load(card)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("files", None, "the SHA-256 of each file by its suffix, 'onnx' among them"),
        ("files", {"safetensors": "0" * 64}, "the SHA-256 of each file by its suffix, 'onnx' among them"),
        ("files", {"onnx": "0" * 63}, "the SHA-256 of each file by its suffix, 'onnx' among them"),
        ("files", {"onnx": "0" * 64, "../x": "0" * 64}, "the SHA-256 of each file by its suffix, 'onnx' among them"),
        ("metrics", "x", "a mapping of keys to values"),
        ("name", "", "a name of at most 100 letters"),
        ("name", 7, "a name of at most 100 letters"),
        ("name", "a\nb", "a name of at most 100 letters"),
        ("parameters", 1.5, "a whole number"),
        ("trained", None, "a line of text"),
        ("quantized", "yes", "a mapping of keys to values, or null"),
        ("serving", [], "a mapping of keys to values"),
    ],
)
def test_a_field_of_another_kind_is_refused(card: Path, name: str, value: object, rule: str) -> None:
    change(card, **{name: value})
    with pytest.raises(WeightsError, match=f"is not a card of these weights: {name} must be {rule}, not "):
        weights.load(card)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"metrics": ' * 30 + "1" + "}" * 30, "nested too deeply"),
        ('{"metrics": NaN}', "NaN is no number that could be used"),
        ('{"metrics": {"a": -Infinity}}', "-Infinity is no number that could be used"),
        ('{"metrics": 1e999}', "1e999 is no number that could be used"),
        ('{"metrics": 1' + "0" * 400 + "}", "a number in it is too large"),
        ('{"metrics": 1' + "0" * 9000 + "}", "Exceeds the limit"),
        ('{"name": "\\ud800"}', "holds a control character"),
        ('{"a\\u001b": 1}', "holds a control character"),
    ],
)
def test_what_no_card_holds_is_refused_wherever_it_stands(card: Path, written: str, said: str) -> None:
    card.write_text(written, encoding="utf-8")
    with pytest.raises(WeightsError, match=rf"default\.json is not a card: .*{said}"):
        weights.load(card)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path, card: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "circle.json").symlink_to("circle.json")
    for name, said in {
        "pipe.json": "it is a pipe or a device",
        "folder.json": "it is a folder",
        "circle.json": "Too many levels",
        "gone.json": "No such file",
        "x" * 300 + ".json": "too long",
        "a\0b.json": "no file can have such a name",
    }.items():
        with pytest.raises(WeightsError, match=f"{said}.*; name the card of the weights, a .json file"):
            weights.load(tmp_path / name)
    card.with_suffix(".onnx").unlink()
    os.mkfifo(card.with_suffix(".onnx"))
    with pytest.raises(WeightsError, match=r"default\.onnx: it is a pipe or a device"):
        weights.load(card).file("onnx")


def test_a_manifests_card_is_found_from_the_manifests_folder(tmp_path: Path) -> None:
    assert weights.resolve("default", tmp_path) == weights.FOLDER / "default.json"
    assert weights.resolve("mine.json", tmp_path) == tmp_path / "mine.json"
    assert weights.resolve("runs/trial/weights.json", tmp_path) == tmp_path / "runs" / "trial" / "weights.json"
    assert weights.resolve("../runs/weights.json", tmp_path / "show") == tmp_path / "runs" / "weights.json"


@pytest.mark.parametrize("name", ["/tmp/weights.json", "C:/weights.json", "runs\\weights.json"])
def test_a_path_that_no_other_machine_has_is_refused_in_a_manifest(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError, match="is no path relative to the manifest; write one, with forward slashes"):
        weights.resolve(name, tmp_path)
