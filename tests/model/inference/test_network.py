"""The network as it is served: refused when damaged, symmetrical, and at any size."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import Colorist, weights
from model.errors import WeightsError
from model.inference.network import Network, Remembering, processors


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(weights.load().file("onnx"))


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x08\x07" * 99])
def test_a_file_that_is_no_network_is_refused_even_if_its_card_agrees(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.onnx").write_bytes(content)
    files = {"onnx": hashlib.sha256(content).hexdigest()}
    card = replace(weights.load(), folder=tmp_path, stem="w", files=files)
    with pytest.raises(WeightsError, match=r"w\.onnx (cannot be loaded by ONNX Runtime|is not a colourist)"):
        Colorist(card)


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in ("x", "y")]
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "g", ends[:1], ends[1:])
    made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, tmp_path / "w.onnx")
    with pytest.raises(WeightsError, match="is not a colourist: it must have 'input' → ab and spread"):
        Network(tmp_path / "w.onnx")


def test_a_hash_that_is_not_the_cards_is_refused_before_loading(tmp_path: Path) -> None:
    (tmp_path / "w.onnx").write_bytes(b"anything")
    with pytest.raises(WeightsError, match="is not the file on its card"):
        Colorist(replace(weights.load(), folder=tmp_path, stem="w"))


@pytest.mark.parametrize(("height", "width"), [(16, 16), (17, 23), (8, 40), (33, 32)])
def test_chroma_comes_at_half_resolution_rounded_up(network: Network, height: int, width: int) -> None:
    random = np.random.default_rng(0)
    lightness = random.uniform(0, 100, (2, height, width)).astype(np.float32)
    ab, variance = network.predict(lightness, np.zeros((2, 3, height, width), np.float32))
    half = -(-height // 2), -(-width // 2)
    assert ab.shape == (2, 2, *half)
    assert variance.shape == (2, *half)
    assert ab.dtype == variance.dtype == np.float32
    assert np.abs(ab).max() <= 130
    assert variance.min() >= 0


def test_many_pictures_are_answered_as_each_alone(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.inference.network.MOST", 4 * 24 * 32)  # two pictures at a time, both ways
    random = np.random.default_rng(1)
    lightness = random.uniform(0, 100, (5, 24, 32)).astype(np.float32)
    hints = np.zeros((5, 3, 24, 32), np.float32)
    ab, variance = network.predict(lightness, hints)
    alone = [network.predict(lightness[i : i + 1], hints[i : i + 1]) for i in range(5)]
    np.testing.assert_allclose(ab, np.concatenate([one for one, _ in alone]), atol=1e-3)
    np.testing.assert_allclose(variance, np.concatenate([one for _, one in alone]), rtol=1e-3)


def test_a_mirrored_picture_gets_mirrored_colours(network: Network) -> None:
    lightness = np.random.default_rng(0).uniform(0, 100, (1, 32, 48)).astype(np.float32)
    hints = np.zeros((1, 3, 32, 48), np.float32)
    ab, variance = network.predict(lightness, hints)
    other, other_variance = network.predict(np.ascontiguousarray(lightness[..., ::-1]), hints)
    np.testing.assert_allclose(other[..., ::-1], ab, atol=1e-3)
    np.testing.assert_allclose(other_variance[..., ::-1], variance, rtol=1e-3, atol=1e-2)


class Counting:
    """Answers with what it is asked, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def predict(
        self, lightness: np.ndarray, hints: np.ndarray, *, mirrored: Sequence[bool] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        self.asked += 1
        return lightness[:, None], hints[:, 0]


def _asked(of: Remembering, value: float, hint: float = 0.0) -> float:
    return float(
        of.predict(np.full((1, 8, 8), value, np.float32), np.full((1, 3, 8, 8), hint, np.float32))[0][0, 0, 0, 0]
    )


def test_a_question_is_asked_once_and_hints_are_part_of_it() -> None:
    counting = Counting()
    remembering = Remembering(counting)
    assert [_asked(remembering, value) for value in (1, 2, 1, 2)] == [1, 2, 1, 2]
    assert counting.asked == 2
    _asked(remembering, 1, hint=0.5)
    assert counting.asked == 3


def test_no_more_answers_are_kept_than_were_asked_for() -> None:
    counting = Counting()
    remembering = Remembering(counting, most=2)
    for value in (1, 2, 3, 3, 2):
        _asked(remembering, value)
    assert counting.asked == 3
    _asked(remembering, 1)
    assert counting.asked == 4


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (("Identity", {}), "it answers with other sizes than half of the picture's"),
        (("Reshape", {}), "ONNX Runtime cannot run it"),
    ],
)
def test_a_network_that_answers_something_else_is_refused_when_it_is_loaded(
    tmp_path: Path, node: tuple[str, dict[str, object]], said: str
) -> None:
    onnx = pytest.importorskip("onnx")
    float32, helper = onnx.TensorProto.FLOAT, onnx.helper
    shape = onnx.numpy_helper.from_array(np.array([7, 7], np.int64), "shape")
    given = ["input", "shape"] if node[0] == "Reshape" else ["input"]
    nodes = [helper.make_node(node[0], given, [name]) for name in ("ab", "spread")]
    ends = [helper.make_tensor_value_info(name, float32, None) for name in ("input", "ab", "spread")]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [shape])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "w.onnx")
    with pytest.raises(WeightsError, match=rf"w\.onnx is not a colourist: {said}"):
        Network(tmp_path / "w.onnx")


def test_of_the_machines_processors_those_count_that_the_process_may_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {3}, raising=False)
    assert processors() == 1
