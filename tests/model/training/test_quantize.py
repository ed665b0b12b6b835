"""The variant in eight bits: smaller, served like its original, and refused when it colours worse."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

import skimage.data  # noqa: E402
from click.testing import CliRunner, Result  # noqa: E402
from onnx import numpy_helper  # noqa: E402

from gallery.cli.weights import command  # noqa: E402
from model import Colorist  # noqa: E402
from model.color import grid  # noqa: E402
from model.datasets.cifar10 import Cifar10  # noqa: E402
from model.errors import WeightsError  # noqa: E402
from model.export import export  # noqa: E402
from model.inference.colours import shrunk_lightness  # noqa: E402
from model.inference.network import Network  # noqa: E402
from model.inference.resample import size_for  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.training import quantize as module  # noqa: E402
from model.training import serving  # noqa: E402
from model.training.quantize import mosaics, quantize  # noqa: E402
from model.training.serving import START  # noqa: E402
from model.weights import load, write_card  # noqa: E402

ARGUMENTS = {"widths": [16, 16, 32, 32], "depths": [1, 1, 1]}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The card of a small network with random weights."""
    folder = tmp_path_factory.mktemp("original")
    torch.manual_seed(0)
    network = create_model("unet", len(grid.bins()), **ARGUMENTS)
    torch.nn.init.normal_(network.head[1].weight, std=0.5)
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(layer.weight, 0.3, 1)  # no two layers the same, as after training
    values = {
        "name": "mine", "network": "unet", "network_arguments": ARGUMENTS, "parameters": 1, "dataset": "none",
        "config": {}, "trained": "2026-01-01", "commit": "", "licence": "MIT", "metrics": {"modern": {"n": 1}},
        "serving": asdict(START), "files": export(network, folder, "mine"),
    }  # fmt: skip
    write_card(folder / "mine.json", values)
    return folder / "mine.json"


@pytest.fixture(autouse=True)
def _few_images_and_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(module, "CALIBRATION", 48)
    monkeypatch.setattr(module, "MEASURED", 24)


@pytest.fixture
def _not_quantized(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused need not be made."""
    monkeypatch.setattr(module, "quantized", lambda content, images: content)


def test_the_variant_is_smaller_and_colorizes_nearly_the_same(
    original: Path, small_cifar10: Path, tmp_path: Path
) -> None:
    done = quantize(load(original), Cifar10(small_cifar10), tmp_path / "new", most_loss=1.0)
    assert done.card == tmp_path / "new" / "mine-int8.json"
    names = [f"mine-int8.{suffix}" for suffix in ("json", "onnx", "safetensors")]
    assert sorted(path.name for path in done.card.parent.iterdir()) == names
    files = original.with_suffix(".onnx"), done.card.with_suffix(".onnx")
    assert done.size == tuple(file.stat().st_size for file in files)
    assert list(done.psnr) == ["automatic", "hints_10", "large"]
    assert done.loss == max(before - after for before, after in done.psnr.values()) < 0.5
    picture = np.random.default_rng(0).integers(0, 256, (40, 60), np.uint8).repeat(2, 0).repeat(2, 1)
    one, other = (Colorist.load(str(card)).colorize(picture).rgb.astype(int) for card in (original, done.card))
    assert 0 < np.abs(one - other).mean() < 3
    card = load(done.card)
    assert (card.name, card.network_arguments) == ("mine-int8", ARGUMENTS)
    assert card.file("safetensors").read_bytes() == load(original).file("safetensors").read_bytes()
    plain = replace(card.serving, thumbnails=START.thumbnails, photographs=START.photographs)
    assert plain == load(original).serving
    losses = {what: round(before - after, 4) for what, (before, after) in done.psnr.items()}
    about = {"of": load(original).files["onnx"], "images": 24, "loss": losses}
    assert (card.quantized, card.metrics) == (about, {})  # the original's figures are not the variant's
    with pytest.raises(WeightsError, match="mine-int8 is in eight bits already"):
        quantize(card, Cifar10(small_cifar10), tmp_path / "again")


def test_it_computes_in_eight_bits_but_for_the_first_and_the_last_layer(original: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (24, 32, 32, 3), np.uint8)
    content = original.with_suffix(".onnx").read_bytes()
    found = module.quantized(content, images)
    assert found == module.quantized(content, images)
    graph = onnx.load_from_string(found).graph
    made_by = {output: node for node in graph.node for output in node.output}
    kinds = {tensor.name: tensor.data_type for tensor in graph.initializer}
    layers = [node for node in graph.node if node.op_type in ("Conv", "Gemm", "MatMul")]
    made = [made_by.get(layer.input[1]) for layer in layers]
    eight = [node is not None and kinds[node.input[0]] == onnx.TensorProto.INT8 for node in made]
    assert "input" in layers[0].input
    assert eight == [False] + [True] * (len(eight) - 3) + [False, False]  # the stem; the head's last, and the decoder
    assert len(eight) == 21
    whole = [numpy_helper.to_array(t) for t in graph.initializer if t.data_type == onnx.TensorProto.INT8]
    weights = [values for values in whole if values.ndim > 1]
    assert len(weights) == 18
    # Two products of eight bits are added in sixteen on some processors: none may run over there.
    assert all(2 * 255 * np.abs(values.astype(int)).max() < 2**15 for values in weights)


def test_small_layers_stay_as_they_are(original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = np.random.default_rng(0).integers(0, 256, (24, 32, 32, 3), np.uint8)
    content = original.with_suffix(".onnx").read_bytes()
    monkeypatch.setattr(module, "SMALL", 32 * 32 * 9)
    tensors = onnx.load_from_string(module.quantized(content, images)).graph.initializer
    eight = [tensor for tensor in tensors if tensor.data_type == onnx.TensorProto.INT8 and len(tensor.dims) > 1]
    assert len(eight) == 7
    assert {tuple(tensor.dims) for tensor in eight} == {(32, 32, 3, 3)}
    monkeypatch.setattr(module, "SMALL", 32 * 32 * 9 + 1)
    with pytest.raises(WeightsError, match=r"no layer has 9,217 weights or more; smaller ones stay as they are"):
        module.quantized(content, images)


def test_a_fusion_of_weights_in_eight_bits_is_in_eight_bits_already(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 50_000)
    with pytest.raises(WeightsError, match=r"these weights are in eight bits already, in their large layers: those of"):
        quantize(load("both"), Cifar10(small_cifar10), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["default", "photographs"])
def test_released_weights_answer_as_they_did_before_eight_bits(name: str, tmp_path: Path) -> None:
    """With all layers in eight bits ``photographs`` was off by 1.2 units of a and b in the mean of these."""
    export(create_model(load(name).network, weights=name).eval(), tmp_path, name)
    whole, eight = Network(tmp_path / f"{name}.onnx"), Network(load(name).file("onnx"))
    off = []
    for picture in (skimage.data.coffee(), skimage.data.chelsea(), skimage.data.rocket()):
        for side in (96, 128):
            light = shrunk_lightness(picture, size_for(*picture.shape[:2], side))[None]
            hints = np.zeros((1, 3, *light.shape[1:]), np.float32)
            (one, _), (other, _) = whole.predict(light, hints), eight.predict(light, hints)
            off.append(np.sqrt(((one - other) ** 2).mean()))
    assert 0 < np.mean(off) < 0.8


@pytest.mark.usefixtures("_not_quantized")
def test_more_than_may_be_lost_is_refused_and_nothing_is_written(
    original: Path, small_cifar10: Path, tmp_path: Path
) -> None:
    with pytest.raises(
        WeightsError, match=r"loses more than -99 dB \(automatic -?\d\.\d+, hints_10 .*nothing was written"
    ):
        quantize(load(original), Cifar10(small_cifar10), tmp_path / "new", most_loss=-99)
    assert not (tmp_path / "new").exists()


def test_a_loss_is_of_the_same_pictures_only() -> None:
    class Painter:
        def __init__(self, *errors: int) -> None:
            self.errors = np.array(errors)[:, None, None, None]

        def colorize_batch(self, pictures, hints, vividness):
            return (pictures + self.errors).astype(np.uint8), None

    truth = np.full((3, 4, 4, 3), 50, np.uint8)
    before, after = module._psnr(Painter(0, 1, 10), Painter(1, 0, 5), truth, None)  # two have no PSNR in one of them
    assert (before, after) == pytest.approx((20 * np.log10(25.5), 20 * np.log10(51)))


def test_what_is_certain_stays_so_though_the_variant_states_other_spreads(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stating:
        serving = replace(
            START,
            thumbnails=replace(START.thumbnails, calibration=((10.0, 0.9), (30.0, 0.4))),
            photographs=replace(START.photographs, calibration=((12.0, 0.8), (20.0, 0.5))),
        )

        def __init__(self, thumbnails: float, photographs: float) -> None:
            self.spreads = {32: thumbnails, 96: photographs}

        def chroma(self, pictures):
            spread = np.full(pictures.shape[:3], self.spreads[pictures.shape[1]], np.float32)
            return spread, np.zeros((len(pictures), 2, *pictures.shape[1:3]), np.float32), 1 - spread / 100

    monkeypatch.setattr(serving, "_as_they_are", lambda card: card)
    small, large = np.zeros((2, 32, 32, 3), np.uint8), np.zeros((1, 96, 128, 3), np.uint8)
    found = serving.carried_over(Stating(20, 16), Stating(10, 20), small, large)
    assert found.thumbnails == replace(START.thumbnails, calibration=((5.0, 0.9), (15.0, 0.4)))
    assert found.photographs == replace(START.photographs, calibration=((15.0, 0.8), (25.0, 0.5)))
    found = serving.carried_over(Stating(20, 16), Stating(10, 20), small, large[:0])  # too few for a mosaic
    assert found.photographs == Stating.serving.photographs


def test_mosaics_lay_images_side_by_side() -> None:
    images = np.arange(13, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    found = mosaics(images, 2, 3)
    assert found.shape == (2, 4, 6, 3)
    assert found[0, ::2, ::2, 0].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found[1, 1::2, 1::2, 0].tolist() == [[6, 7, 8], [9, 10, 11]]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["quantize", *(str(argument) for argument in arguments)])


def test_the_command_prints_what_is_lost_and_the_path_of_the_card(
    original: Path, small_cifar10: Path, tmp_path: Path
) -> None:
    result = run(original, "--data", small_cifar10, "--out", tmp_path / "new", "--allow-loss")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'new' / 'mine-int8.json'}\n"
    assert "mine: 0.2 MB, in eight bits 0.2 MB" in result.stderr
    assert "PSNR with ten hints: " in result.stderr
    assert CliRunner().invoke(command, ["list", result.stdout.strip()]).exit_code == 0


@pytest.mark.parametrize(
    ("weights", "message"),
    [("lost", "no weights are called 'lost'"), ("damaged", "mine.onnx is not the file on its card")],
)
def test_weights_that_are_not_there_or_damaged_are_refused(
    weights: str, message: str, original: Path, small_cifar10: Path, tmp_path: Path
) -> None:
    name: object = weights
    if weights == "damaged":
        name = tmp_path / "mine.json"
        name.write_text(original.read_text())
        (tmp_path / "mine.onnx").write_bytes(original.with_suffix(".onnx").read_bytes()[:-5])
    result = run(name, "--data", small_cifar10, "--out", tmp_path / "new")
    assert result.exit_code == 1
    assert message in result.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("_not_quantized")
def test_too_large_a_loss_and_a_file_in_place_of_the_folder_are_expected_errors(
    original: Path, small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    result = run(original, "--data", small_cifar10, "--out", tmp_path / "file" / "new", "--allow-loss")
    assert result.exit_code == 1
    assert "new cannot be written (Not a directory); choose another --out" in result.stderr
    monkeypatch.setattr(module, "_loss", lambda psnr: 0.5)
    result = run(original, "--data", small_cifar10, "--out", tmp_path / "new")
    assert result.exit_code == 1
    assert "loses more than 0.1 dB" in result.stderr
    assert json.loads(original.read_text())["name"] == "mine"
    assert not (tmp_path / "new").exists()
