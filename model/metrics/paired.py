"""Gains over grey, picture by picture: their mean, what chance leaves of it, and how many pictures lose.

The intervals are percentile bootstraps over pictures (Efron and Tibshirani 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES, SEED = 2000, 2017
LEVEL = 0.95
"""Of the intervals."""

_AT_ONCE = 4_000_000
"""Numbers drawn at a time, so that memory stays bounded."""

Values = NDArray[np.float64]


def paired(psnr: Values, grey: Values) -> dict[str, Any]:
    """What a row is worth beside grey: dB of each picture, ``(N,)``, infinite where it is reproduced without error.

    Pictures whose truth is grey, which grey reproduces, are left out. Returns ``gain``, the mean of the differences in
    dB where both are finite; ``gain_interval``, its 95 % interval; and ``worse_than_grey``, the share of pictures that
    are further from the truth than grey. All are None where no picture is left.
    """
    coloured = np.isfinite(grey)
    difference = psnr[coloured] - grey[coloured]
    finite = difference[np.isfinite(difference)]
    return {
        "gain": float(finite.mean()) if len(finite) else None,
        "gain_interval": interval(finite) if len(finite) else None,
        "worse_than_grey": float((difference < 0).mean()) if len(difference) else None,
    }


def interval(values: Values) -> list[float]:
    """Where the mean of ``values`` ``(N,)`` lies with a probability of 95 %: two numbers, the same whenever asked."""
    random = np.random.default_rng(SEED)
    means: list[Values] = []
    step = max(1, _AT_ONCE // len(values))
    for start in range(0, RESAMPLES, step):
        number = min(step, RESAMPLES - start)
        means.append(values[random.integers(0, len(values), (number, len(values)))].mean(axis=1))
    low, high = np.quantile(np.concatenate(means), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(low), float(high)]


def by_subject(psnr: Values, grey: Values, subjects: Sequence[str]) -> dict[str, dict[str, Any]]:
    """:func:`paired` for each of the ``subjects``, one for each picture, in their order, with their ``n``."""
    of = np.asarray(subjects)
    found = {}
    for subject in sorted(set(subjects)):
        which = of == subject
        found[subject] = {"n": int(which.sum()), **paired(psnr[which], grey[which])}
    return found
