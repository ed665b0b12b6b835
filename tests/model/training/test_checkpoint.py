"""Checkpoints: whole or not at all, and of this run or refused with the remedy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from model.errors import CheckpointError  # noqa: E402
from model.training import checkpoint  # noqa: E402

CONFIG = {"epochs": 3, "seed": 0}


def state(step: int = 5) -> dict[str, Any]:
    tensors = {"w": torch.arange(6.0).reshape(2, 3)}
    parts = {"network": tensors, "averaged": tensors, "optimizer": {"state": {}}, "early_stopping": {}}
    return {"config": CONFIG, "data": "CIFAR-10", "step": step, **parts}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    assert checkpoint.save(tmp_path, state()) == tmp_path / checkpoint.NAME
    found = checkpoint.load(tmp_path, CONFIG)
    assert found["step"] == 5
    assert torch.equal(found["network"]["w"], state()["network"]["w"])
    assert [entry.name for entry in tmp_path.iterdir()] == [checkpoint.NAME]


def test_a_kill_between_writing_and_replacing_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint.save(tmp_path, state(5))

    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", kill)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.save(tmp_path, state(10))
    assert checkpoint.load(tmp_path, CONFIG)["step"] == 5
    assert [entry.name for entry in tmp_path.iterdir()] == [checkpoint.NAME]


def test_a_full_disk_leaves_the_old_one_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint.save(tmp_path, state(5))

    def fail(_: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("PytorchStreamWriter failed writing file")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(CheckpointError, match=r"cannot be written \(Pytorch.*make room and go on with --resume"):
        checkpoint.save(tmp_path, state(10))
    assert checkpoint.load(tmp_path, CONFIG)["step"] == 5
    assert [entry.name for entry in tmp_path.iterdir()] == [checkpoint.NAME]


def test_nothing_to_resume_says_so(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="does not exist: nothing to resume; start without --resume"):
        checkpoint.load(tmp_path, CONFIG)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"", lambda _: b"<html>", lambda b: b[:100]])
def test_a_damaged_one_is_refused_with_the_remedy(tmp_path: Path, damage: Any) -> None:
    path = checkpoint.save(tmp_path, state())
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CheckpointError, match=r"checkpoint\.pt is damaged \(.*\); delete it and train again"):
        checkpoint.load(tmp_path, CONFIG)


@pytest.mark.parametrize("other", [[1, 2], {"w": torch.zeros(1)}, {"config": CONFIG, "step": 1}])
def test_a_file_of_something_else_is_refused(tmp_path: Path, other: object) -> None:
    torch.save(other, tmp_path / checkpoint.NAME)
    with pytest.raises(CheckpointError, match=r"is not a checkpoint of this program; delete it and train again"):
        checkpoint.load(tmp_path, CONFIG)


class Hostile:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, ("false",)


def test_a_checkpoint_that_asks_for_code_is_refused(tmp_path: Path) -> None:
    torch.save({**state(), "network": Hostile()}, tmp_path / checkpoint.NAME)
    with pytest.raises(CheckpointError, match="is damaged"):
        checkpoint.load(tmp_path, CONFIG)


@pytest.mark.parametrize(
    ("config", "differing"),
    [({"epochs": 4, "seed": 1}, "epochs, seed"), ({"epochs": 3}, "seed"), ({**CONFIG, "clip": 1}, "clip")],
)
def test_another_configuration_is_refused_and_the_differences_named(
    tmp_path: Path, config: dict[str, int], differing: str
) -> None:
    checkpoint.save(tmp_path, state())
    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(tmp_path, config)
    assert str(caught.value) == (
        f"{tmp_path / checkpoint.NAME} belongs to another run: {differing} differ; use its settings or another --out"
    )
