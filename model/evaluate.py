"""The protocol's report: what the colourist is worth, beside what no colour at all would be worth.

Rows of a set: ``grey`` (a = b = 0), ``mean_ab`` (one constant colour), ``oracle_ab`` (each picture's own mean
colour, which only the truth knows), and the colourist as it is served, automatic and with hints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model import Hint
from model.color.gamut import to_rgb8
from model.color.lab import lab_to_rgb, rgb_to_lab
from model.datasets.measuring import LONGEST, OWN, SETS, MeasuringSet, open_own, open_set
from model.errors import DatasetError
from model.metrics.baselines import BASELINES, to_uint8
from model.metrics.distance import Distance, Measure, classifier_measure
from model.metrics.meaning import TRUTH, Classify, Meaning, classifier_of
from model.metrics.rows import Rows
from model.perceptual import efficientnet_measure, lpips_measure

__all__ = ["HINTS", "OWN", "SETS", "Colorized", "MeasuringSet", "Painter", "evaluate", "open_set", "true_hints"]

HINTS = (1, 3, 10, 100)
FAITHFUL = 0.0
"""The vividness that is measured where none is chosen: that of the least error."""

VIVIDNESSES = (0.0, 0.5, 1.0)
"""At which a colourist is then also painted: what vividness costs, and whether the confidence still holds."""

SEED = 2017
"""Hints lie at places drawn from (SEED, index of the picture): a picture keeps its hints under any limit."""

PATCH_AREA = (6 / 256) ** 2
"""Share of a photograph that a hint covers: 6 × 6 px at 256 × 256, as in Zhang et al. 2017."""

CLASSIFIER_DISTANCE, LPIPS, EFFICIENTNET_DISTANCE = "classifier_distance", "lpips", "efficientnet_distance"
"""Keys of the perceptual distances in a row."""

Pictures = NDArray[np.uint8]
Painted = tuple[Pictures, NDArray[np.float32]]
"""sRGB (N, H, W, 3), and confidence (N, H, W)."""
Progress = Callable[[str, int, int], None]
"""Called with the set, the pictures done and the pictures there are."""


class Colorized(Protocol):
    """What is measured of one colorized picture."""

    @property
    def rgb(self) -> Pictures:
        """SRGB uint8 (H, W, 3)."""

    @property
    def confidence(self) -> NDArray[np.float32]:
        """Probability of being within ΔE00 ≤ 10 of the truth, (H, W)."""


class Painter(Protocol):
    """What is measured: ``model.Colorist``, or anything that colorizes like it."""

    def colorize(self, picture: Pictures, hints: Sequence[Hint] = (), vividness: float | None = None) -> Colorized:
        """Colorize one picture, (H, W, 3)."""

    def colorize_batch(
        self,
        pictures: Pictures,
        hints: Sequence[Sequence[Hint]] | None = None,
        vividness: float | None = None,
    ) -> tuple[Pictures, NDArray[np.float32]]:
        """Colorize small pictures of one size, (N, H, W, 3): sRGB and confidence."""


@dataclass(frozen=True)
class Judges:
    """What judges pictures beside the metrics of :class:`Rows`."""

    meaning: Meaning | None
    """Of pictures with labels."""
    distances: tuple[Distance, ...]

    @classmethod
    def of(cls, measures: Mapping[str, Measure], classify: Classify | None = None) -> Judges:
        """Judges by these distances, by their keys in a row, and by what a classifier knows."""
        distances = tuple(Distance(key, measure) for key, measure in measures.items())
        return cls(Meaning(classify) if classify else None, distances)

    def update(self, truth: Pictures, shown: dict[str, Pictures], labels: NDArray[np.int64] | None) -> None:
        """Add a batch of every row's pictures, (N, H, W, 3), and their classes, (N,)."""
        if self.meaning and labels is not None:
            for row, pictures in ({TRUTH: truth} | shown).items():
                self.meaning.update(row, pictures, labels)
        for distance in self.distances:
            distance.update(truth, shown)

    def scores(self, row: str) -> dict[str, Any]:
        """What they say of a row."""
        found: dict[str, Any] = dict(self.meaning.scores(row)) if self.meaning else {}
        for distance in self.distances:
            found |= distance.scores(row)
        return found


def evaluate(
    painter: Painter,
    sets: Sequence[str],
    data: Path | None,
    *,
    own: Path | None = None,
    name: str = "default",
    vividness: float = FAITHFUL,
    hints: Sequence[int] = HINTS,
    limit: int | None = None,
    classifier: Path | None = None,
    lpips: Path | None = None,
    efficientnet: bool = False,
    progress: Progress = lambda _name, _done, _n: None,
) -> dict[str, Any]:
    """Measure ``painter`` and its baselines on ``sets``, by the measuring protocol.

    Args:
        painter: the colourist, as it is served.
        sets: names out of ``SETS``, and ``own``.
        data: folder that holds ``cifar-10-batches-py/`` and ``photographs/``; not needed for ``own``.
        own: folder of the colour photographs of the set ``own``.
        name: key of the colourist's row: the name of its weights.
        vividness: as in ``Colorist.colorize``.
        hints: numbers of true-colour hints to measure with.
        limit: measure only the first ``limit`` pictures of each set; the report then says so.
        classifier: ONNX file of a CIFAR-10 classifier; with it, labelled sets also say what it recognises, and
            how far pictures are from the truth in its features, if its file gives them.
        lpips: imported weights of LPIPS (safetensors), which need torch.
        efficientnet: also measure the distance in the features of EfficientNet-Lite0, which needs torch.
        progress: called after each batch.

    Returns:
        Ready for JSON: ``{set: {"n", "of", "limit", "longest", "left_out", "grey_truths", "grey": row, "mean_ab":
        row, "oracle_ab": row, name: row, "records"}}``; photographs are ``longest`` px long at most. Pictures whose
        truth is grey, ``grey_truths``, are left out of every PSNR; ``tint`` says how far they are coloured. The
        painter's row also has ``vividness``, ``gain`` over grey in dB, the mean of the pictures' own, with
        ``gain_interval`` and ``worse_than_grey`` (:mod:`model.metrics.paired`), ``gain_pooled``, ``ece``,
        ``reliability``, ``subjects``, ``at_vividness``: ``{"0": row, …}``, and ``hints``; ``records`` are by picture.
        With a classifier, rows of labelled sets have ``accuracy``, ``accuracy_truth``, ``recovered``, the share
        of the gap between grey and true colour, and ``classifier_distance``; all rows ``lpips`` and
        ``efficientnet_distance``, if asked for.

    Raises:
        DatasetError: an unknown set, or pictures that are missing or damaged, before any is measured.
        WeightsError: a classifier or weights of LPIPS that are none, or the package's that are missing.
    """
    found = [_open(each, data, own, limit) for each in sets]
    classify = classifier_of(classifier) if classifier else None
    features = classifier_measure(classifier) if classifier else None
    labelled = {CLASSIFIER_DISTANCE: features} if features else {}
    everywhere = {LPIPS: lpips_measure(lpips)} if lpips else {}
    everywhere |= {EFFICIENTNET_DISTANCE: efficientnet_measure()} if efficientnet else {}
    report = {}
    for each in found:
        judges = Judges.of(everywhere | labelled, classify) if each.labels is not None else Judges.of(everywhere)
        report[each.name] = _about(each, limit) | _rows(
            each, painter, name=name, vividness=vividness, hints=tuple(hints), judges=judges, progress=progress
        )
    return report


def _about(pictures: MeasuringSet, limit: int | None) -> dict[str, Any]:
    about = {"n": pictures.n, "of": pictures.of, "limit": limit, "longest": LONGEST.get(pictures.name)}
    return about | ({"left_out": list(pictures.left_out)} if pictures.name == OWN else {})


def _open(name: str, data: Path | None, own: Path | None, limit: int | None) -> MeasuringSet:
    if name == OWN:
        if own is None:
            raise DatasetError("the set 'own' is a folder of one's own photographs: name it")
        return open_own(own, limit)
    if data is None:
        raise DatasetError(f"the set {name!r} needs the folder that holds cifar-10-batches-py/ and photographs/")
    return open_set(name, data, limit)


def _rows(
    pictures: MeasuringSet,
    painter: Painter,
    *,
    name: str,
    vividness: float,
    hints: tuple[int, ...],
    judges: Judges,
    progress: Progress,
) -> dict[str, Any]:
    others = VIVIDNESSES if vividness == FAITHFUL else ()
    rows = Rows(hints, others)
    done = 0
    progress(pictures.name, done, pictures.n)
    for truth in pictures.batches():
        lab = rgb_to_lab(truth)
        seen = (
            truth
            if pictures.seen is None
            else np.stack([pictures.seen(each, done + index) for index, each in enumerate(truth)])
        )

        def paint(hints: list[list[Hint]], vividness: float | None, given: Pictures = seen, lab: Any = lab) -> Painted:
            rgb, confidence = _paint(painter, given, hints, vividness, pictures.thumbnails)
            return (rgb if pictures.seen is None else _laid_on(lab, rgb)), confidence

        shown = {row: rows.baseline(row, truth, lab) for row in BASELINES}
        places = [_places(truth.shape[1:3], max((0, *hints)), done + index) for index in range(len(truth))]
        known = [true_hints(its, at, thumbnail=pictures.thumbnails) for its, at in zip(lab, places, strict=True)]
        for count, suite in rows.painted.items():
            shown[f"{count}"], confidence = paint([its[:count] for its in known], vividness)
            suite.update(truth, shown[f"{count}"], confidence, truth_lab=lab)
        for other, suite in rows.vivid.items():
            suite.update(truth, *paint([[]] * len(truth), other), truth_lab=lab)
        judges.update(truth, shown, None if pictures.labels is None else pictures.labels[done : done + len(truth)])
        done += len(truth)
        progress(pictures.name, done, pictures.n)
    report = rows.report(name, pictures.pictures, pictures.subjects)
    report[name]["vividness"] = vividness
    for row in BASELINES:
        report[row].update(judges.scores(row))
    for count, its in {"0": report[name], **report[name].get("hints", {})}.items():
        its.update(judges.scores(count))
    return report


def _paint(
    painter: Painter, seen: Pictures, hints: list[list[Hint]], vividness: float | None, thumbnails: bool
) -> Painted:
    """Colorize a batch. The painter may get the truth, for its exact lightness, the only thing that it may read."""
    if thumbnails:
        return painter.colorize_batch(seen, hints if any(hints) else None, vividness)
    results = [painter.colorize(picture, its, vividness) for picture, its in zip(seen, hints, strict=True)]
    return np.stack([each.rgb for each in results]), np.stack([each.confidence for each in results])


def _laid_on(truth: NDArray[np.float32], rgb: Pictures) -> Pictures:
    """The colours of ``rgb`` (N, H, W, 3) on the lightness of ``truth``, in Lab."""
    found = rgb_to_lab(rgb)
    return to_rgb8(truth[..., 0], found[..., 1], found[..., 2])


def _places(shape: tuple[int, ...], count: int, index: int) -> list[tuple[int, int]]:
    """Draw ``count`` different pixels (x, y), the same ones first whatever ``count`` is."""
    height, width = shape
    order = np.random.default_rng((SEED, index)).permutation(height * width)[:count]
    return [(int(place % width), int(place // width)) for place in order]


def true_hints(lab: NDArray[np.float32], places: Sequence[tuple[int, int]], *, thumbnail: bool) -> list[Hint]:
    """Return the true colours round some pixels as hints.

    On a thumbnail a hint is that one pixel. On a photograph it is a disc with the area of the protocol's
    6 × 6 px at 256 × 256, with the mean colour of the truth in the square round it.

    Args:
        lab: the truth in CIE Lab, (H, W, 3).
        places: column and row of each pixel.
        thumbnail: whether hints are single pixels.
    """
    if not places:
        return []
    height, width = lab.shape[:2]
    side = 1.0 if thumbnail else max(1.0, float(np.sqrt(PATCH_AREA * width * height)))
    reach = int(side // 2)
    patches = [lab[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] for x, y in places]
    colours = to_uint8(lab_to_rgb(np.stack([patch.mean(axis=(0, 1)) for patch in patches]))).tolist()
    radius = (0.5 if thumbnail else side / float(np.sqrt(np.pi))) / max(width, height)
    return [
        Hint(at=((x + 0.5) / width, (y + 0.5) / height), color=(red, green, blue), radius=radius)
        for (x, y), (red, green, blue) in zip(places, colours, strict=True)
    ]
