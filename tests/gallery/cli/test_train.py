"""``gallery train``, end to end on a small network, and its mistakes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from gallery.cli.train import command

SETTINGS = {"network_arguments": {"widths": [8, 8, 16, 16], "depths": [1, 1, 1]}}


@pytest.fixture
def run(small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command on the small data with a small network; calibration on few images."""
    pytest.importorskip("torch")
    from model.training import serving

    monkeypatch.setattr(serving, "IMAGES", 64)
    (tmp_path / "settings.json").write_text(json.dumps(SETTINGS))

    def invoke(*arguments: object, config: bool = True) -> Result:
        given = ["--data", small_cifar10, "--out", tmp_path / "out", *arguments]
        given += ["--config", tmp_path / "settings.json"] if config else []
        return CliRunner().invoke(command, [str(argument) for argument in given])

    return invoke


def test_a_run_leaves_weights_that_colorize(run, tmp_path: Path) -> None:
    result = run("--network", "unet", "--limit", 256, "--epochs", 1, "--seed", 3)
    assert result.exit_code == 0, result.output
    out = tmp_path / "out"
    assert result.stdout == f"{out / 'weights.json'}\n"
    names = ["checkpoint.pt", "config.json", "curves.png", "log.jsonl", "samples"]
    names += ["weights.json", "weights.onnx", "weights.safetensors"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert "epoch 1: loss " in result.stderr
    assert " over grey" in result.stderr
    assert [json.loads(line)["epoch"] for line in (out / "log.jsonl").read_text().splitlines()] == [1]
    card = json.loads((out / "weights.json").read_text())
    assert (card["config"]["seed"], card["config"]["limit"], card["config"]["epochs"]) == (3, 256, 1)

    from model import Colorist

    rgb = Colorist.load(str(out / "weights.json")).colorize(np.full((20, 30), 128, np.uint8)).rgb
    assert rgb.shape == (20, 30, 3)


def test_a_stopped_run_goes_on_with_its_own_settings(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from model.training import checkpoint

    save = checkpoint.save

    def stop(*arguments: object) -> None:
        save(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "save", stop)
        assert run("--limit", 128, "--epochs", 2).exit_code == 1  # click's runner: aborted
    result = run("--resume", config=False)
    assert result.exit_code == 0, result.output
    log = [json.loads(line) for line in (tmp_path / "out" / "log.jsonl").read_text().splitlines()]
    assert [entry["epoch"] for entry in log] == [1, 2]


def test_a_run_whose_settings_were_deleted_goes_on_as_the_message_says(run, tmp_path: Path) -> None:
    assert run("--limit", 128, "--epochs", 1, "--seed", 5).exit_code == 0
    settings = tmp_path / "out" / "config.json"
    before = settings.read_bytes()
    settings.unlink()
    assert "holds a run: go on with --resume" in run("--limit", 128, "--epochs", 1, "--seed", 5).stderr
    result = run("--resume", config=False)
    assert result.exit_code == 0, result.output
    assert settings.read_bytes() == before


def test_a_folder_that_holds_a_run_is_not_overwritten(run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "checkpoint.pt").write_bytes(b"hours of work")
    result = run("--limit", 128, "--epochs", 1)
    assert result.exit_code == 1
    assert "holds a run: go on with --resume" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--limit", "5"), "limit must be none or at least one batch (128), not 5"),
        (("--seed", "-1"), "seed must be in 0..4294967295, not -1"),
        (("--resume",), "holds no run: nothing to resume; start without --resume"),
        (("--device", "gpu"), "device 'gpu' cannot be used here"),
    ],
)
def test_mistakes_are_expected_errors_that_leave_nothing(run, tmp_path: Path, arguments, message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "settings.json cannot be read as a configuration"),
        ("[]", "settings.json is not a configuration: an object of settings"),
        (
            '{"epoch": 3, "augmentation": {"zom": 1}}',
            "unknown keys in the training configuration: epoch, augmentation.zom",
        ),
    ],
)
def test_a_configuration_with_mistakes_is_refused(run, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "settings.json").write_text(text)
    result = run()
    assert result.exit_code == 1
    assert message in result.stderr


def test_the_help_lists_every_network_and_recipe_and_no_other_is_taken() -> None:
    pytest.importorskip("torch")
    from gallery.cli.train import NETWORKS, RECIPES
    from model.networks import names
    from model.training.runs import recipes

    assert (names(), recipes()) == (NETWORKS, RECIPES)
    shown = "".join(CliRunner().invoke(command, ["--help"]).output.split())  # lines may break within a name
    assert ",".join(NETWORKS) in shown
    assert ",".join(RECIPES) in shown


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--network", "vgg"), 2, "'vgg' is not one of 'cnn', "),
        (("--recipe", "vgg"), 2, "'vgg' is not one of 'classifier', "),
        (("--config", "settings.json"), 1, "network 'unet': "),
        (("--config", "deeper.json"), 1, "network 'unet': deeper must be a whole number, 0 to 1000, not -1"),
        (("--device", "gpu"), 1, "device 'gpu' cannot be used here"),
        (("--recipe", "photographs", "--data", "missing"), 1, "none holds nothing to learn from; check how it is"),
        (("--out", "finished"), 1, "finished holds a run: go on with --resume"),
    ],
)
def test_a_mistake_is_refused_before_anything_is_downloaded(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    Path("settings.json").write_text('{"network_arguments": {"widht": 3}}')
    Path("deeper.json").write_text('{"network_arguments": {"deeper": -1}}')
    Path("finished").mkdir()
    Path("finished", "checkpoint.pt").touch()
    result = CliRunner().invoke(command, ["--data", "none", "--out", "out", *arguments])
    assert result.exit_code == code
    assert message in result.stderr
    assert "downloading" not in result.stderr
    assert not Path("none").exists()


def test_data_that_are_not_there_are_announced_and_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    import urllib.request

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    result = CliRunner().invoke(command, ["--data", str(tmp_path / "none"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert f"CIFAR-10 is not in {tmp_path / 'none'}: downloading it, 163 MB" in result.stderr
    assert "could not be downloaded" in result.stderr


def test_a_place_that_cannot_be_written_is_an_expected_error(run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("--limit", 128, "--epochs", 1, "--out", tmp_path / "file" / "out")
    assert result.exit_code == 1
    assert "Not a directory" in result.stderr


@pytest.mark.parametrize("package", ["torch", "onnx", "safetensors"])
def test_without_the_extra_it_says_which_to_install(package: str, tmp_path: Path) -> None:
    script = (
        f"import sys; sys.modules[{package!r}] = None\n"
        f"from gallery.cli import main; main(['train', '--data', {str(tmp_path)!r}, '--out', {str(tmp_path / 'o')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Error: training needs {package}: pip install 'nostalgia-gallery[train]'\n"


def test_a_classifier_is_trained_by_its_configuration_and_goes_on(run, tmp_path: Path) -> None:
    settings = {"task": "classify", "widths": [4, 4, 8, 8], "depths": [1, 1, 1], "epochs": 1, "warmup": 0}
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    result = run("--limit", 128)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'out' / 'classifier.json'}\n"
    assert "% in colour, " in result.stderr
    again = run("--resume", config=False)
    assert again.exit_code == 0, again.output
    from model.weights.classifiers import load_classifier_card

    card = load_classifier_card(tmp_path / "out" / "classifier.json")
    assert card.file("onnx").is_file()
    assert card.config["limit"] == 128


def test_a_run_that_starts_from_weights_has_their_network(run, tmp_path: Path) -> None:
    first = run("--limit", 128, "--epochs", 1, "--out", tmp_path / "first")
    assert first.exit_code == 0, first.output
    (tmp_path / "tune.json").write_text(json.dumps({"start": first.stdout.strip()}))
    more = ("--limit", 128, "--epochs", 1, "--config", tmp_path / "tune.json", "--out", tmp_path / "second")
    second = run(*more, config=False)
    assert second.exit_code == 0, second.output
    card = json.loads((tmp_path / "second" / "weights.json").read_text())
    assert card["network_arguments"] == SETTINGS["network_arguments"]
