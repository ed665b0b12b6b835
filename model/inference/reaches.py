"""How far a colour that surprises is taken to hold: over one thing, up to the edges of the next.

What is found of a hint depends on where it lies and on the picture alone, not on its colour and not on other hints: it
is kept, so that who adds one to many waits for that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float
from model.inference import geodesic
from model.inference.guided import mean
from model.inference.hints import Hint, held
from model.inference.resample import resize, size_for

Spots = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Rows and columns of pixels."""

_SAME_COLOUR, _EDGES = 3.2, 20.0
"""Difference in inferred colour, and change in L* on the way through the picture, that each leave 37 %. They count by
their fourth power, so that a thing is one colour as far as it goes, and the next thing has none of it. Where a stroke
or an area goes over more change than that in the median between its places, so much is within the thing: folds."""

_MOST = 5.0
"""However much speaks against it, so much counts, so that what a hint that hardly surprises says goes on far away."""

_GRID = 160
"""Shorter side, in pixels, at which ways through the picture are looked for."""

_AT_ONCE = 64
"""Places whose ways are looked for together."""

_KEPT = 128
"""Hints of which is kept what was found, those of the last time first."""


class Ground:
    """A picture at the size at which ways through it are looked for."""

    def __init__(self, lightness: Float, inferred: Float) -> None:
        """A picture of L ``(H, W)``, for which a and b ``(2, H, W)`` were inferred without hints."""
        self._whole = lightness.shape[0], lightness.shape[1]
        self.size = size_for(*self._whole, _GRID)
        """Its height and width, h and w."""
        self._lightness, self._inferred = mean(resize(lightness, self.size), 1), resize(inferred, self.size)
        self._kept: dict[object, Float] = {}

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        return self._lightness.nbytes * (3 + len(self._kept))

    def spots(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Spots:
        """Where pixels of the whole picture lie in it."""
        return (rows * self.size[0]) // self._whole[0], (columns * self.size[1]) // self._whole[1]

    def reaches(self, hints: Sequence[Hint], spots: Sequence[Spots]) -> Float:
        """What speaks against what each hint says, ``(N, h, w)``: where it is 0 the hint holds.

        Each lies at some ``spots`` here, at least at one.
        """
        kept, names = self._kept, [_place(hint) for hint in hints]
        new = [index for index, name in enumerate(names) if name not in kept]
        ways = self._ways([spots[index] for index in new])
        found = {
            names[index]: self._reach(hints[index], spots[index], np.stack([*islice(ways, len(spots[index][0]))]))
            for index in new
        }
        now = {name: found[name] if name in found else kept[name] for name in names}
        older = [(name, reach) for name, reach in kept.items() if name not in now]
        self._kept = dict([*older, *now.items()][-_KEPT:])  # in one go: other threads may look
        return np.stack([now[name] for name in names])

    def _ways(self, spots: Sequence[Spots]) -> Iterator[Float]:
        """The change in L on the way from each spot to all of the ground, ``(h, w)`` each: few are there at a time."""
        if not spots:
            return
        rows, columns = (np.concatenate(every) for every in zip(*spots, strict=True))
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            yield from geodesic.distances(self._lightness, rows[part], columns[part])

    def _reach(self, hint: Hint, spots: Spots, ways: Float) -> Float:
        """What speaks against a hint, ``(h, w)``, that lies at P spots from which the ways ``(P, h, w)`` are these."""
        rows, columns = spots
        apart = ways[:, rows, columns].astype(np.float64)
        edges = np.float32(max(_EDGES, np.median(apart)))
        # An area is about what most of it lies on. Of another thing it covers only what it covers. A stroke is drawn
        # along one thing, folds and all.
        elsewhere = apart[apart.sum(axis=1).argmin()] > edges
        few = hint.area is not None and 0 < elsewhere.sum() < len(rows) / 2
        inside = held(hint, self.size) if few else None
        reach = np.full(self.size, _MOST, np.float32)
        for way, row, column, other in zip(ways, rows, columns, elsewhere, strict=True):
            a, b = self._inferred - self._inferred[:, row, column, None, None]
            against = ((a * a + b * b) / _SAME_COLOUR**2) ** 2 + (way / edges) ** 4
            against = np.where(inside, against, _MOST) if other and inside is not None else against
            np.minimum(reach, against, out=reach)
        return reach


def _place(hint: Hint) -> tuple[object, ...]:
    """Where a hint lies: equal for hints of which the same is found."""
    return hint.area is None, hint.radius, *map(tuple, hint.points)
