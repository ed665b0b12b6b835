"""Which pictures of a folder are fit to learn colour from, and why each of the others is not.

First every picture is examined by itself, then all are judged together; judging opens no file. The borders below
are set on 115 photographs and 10,000 images of CIFAR-10; beside each stands what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from model.color.lab import Float, rgb_to_lab
from model.datasets.likeness import Likeness, likeness, near_duplicates
from model.datasets.pictures import Picture, read_picture
from model.errors import PictureError

Reason = Literal["unreadable", "small", "lightness", "grey", "toned", "duplicate"]

REASONS: dict[Reason, str] = {
    "unreadable": "damaged, cut short, or not a picture",
    "small": "too small",
    "lightness": "nearly black, nearly white, or flat",
    "grey": "black and white, or nearly so",
    "toned": "one tone for every grey, as in a sepia print",
    "duplicate": "nearly the same as another, larger one",
}
"""Why pictures are rejected, in the order in which the reasons are tried."""

MIN_SIDE = 64
"""Px of the shorter side: twice a training crop, so that a picture is seen at more than one scale."""

SIDE = 128
"""Px of the shorter side at which pictures are examined: grain and compression average out, details do not."""

OWN_COLOURS = 5.2
"""ΔE*ab from the usual tone of the same lightness, 99th percentile, up to which a picture is monochrome.

18 historical prints reach 4.2; 97 colour photographs of 1905 to now begin at 6.3 (a snake on sand)."""

TONE = 1.0
"""Mean chroma above which a monochrome picture counts as toned: about the least that an eye tells from grey."""

SKY_HUES, SKY_CHROMA = (180.0, 300.0), 4.0
"""Hue in degrees and least mean chroma of a monochrome picture that is kept: a clear sky has one tone too.

Of 89 toned images in CIFAR-10, 27 are such skies and seas. A cyanotype passes for one."""

BLACK, WHITE = 20.0, 92.0
"""L* under which 95 % of a nearly black picture lie, and over which 95 % of a nearly white one.

The darkest of the photographs has 50, the brightest 48; of 10,000 images 0 and 2 are outside."""

FLAT = 6.0
"""L* between the darkest and the brightest 5 %, below which there is nothing to see. Photographs begin at 12."""

_BANDS = 25
_MARGIN = 25
"""One part in this many is left aside at each edge: mounts and borders have colours of their own."""


@dataclass(frozen=True, eq=False)
class Examined:
    """What was found in one file."""

    path: str
    """Relative to the folder."""
    error: str | None = None
    """Why it cannot be read; then nothing else is known."""
    width: int = 0
    height: int = 0
    colours: float = 0.0
    """ΔE*ab from the usual tone of the same lightness, 99th percentile."""
    chroma: float = 0.0
    """Mean C*ab."""
    hue: float = 0.0
    """Of the mean colour, degrees 0..360 in the ab plane."""
    dark: float = 0.0
    """L* of the 5th percentile."""
    bright: float = 0.0
    """L* of the 95th percentile."""
    likeness: Likeness | None = None
    is_link: bool = False
    """Whether the file is a symbolic link, perhaps to another of them."""


@dataclass(frozen=True)
class Verdict:
    """Whether a picture is kept."""

    path: str
    reason: Reason | None
    """None: it is kept."""
    detail: str = ""
    """What was found, with numbers."""
    of: str | None = None
    """The picture that a near-duplicate repeats."""


def examine(folder: Path, path: str) -> Examined:
    """Decode and measure the picture at ``path`` in ``folder``; what cannot be read is a finding, not an error."""
    try:
        small, (width, height) = read_picture(folder / path, SIDE)
    except PictureError as error:
        return Examined(path, error=str(error))
    lab = _inside(small)
    dark, bright = (float(value) for value in np.percentile(lab[:, 0], (5, 95)))
    colours, chroma, hue = _tone(lab)
    is_link = (folder / path).is_symlink()
    return Examined(path, None, width, height, colours, chroma, hue, dark, bright, likeness(small), is_link)


def is_monochrome(picture: Picture) -> bool:
    """Whether a picture, sRGB uint8 ``(H, W, 3)`` of ``SIDE`` or less, has no colours to learn from."""
    colours, chroma, hue = _tone(_inside(picture))
    return colours <= OWN_COLOURS and not _is_sky(chroma, hue)


def _inside(picture: Picture) -> Float:
    """Lab ``(N, 3)`` of the pixels that are not at the edge."""
    height, width = picture.shape[:2]
    top, left = height // _MARGIN, width // _MARGIN
    return rgb_to_lab(picture[top : height - top, left : width - left]).reshape(-1, 3)


def _tone(lab: Float) -> tuple[float, float, float]:
    """Of Lab ``(N, 3)``: how far colours are from the median of their lightness, mean chroma, hue in degrees."""
    band = np.clip(lab[:, 0] * _BANDS / 100, 0, _BANDS - 1).astype(int)
    distance = np.empty(len(lab), np.float32)
    for step in np.unique(band):
        chosen = lab[band == step, 1:]
        distance[band == step] = np.hypot(*(chosen - np.median(chosen, axis=0)).T)
    a, b = lab[:, 1:].mean(axis=0)
    chroma = float(np.hypot(lab[:, 1], lab[:, 2]).mean())
    return float(np.percentile(distance, 99)), chroma, float(np.degrees(np.arctan2(b, a))) % 360


def _is_sky(chroma: float, hue: float) -> bool:
    return SKY_HUES[0] <= hue <= SKY_HUES[1] and chroma > SKY_CHROMA


def judge(examined: Sequence[Examined], min_side: int = MIN_SIDE) -> list[Verdict]:
    """A verdict for each picture, in the same order. Of near-duplicates the one with the most pixels is
    kept, and of a file and a link to it the file."""
    alone = [_judge_alone(each, min_side) for each in examined]
    fit = [index for index, verdict in enumerate(alone) if verdict.reason is None]
    fit.sort(key=lambda index: _preference(examined[index]))
    known = [each for index in fit if (each := examined[index].likeness) is not None]
    for later, first in near_duplicates(known).items():
        one, kept = examined[fit[later]], examined[fit[first]]
        size = f"{kept.width} × {kept.height} px against {one.width} × {one.height}"
        alone[fit[later]] = Verdict(one.path, "duplicate", f"like {kept.path}, {size}", of=kept.path)
    return alone


def _preference(picture: Examined) -> tuple[int, bool, str]:
    return -picture.width * picture.height, picture.is_link, picture.path


def _judge_alone(picture: Examined, min_side: int) -> Verdict:
    if picture.error is not None:
        return Verdict(picture.path, "unreadable", picture.error)
    if min(picture.width, picture.height) < min_side:
        size = f"{picture.width} × {picture.height} px"
        return Verdict(picture.path, "small", f"{size}; the shorter side must have {min_side}")
    if outlier := _outlier(picture):
        return Verdict(picture.path, "lightness", outlier)
    if picture.colours > OWN_COLOURS or _is_sky(picture.chroma, picture.hue):
        return Verdict(picture.path, None)
    found = f"at most ΔE {picture.colours:.1f} between colours of one lightness; colour begins at {OWN_COLOURS:g}"
    return Verdict(picture.path, "toned" if picture.chroma > TONE else "grey", found)


def _outlier(picture: Examined) -> str:
    """Why the lightness is nothing to learn from; empty when it is ordinary."""
    if picture.bright < BLACK:
        return f"nearly black: 95 % of it is below L* {picture.bright:.0f}"
    if picture.dark > WHITE:
        return f"nearly white: 95 % of it is above L* {picture.dark:.0f}"
    if picture.bright - picture.dark < FLAT:
        return f"flat: 90 % of it is between L* {picture.dark:.0f} and {picture.bright:.0f}"
    return ""
