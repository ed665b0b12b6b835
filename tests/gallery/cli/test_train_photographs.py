"""``gallery train`` on photographs of one's own, and what it says of folders that will not do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("torch")

from gallery.cli.train import command

SETTINGS = {
    "network_arguments": {"widths": [8, 8, 16, 16], "depths": [1, 1, 1]},
    "epochs": 1,
    "batch_size": 16,
    "limit": 32,
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Train a small network on a folder, with ``settings`` beside the usual ones; calibration on few crops."""
    from model.training import serving

    monkeypatch.setattr(serving, "IMAGES", 8)

    def invoke(data: Path, out: str = "out", more: Sequence[object] = (), **settings: object) -> Result:
        path = tmp_path / "settings.json"
        path.write_text(json.dumps({**SETTINGS, **settings}))
        given = ["--data", data, "--out", tmp_path / out, "--config", path, *more]
        return CliRunner().invoke(command, [str(argument) for argument in given])

    return invoke


def test_weights_are_tuned_on_ones_own_photographs_and_colorize(
    run: Callable[..., Result], photographs: Callable[..., Path], tmp_path: Path
) -> None:
    import numpy as np

    from model import Colorist

    folder = photographs(8)
    first = run(folder)
    assert first.exit_code == 0, first.output
    assert f"{folder}: 6 photographs of one's own, split " in first.stderr
    assert (folder / "split.json").is_file()
    small = tmp_path / "cache" / "training"
    assert len(list(small.rglob("*.npy"))) == 8
    second = run(folder, "tuned", start=first.stdout.strip())
    assert second.exit_code == 0, second.output
    card = json.loads((tmp_path / "tuned" / "weights.json").read_text())
    assert card["dataset"].startswith("6 photographs of one's own, split ")
    assert card["config"]["start"] == first.stdout.strip()
    picture = np.full((40, 50), 99, np.uint8)
    assert Colorist.load(second.stdout.strip()).colorize(picture).rgb.shape == (40, 50, 3)


def test_photographs_and_cifar10_are_learned_from_together_on_canvases(
    run: Callable[..., Result], photographs: Callable[..., Path], small_cifar10: Path, tmp_path: Path
) -> None:
    settings = {
        "network": "efficientnet-lite",
        "network_arguments": {"width": 8, "frozen": 16},
        "batch_size": 4,
        "images_per_epoch": 8,
        "limit": None,
        "canvas": {"side": 64, "aspect": 2, "larger": 1.5, "closer": 1.5},
        "beside": 0.5,
    }
    result = run(photographs(8), more=["--data", small_cifar10], **settings)
    assert result.exit_code == 0, result.output
    card = json.loads((tmp_path / "out" / "weights.json").read_text())
    assert card["dataset"].endswith("; CIFAR-10, 45,000 training images")
    assert card["serving"]["scales"] == [96, 128, 192, 256]
    refused = run(photographs(8, "others"), "again", more=["--data", small_cifar10])
    assert refused.exit_code == 1
    assert "these settings learn from one folder: --recipe photographs learns from both" in refused.stderr


def test_a_recipe_that_there_is_not_names_those_that_there_are(tmp_path: Path) -> None:
    given = ["--data", str(tmp_path / "data"), "--out", str(tmp_path / "out"), "--recipe"]
    result = CliRunner().invoke(command, [*given, "phtographs"])
    assert result.exit_code == 2
    assert "'phtographs' is not one of 'classifier', " in result.stderr
    assert ", 'photographs', " in result.stderr
    assert not (tmp_path / "data").exists()  # it is said before anything is downloaded
    (tmp_path / "settings.json").write_text("{}")
    both = CliRunner().invoke(command, [*given, "unet", "--config", str(tmp_path / "settings.json")])
    assert both.exit_code == 2
    assert "--config and --recipe both name settings" in both.stderr


def test_photographs_that_are_new_are_a_notice(run: Callable[..., Result], photographs: Callable[..., Path]) -> None:
    from model.datasets.pictures import find_pictures
    from model.datasets.split import update

    folder = photographs(9)
    update(folder, find_pictures(folder)[:-1])
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert f"{folder}: 1 photograph not in split.json and not used; gallery data split adds them" in result.stderr


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (("letter.txt",), "For CIFAR-10 name its folder, or an empty one to download it into"),
        (("data_batch_1",), "holds only data_batch_1 of CIFAR-10; unpack cifar-10-python.tar.gz again"),
        (("a.jpg", "b.jpg"), "2 photographs are too few: none is left to validate on; 5 are the least"),
    ],
)
def test_a_folder_that_will_not_do_says_why_and_is_left_alone(
    files: tuple[str, ...], message: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    for name in files:
        (tmp_path / "data" / name).write_bytes(name.encode())
    result = run(tmp_path / "data")
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == sorted(files)
    assert not (tmp_path / "out").exists()


def test_a_cache_that_cannot_be_written_is_said_with_a_remedy_that_serves(
    run: Callable[..., Result], photographs: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = photographs(8)
    (tmp_path / "file").touch()
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / "file"))
    refused = run(folder)
    assert refused.exit_code == 1
    assert f"Error: {tmp_path / 'file' / 'training'}" in refused.stderr
    assert refused.stderr.endswith(
        "cannot be written: Not a directory; mend that, or name another folder in GALLERY_CACHE\n"
    )
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / "cache"))
    assert run(folder).exit_code == 0
