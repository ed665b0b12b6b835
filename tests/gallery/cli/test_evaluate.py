"""``gallery evaluate``, with a colourist that paints grey."""

import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from skimage import data

import model
from gallery.cli import evaluate as module
from gallery.cli.evaluate import command
from model.color.lab import rgb_to_lab
from model.errors import WeightsError
from model.metrics.baselines import grey
from model.weights import load


class Grey:
    """A colourist of grey that calls itself half certain."""

    def __init__(self, card=None):
        self.card = card

    @classmethod
    def load(cls, name="default", *, remember=0):
        if name == "lost":
            raise WeightsError("no weights named 'lost'; there are: default")
        return cls(load(name))

    def colorize(self, picture, hints=(), vividness=None):
        return SimpleNamespace(rgb=grey(rgb_to_lab(picture)), confidence=np.full(picture.shape[:2], 0.5, np.float32))


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run the command on a folder with two photographs."""
    monkeypatch.setattr(model, "Colorist", Grey, raising=False)
    folder = tmp_path / "data" / "photographs" / "modern"
    folder.mkdir(parents=True)
    for index in range(2):
        Image.fromarray(data.astronaut()[index * 40 : index * 40 + 40, :60]).save(folder / f"{index}.webp")
    (tmp_path / "out").mkdir()

    def invoke(*arguments, data_folder=tmp_path / "data"):
        given = ["--data", str(data_folder)] if data_folder else []
        return CliRunner().invoke(command, [*given, *map(str, arguments)])

    return invoke


def test_the_table_has_the_grey_row_first_then_gains(run):
    result = run("--set", "modern")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "modern: 2 of 2 pictures"
    assert lines[1].split()[:3] == ["PSNR", "gain", "worse"]
    assert [line[:18].split("  ")[0].strip() for line in lines[2:5]] == [
        "grey",
        "constant mean ab",
        "oracle mean ab",
    ]
    assert lines[5].split()[:3] == ["default", lines[2].split()[1], "0.00"]
    assert lines[6].startswith("default, 1 hint ")
    assert lines[8].startswith("default, 10 hints ")


def test_progress_goes_to_standard_error(run):
    result = run("--set", "modern", "--no-hints")
    assert "modern" in result.stderr
    assert "2/2" in result.stderr
    assert "2/2" not in result.stdout


def test_json_goes_to_a_file_beside_the_table_and_leaves_nothing_else(run, tmp_path):
    target = tmp_path / "out" / "scores.json"
    result = run("--set", "modern", "--json", target, "--limit", 1)
    assert "modern: 1 of 2 pictures, the first 1 only (--limit)" in result.stdout
    report = json.loads(target.read_text(encoding="utf-8"))
    assert report["modern"]["limit"] == 1
    assert report["modern"]["default"]["gain"] == 0
    assert set(report["modern"]["default"]["hints"]) == {"1", "3", "10", "100"}
    assert [path.name for path in target.parent.iterdir()] == ["scores.json"]


def test_json_on_standard_output_is_only_json(run):
    result = run("--set", "modern", "--json", "-", "--no-hints")
    assert "hints" not in json.loads(result.stdout)["modern"]["default"]


def test_an_unknown_set_is_wrong_usage_with_the_nearest_name(run):
    result = run("--set", "modern,true-color")
    assert result.exit_code == 2
    assert "unknown set 'true-color'; did you mean 'true-colour'?" in result.stderr


def test_no_set_at_all_is_wrong_usage(run):
    said = "names no set; the sets are cifar10-test, modern, true-colour, orthochromatic, degraded, own"
    assert said in run("--set", ",").stderr


def test_a_missing_data_folder_is_wrong_usage(run, tmp_path):
    result = run("--set", "modern", data_folder=tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--set", "true-colour"), "the data folder must hold them in photographs/true-colour/"),
        (("--set", "cifar10-test"), "no CIFAR-10 in"),
        (("--set", "modern", "--weights", "lost"), "no weights named 'lost'; there are: default"),
    ],
)
def test_what_is_missing_is_an_expected_error_with_its_remedy(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stdout == ""


def test_a_place_that_cannot_take_the_json_is_refused_before_measuring(run, tmp_path):
    result = run("--set", "modern", "--json", tmp_path / "no" / "scores.json")
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_a_card_has_its_figures_under_its_name_wherever_it_lies(run, tmp_path):
    own = tmp_path / "own.json"
    own.write_text((load().folder / "default.json").read_text(encoding="utf-8"), encoding="utf-8")
    result = run("--set", "modern", "--no-hints", "--weights", own, "--update-card")
    assert result.exit_code == 0, result.output
    assert "\ndefault " in result.stdout
    assert list(json.loads(own.read_text(encoding="utf-8"))["metrics"]["modern"])[-1] == "default"
    assert str(tmp_path) not in own.read_text(encoding="utf-8")


def test_a_folder_of_ones_own_needs_no_other_data(run, tmp_path):
    own = tmp_path / "data" / "photographs"
    Image.open(own / "modern" / "0.webp").convert("L").save(own / "grey.png")
    result = run("--own", own, "--no-hints", data_folder=None)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "own: 2 of 3 pictures, at most 768 px long"
    assert lines[-3] == "Left out, with no colours of their own and so no truth to measure against: 1 (grey.png)."
    assert lines[-1].startswith("PSNR: mean PSNR in dB; ")  # what the headings mean
    both = run("--own", own, "--set", "modern,own", "--no-hints")
    assert [
        line.split(":")[0] for line in both.stdout.splitlines() if " pictures, " in line or line.endswith(" pictures")
    ] == ["modern", "own"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--set", "own"), "name it with --own DIR"),
        (("--set", "modern", "--own", "."), "--own names photographs that --set leaves out; add own to it"),
        (("--set", "modern"), "modern: name the folder that holds the pictures with --data DIR"),
        ((), "cifar10-test: name the folder that holds the pictures with --data DIR"),
        (("--own", ".", "--update-card"), "--update-card wants whole sets of the protocol"),
        (("--own", ".", "--update-card", "--vividness", 0.5), "at vividness 0"),
    ],
)
def test_sets_and_folders_that_do_not_go_together_are_wrong_usage(run, arguments, message):
    result = run(*arguments, data_folder=None)
    assert result.exit_code == 2
    assert message in result.stderr.replace("\n", " ")


def test_a_folder_of_ones_own_that_will_not_do_is_an_expected_error(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("--own", tmp_path / "empty", data_folder=None)
    assert result.exit_code == 1
    assert "no photographs in" in result.stderr
    (tmp_path / "empty" / "a.jpg").write_bytes(b"<html>")
    result = run("--own", tmp_path / "empty", data_folder=None)
    assert result.exit_code == 1
    assert "a.jpg: not a JPEG, PNG, TIFF or WebP picture, or damaged from its start" in result.stderr


def test_lpips_without_torch_says_what_to_install(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "l.safetensors").touch()
    result = run("--set", "modern", "--lpips", tmp_path / "l.safetensors")
    assert result.exit_code == 1
    assert "these distances need torch: pip install 'nostalgia-gallery[train]'" in result.stderr


def test_the_sets_are_the_models():
    from model.evaluate import OWN, SETS

    assert (module.SETS, module.OWN) == (SETS, OWN)


def test_importing_the_command_loads_nothing_heavy():
    script = (
        "import sys, gallery.cli.evaluate; "
        "heavy = ('numpy', 'PIL', 'onnxruntime', 'torch', 'rich', 'model'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
