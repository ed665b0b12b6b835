"""How long one photograph takes in the network, and in the rest. Run: python tests/benchmarks/network.py

One photograph of 1,000 pixels is colorized at all scales and flips. For each set of scales and each set of weights
it prints milliseconds in the network (in ONNX Runtime) and in the rest (resampling, fusion, guided filter, rendering),
the median and the least of several runs, all of them in turns. The target is 250 ms in the network on two cores.

Then the network alone, with one thread and with two: 16 small pictures at a time, and one of 128 × 96 pixels.

Options: --scales 32,48,64,96 (may be given several times; default: those on the card), --weights NAME (the same),
--threads N (default: one for each CPU), --repeats N (default 9), --side N (default 1000).
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import skimage
from PIL import Image


def photograph(side: int) -> np.ndarray:
    """A real photograph, 4:3, its longer side ``side`` px, uint8 ``(H, W, 3)``."""
    with Image.open(Path(skimage.__file__).parent / "data" / "astronaut.png") as picture:
        part = picture.convert("RGB").crop((0, 64, 512, 448))
        return np.asarray(part.resize((side, side * 3 // 4), Image.Resampling.BICUBIC))


class Clock:
    """Adds up the seconds that calls take."""

    def __init__(self) -> None:
        self.seconds, self.calls = 0.0, 0

    def __call__(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - began
                self.calls += 1

        return timed


def measure(names: list[str], scale_sets: list[tuple[int, ...] | None], repeats: int, side: int) -> None:
    import onnxruntime

    from model import Colorist, weights

    clock = Clock()
    onnxruntime.InferenceSession.run = clock(onnxruntime.InferenceSession.run)
    cases = []
    for name in names:
        card = weights.load(name)
        for scales in scale_sets:
            serving = replace(card.serving, scales=scales or card.serving.scales)
            cases.append((name, serving.scales, Colorist(replace(card, serving=serving)), []))
    picture = photograph(side)
    for _, _, colorist, _ in cases:
        colorist.colorize(picture)  # the first one takes memory and plans
    for _ in range(repeats):  # in turns: what disturbs the machine then disturbs all
        for _, _, colorist, times in cases:
            clock.seconds, clock.calls, began = 0.0, 0, time.perf_counter()
            colorist.colorize(picture)
            whole = time.perf_counter() - began
            times.append((clock.seconds * 1e3, (whole - clock.seconds) * 1e3, clock.calls))
    width = max(len(name) for name in names)
    print(f"{'':{width}}  {'scales':24}{'runs':>5}{'network ms':>18}{'rest ms':>18}")
    for name, scales, _, times in cases:
        network, rest, calls = zip(*times, strict=True)
        cells = "".join(f"{statistics.median(ms):10.0f} (≥{min(ms):4.0f})" for ms in (network, rest))
        print(f"{name:{width}}  {','.join(map(str, scales)):24}{calls[0]:5}{cells}")


def alone(names: list[str], repeats: int) -> None:
    """Milliseconds of one call of each network, the least of ``repeats`` in turns, and how many times the first's."""
    import onnxruntime

    from model import weights

    print(f"\nthe network alone, ms, the least of {repeats}")
    for threads in (1, 2):
        sessions = []
        for name in names:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
            file = weights.load(name).file("onnx")
            sessions.append(onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"]))
        for shape in ((16, 4, 32, 32), (1, 4, 96, 128)):
            x = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
            least = [float("inf")] * len(names)
            for _ in range(repeats):
                for index, session in enumerate(sessions):
                    began = time.perf_counter()
                    session.run(None, {"input": x})
                    least[index] = min(least[index], time.perf_counter() - began)
            cells = ", ".join(
                f"{name} {ms * 1e3:.1f} ({least[0] / ms:.2f} ×)" for name, ms in zip(names, least, strict=True)
            )
            print(f"  {threads} thread{'s'[: threads - 1]}, {shape[0]} of {shape[3]} × {shape[2]}: {cells}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scales", action="append", metavar="N,N,…", help="short sides in pixels")
    parser.add_argument("--weights", action="append", metavar="NAME", help="name, or path of a card")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--side", type=int, default=1000)
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(options.threads)  # read by the network, before it is loaded
    sets = [tuple(int(part) for part in scales.split(",")) for scales in options.scales or ()]
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"{options.side} × {options.side * 3 // 4} px, {options.threads} threads on {os.cpu_count()} CPUs{load}; "
        f"median and least of {options.repeats}"
    )
    names = options.weights or ["default"]
    measure(names, [*sets] or [None], options.repeats, options.side)
    alone(names, 5 * options.repeats)


if __name__ == "__main__":
    main()
