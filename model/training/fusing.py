"""Two colourists served as one: both look at a photograph, and each counts by the inverse of its stated variance.

The first looks at half of the size, for it learned from small pictures. Their ONNX files become one, with a few
operations before and behind them, so that whatever serves one colourist serves the two.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import helper
from torch import Tensor, nn
from torch.nn import functional as F

from model.errors import WeightsError
from model.export import OPSET, write_file
from model.training.release import commit, today
from model.training.serving import START
from model.weights import Card, load, write_card

NETWORK = "fusion"
"""What the card of two colourists says in place of a network's name."""

MULTIPLE = 8
"""Height and width that every network takes are multiples of this."""


class Halved(nn.Module):
    """Lightness and hints ``(N, 4, H, W)`` at half of the size, rounded up to a multiple of 8."""

    def forward(self, x: Tensor) -> Tensor:
        size = [(side + 2 * MULTIPLE - 1) // (2 * MULTIPLE) * MULTIPLE for side in x.shape[-2:]]
        small = F.interpolate(x, size=size, mode="bilinear", align_corners=False)
        light, colours, mask = small[:, :1], small[:, 1:3], small[:, 3:]
        known = (mask > 0).to(x.dtype)  # a hint stays one, of its own colour
        return torch.cat([light, colours / mask.clamp_min(1e-3) * known, known], dim=1)


class Fused(nn.Module):
    """Two answers of ab ``(N, 2, ·, ·)`` and spread ``(N, 1, ·, ·)`` as one, at the size of the second.

    What they disagree in counts as variance, so the spread is wide where they differ.
    """

    def forward(self, ab: Tensor, spread: Tensor, other: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
        size = other.shape[-2:]
        ab, spread = (F.interpolate(each, size=size, mode="bilinear", align_corners=False) for each in (ab, spread))
        variances = spread**2, others**2
        one, two = (1 / (variance + START.disagreement) for variance in variances)
        total = one + two
        mean = (one * ab + two * other) / total
        square = one * (variances[0] + (ab**2).sum(1, keepdim=True))
        square = (square + two * (variances[1] + (other**2).sum(1, keepdim=True))) / total
        return mean, (square - (mean**2).sum(1, keepdim=True)).clamp_min(0).sqrt()


def fuse(first: Card, second: Card, out: Path, name: str) -> Path:
    """Write the two as ``name`` to ``out``, which look at what the second looks at; the card's path.

    How it is served is not calibrated yet.

    Raises WeightsError where ``out`` cannot be written or has other weights called so, one of them is a fusion already,
    or ``name`` is no word. A fusion of before is replaced.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", name):
        raise WeightsError(f"{name!r} cannot be the name of weights; use letters, digits and hyphens")
    for card in (first, second):
        if card.network == NETWORK:
            raise WeightsError(f"{card.name} is a fusion already; name two colourists")
    if _holds_others(out / f"{name}.json"):
        raise WeightsError(f"{out / f'{name}.json'} is the card of other weights; choose another --name or --out")
    content = fused(first.file("onnx").read_bytes(), second.file("onnx").read_bytes())
    values: dict[str, Any] = {
        "name": name,
        "network": NETWORK,
        "network_arguments": {"members": {card.name: card.files["onnx"] for card in (first, second)}},
        "parameters": first.parameters + second.parameters,
        "dataset": f"{first.name}: {first.dataset}. {second.name}: {second.dataset}",
        "config": {},
        "trained": today(),
        "commit": commit(),
        "licence": "; ".join(dict.fromkeys((first.licence, second.licence))),
        "metrics": {},
        "serving": asdict(second.serving),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        digest = write_file(out / f"{name}.onnx", lambda path: path.write_bytes(content))
        write_card(out / f"{name}.json", values | {"files": {"onnx": digest}})
    except OSError as error:
        raise WeightsError(f"{out} cannot be written ({error.strerror or error}); choose another --out") from error
    return out / f"{name}.json"


def _holds_others(path: Path) -> bool:
    """Whether at ``path`` lies something else than the card of a fusion."""
    try:
        return path.exists() and load(path).network != NETWORK
    except (OSError, WeightsError):
        return True


def fused(first: bytes, second: bytes) -> bytes:
    """ONNX of two colourists → of the one that they are together."""
    halved = _traced(Halved(), (torch.zeros(1, 4, 32, 32),), ["input"], ["halved"])
    answers = tuple(torch.zeros(1, channels, side, side) for side in (8, 16) for channels in (2, 1))
    names = ["one.ab", "one.spread", "two.ab", "two.spread"]
    merged = _traced(Fused(), answers, names, ["ab", "spread"])
    parts = [
        _named(halved, "halve.", {"input": "input", "halved": "halved"}),
        _named(onnx.load_from_string(first), "one.", {"input": "halved"}),
        _named(onnx.load_from_string(second), "two.", {"input": "input"}),
        _named(merged, "fuse.", {name: name for name in (*names, "ab", "spread")}),
    ]
    nodes = [node for part in parts for node in part.node]
    read = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        "fusion",
        list(parts[0].input),
        list(parts[-1].output),
        # What quantization left over would be warned of wherever the file is loaded.
        [tensor for part in parts for tensor in part.initializer if tensor.name in read],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8  # that of the parts; what serves need not know a newer one
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _traced(module: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str]) -> onnx.ModelProto:
    file = io.BytesIO()
    axes = {name: {0: "n", 2: f"{name}.h", 3: f"{name}.w"} for name in (*names, *outputs)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in model.export
        torch.onnx.export(
            module.eval(),
            inputs,
            file,  # type: ignore[arg-type]
            dynamo=False,
            opset_version=OPSET,
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
        )
    return onnx.load_from_string(file.getvalue())


def _named(model: onnx.ModelProto, prefix: str, given: Mapping[str, str]) -> onnx.GraphProto:
    """The graph of ``model``, its tensors and nodes named anew: as ``given``, or by the ``prefix``."""
    graph = model.graph

    def name(old: str) -> str:
        return given.get(old, prefix + old) if old else old

    for node in graph.node:
        node.name = prefix + node.name if node.name else ""
        node.input[:] = [name(old) for old in node.input]
        node.output[:] = [name(old) for old in node.output]
    for value in (*graph.input, *graph.output, *graph.initializer):
        value.name = name(value.name)
    return graph
