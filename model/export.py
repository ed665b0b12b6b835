"""From trained weights to what is served: safetensors to train on, ONNX to serve, parity checked.

The ONNX file holds the whole way from lightness and hints to colour: ``input`` (N, 4, H, W) → ``ab`` (N, 2, H/2, W/2)
and ``spread`` (N, 1, H/2, W/2) in Lab units. Large weights are stored as float16 and computed with as float32,
which halves the file. Both files hold the same rounded numbers, but where a batch norm is folded into a convolution:
such products are rounded again.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from model.errors import WeightsError
from model.files import whole
from model.losses import Decoder
from model.networks.classifier import Classifier

OPSET = 17
HALF = 2
"""What is served answers at half of the picture's height and width."""
_LARGE = 1024
"""Tensors with more numbers than this are stored as float16."""

_EXACT, _ROUNDED = 0.05, 0.5
"""Lab units that ONNX Runtime's answers to noise may differ from torch's anywhere, computed in the same numbers (a
spread near 0 is the root of what is left of 10,000 in float32) and in those that are stored."""


class Served(nn.Module):
    """A network with its decoder: what the ONNX file computes, at half resolution wherever the network answers."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network, self.decoder = network, Decoder()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        ab, spread = self.decoder(torch.softmax(self.network(x), 1))
        return self._half(ab), self._half(spread)

    def _half(self, answer: Tensor) -> Tensor:
        factor = getattr(self.network, "stride", HALF) / HALF
        if factor == 1:
            return answer
        return F.interpolate(answer, scale_factor=factor, mode="bilinear", align_corners=False)


def export(network: nn.Module, folder: Path, stem: str) -> dict[str, str]:
    """Write ``stem.safetensors`` and ``stem.onnx`` to ``folder``; return the SHA-256 of each by suffix.

    ``network`` itself is left on the CPU, for evaluation, with the rounded weights that the files hold. Raises
    WeightsError, leaving nothing behind, if ONNX Runtime's answers differ from torch's by more than 0.05 Lab units, or
    0.5 where what batch norms are folded into is rounded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = _round(network)
    exact = bins_last(_traced(Served(network).eval(), ["ab", "spread"], [0, 2, 3]))
    model = halved(exact)
    for each, most in ((exact, _EXACT), (model, _ROUNDED)):
        difference = parity(network, each)
        if not difference <= most:
            raise WeightsError(f"ONNX Runtime and torch differ by {difference:.3f} Lab units; nothing was written")
    return _both(folder, stem, state, model)


class ClassifierWithFeatures(nn.Module):
    """A classifier and the maps that it judges by: what its ONNX file computes."""

    def __init__(self, network: Classifier) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        maps = self.network.features(x)
        logits = self.network.head(maps[-1].mean(dim=(2, 3)))
        return logits, *maps


def export_classifier(network: nn.Module, folder: Path, stem: str) -> dict[str, str]:
    """As :func:`export`, of a classifier: ``input`` (N, 4, H, W) → ``logits`` (N, classes), to within 0.01.

    Of ours, the file also gives ``features_0`` … ``features_3``, which pictures are compared by.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = _round(network)
    if isinstance(network, Classifier):
        model = _traced(
            ClassifierWithFeatures(network).eval(), ["logits", *(f"features_{index}" for index in range(4))], [0]
        )
    else:
        model = _traced(network, ["logits"], [0])
    model = halved(model)
    x = np.random.default_rng(0).uniform(-1, 1, (2, 4, 32, 32)).astype(np.float32)
    (found,) = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(["logits"], {"input": x})
    with torch.no_grad():
        difference = float(np.abs(found - network(torch.from_numpy(x)).numpy()).max())
    if not difference <= 0.01:
        raise WeightsError(f"ONNX Runtime and torch differ by {difference:.3f}; nothing was written")
    return _both(folder, stem, state, model)


def _round(network: nn.Module) -> dict[str, Tensor]:
    """Round the network, on the CPU and for evaluation, to what the files hold; the tensors they hold."""
    network.float().cpu().eval()
    state = {name: _rounded(value) for name, value in network.state_dict().items()}
    network.load_state_dict(
        {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    )
    return state


def _both(folder: Path, stem: str, state: dict[str, Tensor], model: bytes) -> dict[str, str]:
    digests = {"onnx": write_file(folder / f"{stem}.onnx", lambda path: path.write_bytes(model))}
    digests["safetensors"] = write_file(folder / f"{stem}.safetensors", lambda path: save_file(state, path))
    return digests


def parity(network: nn.Module, model: bytes) -> float:
    """Largest difference in Lab units between torch and ONNX Runtime, over even and odd multiples of 8."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    served, worst = Served(network).eval(), 0.0
    random = np.random.default_rng(0)
    for shape in ((2, 4, 32, 32), (1, 4, 24, 40), (1, 4, 64, 96)):
        x = random.uniform(-1, 1, shape).astype(np.float32)
        x[:, 1:] *= random.uniform(size=(shape[0], 1, *shape[2:])) < 0.01
        with torch.no_grad():
            expected = [value.numpy() for value in served(torch.from_numpy(x))]
        for found, value in zip(session.run(["ab", "spread"], {"input": x}), expected, strict=True):
            worst = max(worst, float(np.abs(found - value).max()))
    return worst


def _rounded(value: Tensor) -> Tensor:
    value = value.detach().cpu().contiguous()
    return value.half() if value.is_floating_point() and value.numel() > _LARGE else value


def _traced(served: nn.Module, outputs: list[str], moving: list[int]) -> bytes:
    """ONNX of ``input`` to ``outputs``, whose axes in ``moving`` follow the input's."""
    file = io.BytesIO()
    axes = {"input": {0: "n", 2: "h", 3: "w"}}
    axes |= {name: {axis: axes["input"][axis] for axis in moving} for name in outputs}
    with warnings.catch_warnings():
        # The tracing exporter repeats byte for byte; its successor writes local paths into the file.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            served,
            (torch.zeros(1, 4, 32, 32),),
            file,  # type: ignore[arg-type]  # the tracing exporter writes to any binary file
            dynamo=False,
            opset_version=OPSET,
            input_names=["input"],
            output_names=outputs,
            dynamic_axes=axes,
        )
    return file.getvalue()


def bins_last(content: bytes) -> bytes:
    """The same colourist with its bins on the last axis, along which ONNX Runtime's softmax is many times as fast.

    The convolutions of 1 × 1 before and behind it are products of matrices there. Their weights are to be float32,
    not :func:`halved` yet. A softmax between other layers stays as it is.
    """
    model = onnx.load_from_string(content)
    nodes, tensors = list(model.graph.node), {tensor.name: tensor for tensor in model.graph.initializer}
    for softmax in [node for node in nodes if node.op_type == "Softmax"]:
        before = [node for node in nodes if softmax.input[0] in node.output]
        behind = [node for node in nodes if softmax.output[0] in node.input]
        if len(behind) != 1 or not all(_is_pointwise(node, tensors) for node in (*before, *behind)):
            continue
        inside = f"{softmax.name}.last", f"{softmax.name}.bins"
        turned = f"{before[0].name}.turned"
        changed = {
            before[0].name: [
                helper.make_node("Transpose", [before[0].input[0]], [turned], f"{turned}.node", perm=[0, 2, 3, 1]),
                *_product(before[0], turned, inside[0], tensors),
            ],
            softmax.name: [helper.make_node("Softmax", [inside[0]], [inside[1]], softmax.name, axis=-1)],
            behind[0].name: [
                *_product(behind[0], inside[1], f"{behind[0].name}.last", tensors),
                helper.make_node(
                    "Transpose", [f"{behind[0].name}.last"], behind[0].output, behind[0].name, perm=[0, 3, 1, 2]
                ),
            ],
        }
        nodes = [new for node in nodes for new in changed.get(node.name, [node])]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    serialized: bytes = model.SerializeToString(deterministic=True)
    return serialized


def _is_pointwise(node: onnx.NodeProto, tensors: dict[str, TensorProto]) -> bool:
    """Whether it is a convolution of 1 × 1 whose weights are at hand."""
    return node.op_type == "Conv" and node.input[1] in tensors and list(tensors[node.input[1]].dims[2:]) == [1, 1]


def _product(
    convolution: onnx.NodeProto, source: str, target: str, tensors: dict[str, TensorProto]
) -> list[onnx.NodeProto]:
    """A convolution of 1 × 1 as a product of ``source`` (N, h, w, C), whose ``tensors`` become a matrix."""
    weights, *bias = convolution.input[1:]
    matrix = numpy_helper.to_array(tensors[weights])[:, :, 0, 0].T
    tensors[weights].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(matrix), weights))
    if not bias:
        return [helper.make_node("MatMul", [source, weights], [target], f"{target}.product")]
    product = f"{target}.unbiased"
    return [
        helper.make_node("MatMul", [source, weights], [product], f"{product}.product"),
        helper.make_node("Add", [product, bias[0]], [target], f"{target}.sum"),
    ]


def halved(content: bytes) -> bytes:
    """Store large float32 weights as float16, each followed by a cast (ONNX Runtime folds them when loading)."""
    model = onnx.load_from_string(content)
    graph, casts = model.graph, []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size <= _LARGE:
            continue
        name = tensor.name
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
    onnx.checker.check_model(model)
    serialized: bytes = model.SerializeToString(deterministic=True)
    return serialized


def write_file(path: Path, write: Callable[[Path], object]) -> str:
    """Write whole or not at all; the SHA-256. OSError, or safetensors' own of it, as a WeightsError."""
    try:
        with whole(path) as temporary:
            write(temporary)
            return hashlib.sha256(temporary.read_bytes()).hexdigest()
    except (OSError, SafetensorError) as error:
        raise WeightsError(
            f"{path} cannot be written ({error}); make room and do it again (a run: --resume), or choose another --out"
        ) from error
