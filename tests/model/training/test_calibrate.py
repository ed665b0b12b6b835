"""Weights calibrated on photographs of one's own: what they state there comes true, and nothing else changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from click.testing import CliRunner, Result
from PIL import Image

pytest.importorskip("torch")

from gallery.cli.weights import command
from model import Colorist, weights
from model.color.lab import rgb_to_lab
from model.metrics.calibration import Calibration
from model.metrics.delta_e import delta_e00
from model.training import calibrate


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["calibrate", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve parts of colour photographs, and one photograph in grey."""
    folder = tmp_path_factory.mktemp("photographs")
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        picture = getattr(skimage.data, name)()
        width = picture.shape[1] // 3
        for index in range(3):
            part = Image.fromarray(picture[:, index * width : (index + 1) * width])
            part.thumbnail((calibrate.SIDE, calibrate.SIDE))
            part.save(folder / f"{name}-{index}.png")
    Image.fromarray(skimage.data.camera()).save(folder / "grey.png")
    return folder


@pytest.fixture(scope="module")
def calibrated(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[weights.Card, Result]:
    """The shipped weights, calibrated on them; and what the command said."""
    out = tmp_path_factory.mktemp("calibrated")
    result = run("default", "--photographs", folder, "--out", out)
    assert result.exit_code == 0, result.output
    return weights.load(result.stdout.strip()), result


def test_what_is_stated_of_faithful_colours_comes_true_on_these_photographs(
    calibrated: tuple[weights.Card, Result], folder: Path
) -> None:
    colourist, measured = Colorist(calibrated[0]), Calibration()
    for path in sorted(folder.glob("*-*.png")):
        truth = np.asarray(Image.open(path))
        found = colourist.colorize(truth, vividness=0)
        measured.update(found.confidence, delta_e00(rgb_to_lab(found.rgb), rgb_to_lab(truth)))
    assert measured.compute() < 0.02


def test_weights_and_thumbnails_stay_as_they_are(calibrated: tuple[weights.Card, Result]) -> None:
    card, shipped = calibrated[0], weights.load()
    assert card.files == shipped.files
    assert all(card.file(suffix).read_bytes() == shipped.file(suffix).read_bytes() for suffix in card.files)
    assert card.serving.thumbnails == shipped.serving.thumbnails
    assert card.serving.photographs != shipped.serving.photographs


def test_the_card_says_on_what_and_keeps_no_figures_of_before(calibrated: tuple[weights.Card, Result]) -> None:
    card = calibrated[0]
    assert card.calibrated.startswith("12 colour photographs, sha256 ")
    assert card.metrics == {}
    assert card.trained == weights.load().trained


def test_the_report_names_what_was_left_out(calibrated: tuple[weights.Card, Result]) -> None:
    assert "left out, without colours of their own: grey.png" in calibrated[1].stderr
    assert "calibrated on 12 photographs" in calibrated[1].stderr


def test_confidence_and_eight_bits_can_be_left_as_they_are(folder: Path, tmp_path: Path) -> None:
    for suffix in ("json", "onnx", "safetensors"):
        shutil.copy(weights.FOLDER / f"default.{suffix}", tmp_path / f"mine.{suffix}")
    values = json.loads((tmp_path / "mine.json").read_text(encoding="utf-8"))
    values["quantized"] = {"images": 500}
    weights.write_card(tmp_path / "mine.json", values)
    result = run(tmp_path / "mine.json", "--photographs", folder, "--out", tmp_path / "out", "--keep-confidence")
    assert result.exit_code == 0, result.output
    card = weights.load(result.stdout.strip())
    assert (card.quantized, card.metrics) == ({"images": 500}, {})
    found, shipped = weights.load(result.stdout.strip()).serving, weights.load().serving
    assert found.photographs.calibration == shipped.photographs.calibration
    assert found.photographs.faithful_gain != shipped.photographs.faithful_gain


def test_too_few_photographs_are_refused_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(folder.glob("coffee-*.png")):
        (few / path.name).write_bytes(path.read_bytes())
    result = run("default", "--photographs", few, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert f"has 3 colour photographs; {calibrate.LEAST} or more are needed to calibrate on" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_weights_own_folder_is_refused(folder: Path) -> None:
    before = (weights.FOLDER / "default.json").read_bytes()
    result = run("default", "--photographs", folder, "--out", weights.FOLDER)
    assert result.exit_code == 1
    assert "is the folder of these weights; choose another --out" in result.stderr
    assert (weights.FOLDER / "default.json").read_bytes() == before


def test_the_shipped_card_says_how_it_was_calibrated() -> None:
    values = json.loads((weights.FOLDER / "default.json").read_text(encoding="utf-8"))
    assert values["calibrated"].startswith("176 colour photographs, ")
