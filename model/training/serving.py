"""How new weights are served: what their confidence means, and how much chroma is natural, on validation pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, rgb_to_lab
from model.datasets.source import Source
from model.inference.colorist import Colorist
from model.metrics.colourfulness import colourfulness
from model.metrics.delta_e import delta_e00
from model.metrics.psnr import Psnr
from model.training.supply import validation_images, validation_photographs
from model.weights import Card, Rendering, Serving

LIKE = 10.0
"""A colour counts as right within this ΔE00: what the stated confidence is the probability of."""

AS_THEY_ARE = Rendering(faithful_gain=1.0, vivid_gain=1.0, calibration=((0.0, 1.0), (100.0, 0.0)))
"""With this calibration the confidence is 1 - spread/100, so the spread can be read."""

START = Serving(
    scales=(32, 48, 64, 96),
    guide=320,
    epsilon=0.001,
    disagreement=30.0,
    vividness=0.0,
    thumbnails=AS_THEY_ARE,
    photographs=AS_THEY_ARE,
)
"""Where serving starts from."""

ENOUGH = 500
"""Pictures that the mean colourfulness is compared on."""

FEW = 5
"""Photographs that say as much about photographs as all thumbnails do: with so many, half of the way is gone."""

Pictures = Sequence[NDArray[np.uint8]]
"""sRGB uint8 ``(H, W, 3)`` each."""
Painted = tuple[Pictures, list[Float]]
"""Pictures in inferred colours, and the confidence ``(H, W)`` of each."""
Paint = Callable[[Rendering, float, int | None], Painted]
"""Colorizes by a rendering, at a vividness, the first pictures or (None) all."""


def serving_for(card: Card, data: Source, images: int = 2000) -> Serving:
    """Calibrate ``card``'s weights on at most ``images`` validation images of ``data``, and on photographs.

    The photographs are few, so what they say of gains is drawn towards what the images say.
    """
    small, large = validation_images(data, images), validation_photographs(data)

    def paint_small(rendering: Rendering, vividness: float, most: int | None) -> Painted:
        colorist = Colorist(replace(card, serving=replace(START, thumbnails=rendering)))
        rgb, confidence = colorist.colorize_batch(small[:most], vividness=vividness)
        return list(rgb), list(confidence)

    def paint_large(rendering: Rendering, vividness: float, most: int | None) -> Painted:
        colorist = Colorist(replace(card, serving=replace(START, photographs=rendering)))
        done = [colorist.colorize(picture, vividness=vividness) for picture in large[:most]]
        return [each.rgb for each in done], [each.confidence for each in done]

    thumbnails = _gains(list(small), paint_small)
    free = _gains(large, paint_large)
    share = len(large) / (len(large) + FEW)
    photographs = replace(
        free,
        faithful_gain=_between(thumbnails.faithful_gain, free.faithful_gain, share),
        vivid_gain=_between(thumbnails.vivid_gain, free.vivid_gain, share),
    )
    return replace(
        START,
        thumbnails=_calibrated(thumbnails, list(small), paint_small),
        photographs=_calibrated(photographs, large, paint_large),
    )


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


def _calibrated(rendering: Rendering, truth: Pictures, paint: Paint) -> Rendering:
    """With what the spread means for the faithful colours."""
    painted, stated = paint(rendering, 0, None)
    right = [
        (delta_e00(rgb_to_lab(rgb), rgb_to_lab(own)) <= LIKE).ravel() for rgb, own in zip(painted, truth, strict=True)
    ]
    spread = np.concatenate([(1 - each.ravel()) * 100 for each in stated])
    return replace(rendering, calibration=calibrate(spread, np.concatenate(right)))


def _gains(truth: Pictures, paint: Paint) -> Rendering:
    """The factor on chroma with the highest mean PSNR, and that with the true mean colourfulness."""
    faithful = _highest(lambda gain: _psnr(truth, paint(replace(AS_THEY_ARE, faithful_gain=gain), 0, None)[0]))
    return replace(AS_THEY_ARE, faithful_gain=faithful, vivid_gain=_natural(truth, paint))


def _highest(psnr: Callable[[float], float]) -> float:
    """The factor with the highest PSNR, to 0.05, by steps from 1: PSNR has one maximum in a factor on chroma."""
    step = 0.05 if psnr(1.05) > psnr(1.0) else -0.05
    gain, best = 1.0, psnr(1.0)
    while 0.5 < gain < 3 and (found := psnr(gain + step)) > best:
        gain, best = gain + step, found
    return round(gain, 2)


def _natural(truth: Pictures, paint: Paint) -> float:
    """The factor on chroma that gives the pictures their true mean colourfulness, by bisection in 1..6."""
    wanted = np.mean([colourfulness(picture[None])[0] for picture in truth[:ENOUGH]])
    low, high = 1.0, 6.0
    for _ in range(7):
        middle = (low + high) / 2
        painted, _ = paint(replace(AS_THEY_ARE, vivid_gain=middle), 1, ENOUGH)
        found = np.mean([colourfulness(picture[None])[0] for picture in painted])
        low, high = (middle, high) if found < wanted else (low, middle)
    return round((low + high) / 2, 2)


def _psnr(truth: Pictures, painted: Pictures) -> float:
    measured = Psnr()
    for own, rgb in zip(truth, painted, strict=True):
        measured.update(own[None], rgb[None])
    return measured.compute()["psnr"] or 0.0


def _between(one: float, other: float, share: float) -> float:
    """The factor that is a ``share`` of the way from ``one`` to ``other``, in ratios."""
    return round(float(one ** (1 - share) * other**share), 2)
