"""The network as ONNX Runtime serves it: lightness and hints in, ab and spread out, at several scales."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from model.color.lab import Float
from model.errors import WeightsError

INPUT, OUTPUTS = "input", ("ab", "spread")
"""Names in the ONNX file."""

MULTIPLE = 8
"""Height and width the network takes are multiples of this; pictures are padded by repeating their edge."""

MOST = 1 << 17
"""Pixels that the network is asked for at a time, pictures and mirror images, if it can be: memory stays bounded."""


def threads() -> int:
    """Threads to use: what ``OMP_NUM_THREADS`` says, where workers share a machine; 0 leaves it to the library."""
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(said) if said.isdecimal() else 0


def processors() -> int:
    """Those that this process may run on, which may be fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Predictor(Protocol):
    """What answers: the network, or one that remembers its answers."""

    def predict(self, lightness: Float, hints: Float, *, mirrored: Sequence[bool] | None = None) -> tuple[Float, Float]:
        """As :meth:`Network.predict`."""


class Network:
    """One set of weights, ready to run."""

    def __init__(self, path: Path) -> None:
        import onnxruntime  # slow to import

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A plan of memory for each size of picture would lie beside what other sizes took: half as much again at the
        # peak, for no time.
        options.enable_mem_pattern = False
        # Threads that wait do not spin: on a machine that others share, that took twice the time of the work itself.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise WeightsError(f"{path} cannot be loaded by ONNX Runtime: {error}") from error
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if [i.name for i in inputs] != [INPUT] or tuple(o.name for o in outputs) != OUTPUTS:
            raise WeightsError(f"{path} is not a colourist: it must have {INPUT!r} → {' and '.join(OUTPUTS)}")
        self._turn = threading.Lock()
        self._try(path)

    def _try(self, path: Path) -> None:
        """Raise WeightsError unless a small picture is answered as :meth:`predict` promises."""
        try:
            found = self._session.run(OUTPUTS, {INPUT: np.zeros((2, 4, 2 * MULTIPLE, MULTIPLE), np.float32)})
        except Exception as error:
            raise WeightsError(f"{path} is not a colourist: ONNX Runtime cannot run it: {error}") from error
        if [np.shape(one) for one in found] != [(2, 2, MULTIPLE, MULTIPLE // 2), (2, 1, MULTIPLE, MULTIPLE // 2)]:
            raise WeightsError(f"{path} is not a colourist: it answers with other sizes than half of the picture's")
        if not all(np.isfinite(one).all() for one in found):
            raise WeightsError(f"{path} is not a colourist: it answers with what is no number")

    def predict(self, lightness: Float, hints: Float, *, mirrored: Sequence[bool] | None = None) -> tuple[Float, Float]:
        """L ``(N, H, W)`` and hint planes ``(N, 3, H, W)`` → ab ``(N, 2, H/2, W/2)`` and variance ``(N, H/2, W/2)``.

        The mean of the picture's answer and its mirror image's; their disagreement counts as variance. Sizes are
        rounded up. Units are Lab's. With ``mirrored`` each picture is seen either in the mirror or as it is, in half
        the time; then nothing disagrees, which is a thousandth of the variance.
        """
        height, width = lightness.shape[-2:]
        inputs = np.concatenate([lightness[:, None] / 50 - 1, hints], axis=1)
        pad = [(0, 0), (0, 0), (0, -height % MULTIPLE), (0, -width % MULTIPLE)]
        inputs = np.pad(inputs, pad, mode="edge").astype(np.float32)
        at_once = max(MOST // (2 * inputs.shape[-2] * inputs.shape[-1]), 1)
        rows, columns = -(-height // 2), -(-width // 2)
        if mirrored is not None:
            each = [
                self._one_way(inputs[start : start + 2 * at_once], mirrored[start : start + 2 * at_once])
                for start in range(0, len(inputs), 2 * at_once)
            ]
            ab, spread = (np.concatenate(part)[..., :rows, :columns] for part in zip(*each, strict=True))
            return ab, spread**2
        parts = [self._both_ways(inputs[start : start + at_once]) for start in range(0, len(inputs), at_once)]
        plain, plain_spread, other, other_spread = (np.concatenate(part) for part in zip(*parts, strict=True))
        ab = np.asarray((plain + other) / 2, np.float32)
        disagreement = np.asarray(((plain - other) ** 2).sum(axis=1) / 4, np.float32)
        variance = np.asarray((plain_spread**2 + other_spread**2) / 2 + disagreement, np.float32)
        return ab[..., :rows, :columns], variance[..., :rows, :columns]

    def _answer(self, inputs: Float) -> list[Float]:
        """Colour and spread. Threads are answered in turn: each answer has all processors, and memory is had once."""
        with self._turn:
            found: list[Float] = self._session.run(OUTPUTS, {INPUT: inputs})
        return found

    def _one_way(self, inputs: Float, mirrored: Sequence[bool]) -> tuple[Float, Float]:
        """Colour and spread of pictures, of the ``mirrored`` ones turned back."""
        turned = np.flatnonzero(mirrored)
        asked = inputs.copy()
        asked[turned] = inputs[turned][..., ::-1]
        ab, spread = self._answer(asked)
        for found in (ab, spread):
            found[turned] = found[turned][..., ::-1]
        return ab, spread[:, 0]

    def _both_ways(self, inputs: Float) -> tuple[Float, Float, Float, Float]:
        """Colour and spread of pictures, and of their mirror images turned back.

        They go in together where they are small: the threads have more to share, which spares about a tenth of the
        time. The answers are the same.
        """
        mirror = inputs[..., ::-1]
        apart = 2 * inputs.shape[-2] * inputs.shape[-1] > MOST
        asked = [inputs, np.ascontiguousarray(mirror)] if apart else [np.concatenate([inputs, mirror])]
        answers = [self._answer(part) for part in asked]
        ab, spread = (np.concatenate(part) for part in zip(*answers, strict=True))
        (plain, mirrored), (plain_spread, mirrored_spread) = np.split(ab, 2), np.split(spread[:, 0], 2)
        return plain, plain_spread, mirrored[..., ::-1], mirrored_spread[..., ::-1]


class Remembering:
    """A network that is asked a question once: it keeps its last ``most`` answers, or with None all of them."""

    def __init__(self, network: Predictor, most: int | None = None) -> None:
        self._network, self._most = network, most
        self._answers: OrderedDict[bytes, tuple[Float, Float]] = OrderedDict()

    def predict(self, lightness: Float, hints: Float, *, mirrored: Sequence[bool] | None = None) -> tuple[Float, Float]:
        """As :meth:`Network.predict`."""
        digest = hashlib.sha256(repr((lightness.shape, mirrored)).encode())
        for plane in (lightness, hints):
            digest.update(plane.tobytes())
        question = digest.digest()
        if question not in self._answers:
            self._answers[question] = self._network.predict(lightness, hints, mirrored=mirrored)
            if self._most is not None and len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return self._answers[question]
