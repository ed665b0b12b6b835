"""Weights of eight bits: a smaller and quicker variant of what is served, kept only if it colours as well.

Convolutions and linear layers compute in whole numbers of eight bits (QDQ, weights by channel), whose ranges are those
that validation images reach. Small layers, the first and the last one, and the decoder stay as they are: what enters
and leaves the network has few bits to spare, nor have layers by channel, whose channels reach far apart. Weights use
seven of their bits: processors without VNNI add two products in sixteen, which 2 · 255 · 63 fits and 2 · 255 · 127 does
not (ONNX Runtime, "Quantize ONNX models", on ``reduce_range``), and the colours must not depend on whose machine it is.
"""

from __future__ import annotations

import json
import logging
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)

from model.color.lab import Float, rgb_to_lab
from model.datasets.cifar10 import VALIDATION, Cifar10
from model.datasets.folder import CROP, Photographs
from model.datasets.source import Source
from model.errors import WeightsError
from model.export import halved, write_file
from model.inference.colorist import Colorist
from model.inference.hints import Hint
from model.training.data import validation_images
from model.training.serving import carried_over
from model.weights import Card, write_card

MOST_LOSS = 0.1
"""Decibels that a variant may lose."""

CALIBRATION, MEASURED = 192, 500
"""Validation images that the ranges are taken from, and others that the loss is measured on."""

LAYERS = ("Conv", "Gemm")
"""Operators that have weights."""

COMPUTED = (*LAYERS, "Relu", "Clip")
"""Operators that compute in eight bits. With ReLU and ReLU6 among them none of the bits are for what these cut
off at once."""

SMALL = 50_000
"""Layers of fewer weights stay as they are: they are few bytes, and most of what is lost (``photographs`` at 96 px:
0.19 dB with all of them in eight bits, 0.02 without these)."""

_MOSAICS = ((1, 1), (2, 2), (3, 4))
"""Rows and columns of images that make one: the network is served at several sizes."""
_BATCH = 16
_HINTED = (0, 0, 1, 3, 10, 30)
_SEED = 8

Pictures = NDArray[np.uint8]


@dataclass(frozen=True)
class Quantized:
    """What became of the weights."""

    card: Path
    size: tuple[int, int]
    """Bytes of the ONNX file, before and after."""
    psnr: dict[str, tuple[float, float]]
    """Mean PSNR in dB, before and after: by itself, with ten hints, and of large pictures."""

    @property
    def loss(self) -> float:
        """The largest loss in dB; below nought when all have gained."""
        return _loss(self.psnr)


def quantize(card: Card, data: Source, out: Path, *, most_loss: float | None = MOST_LOSS) -> Quantized:
    """Write ``<stem>-int8.onnx`` and its card to ``out``: served like the weights of ``card``, in eight bits.

    The weights to train on from are the same and come along; curves of confidence follow the spread. Ranges and loss
    are those of validation images of ``data``. Raises WeightsError, with nothing written, when more than
    ``most_loss`` dB are lost (None: whatever is lost), or ``card`` is of such a variant already.
    """
    original = card.file("onnx").read_bytes()
    if card.quantized:
        raise WeightsError(f"{card.name} is in eight bits already; name the weights that it was made of")
    measured, calibration = _images(card, data)
    content = quantized(original, calibration)
    with tempfile.TemporaryDirectory() as folder:
        digest = write_file(Path(folder) / f"{card.stem}.onnx", lambda path: path.write_bytes(content))
        served = replace(card, folder=Path(folder), files={"onnx": digest})
        psnr = _measure(Colorist(card), Colorist(served), measured)
        serving = carried_over(card, served, measured, mosaics(measured, *_MOSAICS[-1]))
    if most_loss is not None and not _loss(psnr) <= most_loss:
        each = ", ".join(f"{what} {full - small:.3f}" for what, (full, small) in psnr.items())
        raise WeightsError(f"{card.name} in eight bits loses more than {most_loss:g} dB ({each}); nothing was written")
    stem = f"{card.stem}-int8"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path, files = out / f"{stem}.json", {"onnx": digest}
        write_file(out / f"{stem}.onnx", lambda path: path.write_bytes(content))
        if "safetensors" in card.files:
            source = card.file("safetensors")
            files["safetensors"] = write_file(out / f"{stem}.safetensors", lambda path: shutil.copyfile(source, path))
        losses = {what: round(before - after, 4) for what, (before, after) in psnr.items()}
        about = {"of": card.files["onnx"], "images": len(measured), "loss": losses}
        write_card(path, _variant(card, stem, files, about) | {"serving": asdict(serving)})
    except OSError as error:
        raise WeightsError(f"{out} cannot be written ({error.strerror or error}); choose another --out") from error
    return Quantized(path, (len(original), len(content)), psnr)


def _images(card: Card, data: Source) -> tuple[Pictures, Pictures]:
    """Validation images to measure on, and to take the ranges from: as large as the weights learned from.

    Of larger ones there are fewer, with as many pixels in all.
    """
    side = card.config.get("canvas", {}).get("side", CROP)
    if isinstance(data, Cifar10):
        data = replace(data, validation=card.config.get("validation", VALIDATION))
    if side == CROP or not isinstance(data, Photographs):
        images = validation_images(data, MEASURED + CALIBRATION)
        return images[:MEASURED], images[-CALIBRATION:]
    few = [max(1, number * CROP**2 // side**2) for number in (MEASURED, CALIBRATION)]
    squares = data.squares(side, sum(few))
    return squares[: few[0]], squares[-few[1] :]


def _loss(psnr: dict[str, tuple[float, float]]) -> float:
    return max(before - after for before, after in psnr.values())


def _variant(card: Card, stem: str, files: dict[str, str], about: dict[str, Any]) -> dict[str, Any]:
    """The card of the variant: what was measured of the weights themselves is not true of it."""
    values: dict[str, Any] = json.loads((card.folder / f"{card.stem}.json").read_text(encoding="utf-8"))
    return {**values, "name": stem, "metrics": {}, "quantized": about, "files": files}


def quantized(content: bytes, images: Pictures) -> bytes:
    """ONNX of a colourist → the same in eight bits, ranges from ``images``, sRGB uint8 ``(N, 32, 32, 3)``.

    Raises WeightsError where all layers are small, or the large ones in eight bits already, as in some fusions.
    """
    model = _widened(content)
    kept = _kept(model.graph)
    if {node.name for node in model.graph.node if node.op_type in LAYERS} <= set(kept):
        if any(node.op_type == "DequantizeLinear" for node in model.graph.node):
            raise WeightsError(
                "these weights are in eight bits already, in their large layers: those of a fusion stay as they were"
            )
        raise WeightsError(f"no layer has {SMALL:,} weights or more; smaller ones stay as they are: nothing is spared")
    with tempfile.TemporaryDirectory() as name, _quiet():
        source, target = Path(name) / "float.onnx", Path(name) / "int8.onnx"
        onnx.save(model, source)
        quantize_static(
            source,
            target,
            _Inputs(images),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(COMPUTED),
            nodes_to_exclude=kept,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            reduce_range=True,
            calibrate_method=CalibrationMethod.MinMax,
        )
        return halved(target.read_bytes())


def _widened(content: bytes) -> onnx.ModelProto:
    """The model with its large weights as float32 again, which the quantizer looks for."""
    model = onnx.load_from_string(content)
    graph = model.graph
    half = {tensor.name: tensor for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT16}
    for node in [node for node in graph.node if node.op_type == "Cast" and node.input[0] in half]:
        values = numpy_helper.to_array(half[node.input[0]]).astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(values, node.output[0]))
        graph.initializer.remove(half[node.input[0]])
        graph.node.remove(node)
    return model


def _kept(graph: onnx.GraphProto) -> list[str]:
    """Names of the nodes that stay in floating point: what reads the input, small layers, and from the last one on."""
    sizes = {tensor.name: math.prod(tensor.dims) for tensor in graph.initializer}
    nodes = list(graph.node)  # each after those whose answers it reads
    end = max((index for index, node in enumerate(nodes) if node.op_type == "Softmax"), default=len(nodes))
    answers = set(nodes[end].input) if end < len(nodes) else set()
    first = [node.name for node in nodes if "input" in node.input]
    small = [node.name for node in nodes if node.op_type in LAYERS and sizes.get(node.input[1], 0) < SMALL]
    last = [node.name for node in nodes[:end] if answers & set(node.output)]
    return [*first, *small, *last, *(node.name for node in nodes[end:])]


class _Inputs(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
    """What the network reads of images and of mosaics of them, with and without hints."""

    def __init__(self, images: Pictures) -> None:
        self._batches = self._all(images)

    def get_next(self) -> dict[str, Float] | None:
        return next(self._batches, None)

    @staticmethod
    def _all(images: Pictures) -> Iterator[dict[str, Float]]:
        random = np.random.default_rng(_SEED)
        for rows, columns in _MOSAICS:
            pictures, size = mosaics(images, rows, columns), max(1, _BATCH // (rows * columns))
            for start in range(0, len(pictures), size):
                yield {"input": _inputs(pictures[start : start + size], random)}


def _inputs(pictures: Pictures, random: np.random.Generator) -> Float:
    """Pictures ``(N, H, W, 3)`` → lightness, hints and mask ``(N, 4, H, W)``, pixels in true colour as hints."""
    lab = rgb_to_lab(pictures).transpose(0, 3, 1, 2)
    mask = np.zeros_like(lab[:, :1])
    for each in mask:
        each.flat[random.permutation(each.size)[: random.choice(_HINTED)]] = 1
    return np.concatenate([lab[:, :1] / 50 - 1, lab[:, 1:] / 110 * mask, mask], axis=1).astype(np.float32)


def mosaics(images: Pictures, rows: int, columns: int) -> Pictures:
    """Images ``(N, H, W, 3)`` side by side, ``(N // (rows · columns), rows · H, columns · W, 3)``; the rest is left."""
    count, (height, width) = len(images) // (rows * columns), images.shape[1:3]
    tiles = images[: count * rows * columns].reshape(count, rows, columns, height, width, 3)
    return tiles.transpose(0, 1, 3, 2, 4, 5).reshape(count, rows * height, columns * width, 3)


def _measure(before: Colorist, after: Colorist, truth: Pictures) -> dict[str, tuple[float, float]]:
    """Mean PSNR in dB of the faithful rendering of ``truth`` ``(N, 32, 32, 3)`` by both, as it is served."""
    random = np.random.default_rng(_SEED)
    hints = [_hints(picture, random, 10) for picture in truth]
    large = mosaics(truth, 3, 4)
    found = {"automatic": _psnr(before, after, truth), "hints_10": _psnr(before, after, truth, hints)}
    return found | ({"large": _psnr(before, after, large)} if len(large) else {})


def _psnr(
    before: Colorist, after: Colorist, truth: Pictures, hints: Sequence[Sequence[Hint]] | None = None
) -> tuple[float, float]:
    """Mean PSNR of both over the same pictures: those that neither reproduces without error, which has no PSNR."""
    errors = np.array([_errors(colorist, truth, hints) for colorist in (before, after)])  # (2, N)
    psnr = 10 * np.log10(255**2 / errors[:, errors.min(axis=0) > 0])
    return (float(psnr[0].mean()), float(psnr[1].mean())) if psnr.size else (0.0, 0.0)


def _errors(colorist: Colorist, truth: Pictures, hints: Sequence[Sequence[Hint]] | None) -> Float:
    """Mean squared error of each picture's sRGB, ``(N,)``."""
    found = []
    for start in range(0, len(truth), _BATCH):
        part = slice(start, start + _BATCH)
        rgb, _ = colorist.colorize_batch(truth[part], hints[part] if hints else None, 0)
        found.append(((rgb.astype(np.float32) - truth[part]) ** 2).mean(axis=(1, 2, 3)))
    return np.concatenate(found)


def _hints(picture: Pictures, random: np.random.Generator, count: int) -> list[Hint]:
    """Single pixels of ``picture`` in their true colours."""
    height, width = picture.shape[:2]
    places = [divmod(int(place), width) for place in random.permutation(height * width)[:count]]
    return [
        Hint(((x + 0.5) / width, (y + 0.5) / height), tuple(picture[y, x].tolist()), 0.5 / max(height, width))
        for y, x in places
    ]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the quantizer's advice, which is for those who call it."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
