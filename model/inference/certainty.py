"""How sure a colour is: the calibrated share of colours that are right, by how far off they are expected to be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.color.lab import Float
from model.weights import Rendering

Renderings = Iterable[tuple[float, Rendering]]
"""How much each kind of picture counts, shares that sum to 1."""


def confidence_of(spread: Float, renderings: Renderings) -> Float:
    """The share of colours that are right, 0..1, where the root of the squared error that is expected is ``spread``."""
    found = np.zeros_like(spread)
    for share, rendering in renderings:
        if share:
            spreads, shares = np.array(rendering.calibration).T
            found += np.float32(share) * np.interp(spread, spreads, shares).astype(np.float32)
    return found


def moved(confidence: Float, off: Float, renderings: Renderings) -> Float:
    """The ``confidence`` in colours, of others that lie ``off`` from them in a and b: squared errors add up."""
    renderings = tuple(renderings)
    spreads = np.unique([spread for share, its in renderings if share for spread, _ in its.calibration])
    certain = confidence_of(spreads, renderings)  # never rising
    spread = np.interp(confidence, certain[::-1], spreads[::-1])
    ratio = confidence_of(np.hypot(spread, off), renderings) / np.maximum(confidence_of(spread, renderings), 1e-6)
    return np.asarray(confidence * ratio, np.float32)
