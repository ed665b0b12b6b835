"""How new weights are served: what their confidence means, and how much chroma is natural, on validation pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, rgb_to_lab
from model.datasets.source import Source
from model.inference.colorist import Colorist
from model.inference.network import Network, Remembering
from model.metrics.delta_e import delta_e00
from model.metrics.psnr import Psnr
from model.training.supply import validation_images, validation_photographs, validation_scenes
from model.weights import Card, Rendering, Serving

LIKE = 10.0
"""A colour counts as right within this ΔE00: what the stated confidence is the probability of."""

AS_THEY_ARE = Rendering(faithful_gain=1.0, vivid_gain=1.0, calibration=((0.0, 1.0), (100.0, 0.0)))
"""With this calibration the confidence is 1 - spread/100, so the spread can be read."""

START = Serving(
    scales=(48, 64, 96, 128),
    guide=320,
    epsilon=0.001,
    disagreement=30.0,
    vividness=0.0,
    thumbnails=AS_THEY_ARE,
    photographs=AS_THEY_ARE,
)
"""Where serving starts from."""

VIVID = 2
"""The vivid rendering's factor on chroma over the faithful one's. Squared error is quadratic in the factor, so at twice
the best one it is as large again as without any colour: no more can be had for nothing."""

FEW = 5
"""Photographs that say as much about the best factor as all scenes do: with so many, they go half of the way."""

Pictures = Sequence[NDArray[np.uint8]]
"""sRGB uint8 ``(H, W, 3)`` each."""
Painted = tuple[Pictures, list[Float]]
"""Pictures in inferred colours, and the confidence ``(H, W)`` of each."""
Paint = Callable[[Pictures, Rendering, float], Painted]
"""Colorizes pictures by a rendering, at a vividness."""


def serving_for(card: Card, data: Source, images: int = 2000) -> Serving:
    """Calibrate ``card``'s weights on at most ``images`` validation images of ``data``, on photographs and scenes.

    The photographs are few, so the factor that is best for them is drawn towards that of the scenes.
    """
    small, large = list(validation_images(data, images)), validation_photographs(data)
    scenes, trial = validation_scenes(data), _Trial(card)
    thumbnails, share = _best_gain(small, trial.thumbnails), len(large) / (len(large) + FEW)
    of_scenes, of_large = (_best_gain(pictures, trial.photographs) for pictures in (scenes, large))
    return replace(
        START,
        thumbnails=_rendering(thumbnails, small, trial.thumbnails),
        photographs=_rendering(round(of_scenes ** (1 - share) * of_large**share, 2), scenes, trial.photographs),
    )


def rendering_for(card: Card, photographs: Pictures) -> Rendering:
    """How ``card``'s weights render photographs best and what their confidence means there: factor and curve alike."""
    paint = _Trial(card).photographs
    return _rendering(_best_gain(photographs, paint), photographs, paint)


class _Trial:
    """Weights tried under one rendering after another."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._network = Remembering(Network(card.file("onnx")))  # gains and curves come after it

    def thumbnails(self, truth: Pictures, rendering: Rendering, vividness: float) -> Painted:
        """Colorize small pictures of one size."""
        colorist = self._colorist(replace(START, thumbnails=rendering))
        rgb, confidence = colorist.colorize_batch(np.stack(truth), vividness=vividness)
        return list(rgb), list(confidence)

    def photographs(self, truth: Pictures, rendering: Rendering, vividness: float) -> Painted:
        """Colorize photographs, or scenes like them."""
        colorist = self._colorist(replace(START, photographs=rendering))
        done = [colorist.colorize(picture, vividness=vividness) for picture in truth]
        return [each.rgb for each in done], [each.confidence for each in done]

    def _colorist(self, serving: Serving) -> Colorist:
        return Colorist(replace(self._card, serving=serving), self._network)


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


def _rendering(faithful: float, scenes: Pictures, paint: Paint) -> Rendering:
    """The factor ``faithful`` on chroma, with the curve of confidence that is true of ``scenes`` then."""
    rendering = replace(AS_THEY_ARE, faithful_gain=faithful, vivid_gain=round(VIVID * faithful, 2))
    painted, stated = paint(scenes, rendering, 0)
    pairs = zip(painted, scenes, strict=True)
    right = [(delta_e00(rgb_to_lab(rgb), rgb_to_lab(own)) <= LIKE).ravel() for rgb, own in pairs]
    spread = np.concatenate([(1 - each.ravel()) * 100 for each in stated])
    return replace(rendering, calibration=calibrate(spread, np.concatenate(right)))


def _best_gain(truth: Pictures, paint: Paint) -> float:
    """The factor on chroma with the highest mean PSNR, to 0.05, by steps from 1: in a factor there is one maximum."""

    def psnr(gain: float) -> float:
        measured = Psnr()
        for own, rgb in zip(truth, paint(truth, replace(AS_THEY_ARE, faithful_gain=gain), 0)[0], strict=True):
            measured.update(own[None], rgb[None])
        return measured.compute()["psnr"] or 0.0

    gain, best, above = 1.0, psnr(1.0), psnr(1.05)
    step = 0.05 if above > best else -0.05
    while 0.5 < gain < 3 and (found := psnr(gain + step)) > best:
        gain, best = gain + step, found
    return round(gain, 2)
