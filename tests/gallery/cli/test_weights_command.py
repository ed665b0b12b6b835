"""``gallery weights``: what is shipped is listed, and verified."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gallery.cli.weights import command
from model import weights


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A copy of the shipped weights that may be harmed."""
    for suffix in ("json", "onnx", "safetensors"):
        shutil.copy(weights.FOLDER / f"default.{suffix}", tmp_path / f"mine.{suffix}")
    return tmp_path / "mine.json"


def test_the_shipped_weights_are_listed_and_verified() -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == list(weights.names())
    assert all(line.endswith("; verified") for line in result.stdout.splitlines())


def test_json_is_the_cards() -> None:
    found = json.loads(run("default", "--json").stdout)
    assert [entry["name"] for entry in found] == ["default"]
    assert set(found[0]["files"]) == {"onnx", "safetensors"}


def test_weights_of_ones_own_are_verified_by_their_cards_path(card: Path) -> None:
    assert run(card).exit_code == 0


@pytest.mark.parametrize("suffix", ["onnx", "safetensors"])
def test_a_damaged_file_is_named_and_the_others_are_verified_all_the_same(card: Path, suffix: str) -> None:
    with card.with_suffix(f".{suffix}").open("ab") as file:
        file.write(b"!")
    result = run(card, "default")
    assert result.exit_code == 1
    assert f"mine.{suffix} is not the file on its card" in result.stderr
    assert result.stdout.startswith("default: ")


def test_a_missing_file_is_named(card: Path) -> None:
    card.with_suffix(".onnx").unlink()
    result = run(card)
    assert result.exit_code == 1
    assert "mine.onnx: No such file or directory; install the project again" in result.stderr


def test_a_card_that_names_no_file_is_not_verified(card: Path) -> None:
    card.write_text(json.dumps({**json.loads(card.read_text()), "files": {}}))
    assert run(card).exit_code == 1


def test_an_unknown_name_says_what_there_is() -> None:
    result = run("lost")
    assert result.exit_code == 1
    assert "no weights are called 'lost'; there are: default" in result.stderr


def test_an_installation_without_weights_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    result = run()
    assert result.exit_code == 1
    assert "no weights are shipped" in result.stderr
