"""How new weights are served: what their confidence means, and how much chroma is natural, on validation pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.color.gamut import to_rgb8
from model.color.lab import Float, lightness, rgb_to_lab
from model.datasets.folder import CROP
from model.datasets.source import Source
from model.inference.colorist import Colorist
from model.metrics.delta_e import delta_e00
from model.metrics.psnr import Psnr
from model.training.data import MOSAIC, validation_images, validation_photographs, validation_scenes
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
    vividness=0.5,
    thumbnails=AS_THEY_ARE,
    photographs=AS_THEY_ARE,
)
"""Where serving starts from, of a network that learned from images of 32 px.

Vividness is half: on sheets of 18 photographs of 1879-1941 at 0, 0.25, 0.5, 0.75 and 1, skies and grass are nearly grey
below it, and above it sepia turns orange and stains of red show.
"""

LARGE_SCALES = (96, 128, 192, 256)
"""Short sides at which a network looks that learned from canvases."""

IMAGES, SCENES = 2000, (8, 40)
"""The most thumbnails to calibrate on; the fewest and the most scenes."""

VIVID = 1.95
"""The vivid rendering's factor on chroma over the faithful one's. Squared error is quadratic in the factor, so at twice
the best one it is as large again as without any colour; a little less leaves room for what eight bits add to it."""

FEW = 5
"""Photographs that say as much about the best factor as all scenes do: with so many, they go half of the way."""

Images = NDArray[np.uint8]
Pictures = Sequence[NDArray[np.uint8]]
"""sRGB uint8 ``(H, W, 3)`` each."""


def start_for(side: int) -> Serving:
    """Where serving starts from for a network that learned from canvases of ``side`` px: it looks at larger sizes."""
    return START if side == CROP else replace(START, scales=LARGE_SCALES)


def serving_for(card: Card, data: Source, images: int | None = None) -> Serving:
    """Calibrate ``card``'s weights on validation images of ``data``, on photographs and on scenes.

    ``images`` is the most that a run looks at, if it has such a limit: then fewer are looked at here, too.
    The photographs are few, so the factor that is best for them is drawn towards that of the scenes.
    """
    most = IMAGES if images is None else min(images, IMAGES)
    most = max(most * START.scales[0] ** 2 // card.serving.scales[0] ** 2, 1)  # as many pixels to look at
    colorist = _as_they_are(card)
    small = [_Seen.by(colorist, validation_images(data, most))]
    several = min(max(most // MOSAIC**2, SCENES[0]), SCENES[1])
    scenes = [_Seen.by(colorist, each[None]) for each in validation_scenes(data, several)]
    large = [_Seen.by(colorist, each[None]) for each in validation_photographs(data)]
    share = len(large) / (len(large) + FEW)
    faithful = _best_gain(scenes) ** (1 - share) * _best_gain(large) ** share
    return replace(
        card.serving,
        thumbnails=_rendering(_best_gain(small), small),
        photographs=_rendering(round(faithful, 2), scenes),
    )


def rendering_for(card: Card, photographs: Pictures) -> Rendering:
    """How ``card``'s weights render photographs best and what their confidence means there: factor and curve alike."""
    colorist = _as_they_are(card)
    seen = [_Seen.by(colorist, each[None]) for each in photographs]
    return _rendering(_best_gain(seen), seen)


def carried_over(card: Card, variant: Card, thumbnails: Images, photographs: Images) -> Serving:
    """How a ``variant`` of ``card``'s weights is served: what was certain stays so, though its spreads are others.

    Each curve of confidence is read at as many times the spread as the variant states on the pictures, sRGB uint8
    ``(N, H, W, 3)``, of what the weights state there.
    """
    of, its = _as_they_are(card), _as_they_are(variant)

    def moved(rendering: Rendering, pictures: Images) -> Rendering:
        if not len(pictures):
            return rendering
        times = _Seen.by(its, pictures).spread.mean() / _Seen.by(of, pictures).spread.mean()
        curve = tuple((round(spread * float(times), 3), share) for spread, share in rendering.calibration)
        return replace(rendering, calibration=curve)

    return replace(
        card.serving,
        thumbnails=moved(card.serving.thumbnails, thumbnails),
        photographs=moved(card.serving.photographs, photographs),
    )


def _as_they_are(card: Card) -> Colorist:
    return Colorist(replace(card, serving=replace(card.serving, thumbnails=AS_THEY_ARE, photographs=AS_THEY_ARE)))


@dataclass(frozen=True)
class _Seen:
    """Pictures of one size and what weights see in them, before a factor on chroma and a curve of confidence."""

    truth: NDArray[np.uint8]
    """sRGB ``(N, H, W, 3)``."""
    chroma: NDArray[np.float16]
    """a and b ``(N, 2, H, W)``; halves, since all photographs are kept."""
    spread: Float
    """``(N, H, W)``."""

    @classmethod
    def by(cls, colorist: Colorist, truth: NDArray[np.uint8]) -> _Seen:
        """What ``colorist`` sees."""
        _, chroma, confidence = colorist.chroma(truth)
        return cls(truth, chroma.astype(np.float16), (1 - confidence) * 100)

    def rendered(self, gain: float) -> NDArray[np.uint8]:
        """The pictures in the colours that were inferred, times ``gain``."""
        a, b = np.moveaxis(self.chroma.astype(np.float32) * gain, 1, 0)
        return to_rgb8(lightness(self.truth), a, b)


def calibrate(spread: Float, right: NDArray[np.bool_], points: int = 24) -> tuple[tuple[float, float], ...]:
    """Share of right pixels by spread, never rising (isotonic regression over quantiles of the spread)."""
    from scipy.optimize import isotonic_regression  # slow to import

    parts = np.array_split(np.argsort(spread, axis=None), points)
    x = [float(spread.flat[part].mean()) for part in parts]
    y = isotonic_regression([right.flat[part].mean() for part in parts], increasing=False).x
    return tuple((round(a, 3), round(float(b), 4)) for a, b in zip(x, y, strict=True))


def _rendering(faithful: float, seen: Sequence[_Seen]) -> Rendering:
    """The factor ``faithful`` on chroma, with the curve of confidence that is true of what was seen, then."""
    right = []
    for each in seen:
        different = delta_e00(rgb_to_lab(each.rendered(faithful)), rgb_to_lab(each.truth))
        right.append((different <= LIKE).ravel())
    curve = calibrate(np.concatenate([each.spread.ravel() for each in seen]), np.concatenate(right))
    return Rendering(faithful, round(VIVID * faithful, 2), curve)


def _best_gain(seen: Sequence[_Seen]) -> float:
    """The factor on chroma with the highest mean PSNR, to 0.05, by steps from 1: in a factor there is one maximum."""

    def psnr(gain: float) -> float:
        measured = Psnr()
        for each in seen:
            measured.update(each.truth, each.rendered(gain))
        return measured.compute()["psnr"] or 0.0

    gain, best, above = 1.0, psnr(1.0), psnr(1.05)
    step = 0.05 if above > best else -0.05
    while 0.5 < gain < 3 and (found := psnr(gain + step)) > best:
        gain, best = gain + step, found
    return round(gain, 2)
