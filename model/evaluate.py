"""The protocol's report: what the colourist is worth, beside what no colour at all would be worth.

Rows of a set: ``grey`` (a = b = 0), ``mean_ab`` (one constant colour), ``oracle_ab`` (each picture's own mean
colour, which only the truth knows), and the colourist as it is served, automatic and with hints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from model import Hint
from model.color.lab import grey_of, lab_to_rgb, rgb_to_lab
from model.datasets.cifar10 import load_cifar10
from model.errors import DatasetError
from model.metrics.meaning import TRUTH, Meaning, classifier_of
from model.metrics.suite import Suite

SETS = ("cifar10-test", "modern", "true-colour")
HINTS = (1, 3, 10)
SEED = 2017
"""Hints lie at places drawn from (SEED, index of the picture): a picture keeps its hints under any limit."""

MEAN_AB = (0.3972, 5.7228)
"""Mean a and b of the 50,000 CIFAR-10 training images; a test computes it again."""

TRUE_COLOUR_SIDE = 768
"""Longer side, in px, at which the true-colour photographs are measured."""

PATCH_AREA = (6 / 256) ** 2
"""Share of a photograph that a hint covers: 6 × 6 px at 256 × 256, as in Zhang et al. 2017."""

_CHUNK = 256

Pictures = NDArray[np.uint8]
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
class MeasuringSet:
    """Pictures with true colours."""

    name: str
    of: int
    """How many pictures the whole set has."""
    n: int
    """How many of them are measured: the first ones."""
    batches: Callable[[], Iterator[Pictures]] = field(repr=False)
    """The pictures in batches of one size, uint8 (N, H, W, 3)."""
    thumbnails: bool = False
    """Whether they are small enough to be colorized in batches, with single pixels as hints."""
    labels: NDArray[np.int64] | None = field(default=None, repr=False)
    """The class of each, where they are labelled."""


def evaluate(
    painter: Painter,
    sets: Sequence[str],
    data: Path,
    *,
    name: str = "default",
    vividness: float | None = None,
    hints: Sequence[int] = HINTS,
    limit: int | None = None,
    classifier: Path | None = None,
    progress: Progress = lambda _name, _done, _n: None,
) -> dict[str, Any]:
    """Measure ``painter`` and its baselines on ``sets``, by the measuring protocol.

    Args:
        painter: the colourist, as it is served.
        sets: names out of ``SETS``.
        data: folder that holds ``cifar-10-batches-py/`` and ``photographs/``.
        name: key of the colourist's row: the name of its weights.
        vividness: as in ``Colorist.colorize``; None is the weights' default.
        hints: numbers of true-colour hints to measure with.
        limit: measure only the first ``limit`` pictures of each set; the report then says so.
        classifier: ONNX file of a CIFAR-10 classifier; with it, labelled sets also say what it recognises.
        progress: called after each batch.

    Returns:
        Ready for JSON: ``{set: {"n", "of", "limit", "grey": row, "mean_ab": row, "oracle_ab": row,
        name: row}}``. The painter's row also has ``vividness``, ``gain`` and ``gain_pooled`` over grey in dB,
        ``ece``, ``reliability``, and ``hints``: ``{"1": row, …}``. With a classifier, rows of labelled sets have
        ``accuracy``, ``accuracy_truth``, and ``recovered``, the share of the gap between grey and true colour.

    Raises:
        DatasetError: an unknown set, or pictures that are missing or damaged. Every set is found before any
            is measured.
    """
    found = [open_set(each, data, limit) for each in sets]
    classify = classifier_of(classifier) if classifier else None
    return {
        each.name: _report(
            each,
            painter,
            name=name,
            vividness=vividness,
            hints=tuple(hints),
            limit=limit,
            meaning=Meaning(classify) if classify and each.labels is not None else None,
            progress=progress,
        )
        for each in found
    }


def open_set(name: str, data: Path, limit: int | None = None) -> MeasuringSet:
    """Find the pictures of a set; raises DatasetError with the remedy if they are not there."""
    if name == "cifar10-test":
        images, labels = load_cifar10(data, "test")
        n = len(images[:limit])
        return MeasuringSet(name, len(images), n, lambda: _chunks(images[:limit]), thumbnails=True, labels=labels)
    if name not in SETS:
        raise DatasetError(f"there is no set {name!r}; the sets are {', '.join(SETS)}")
    suffix, side = ("jpg", TRUE_COLOUR_SIDE) if name == "true-colour" else ("webp", None)
    folder = data / "photographs" / name
    paths = sorted(folder.rglob(f"*.{suffix}"))
    if not paths:
        raise DatasetError(
            f"no photographs in {folder} (*.{suffix}); the data folder must hold them in photographs/{name}/"
        )
    chosen = paths[:limit]
    return MeasuringSet(name, len(paths), len(chosen), lambda: (_read(path, side)[None] for path in chosen))


def _chunks(images: Pictures) -> Iterator[Pictures]:
    return (images[start : start + _CHUNK] for start in range(0, len(images), _CHUNK))


def _read(path: Path, side: int | None) -> Pictures:
    """Decode a photograph to (H, W, 3), at most ``side`` px long (bicubic, as for the protocol's values)."""
    try:
        with Image.open(path) as file:
            image = file.convert("RGB")
    except (OSError, UnidentifiedImageError) as error:
        raise DatasetError(f"{path}: cannot be decoded ({error}); copy the file again") from error
    scale = side / max(image.size) if side else 1
    if scale < 1:
        size = (round(image.width * scale), round(image.height * scale))
        image = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image)


def _report(
    pictures: MeasuringSet,
    painter: Painter,
    *,
    name: str,
    vividness: float | None,
    hints: tuple[int, ...],
    limit: int | None,
    meaning: Meaning | None,
    progress: Progress,
) -> dict[str, Any]:
    baselines = {row: Suite() for row in _BASELINES}
    painted = {count: Suite() for count in (0, *hints)}
    done = 0
    progress(pictures.name, done, pictures.n)
    for truth in pictures.batches():
        lab = rgb_to_lab(truth)
        shown = {row: render(lab) for row, render in _BASELINES.items()}
        for row, suite in baselines.items():
            suite.update(truth, shown[row], truth_lab=lab)
        places = [_places(truth.shape[1:3], max(painted), done + index) for index in range(len(truth))]
        for count, suite in painted.items():
            given = [
                [true_hint(picture, place, thumbnail=pictures.thumbnails) for place in its[:count]]
                for picture, its in zip(lab, places, strict=True)
            ]
            result, confidence = _paint(painter, truth, given, vividness, pictures.thumbnails)
            suite.update(truth, result, confidence, truth_lab=lab)
            shown[f"{count}"] = result
        if meaning and pictures.labels is not None:
            for row, its in ({TRUTH: truth} | shown).items():
                meaning.update(row, its, pictures.labels[done : done + len(truth)])
        done += len(truth)
        progress(pictures.name, done, pictures.n)
    rows: dict[str, Any] = {row: suite.compute() for row, suite in baselines.items()}
    own = {count: _gains(suite.compute(), rows["grey"]) for count, suite in painted.items()}
    if meaning:
        for row, scores in (rows | {str(count): its for count, its in own.items()}).items():
            scores.update(meaning.scores(row))
    rows[name] = own.pop(0) | {"vividness": vividness}
    if own:
        rows[name]["hints"] = {str(count): row for count, row in own.items()}
    return {"n": pictures.n, "of": pictures.of, "limit": limit, **rows}


def _gains(row: dict[str, Any], grey: dict[str, Any]) -> dict[str, Any]:
    """Add what the row is above grey, in dB; None where either PSNR is undefined."""
    for gain, psnr in (("gain", "psnr"), ("gain_pooled", "psnr_pooled")):
        defined = row[psnr] is not None and grey[psnr] is not None
        row[gain] = row[psnr] - grey[psnr] if defined else None
    return row


def _paint(
    painter: Painter, truth: Pictures, hints: list[list[Hint]], vividness: float | None, thumbnails: bool
) -> tuple[Pictures, NDArray[np.float32]]:
    """Colorize a batch. The painter gets the truth for its exact lightness, the only thing it may read."""
    if thumbnails:
        return painter.colorize_batch(truth, hints if any(hints) else None, vividness)
    results = [painter.colorize(picture, its, vividness) for picture, its in zip(truth, hints, strict=True)]
    return np.stack([each.rgb for each in results]), np.stack([each.confidence for each in results])


def _places(shape: tuple[int, ...], count: int, index: int) -> list[tuple[int, int]]:
    """Draw ``count`` different pixels (x, y), the same ones first whatever ``count`` is."""
    height, width = shape
    order = np.random.default_rng((SEED, index)).permutation(height * width)[:count]
    return [(int(place % width), int(place // width)) for place in order]


def true_hint(lab: NDArray[np.float32], place: tuple[int, int], *, thumbnail: bool) -> Hint:
    """Return the true colour round a pixel as a hint.

    On a thumbnail the hint is that one pixel. On a photograph it is a disc with the area of the protocol's
    6 × 6 px at 256 × 256, with the mean colour of the truth in the square round it.

    Args:
        lab: the truth in CIE Lab, (H, W, 3).
        place: the pixel's column and row.
        thumbnail: whether the hint is a single pixel.
    """
    height, width = lab.shape[:2]
    x, y = place
    side = 1.0 if thumbnail else max(1.0, float(np.sqrt(PATCH_AREA * width * height)))
    reach = int(side // 2)
    patch = lab[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    red, green, blue = _to_uint8(lab_to_rgb(patch.mean(axis=(0, 1)))).tolist()
    radius = 0.5 if thumbnail else side / float(np.sqrt(np.pi))
    at = ((x + 0.5) / width, (y + 0.5) / height)
    return Hint(at=at, color=(red, green, blue), radius=radius / max(width, height))


def _to_uint8(srgb: NDArray[np.float32]) -> Pictures:
    return np.rint(srgb * 255).astype(np.uint8)


def grey(lab: NDArray[np.float32]) -> Pictures:
    """Return the picture without its colour: a = b = 0, its own L; exactly neutral."""
    return np.repeat(grey_of(lab[..., 0])[..., None], 3, axis=-1)


def mean_ab(lab: NDArray[np.float32]) -> Pictures:
    """Return the picture in one constant colour, the mean of CIFAR-10's training images, with its own L."""
    tinted = lab.copy()
    tinted[..., 1:] = MEAN_AB
    return _to_uint8(lab_to_rgb(tinted))


def oracle_ab(lab: NDArray[np.float32]) -> Pictures:
    """Return each picture, (N, H, W, 3), in its own true mean colour, with its own L."""
    tinted = lab.copy()
    tinted[..., 1:] = lab[..., 1:].mean(axis=(1, 2), keepdims=True)
    return _to_uint8(lab_to_rgb(tinted))


_BASELINES: dict[str, Callable[[NDArray[np.float32]], Pictures]] = {
    "grey": grey,
    "mean_ab": mean_ab,
    "oracle_ab": oracle_ab,
}
