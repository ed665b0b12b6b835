"""The door to the colourist: derivatives and facts out, its errors as the gallery's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from gallery.colorize import CARD, NETWORK, Weights, colorize_step, find_weights, infer, save_painted
from gallery.derivatives import Derivatives
from gallery.errors import GalleryError
from gallery.photograph import open_monochrome, open_photograph, save_jpeg
from model import Colorist, weights
from model.color.lab import rgb_to_lab

PARAMETERS: dict[str, Any] = {
    "work": "flyer",
    "master": "ab" * 32,
    "rotate": 0,
    "crop": None,
    "colorize": True,
    "vividness": 0.25,
    "hints": [{"at": [0.2, 0.12], "color": "#5b3a29", "radius": 0.1}],
    "protect": [],
}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "master.png"
    Image.fromarray(data.camera()[::4, ::3]).save(path)
    return path


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The resource ``weights`` as a step finds it: the shipped weights."""
    return kept(find_weights("default", Path()), tmp_path_factory.mktemp("weights"))


def kept(found: Weights, folder: Path) -> Path:
    for name, path in found.files.items():
        shutil.copyfile(path, folder / name)
    return folder


def step(master: Path, out: Path, shelf: Path, **changes: Any) -> Derivatives:
    out.mkdir()
    colorize_step({"master/flyer": master, "weights": shelf}, {**PARAMETERS, **changes}, out)
    return Derivatives.read(out)


def test_the_facts_of_the_weights_are_their_cards() -> None:
    facts, card = find_weights("default", Path()).facts, weights.load()
    assert facts["sha256"] == card.files["onnx"]
    assert facts["vividness"] == card.serving.vividness
    assert (facts["name"], facts["network"], facts["date"]) == ("default", card.network, card.trained)
    assert json.loads(json.dumps(dict(facts))) == facts


def test_unknown_weights_are_an_error_of_the_gallery(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="no weights are called 'lost'; there are: both, default, photographs"):
        find_weights("lost", tmp_path)


def own_weights(folder: Path, name: str) -> Path:
    """Weights of one's own in ``folder``, served with half the colour of the shipped ones; the path of their card."""
    folder.mkdir()
    card = json.loads((weights.FOLDER / "default.json").read_text(encoding="utf-8"))
    card["name"] = name
    for kind in ("thumbnails", "photographs"):
        card["serving"][kind]["faithful_gain"] *= 0.5
    card["files"] = {"onnx": card["files"]["onnx"]}
    (folder / f"{name}.json").write_text(json.dumps(card), encoding="utf-8")
    shutil.copyfile(weights.FOLDER / "default.onnx", folder / f"{name}.onnx")
    return folder / f"{name}.json"


def test_a_card_is_looked_for_beside_the_manifest_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_weights(tmp_path / "exhibit", "mine")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert find_weights("mine.json", tmp_path / "exhibit").facts["name"] == "mine"
    with pytest.raises(GalleryError, match=r"mine\.json"):
        find_weights("mine.json", tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["default", "weights", "mine"])
def test_weights_of_ones_own_colorize_whatever_their_card_is_called(master: Path, tmp_path: Path, name: str) -> None:
    path = own_weights(tmp_path / "own", name)
    (tmp_path / "kept").mkdir()
    folder = kept(find_weights(path.name, path.parent), tmp_path / "kept")
    assert sorted(file.name for file in folder.iterdir()) == sorted((CARD, NETWORK))
    made = step(master, tmp_path / "out", folder, vividness=0.0, hints=[])
    save_jpeg(
        Colorist.load(str(path)).colorize(open_photograph(master).grey, vividness=0.0).rgb, tmp_path / "own.jpg", 95
    )
    save_jpeg(Colorist.load().colorize(open_photograph(master).grey, vividness=0.0).rgb, tmp_path / "ours.jpg", 95)
    assert (made.folder / "colour.jpg").read_bytes() == (tmp_path / "own.jpg").read_bytes()
    assert (tmp_path / "own.jpg").read_bytes() != (tmp_path / "ours.jpg").read_bytes()
    assert made.facts.weights == name


def test_a_work_gets_original_grey_colour_confidence_and_facts(master: Path, tmp_path: Path, shelf: Path) -> None:
    made = step(master, tmp_path / "out", shelf)
    names = ["colour.jpg", "confidence.png", "facts.json", "grey.jpg", "original.jpg"]
    assert sorted(path.name for path in made.folder.iterdir()) == names
    pictures = {}
    for name in ("colour.jpg", "confidence.png", "grey.jpg", "original.jpg"):
        with Image.open(made.folder / name) as image:
            pictures[name] = (image.size, image.mode)
    assert {size for size, _ in pictures.values()} == {(171, 128)}
    assert [mode for _, mode in pictures.values()] == ["RGB", "L", "L", "RGB"]
    facts = made.facts
    assert (facts.width, facts.height, facts.colorized, facts.hints, facts.vividness) == (171, 128, True, 1, 0.25)
    assert facts.weights_sha256 == weights.load().files["onnx"]
    assert (facts.master_sha256, facts.master_bytes) == ("ab" * 32, master.stat().st_size)
    assert facts.confidence_mean is not None
    assert 0 <= facts.confidence_mean <= 1


def test_a_work_shown_uncolorized_gets_neither_colour_nor_confidence(master: Path, tmp_path: Path, shelf: Path) -> None:
    made = step(master, tmp_path / "out", shelf, colorize=False)
    assert sorted(path.name for path in made.folder.iterdir()) == ["facts.json", "grey.jpg", "original.jpg"]
    assert made.colour is made.confidence is made.facts.weights is None


def test_the_step_repeats_byte_for_byte(master: Path, tmp_path: Path, shelf: Path) -> None:
    one, other = (step(master, tmp_path / name, shelf).folder for name in ("a", "b"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_the_number_of_threads_changes_no_byte(tmp_path: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.fromarray(np.tile(data.astronaut(), (2, 2, 1))).save(tmp_path / "several-strips.png")
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        made = step(tmp_path / "several-strips.png", tmp_path / threads, shelf)
        found.append({path.name: path.read_bytes() for path in made.folder.iterdir()})
    assert found[0] == found[1]


def test_the_photograph_and_its_lightness_are_saved_as_they_are_opened(tmp_path: Path, shelf: Path) -> None:
    Image.fromarray(np.tile(data.astronaut(), (2, 1, 1))).save(tmp_path / "master.png")
    photograph = open_photograph(tmp_path / "master.png")
    made = step(tmp_path / "master.png", tmp_path / "out", shelf)
    for path, pixels in ((made.original, photograph.pixels), (made.grey, photograph.grey)):
        save_jpeg(pixels, tmp_path / "expected.jpg", 95)
        assert path.read_bytes() == (tmp_path / "expected.jpg").read_bytes()
    assert (made.facts.has_colour, made.facts.toned) == (photograph.has_colour, photograph.toned) == (True, False)


PEAK = """
import sys
from pathlib import Path
from gallery.colorize import colorize_parameters, colorize_step

inputs = {"master/a": Path(sys.argv[1]), "weights": Path(sys.argv[3])}
colorize_step(inputs, colorize_parameters("a", ""), Path(sys.argv[2]))
print(int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1e3)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("size", [(24_000, 200), (16, 60_000), (8_000, 6_000)])
def test_the_step_takes_bounded_memory(size: tuple[int, int], tmp_path: Path, shelf: Path) -> None:
    Image.fromarray(data.astronaut()).resize(size).save(tmp_path / "master.jpg", quality=92)
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-c", PEAK, str(tmp_path / "master.jpg"), str(tmp_path / "out"), str(shelf)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(done.stdout) < (600 if min(size) < 1000 else 400)  # in colours, 48 megapixels would be 144 alone
    assert Derivatives.read(tmp_path / "out").facts.width == size[0]


def test_a_curators_hint_is_seen_at_its_place(master: Path, tmp_path: Path, shelf: Path) -> None:
    made = step(master, tmp_path / "out", shelf, vividness=1.0)
    with Image.open(made.folder / "colour.jpg") as image:
        around = rgb_to_lab(np.asarray(image))[13:18, 32:37, 1:].mean(axis=(0, 1))
    known = rgb_to_lab(np.array([0x5B, 0x3A, 0x29], np.uint8))[1:]
    assert around == pytest.approx(known, abs=5)


def test_what_a_curator_protects_is_grey_and_counted(master: Path, tmp_path: Path, shelf: Path) -> None:
    left = [[0, 0], [0.4, 0], [0.4, 1], [0, 1]]
    made = step(master, tmp_path / "out", shelf, vividness=1.0, protect=[left])
    assert made.colour
    with Image.open(made.colour) as opened:
        shown = np.asarray(opened.convert("RGB")).astype(int)
    width = shown.shape[1]
    assert np.ptp(shown[:, : int(width * 0.35)], axis=2).max() <= 4  # JPEG's rounding
    assert np.ptp(shown[:, int(width * 0.45) :], axis=2).mean() > 4
    assert made.facts.protected == 1


def test_a_curators_stroke_is_seen_all_along_it(master: Path, tmp_path: Path, shelf: Path) -> None:
    stroke = {"along": [[0.05, 0.1], [0.3, 0.1]], "color": "#5b3a29", "radius": 0.08}
    made = step(master, tmp_path / "out", shelf, vividness=1.0, hints=[stroke])
    with Image.open(made.folder / "colour.jpg") as image:
        ab = rgb_to_lab(np.asarray(image))[10:15, :, 1:].mean(axis=0)
    known = rgb_to_lab(np.array([0x5B, 0x3A, 0x29], np.uint8))[1:]
    for column in (10, 20, 30, 40, 50):
        assert ab[column : column + 4].mean(axis=0) == pytest.approx(known, abs=5)


def test_the_tone_of_a_print_is_not_seen_by_the_colourist(tmp_path: Path) -> None:
    grey = data.camera()[::4, ::4]
    sepia = (grey[..., None] * np.array([1.0, 0.85, 0.65])).astype(np.uint8)
    Image.fromarray(sepia).save(tmp_path / "sepia.png")
    Image.fromarray(open_photograph(tmp_path / "sepia.png").grey).save(tmp_path / "grey.png")
    painted = []
    for name in ("sepia", "grey"):
        photograph = open_monochrome(tmp_path / f"{name}.png")
        save_painted(photograph, infer(photograph)[1], tmp_path / f"{name}.jpg", 95)
        painted.append((tmp_path / f"{name}.jpg").read_bytes())
    assert painted[0] == painted[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vividness": 2.0}, "vividness is 2.0, not a number in 0..1"),
        ({"hints": [{"at": [1.5, 0], "color": "#000000", "radius": 0.1}]}, "is outside the picture"),
        ({"hints": [{"along": [[0, 0]], "color": "#000000", "radius": 0.1}]}, "a stroke has 2 to 64 points, not 1"),
    ],
)
def test_what_the_colourist_refuses_is_an_error_of_the_gallery(
    master: Path, tmp_path: Path, shelf: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(GalleryError, match=message):
        step(master, tmp_path / "out", shelf, **changes)


def test_a_photograph_too_small_to_colorize_is_an_error_of_the_gallery(tmp_path: Path, shelf: Path) -> None:
    Image.new("L", (40, 9)).save(tmp_path / "small.png")
    with pytest.raises(GalleryError, match="40 × 9 pixels; the shorter side must have 16"):
        step(tmp_path / "small.png", tmp_path / "out", shelf)
