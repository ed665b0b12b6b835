"""Two colourists as one: what the ONNX file computes is the mean weighed by what each states of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.errors import WeightsError  # noqa: E402
from model.export import export  # noqa: E402
from model.inference.colorist import Colorist  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.training.fusing import NETWORK, Halved, fuse, fused  # noqa: E402
from model.training.serving import START  # noqa: E402
from model.weights import load  # noqa: E402

NETWORKS = {
    "unet": {"widths": [4, 8, 8, 8], "depths": [1, 1, 1]},
    "efficientnet-lite": {"width": 8},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """ONNX of two small colourists who have learned nothing."""
    folder = tmp_path_factory.mktemp("two")
    for seed, (name, arguments) in enumerate(NETWORKS.items()):
        torch.manual_seed(seed)
        export(create_model(name, len(grid.bins()), **arguments), folder, name)
    return [(folder / f"{name}.onnx").read_bytes() for name in NETWORKS]


def answer(content: bytes, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    ab, spread = session.run(["ab", "spread"], {"input": x})
    return ab, spread


@pytest.mark.parametrize("size", [(32, 48), (64, 16)])
def test_each_counts_by_the_inverse_of_its_variance_and_disagreement_is_doubt(
    files: list[bytes], size: tuple[int, int]
) -> None:
    random = np.random.default_rng(0)
    x = np.zeros((1, 4, *size), np.float32)
    x[:, 0] = random.uniform(-1, 1, size)
    half = x.reshape(1, 4, size[0] // 2, 2, size[1] // 2, 2).mean(axis=(3, 5))
    (one, its), (two, theirs) = answer(files[0], half), answer(files[1], x)
    one, its = (torch.from_numpy(each) for each in (one, its))
    one, its = (torch.nn.functional.interpolate(each, scale_factor=2, mode="bilinear").numpy() for each in (one, its))
    weights = [1 / (spread**2 + START.disagreement) for spread in (its, theirs)]
    mean = (weights[0] * one + weights[1] * two) / sum(weights)
    apart = weights[0] * (its**2 + ((one - mean) ** 2).sum(1)) + weights[1] * (theirs**2 + ((two - mean) ** 2).sum(1))
    ab, spread = answer(fused(*files), x)
    assert ab == pytest.approx(mean, abs=0.02)
    assert spread == pytest.approx(np.sqrt(apart / sum(weights)), abs=0.05)


def test_half_of_the_size_keeps_a_hint_in_its_own_colour() -> None:
    x = torch.zeros(1, 4, 32, 40)
    x[0, 1:, 13, 9] = torch.tensor([0.4, -0.2, 1])
    half = Halved()(x)
    assert half.shape == (1, 4, 16, 24)  # a multiple of eight
    told = half[0, 3] > 0
    assert 1 <= told.sum() <= 2
    assert torch.allclose(half[0, 1:, told].T, torch.tensor([0.4, -0.2, 1]), atol=1e-3)


@pytest.mark.parametrize("size", [(8, 8), (24, 40), (40, 56)])
def test_every_multiple_of_eight_is_answered_at_half_of_it(files: list[bytes], size: tuple[int, int]) -> None:
    ab, spread = answer(fused(*files), np.zeros((2, 4, *size), np.float32))
    assert ab.shape == (2, 2, size[0] // 2, size[1] // 2)
    assert spread.shape == (2, 1, size[0] // 2, size[1] // 2)
    assert np.isfinite(ab).all()


def test_nothing_is_left_over_that_no_node_reads(files: list[bytes]) -> None:
    graph = onnx.load_from_string(files[0]).graph
    graph.initializer.append(numpy_helper.from_array(np.zeros(3, np.float32), "nobody.reads.this"))
    spare = onnx.load_from_string(files[0])
    spare.graph.CopyFrom(graph)
    merged = onnx.load_from_string(fused(spare.SerializeToString(), files[1])).graph
    read = {name for node in merged.node for name in node.input}
    assert {tensor.name for tensor in merged.initializer} <= read


def test_two_cards_become_one_that_is_served_like_any_other(tmp_path: Path) -> None:
    default = load("default")
    card = load(fuse(default, default, tmp_path, "twice"))
    assert card.network == NETWORK
    assert card.parameters == 2 * default.parameters
    picture = np.random.default_rng(0).integers(0, 256, (40, 56), np.uint8)
    assert Colorist(card).colorize(picture).rgb.shape == (40, 56, 3)
    with pytest.raises(WeightsError, match="twice is a fusion already; name two colourists"):
        fuse(card, replace(default, name="other"), tmp_path, "thrice")


def test_other_weights_are_not_overwritten_and_a_fusion_of_before_is(tmp_path: Path) -> None:
    default = load("default")
    for suffix in default.files:
        (tmp_path / f"weights.{suffix}").write_bytes(default.file(suffix).read_bytes())
    (tmp_path / "weights.json").write_bytes((default.folder / f"{default.stem}.json").read_bytes())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(WeightsError, match=r"weights\.json is the card of other weights; choose another --name or"):
        fuse(load(tmp_path / "weights.json"), default, tmp_path, "weights")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "foreign.json").write_text("{}")
    with pytest.raises(WeightsError, match=r"foreign\.json is the card of other weights"):
        fuse(default, default, tmp_path, "foreign")
    assert fuse(default, default, tmp_path, "twice") == fuse(default, default, tmp_path, "twice")


@pytest.mark.parametrize("name", ["", "bytes \udcff", "../elsewhere", "a/b", "n" * 101, "\x1b[2J"])
def test_a_name_that_cannot_be_a_file_s_is_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be the name of weights; use letters, digits and hyphens"):
        fuse(load("default"), load("photographs"), tmp_path / "out", name)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_one_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError, match=r"file/out cannot be written \(Not a directory\); choose another --out"):
        fuse(load("default"), load("photographs"), tmp_path / "file" / "out", "two")
