"""What can be colorized: pictures of uint8, grey or sRGB, from 16 px up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.errors import HintError, PictureError
from model.inference.colours import Picture
from model.inference.hints import Hint
from model.inference.polygons import Polygon, polygon_of

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


def hints_of(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """The hints of a picture, whatever gives them one after another; HintError where they are none."""
    try:
        found = tuple(hints)
    except TypeError as error:
        raise HintError(f"hints are a list of Hint, not {type(hints).__name__}") from error
    for hint in found:
        if not isinstance(hint, Hint):
            raise HintError(f"hints are a list of Hint, and among them is {type(hint).__name__}")
    return found


def areas_of(areas: Iterable[Polygon]) -> tuple[Polygon, ...]:
    """The areas to protect, whatever gives them one after another; HintError where they are none."""
    try:
        found = tuple(areas)
    except TypeError as error:
        raise HintError(f"areas are a list of polygons, not {type(areas).__name__}") from error
    return tuple(polygon_of(area, "area") for area in found)


def hints_of_batch(pictures: Picture, hints: Iterable[Iterable[Hint]] | None) -> list[tuple[Hint, ...]]:
    """The hints of each picture; PictureError and HintError for a batch that cannot be colorized."""
    for picture in pictures[:1]:
        check(picture)
    if len(pictures) == 0:
        raise PictureError("there are no pictures in the batch")
    if hints is None:
        return [()] * len(pictures)
    try:
        found = [hints_of(its) for its in hints]
    except TypeError as error:
        raise HintError(f"hints of a batch are a list for each picture, not {type(hints).__name__}") from error
    if len(found) != len(pictures):
        raise HintError(
            f"hints are for {len(found)} of the pictures, which are {len(pictures)}; give each its own, as a list"
        )
    return found
