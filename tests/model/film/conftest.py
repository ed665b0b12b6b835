"""Moving pictures made of the photographs that scikit-image ships."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from model import Colorist, weights

Pan = Callable[..., list[NDArray[np.uint8]]]


@pytest.fixture(scope="session")
def colorist() -> Colorist:
    """The shipped weights, served at few and small scales: what is tested does not depend on them."""
    card = weights.load()
    return Colorist(replace(card, serving=replace(card.serving, scales=(32, 64), guide=128)))


@pytest.fixture(scope="session")
def pan() -> Pan:
    """``pan(name, frames, step)``: a camera going over a photograph, sRGB (96, 128, 3) or grey (96, 128)."""
    photographs = {name: getattr(data, name)() for name in ("astronaut", "chelsea", "coffee", "camera", "rocket")}

    def frames(
        name: str, count: int, step: float = 1.0, *, grey: bool = True, start: int = 0
    ) -> list[NDArray[np.uint8]]:
        picture = photographs[name][::2, ::2]
        if grey and picture.ndim == 3:
            picture = np.round(picture @ [0.299, 0.587, 0.114]).astype(np.uint8)
        lefts = [round(start + step * number) for number in range(count)]
        return [np.ascontiguousarray(picture[20:116, left : left + 128]) for left in lefts]

    return frames
