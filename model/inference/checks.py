"""What can be colorized: pictures of uint8, grey or sRGB, from 16 px up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.errors import HintError, PictureError
from model.inference.colours import Picture
from model.inference.hints import Hint

SMALLEST = 16
"""Pixels of the shorter side under which a picture is refused."""


def check(picture: Picture) -> None:
    """Raise PictureError, with what is expected, unless ``picture`` can be colorized."""
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        kind = getattr(picture, "dtype", type(picture).__name__)
        raise PictureError(f"a picture is a uint8 array, not {kind}")
    if picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] != 3):
        raise PictureError(f"a picture is (H, W) or (H, W, 3), not {picture.shape}")
    if min(picture.shape[:2]) < SMALLEST:
        raise PictureError(
            f"the picture is {picture.shape[1]} × {picture.shape[0]} pixels; the shorter side must have {SMALLEST}"
        )


def check_batch(pictures: Picture, hints: Sequence[Sequence[Hint]] | None) -> None:
    for picture in pictures[:1]:
        check(picture)
    if len(pictures) == 0:
        raise PictureError("there are no pictures in the batch")
    if hints is not None and len(hints) != len(pictures):
        raise HintError(
            f"hints are for {len(hints)} of the pictures, which are {len(pictures)}; give each its own, as a list"
        )
