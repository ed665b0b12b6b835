"""The colourist: a photograph's lightness in, the photograph in colour out, at full resolution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real

import numpy as np

from model import weights
from model.color.gamut import to_rgb8
from model.color.lab import Float, grey_of, lightness
from model.color.table import Table
from model.errors import ModelError
from model.inference import guided, spreading
from model.inference import hints as known
from model.inference.certainty import confidence_of, moved
from model.inference.checks import areas_of, check, hints_of, hints_of_batch
from model.inference.colours import Colours, Picture, shrunk_lightness, side_by_side, strips
from model.inference.hints import Hint
from model.inference.network import MULTIPLE, Network, Predictor, Remembering
from model.inference.polygons import Polygon
from model.inference.resample import in_multiples, resize, size_for
from model.inference.seen import Seen
from model.weights import Rendering


@dataclass(frozen=True)
class Colorization:
    """A photograph in colour. The colours are inferred: show them with the confidence and the original."""

    rgb: Picture
    """sRGB uint8 ``(H, W, 3)``; its lightness is the photograph's."""
    grey: Picture
    """The photograph's lightness as a neutral grey, uint8 ``(H, W)``."""
    vividness: float
    """As rendered, 0..1."""
    coarse_confidence: Float
    """The confidence at the resolution it was found at, float32 ``(h, w)`` in 0..1."""

    @cached_property
    def confidence(self) -> Float:
        """For each pixel the stated probability that its colour is within ΔE00 10 of the truth, ``(H, W)``, 0..1."""
        return resize(self.coarse_confidence, self.grey.shape)


class Colorist:
    """Weights ready to colorize. Thread-safe; loading takes longer than a small picture, so keep one."""

    def __init__(self, card: weights.Card, network: Predictor | None = None) -> None:
        """Weights by their ``card``; ``network`` answers in place of the card's, where one is at hand already."""
        self.card = card
        self._serving = card.serving
        self._network: Predictor = network or Network(card.file("onnx"))

    @classmethod
    def load(cls, name: str = "default", *, remember: int = 0) -> Colorist:
        """The shipped weights of this name, or one's own by the path of their card; WeightsError if damaged.

        With ``remember`` the network's last answers, so many, are kept: for one picture with several sets of hints.
        """
        card = weights.load(name)
        return cls(card, Remembering(Network(card.file("onnx")), remember) if remember else None)

    def colorize(
        self,
        picture: Picture,
        hints: Iterable[Hint] = (),
        vividness: float | None = None,
        protect: Iterable[Polygon] = (),
    ) -> Colorization:
        """Colorize one photograph of any size from 16 px up.

        ``picture`` is uint8 ``(H, W)`` grey or ``(H, W, 3)`` sRGB, of which only the lightness is used.
        ``vividness`` 0 is the faithful rendering (least error), 1 natural colourfulness; None the weights' own.
        The areas ``protect`` stay grey. Raises PictureError, HintError for areas that are none, and ModelError for a
        vividness outside 0..1.
        """
        colours = self.infer(picture, hints, vividness, protect)
        rgb, grey = np.empty((*picture.shape[:2], 3), np.uint8), np.empty(picture.shape[:2], np.uint8)

        def render(rows: slice) -> None:
            part = picture[rows]
            colours.paint(rows, part, rgb[rows])
            grey[rows] = part if picture.ndim == 2 else grey_of(lightness(part))

        side_by_side(render, strips(*picture.shape[:2]))
        return Colorization(rgb, grey, colours.vividness, colours.coarse_confidence)

    def infer(
        self,
        picture: Picture,
        hints: Iterable[Hint] = (),
        vividness: float | None = None,
        protect: Iterable[Polygon] = (),
    ) -> Colours:
        """As :meth:`colorize`, but the colours only: whoever wants the photograph paints it, row by row."""
        return self.colours(self.see(picture), hints, vividness, protect)

    def see(self, picture: Picture) -> Seen:
        """``picture`` as it is without hints. Whoever tries several sets of hints on it keeps this for :meth:`colours`:
        nothing that does not depend on hints is inferred again."""
        check(picture)
        height, width = picture.shape[:2]
        guide = shrunk_lightness(picture, size_for(height, width, self._serving.guide))[None]
        return self._see((height, width), guide)

    def _see(self, size: tuple[int, int], guide: Float, *, by_turns: bool = False) -> Seen:
        return Seen(size, guide, *self._fused(guide, [()] * len(guide), by_turns=by_turns))

    def colours(
        self,
        seen: Seen,
        hints: Iterable[Hint] = (),
        vividness: float | None = None,
        protect: Iterable[Polygon] = (),
    ) -> Colours:
        """The colours of the picture that was :meth:`seen <see>`, as :meth:`infer` has them."""
        hints, protect = hints_of(hints), areas_of(protect)
        (height, width), guide = seen.size, seen.guide
        gain, vivid = self.gain(seen.size, vividness)
        ab, confidence = self._infer(seen, [hints], gain)
        slope, offset = self._coefficients(ab, guide)
        a, b = slope[0] * guide + offset[0]
        table = Table.spanning(a, b, height * width)
        return Colours((height, width), vivid, confidence[0], np.concatenate([slope[0], offset[0]]), table, protect)

    def colorize_batch(
        self, pictures: Picture, hints: Iterable[Iterable[Hint]] | None = None, vividness: float | None = None
    ) -> tuple[Picture, Float]:
        """Colorize small pictures of one size, ``(N, H, W)`` or ``(N, H, W, 3)``, in one go.

        The same as :meth:`colorize` one by one; returns sRGB uint8 ``(N, H, W, 3)`` and confidence ``(N, H, W)``.
        """
        given = hints_of_batch(pictures, hints)
        gain, _ = self.gain((pictures.shape[1], pictures.shape[2]), vividness)
        light, chroma, confidence = self.chroma(pictures, given, gain)
        return to_rgb8(light, chroma[:, 0], chroma[:, 1]), confidence

    def chroma(
        self,
        pictures: Picture,
        hints: Iterable[Iterable[Hint]] | None = None,
        gain: float = 1.0,
        *,
        by_turns: bool = False,
    ) -> tuple[Float, Float, Float]:
        """What a rendering of small ``pictures``, as of :meth:`colorize_batch`, is made of.

        Returns L ``(N, H, W)``, a and b ``(N, 2, H, W)``, in which guesses are times ``gain``, and confidence
        ``(N, H, W)``. Without hints a and b are proportional to ``gain``. ``by_turns`` each picture is seen at every
        other scale, and either in the mirror or as it is, in a quarter of the time, unless there are hints: for
        pictures that are alike, whose answers will be averaged. Of four of them all have had their turn.
        """
        given = hints_of_batch(pictures, hints)
        size = pictures.shape[1], pictures.shape[2]
        full = np.stack([lightness(picture) for picture in pictures])
        guide = resize(full, size_for(size[0], size[1], self._serving.guide))
        seen = self._see(size, guide, by_turns=by_turns and not any(given))
        ab, confidence = self._infer(seen, given, gain)
        slope, offset = (resize(c, size) for c in self._coefficients(ab, guide))
        return full, slope * full[:, None] + offset, resize(confidence, size)

    def gain(self, size: tuple[int, int], vividness: float | None) -> tuple[float, float]:
        """The factor on chroma for a picture of ``size`` (H, W), and the vividness that it is for.

        Raises ModelError for a vividness outside 0..1; None is the weights' own.
        """
        vivid = self._serving.vividness if vividness is None else vividness
        if not isinstance(vivid, Real) or not 0 <= vivid <= 1:
            raise ModelError(f"vividness is {vivid!r}, not a number in 0..1")
        gain = 0.0
        for share, rendering in self._renderings(size):
            gain += share * (rendering.faithful_gain + vivid * (rendering.vivid_gain - rendering.faithful_gain))
        return gain, vivid

    def _renderings(self, size: tuple[int, int]) -> tuple[tuple[float, Rendering], ...]:
        """How far a picture of ``size`` is a thumbnail and how far a photograph, shares that sum to 1."""
        photograph = min(max(min(size) / min(self._serving.scales) - 1, 0.0), 1.0)
        return (1 - photograph, self._serving.thumbnails), (photograph, self._serving.photographs)

    def _scales(self, size: tuple[int, int]) -> list[tuple[int, int]]:
        height, width = size
        sizes = [in_multiples(size_for(height, width, short), MULTIPLE) for short in self._serving.scales]
        return list(dict.fromkeys(sizes))

    def _infer(self, seen: Seen, hints: Sequence[Sequence[Hint]], gain: float) -> tuple[Float, Float]:
        """What was seen, and hints → ab ``(N, 2, h, w)``, its chroma times ``gain``, and confidence ``(N, h, w)``.

        Hints that are assumed are painted, and make nothing surer: the confidence is what the rest gives that colour.
        """
        ab, confidence = self._heeding(seen, hints, gain)
        if any(hint.assumed for its in hints for hint in its):
            otherwise, sure = self._heeding(seen, [[hint for hint in its if not hint.assumed] for its in hints], gain)
            off = np.hypot(*np.moveaxis(ab - otherwise, 1, 0))
            confidence = moved(sure, off, self._renderings((ab.shape[-2], ab.shape[-1])))
        return ab, confidence

    def _heeding(self, seen: Seen, hints: Sequence[Sequence[Hint]], gain: float) -> tuple[Float, Float]:
        """As :meth:`_infer`, of hints that are all taken for true."""
        guide, plain, spread = seen.guide, seen.ab, seen.spread
        ab, share = plain.copy(), np.zeros_like(spread)
        size = guide.shape[-2], guide.shape[-1]
        renderings = self._renderings(size)
        _, (photograph, _) = renderings
        told = [index for index, given in enumerate(hints) if given]
        changes = self._changes(guide[told], [hints[index] for index in told], (ab[told], spread[told]))
        for index, (*change, _, _) in zip(told, changes, strict=True):
            ab[index] += change
            # As far as a colour comes from hints it is as vivid as they are: only guesses are made more so.
            share[index] = np.minimum(np.hypot(*change) / np.maximum(np.hypot(*ab[index]), 1e-3), 1)
        # The confidence is calibrated for the faithful rendering; what is more vivid lies so much further off.
        off = (gain - self.gain(size, 0)[0]) * (1 - share) * np.hypot(plain[:, 0], plain[:, 1])
        confidence = confidence_of(np.hypot(spread, off), renderings)
        for index, (_, _, surer, removed) in zip(told, changes, strict=True):
            confidence[index] = 1 - (1 - np.clip(confidence[index] + surer, 0, 1)) * (1 - removed)
        ab *= (gain + (1 - gain) * share)[:, None]
        for index in told:
            places = spreading.Places(hints[index], seen.scene(index))
            ab[index], drawn = known.pull(hints[index], places.corrected(ab[index], photograph), guide[index])
            confidence[index] = np.maximum(confidence[index], drawn)
        return ab, confidence

    def _changes(self, guide: Float, hints: Sequence[Sequence[Hint]], plain: tuple[Float, Float]) -> Float:
        """What hints change in the ``plain`` answer, ``(N, 4, h, w)``: a, b, confidence; the share of doubt removed.

        Of thumbnails the network reads them, at the coarsest scale, where pictures are of the size that it learned
        from. In photographs it would change what they were not said of, and kriging alone comes closer to the truth.
        """
        size = guide.shape[-2], guide.shape[-1]
        changes = np.zeros((len(hints), 4, *self._scales(size)[0]), np.float32)
        coarse = resize(guide, changes.shape[-2:])
        (thumbnail, _), _ = self._renderings(size)
        if hints and thumbnail:
            heard, after = self._fused(coarse, hints)
            unheard, before = plain if coarse.shape == guide.shape else self._fused(coarse, [()] * len(hints))
            renderings = self._renderings((coarse.shape[-2], coarse.shape[-1]))
            changes[:, :2] = np.float32(thumbnail) * (heard - unheard)
            changes[:, 2] = np.float32(thumbnail) * (
                confidence_of(after, renderings) - confidence_of(before, renderings)
            )
        for change, its, light in zip(changes, hints, coarse, strict=True):
            change[3] = spreading.doubt(its, light)
        return resize(changes, size)

    def _fused(self, guide: Float, hints: Sequence[Sequence[Hint]], *, by_turns: bool = False) -> tuple[Float, Float]:
        """The network's answers at all scales as one: ab ``(N, 2, h, w)`` and its spread ``(N, h, w)``.

        Each scale counts by the inverse of its stated variance. The spread is the root of the squared error that is
        expected, larger where they disagree. ``by_turns`` is as in :meth:`chroma`.
        """
        size = guide.shape[-2], guide.shape[-1]
        total = np.zeros((len(guide), *size), np.float32)
        ab = np.zeros((len(guide), 2, *size), np.float32)
        square = np.zeros_like(total)
        scales = self._scales(size)
        sets = min(2, len(scales)) if by_turns else 1
        for index, scale in enumerate(scales):
            turn = slice(index % sets, None, sets)
            if not len(guide[turn]):
                continue
            planes = np.stack([known.planes(given, scale) for given in hints[turn]])
            mirrored = [bool((n + n // 2) % 2) for n in range(len(guide))[turn]] if by_turns else None
            found, variance = self._network.predict(resize(guide[turn], scale), planes, mirrored=mirrored)
            found, variance = resize(found, size), resize(variance, size)
            weight = 1 / (variance + np.float32(self._serving.disagreement))
            total[turn] += weight
            ab[turn] += weight[:, None] * found
            square[turn] += weight * (variance + (found**2).sum(axis=1))
        ab /= total[:, None]
        spread = np.sqrt(np.maximum(square / total - (ab**2).sum(axis=1), 0))
        return ab, spread

    def _coefficients(self, ab: Float, guide: Float) -> tuple[Float, Float]:
        return guided.coefficients(ab, guide, *self.window((guide.shape[-2], guide.shape[-1])))

    def window(self, size: tuple[int, int]) -> tuple[int, float]:
        """Radius and epsilon of the guided filter for a guide of ``size`` (h, w).

        The radius is half a pixel of the finest chroma that was inferred, seen at the guide's size.
        """
        finest = max(min(scale) for scale in self._scales(size))
        return max(1, round(min(size) / finest)), self._serving.epsilon
