"""A run's configuration: from a file, from the run itself, or the default; what is given by name wins."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from model.errors import CheckpointError, ConfigError, WeightsError  # noqa: E402
from model.training import TrainingConfig, runs  # noqa: E402
from model.training.config import ClassifierConfig  # noqa: E402
from model.training.device import slow_on, with_precision  # noqa: E402
from model.training.lock import locked  # noqa: E402
from model.training.runs import config_for, train_and_release  # noqa: E402


def written(path: Path, values: dict[str, Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_without_anything_they_are_the_default(tmp_path: Path) -> None:
    assert config_for(None, tmp_path) == TrainingConfig()


def test_what_is_given_wins_over_the_file_and_none_is_not_given(tmp_path: Path) -> None:
    config = written(tmp_path / "settings.json", {"epochs": 3, "seed": 4})
    settings = config_for(config, tmp_path, epochs=7, seed=None)
    assert (settings.epochs, settings.seed) == (7, 4)


def test_resuming_takes_the_runs_own_unless_a_file_is_given(tmp_path: Path) -> None:
    written(tmp_path / "run" / "config.json", {"epochs": 5})
    (tmp_path / "run" / "checkpoint.pt").touch()
    other = written(tmp_path / "other.json", {"epochs": 6})
    assert config_for(None, tmp_path / "run", resume=True).epochs == 5
    assert config_for(other, tmp_path / "run", resume=True).epochs == 6
    with pytest.raises(CheckpointError, match="holds a run: go on with --resume"):
        config_for(None, tmp_path / "run")


def test_a_folder_without_a_checkpoint_holds_no_run_to_resume_nor_to_lose(tmp_path: Path) -> None:
    written(tmp_path / "run" / "config.json", {"epochs": 5})
    with pytest.raises(CheckpointError, match="run holds no run: nothing to resume; start without --resume"):
        config_for(None, tmp_path / "run", resume=True)
    assert config_for(None, tmp_path / "run").epochs == TrainingConfig().epochs


def test_a_task_makes_them_a_classifiers(tmp_path: Path) -> None:
    config = written(tmp_path / "c.json", {"task": "classify"})
    assert isinstance(config_for(config, tmp_path), ClassifierConfig)


def test_a_start_brings_its_network_unless_one_is_named(tmp_path: Path) -> None:
    from model.weights import load

    config = written(tmp_path / "tune.json", {"start": "default"})
    settings = config_for(config, tmp_path)
    assert isinstance(settings, TrainingConfig)
    card = load("default")
    assert (settings.network, dict(settings.network_arguments)) == (card.network, dict(card.network_arguments))
    named = config_for(config, tmp_path, network="cnn")
    assert isinstance(named, TrainingConfig)
    assert named.network == "cnn"


def test_mistakes_are_expected_errors(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no run: nothing to resume"):
        config_for(None, tmp_path, resume=True)
    with pytest.raises(ConfigError, match=r"none\.json cannot be read as a configuration"):
        config_for(tmp_path / "none.json", tmp_path)
    with pytest.raises(WeightsError, match="no weights are called 'nix'"):
        config_for(written(tmp_path / "s.json", {"start": "nix"}), tmp_path)
    for depths in ([1, 2], [2, 2, 1e30], [2, 2, 10**12]):
        with pytest.raises(ConfigError, match="depths must be 3 whole numbers, each 0 to 1000, not"):
            config_for(written(tmp_path / "s.json", {"network_arguments": {"depths": depths}}), tmp_path)
    for network, name in (("unet", "deeper"), ("cnn", "middle")):
        for number in (-1, 1.5, 1e30, 10**12):
            config = written(tmp_path / "s.json", {"network": network, "network_arguments": {name: number}})
            with pytest.raises(ConfigError, match=f"'{network}': {name} must be a whole number, 0 to 1000, not"):
                config_for(config, tmp_path)
    with pytest.raises(ConfigError, match="half of a character"):
        config_for(written(tmp_path / "s.json", {"network": "\ud800"}), tmp_path)
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(ConfigError, match=r"deep\.json cannot be read as a configuration"):
        config_for(tmp_path / "deep.json", tmp_path)


def test_it_says_that_it_is_trained_before_it_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(runs, "train", lambda *_, **__: SimpleNamespace())
    monkeypatch.setattr(runs, "release", lambda *_: done.append("released") or tmp_path / "weights.json")
    source: Any = SimpleNamespace()
    card = train_and_release(TrainingConfig(), source, tmp_path, trained=lambda: done.append("trained"))
    assert (done, card) == (["trained", "released"], tmp_path / "weights.json")


def test_nobody_else_writes_into_the_run_while_it_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def release(*_: object) -> Path:
        with pytest.raises(CheckpointError, match="another training is writing into"), locked(tmp_path):
            pass
        return tmp_path / "weights.json"

    monkeypatch.setattr(runs, "train", lambda *_, **__: SimpleNamespace())
    monkeypatch.setattr(runs, "release", release)
    source: Any = SimpleNamespace()
    assert train_and_release(TrainingConfig(), source, tmp_path) == tmp_path / "weights.json"


def test_a_classifier_needs_labels(tmp_path: Path) -> None:
    source: Any = SimpleNamespace()
    with pytest.raises(ConfigError, match="it needs CIFAR-10, not photographs"):
        train_and_release(ClassifierConfig(), source, tmp_path)


AVX2, NATIVE = {"avx2": True, "avx512_bf16": False, "amx_bf16": False}, {"avx2": True, "avx512_bf16": True}


def test_precision_is_what_the_processor_computes_fast_in_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for has, meant in ((AVX2, "float32"), (NATIVE, "bfloat16")):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda has=has: has)
        assert with_precision(TrainingConfig(), "cpu").precision == meant
        assert with_precision(ClassifierConfig(), "cpu").precision == meant
        assert with_precision(TrainingConfig(precision="float32"), "cpu").precision == "float32"
        assert with_precision(TrainingConfig(precision="bfloat16"), "cpu").precision == "bfloat16"


def test_settings_that_are_slow_on_a_processor_without_bfloat16_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    muon = TrainingConfig(optimizer="muon", precision="bfloat16")
    plain, classifier = TrainingConfig(), ClassifierConfig(precision="bfloat16")
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: NATIVE)
    assert {slow_on(each, "cpu") for each in (muon, plain, classifier)} == {None}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: AVX2)
    assert '"precision": "float32" and "optimizer": "adamw"' in (slow_on(muon, "cpu") or "")
    assert '"precision": "float32"' in (slow_on(classifier, "cpu") or "")
    assert slow_on(plain, "cpu") is slow_on(muon, "cuda") is None
