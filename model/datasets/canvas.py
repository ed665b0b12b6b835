"""How much of a photograph one training image shows, and at which size: whole, or a part of it that is seen closer.

Canvases of a batch have one size, drawn for it; where each photograph lies on its canvas is drawn for each.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image
from pydantic import Field

from model.datasets.pictures import Picture
from model.datasets.small import SIDE
from model.settings import Settings

MULTIPLE = 32
"""Sides of canvases are multiples of so many px."""


class Canvas(Settings):
    """What canvases are drawn from; of 32 px they are the squares that CIFAR-10 consists of."""

    side: int = Field(default=32, ge=MULTIPLE, multiple_of=MULTIPLE)
    """Px: the root of a canvas's area."""
    aspect: float = Field(default=1.0, ge=1, le=4)
    """The largest ratio of its longer side to its shorter one."""
    larger: float = Field(default=1.0, ge=1, le=4)
    """Canvases are up to so many times as large, of fewer images then."""
    closer: float = Field(default=1.0, ge=1, le=8)
    """Photographs are seen up to so many times closer than whole."""

    @property
    def kept(self) -> int:
        """Px of the shorter side to which photographs are shrunk: about as many as the largest canvases have."""
        return SIDE if self.side == MULTIPLE else int(self.side * self.larger) // MULTIPLE * MULTIPLE

    def size(self, random: np.random.Generator) -> tuple[int, int]:
        """Height and width of a batch's canvases."""
        side = self.side * self.larger ** random.random()
        ratio = self.aspect ** random.uniform(-0.5, 0.5)
        height, width = (max(round(length / MULTIPLE), 1) * MULTIPLE for length in (side * ratio, side / ratio))
        return height, width

    def cut(self, picture: Picture, size: tuple[int, int], random: np.random.Generator) -> Picture:
        """A part of ``picture`` ``(H, W, 3)`` of any size, as a canvas of ``size``."""
        (height, width), (rows, columns) = size, picture.shape[:2]
        whole = max(height / rows, width / columns)
        scale = whole * self.closer ** random.random()  # px of the canvas for one of the picture
        top, left = random.random() * (rows - height / scale), random.random() * (columns - width / scale)
        return fitted(picture, size, (left, top, left + width / scale, top + height / scale))


def middle(picture: Picture, side: int) -> Picture:
    """The square in the middle of ``picture``, ``(side, side, 3)``."""
    rows, columns = picture.shape[:2]
    shorter = min(rows, columns)
    left, top = (columns - shorter) / 2, (rows - shorter) / 2
    return fitted(picture, (side, side), (left, top, left + shorter, top + shorter))


def fitted(picture: Picture, size: tuple[int, int], box: tuple[float, float, float, float]) -> Picture:
    """What lies in ``box`` (left, top, right, bottom), resampled to ``size``: smoothly, both smaller and larger."""
    rows, columns = picture.shape[:2]
    left, top, right, bottom = box
    inside = max(left, 0.0), max(top, 0.0), min(right, columns), min(bottom, rows)  # rounding must not leave it
    image = Image.fromarray(picture).resize(size[::-1], Image.Resampling.BICUBIC, box=inside)
    return np.asarray(image)


def fewer(images: int, canvas: Canvas, size: tuple[int, int]) -> int:
    """How many canvases of ``size`` have about as many px as ``images`` of the canvas's own; at least two."""
    return max(2, min(images, round(images * canvas.side**2 / math.prod(size))))  # batch normalisation needs two
