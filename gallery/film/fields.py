"""Whether a film's frames are woven of two fields, each of another moment.

Where something moves, a woven frame is combed: a line resembles the one after the next more than its neighbour. The
flag that a file carries is no proof, since it is often set where both fields show one moment.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MOVES = 12
"""Least change of luma, of 255, from the frame before."""
_ENOUGH = 0.002
"""Part of a frame that must move, before it says anything."""
_COLUMNS = 3
"""One column in so many is compared."""


class Fields:
    """Watches frames go by, and says whether they are interlaced."""

    def __init__(self) -> None:
        self._before: NDArray[np.int16] | None = None
        self._moving = self._combed = self._flagged = self._seen = 0

    def see(self, grey: NDArray[np.uint8], *, flagged: bool) -> None:
        """The next frame (H, W), as it lies in the file; ``flagged`` as interlaced or not."""
        now = grey[:, ::_COLUMNS].astype(np.int16)
        before, self._before = self._before, now
        self._seen += 1
        self._flagged += flagged
        if before is None or before.shape != now.shape or len(now) < 4:
            return
        moves = np.abs(now - before)[:-2] > _MOVES
        if np.count_nonzero(moves) > _ENOUGH * moves.size:
            self._moving += 1
            neighbour = np.abs(now[:-2] - now[1:-1])[moves].sum(dtype=np.int64)
            self._combed += bool(neighbour > np.abs(now[:-2] - now[2:])[moves].sum(dtype=np.int64))

    @property
    def interlaced(self) -> bool:
        """A quarter of the frames in which something moves is combed where the file says so, else three quarters."""
        share = 0.25 if self._flagged * 2 > self._seen else 0.75
        return self._combed >= 3 and self._combed > share * self._moving
