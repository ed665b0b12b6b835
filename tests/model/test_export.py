"""Export: two files with the same numbers, byte for byte repeatable, checked before they are kept."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402

from model import export as module  # noqa: E402
from model.color import grid  # noqa: E402
from model.errors import WeightsError  # noqa: E402
from model.export import bins_last, export, export_classifier, parity  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.networks.classifier import Classifier  # noqa: E402
from model.networks.loading import load_weights  # noqa: E402

SMALL = {"widths": [8, 8, 16, 16], "depths": [1, 1, 1]}


@pytest.fixture
def network() -> torch.nn.Module:
    torch.manual_seed(0)
    return create_model("unet", len(grid.bins()), **SMALL)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_the_digests_are_those_of_the_files_which_have_the_mode_of_the_umask(
    network: torch.nn.Module, tmp_path: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        digests = export(network, tmp_path / "new", "w")
    finally:
        os.umask(before)
    files = {path.suffix[1:]: path for path in (tmp_path / "new").iterdir()}
    assert digests == {suffix: hashlib.sha256(path.read_bytes()).hexdigest() for suffix, path in files.items()}
    assert sorted(files) == ["onnx", "safetensors"]
    assert all(path.stat().st_mode & 0o777 == mode for path in files.values())


def test_exporting_twice_gives_the_same_bytes_without_local_paths(network: torch.nn.Module, tmp_path: Path) -> None:
    digests = [export(network, tmp_path / name, "w") for name in ("a", "b")]
    assert digests[0] == digests[1]
    assert str(Path(module.__file__).parent).encode() not in (tmp_path / "a" / "w.onnx").read_bytes()


def test_large_weights_are_halved_in_both_files_to_the_same_numbers(network: torch.nn.Module, tmp_path: Path) -> None:
    export(network, tmp_path, "w")
    state = load_file(tmp_path / "w.safetensors")
    assert state["head.1.weight"].dtype == torch.float16
    assert state["head.1.bias"].dtype == torch.float32
    assert torch.equal(network.state_dict()["head.1.weight"], state["head.1.weight"].float())
    graph = onnx.load(tmp_path / "w.onnx").graph
    halves = [tensor for tensor in graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT16]
    held = {np.sort(onnx.numpy_helper.to_array(tensor), axis=None).tobytes() for tensor in halves}
    assert np.sort(state["head.1.weight"].numpy(), axis=None).tobytes() in held


def test_what_is_served_differs_from_the_trained_weights_by_their_rounding_only(
    network: torch.nn.Module, tmp_path: Path
) -> None:
    x = torch.rand(1, 4, 16, 16)
    with torch.no_grad():
        before = network.eval()(x).clone()
        export(network, tmp_path, "w")
        assert (network(x) - before).abs().max() < 0.02


@pytest.mark.parametrize("answers", [[0.06], [0.0, 0.6], [float("nan")]])
def test_weights_that_onnx_runtime_answers_differently_with_are_not_written(
    network: torch.nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[float]
) -> None:
    off = iter(answers)
    monkeypatch.setattr(module, "parity", lambda *_: next(off))
    with pytest.raises(WeightsError, match=rf"differ by {answers[-1]:.3f} Lab units; nothing was written"):
        export(network, tmp_path, "w")
    assert list(tmp_path.iterdir()) == []


def _axes(model: onnx.ModelProto) -> list[int]:
    """Along which each softmax goes."""
    return [one.i for node in model.graph.node if node.op_type == "Softmax" for one in node.attribute]


def test_bins_are_on_the_last_axis_in_what_is_exported_and_in_what_ships(
    network: torch.nn.Module, tmp_path: Path
) -> None:
    export(network, tmp_path, "w")
    assert _axes(onnx.load(tmp_path / "w.onnx")) == [-1]
    shipped = sorted(Path(module.__file__).parent.glob("weights/*.onnx"))
    assert {path.stem: _axes(onnx.load(path)) for path in shipped} == {
        "both": [-1, -1], "default": [-1], "photographs": [-1],
    }  # fmt: skip


def test_a_softmax_between_other_layers_than_convolutions_of_one_pixel_stays_as_it_is() -> None:
    class Other(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wide, self.last = torch.nn.Conv2d(4, 6, 3, padding=1), torch.nn.Conv2d(6, 2, 1)

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            ab = self.last(torch.softmax(self.wide(x), 1))
            return ab, ab[:, :1]

    content = module._traced(Other().eval(), ["ab", "spread"], [0, 2, 3])
    found = onnx.load_from_string(bins_last(content))
    assert _axes(found) == [1]
    assert [node.op_type for node in found.graph.node] == [
        node.op_type for node in onnx.load_from_string(content).graph.node
    ]


def test_parity_sees_other_weights(network: torch.nn.Module, tmp_path: Path) -> None:
    export(network, tmp_path, "w")
    torch.manual_seed(1)
    other = create_model("unet", len(grid.bins()), **SMALL)
    torch.nn.init.normal_(other.head[1].bias, std=3)
    assert parity(other, (tmp_path / "w.onnx").read_bytes()) > 0.25


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(
    network: torch.nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(network, tmp_path, "w")
    before = (tmp_path / "w.safetensors").read_bytes()

    def fail(state: object, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise OSError("disk full")

    monkeypatch.setattr(module, "save_file", fail)
    with pytest.raises(WeightsError, match=r"w\.safetensors cannot be written \(disk full\); make room"):
        export(network, tmp_path, "w")
    assert (tmp_path / "w.safetensors").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w.onnx", "w.safetensors"]


def test_restored_weights_are_those_that_were_exported(network: torch.nn.Module, tmp_path: Path) -> None:
    export(network, tmp_path, "w")
    torch.manual_seed(9)
    other = load_weights(create_model("unet", len(grid.bins()), **SMALL), tmp_path / "w.safetensors")
    assert all(
        torch.equal(a, b) for a, b in zip(network.state_dict().values(), other.state_dict().values(), strict=True)
    )


def test_weights_of_another_shape_are_refused(network: torch.nn.Module, tmp_path: Path) -> None:
    export(network, tmp_path, "w")
    with pytest.raises(WeightsError, match=r"does not hold weights of this network, .*size mismatch.* And 1 more$"):
        load_weights(create_model("unet", 9, **SMALL), tmp_path / "w.safetensors")


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff" * 64])
def test_a_damaged_file_is_refused(network: torch.nn.Module, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.safetensors").write_bytes(content)
    with pytest.raises(WeightsError, match=r"w\.safetensors cannot be read as weights: .*; copy it again"):
        load_weights(network, tmp_path / "w.safetensors")


def test_a_file_that_is_not_there_is_refused(network: torch.nn.Module, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="No such file"):
        load_weights(network, tmp_path / "w.safetensors")


def test_a_classifiers_file_also_gives_the_maps_that_pictures_are_compared_by(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = Classifier(widths=(4, 4, 8, 8), depths=(1, 1, 1))
    export_classifier(network, tmp_path, "c")
    session = onnxruntime.InferenceSession(tmp_path / "c.onnx", providers=["CPUExecutionProvider"])
    assert [output.name for output in session.get_outputs()] == ["logits", *(f"features_{i}" for i in range(4))]
    x = torch.rand(3, 4, 32, 32)
    logits, *maps = session.run(None, {"input": x.numpy()})
    with torch.no_grad():
        expected = [network(x), *network.features(x)]
    for found, value in zip([logits, *maps], expected, strict=True):
        np.testing.assert_allclose(found, value.numpy(), atol=1e-4)
