"""``python -m model.train``: a recipe, data, weights; nothing of the gallery."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("torch")

from model.train import main
from model.training import serving


def test_a_recipe_becomes_weights_that_are_served(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "IMAGES", 8)
    recipe = {
        "network_arguments": {"widths": [4, 4, 4, 4], "depths": [1, 1, 1]},
        "batch_size": 16,
        "limit": 16,
        "precision": "float32",
    }
    (tmp_path / "tiny.json").write_text(json.dumps({**recipe, "epochs": 4, "validate_every": 3}))
    monkeypatch.chdir(tmp_path)
    assert main(["tiny.json", "--data", str(small_cifar10)]) == 0
    said = capsys.readouterr()
    assert said.out == "runs/tiny/weights.json\n"
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["epoch 3", "epoch 4"]
    assert (tmp_path / "runs" / "tiny" / "weights.onnx").is_file()


def test_mistakes_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vgg", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("Error: no recipe is called 'vgg'; there are: classifier, ")


def test_an_output_that_is_a_file_is_one_line(
    small_cifar10: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tiny.json").write_text(json.dumps({"batch_size": 16, "limit": 16, "epochs": 1}))
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "deeper"):
        assert main([str(tmp_path / "tiny.json"), "--data", str(small_cifar10), "--out", str(out)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("Error: ")
        assert line.endswith("; mend that, or choose another --out")


def test_the_gallery_is_not_needed() -> None:
    program = "import sys; sys.modules['gallery'] = None; sys.modules['click'] = None; import model.train"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_small_versions_that_cannot_be_kept_are_one_line_with_the_remedy(
    photographs: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tiny.json").write_text(json.dumps({"batch_size": 16, "limit": 16, "epochs": 1}))
    (tmp_path / "file").touch()
    given = [str(tmp_path / "tiny.json"), "--data", str(photographs(8)), "--out", str(tmp_path / "file")]
    assert main(given) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("cannot be written: Not a directory; mend that, or choose another --out")
