"""The protocol for film: what colours are worth in every frame, and how steady they are.

Rows: ``grey``, ``frame_by_frame`` (each frame by itself, as a photograph), ``by_shots`` (as films are colorized) and
``truth``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float, grey_of, rgb_to_lab
from model.errors import DatasetError
from model.film import flow
from model.film.colours import SMALL, ShotColours
from model.film.flow import Grey
from model.film.shots import LOOK, Shot, find_shots
from model.film.steadiness import ColourDistribution, Motion, WarpError
from model.inference.colorist import Colorist
from model.inference.resample import size_for
from model.metrics.calibration import Calibration
from model.metrics.colourfulness import Colourfulness
from model.metrics.delta_e import DeltaE, delta_e00
from model.metrics.psnr import Psnr

LONGEST = 640
"""Longer side at which films are measured; larger frames are reduced to it."""

GREY, FRAME_BY_FRAME, BY_SHOTS, TRUTH = ROWS = ("grey", "frame_by_frame", "by_shots", "truth")

POINTS = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.7))
"""Places of the picture whose colours over time are reported: x and y as fractions of width and height."""

Picture = NDArray[np.uint8]
Read = Callable[[], Iterable[Picture]]
"""Reads a film's frames from the first, sRGB ``(h, w, 3)``, LONGEST at most; called twice."""


class _Row:
    """What is measured of one way to colour a film."""

    def __init__(self) -> None:
        self.psnr, self.delta_e, self.colourfulness = Psnr(), DeltaE(), Colourfulness()
        self.warp, self.distribution, self.calibration = WarpError(), ColourDistribution(), Calibration()
        self.seconds = 0.0
        self.stated = False
        self.points: list[list[list[float]]] = []
        self._chroma: Float | None = None

    def update(self, truth: Picture, lab: Float, shown: Picture, motion: Motion | None) -> Float:
        """Add a frame; ``motion`` leads from the one before, if that is of the same shot. Returns its ΔE00."""
        own = rgb_to_lab(shown)
        self.psnr.update(truth[None], shown[None])
        self.colourfulness.update(truth[None], shown[None])
        differences = delta_e00(lab, own)
        self.delta_e.update(differences[None])
        if motion is None:
            self.distribution.cut()
        elif self._chroma is not None:
            self.warp.update(motion, self._chroma, own[..., 1:])
        self.distribution.update(shown)
        self._chroma = own[..., 1:]
        height, width = own.shape[:2]
        self.points.append([own[int(y * height), int(x * width), 1:].tolist() for x, y in POINTS])
        return differences

    def compute(self, frames: int) -> dict[str, Any]:
        """The row, ready for JSON."""
        row = self.psnr.compute() | self.delta_e.compute() | self.warp.compute() | self.distribution.compute()
        row |= self.colourfulness.compute()
        row |= {"ece": self.calibration.compute()} if self.stated else {}
        return row | {"seconds": self.seconds / frames, "points": self.points}


def measure_film(
    read: Read,
    colorist: Colorist,
    *,
    vividness: float = 0.0,
    progress: Callable[[int, int], None] = lambda _done, _frames: None,
) -> dict[str, Any]:
    """Measure a film whose colours are known.

    Returns, ready for JSON, ``frames``, ``shots`` (first frames) and the rows: PSNR (dB) and ``gain`` over grey,
    ``delta_e``, ``warp_error`` and ``warp_ratio`` to the truth's, ``cdc`` of three steps, colourfulness; of colourists
    also ``ece`` of their confidence and ``seconds`` a frame, with finding shots and motion; ``points``, a and b of
    POINTS in every frame. By shots too, ``gain_ratio`` and ``time_ratio`` to frame by frame; ``gain_ratio`` is None
    unless both gains are above nought, since no ratio says of losses which is the smaller.

    Raises DatasetError for a film without frames or without colour.
    """
    start = time.perf_counter()
    shots = find_shots(_reduced(frame, LOOK) for frame in read())
    looking = time.perf_counter() - start
    if not shots:
        raise DatasetError("it has no frames")
    frames, rows = shots[-1].last, {name: _Row() for name in ROWS}
    rows[BY_SHOTS].seconds += looking
    for shot, pictures in _of_shots(read, shots):
        _measure_shot(shot, pictures, colorist, vividness, rows=rows, progress=lambda done: progress(done, frames))
    found = {name: row.compute(frames) for name, row in rows.items()}
    if not found[TRUTH]["colourfulness"]:
        raise DatasetError("it has no colour, and so no truth to measure against")
    return {"frames": frames, "shots": [shot.first for shot in shots if not shot.before]} | _compared(found)


def _measure_shot(
    shot: Shot,
    pictures: list[Picture],
    colorist: Colorist,
    vividness: float,
    *,
    rows: dict[str, _Row],
    progress: Callable[[int], None],
) -> None:
    start = time.perf_counter()
    colours = ShotColours.of(colorist, [_reduced(picture, SMALL) for picture in pictures], vividness=vividness)
    rows[BY_SHOTS].seconds += time.perf_counter() - start
    before: Grey | None = None
    for number in shot.looked:
        inner = number - shot.looked.start
        truth = pictures[inner]
        lab = rgb_to_lab(truth)
        grey = grey_of(lab[..., 0])
        if number == shot.first - 1:
            before = grey
        if not shot.first <= number < shot.last:
            continue
        motion = None if before is None else Motion.between(before, grey)
        start = time.perf_counter()
        alone = colorist.colorize(grey, (), vividness)
        middle = time.perf_counter()
        painted = colours.paint(inner, grey)
        rows[FRAME_BY_FRAME].seconds += middle - start
        rows[BY_SHOTS].seconds += time.perf_counter() - middle
        shown = {
            GREY: np.repeat(grey[..., None], 3, axis=-1),
            FRAME_BY_FRAME: alone.rgb,
            BY_SHOTS: painted,
            TRUTH: truth,
        }
        off = {name: rows[name].update(truth, lab, picture, motion) for name, picture in shown.items()}
        for name, sure in ((FRAME_BY_FRAME, alone.confidence), (BY_SHOTS, colours.confidence(inner, grey.shape))):
            rows[name].calibration.update(sure, off[name])
            rows[name].stated = True
        before = grey
        progress(number + 1)


def _compared(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The rows, each beside grey and the truth."""
    grey, truth, alone, shots = (rows[name] for name in (GREY, TRUTH, FRAME_BY_FRAME, BY_SHOTS))
    for name, row in rows.items():
        row["gain"] = None if row["psnr"] is None or grey["psnr"] is None else row["psnr"] - grey["psnr"]
        row["warp_ratio"] = _ratio(row["warp_error"], truth["warp_error"])
        if name in (GREY, TRUTH):
            del row["seconds"]
    gains = shots["gain"], alone["gain"]
    shots["gain_ratio"] = _ratio(*gains) if all(gain is not None and gain > 0 for gain in gains) else None
    shots["time_ratio"] = _ratio(shots["seconds"], alone["seconds"])
    return rows


def _ratio(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def _of_shots(read: Read, shots: list[Shot]) -> Iterator[tuple[Shot, list[Picture]]]:
    """Each shot with the frames that are looked at for it; no others are kept."""
    kept: dict[int, Picture] = {}
    coming = enumerate(read())
    for shot in shots:
        for number in [number for number in kept if number < shot.looked.start]:
            del kept[number]
        while shot.looked.stop - 1 not in kept:
            number, picture = next(coming)
            kept[number] = picture
        yield shot, [kept[number] for number in shot.looked]


def _reduced(picture: Picture, short: int) -> Grey:
    """Neutral grey of a frame, its shorter side reduced to ``short``."""
    grey = grey_of(rgb_to_lab(picture)[..., 0])
    return np.asarray(flow.resized(grey, size_for(grey.shape[0], grey.shape[1], short)), np.uint8)
