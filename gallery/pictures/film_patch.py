"""A mark or a caption as it is laid over the frames of a film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gallery.film.planes import halved
from gallery.photograph.color import lightness_grey
from gallery.pictures.mark import Patch


@dataclass(frozen=True)
class FilmPatch:
    """A patch as it is laid over frames: its lightness at full size, its colours halved."""

    place: tuple[slice, slice]
    grey: NDArray[np.uint8]
    halved: tuple[slice, slice]
    pixels: NDArray[np.uint8]

    @classmethod
    def of(cls, patch: Patch, size: tuple[int, int]) -> FilmPatch:
        """``patch`` in frames of ``size`` (width, height), with whatever it needs about it to fill halved pixels."""
        pixels = np.asarray(patch.image)
        about = [
            (start % 2, min((start + length) % 2, whole - start - length))
            for start, length, whole in zip((patch.top, patch.left), pixels.shape, size[::-1], strict=False)
        ]
        top, left = patch.top - about[0][0], patch.left - about[1][0]
        pixels = np.pad(pixels, (*about, (0, 0)), mode="edge")
        half = halved(pixels)
        return cls(
            np.s_[top : top + len(pixels), left : left + pixels.shape[1]],
            lightness_grey(pixels),
            np.s_[top // 2 : top // 2 + len(half), left // 2 : left // 2 + half.shape[1]],
            half,
        )
