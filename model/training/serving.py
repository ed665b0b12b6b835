"""How new weights are served: what their confidence means, and how much chroma is natural, on validation images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, rgb_to_lab
from model.datasets.source import Source
from model.inference.colorist import Colorist
from model.metrics.colourfulness import colourfulness
from model.metrics.delta_e import delta_e00
from model.metrics.psnr import Psnr
from model.training.supply import validation_images
from model.weights import Card, Serving

LIKE = 10.0
"""A colour counts as right within this ΔE00: what the stated confidence is the probability of."""

START = Serving(
    scales=(32, 48, 64, 96),
    guide=320,
    epsilon=0.001,
    disagreement=30.0,
    faithful_gain=1.0,
    vivid_gain=1.0,
    vividness=0.0,
    calibration=((0.0, 1.0), (100.0, 0.0)),
)
"""Where serving starts from. With this calibration the confidence is 1 - spread/100, so the spread can be read."""


def serving_for(card: Card, data: Source, images: int = 2000) -> Serving:
    """Calibrate ``card``'s weights on at most ``images`` validation images of ``data``."""
    truth = validation_images(data, images)
    faithful = replace(START, faithful_gain=_faithful_gain(card, truth))
    colorist = Colorist(replace(card, serving=faithful))
    rgb, stated = colorist.colorize_batch(truth, vividness=0)
    right = delta_e00(rgb_to_lab(rgb), rgb_to_lab(truth)) <= LIKE
    calibration = calibrate((1 - stated) * 100, right)
    return replace(faithful, calibration=calibration, vivid_gain=_natural_gain(card, truth))


def calibrate(spread: Float, right: NDArray[np.bool_], points: int = 24) -> tuple[tuple[float, float], ...]:
    """Share of right pixels by spread, never rising (isotonic regression over quantiles of the spread)."""
    order = np.argsort(spread, axis=None)
    parts = np.array_split(order, points)
    x = [float(spread.flat[part].mean()) for part in parts]
    blocks: list[list[float]] = []  # pool adjacent violators: [mean, count]
    for part in parts:
        blocks.append([float(right.flat[part].mean()), 1])
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (mean, count), (previous, before) = blocks.pop(), blocks.pop()
            blocks.append([(mean * count + previous * before) / (count + before), count + before])
    y = [mean for mean, count in blocks for _ in range(int(count))]
    return tuple((round(a, 3), round(b, 4)) for a, b in zip(x, y, strict=True))


def _faithful_gain(card: Card, truth: NDArray[np.uint8]) -> float:
    """Of a few factors on chroma round 1, the one with the highest mean PSNR."""

    def psnr(gain: float) -> float:
        colorist = Colorist(replace(card, serving=replace(START, faithful_gain=gain)))
        measured = Psnr()
        measured.update(truth, colorist.colorize_batch(truth, vividness=0)[0])
        return measured.compute()["psnr"] or 0.0

    return max((0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1), key=psnr)


def _natural_gain(card: Card, truth: NDArray[np.uint8], images: int = 500) -> float:
    """The factor on chroma that gives validation images their true mean colourfulness, by bisection in 1..4."""
    truth = truth[:images]
    wanted = colourfulness(truth).mean()
    low, high = 1.0, 4.0
    for _ in range(7):
        middle = (low + high) / 2
        colorist = Colorist(replace(card, serving=replace(START, vivid_gain=middle)))
        found = colourfulness(colorist.colorize_batch(truth, vividness=1)[0]).mean()
        low, high = (middle, high) if found < wanted else (low, middle)
    return round((low + high) / 2, 2)
