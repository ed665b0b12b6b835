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
    assert "mine.onnx: No such file or directory; put the file that belongs to the card beside it" in result.stderr


def test_a_card_that_names_no_file_is_not_verified(card: Path) -> None:
    card.write_text(json.dumps({**json.loads(card.read_text()), "files": {}}))
    assert run(card).exit_code == 1


def test_an_unknown_name_says_what_there_is() -> None:
    result = run("lost")
    assert result.exit_code == 1
    assert "no weights are called 'lost'; there are: both, default, photographs" in result.stderr


def test_an_installation_without_weights_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    result = run()
    assert result.exit_code == 1
    assert "no weights are shipped" in result.stderr


def test_the_kinds_of_imports_are_the_models() -> None:
    pytest.importorskip("torch")
    from gallery.cli.weights import KINDS
    from model.training import published

    assert KINDS == published.KINDS


def test_published_weights_are_brought_in(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from model.losses import Lpips

    state = Lpips("alex").state_dict()
    torch.save(
        {k: v for k, v in state.items() if "features" in k} | {"classifier.6.bias": torch.zeros(1)}, tmp_path / "a"
    )
    heads = {f"lin{k[6]}.model.1.weight": v for k, v in state.items() if "heads" in k}
    torch.save(heads, tmp_path / "b")
    result = run("import", tmp_path / "a", tmp_path / "b", "--as", "lpips-alex", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'out' / 'lpips-alex.safetensors'}\n"
    assert result.stderr == (
        "lpips-alex: 15 tensors, 2.5 M numbers, all of them fit\nleft out, not needed: classifier.6.bias\n"
    )
    assert (tmp_path / "out" / "lpips-alex.safetensors").is_file()


def test_weights_that_do_not_fit_are_an_expected_error_that_names_them(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"lin0.model.1.weight": torch.zeros(1, 64, 1, 1), "extra": torch.zeros(1)}, tmp_path / "a")
    result = run("import", tmp_path / "a", "--as", "lpips-alex", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "14 tensors missing: features.0.bias, " in result.stderr
    assert "1 tensor unexpected: extra" in result.stderr
    assert not (tmp_path / "out").exists()


def test_help_is_of_the_group_and_of_each_command() -> None:
    assert "import" in run("--help").stdout
    assert "--as KIND" in run("import", "--help").stdout
    assert run("list", "default").stdout == run("default").stdout
