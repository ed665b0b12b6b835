"""Framing: what of a master is shown. It is turned first, and then cut, as it stands upright.

Quarter turns and cuts change no pixel. Another angle is the nearest quarter turn, and what is left of it, by which the
picture is straightened (:mod:`gallery.photograph.straightening`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gallery.errors import PhotographError
from gallery.photograph.header import Header
from gallery.photograph.straightening import inscribed
from gallery.photograph.strips import strip_rows
from gallery.photograph.turning import Strip

LEAST = 64
"""Pixels that each side of a crop must have."""

_CLOCKWISE = {1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2}
"""EXIF's orientation → that of the picture which is turned a quarter clockwise after it."""


@dataclass(frozen=True)
class Framing:
    """What of a master is shown."""

    rotate: float = 0
    """Degrees clockwise, after what its EXIF says."""
    crop: tuple[float, float, float, float] | None = None
    """Left, top, right and bottom as fractions of width and height, of the turned picture; None for all of it."""

    @property
    def quarters(self) -> int:
        """Quarter turns clockwise, 0..3."""
        return math.floor(self.rotate / 90 + 0.5) % 4

    @property
    def askew(self) -> float:
        """Degrees clockwise beside them, −45..45."""
        return self.rotate - 90 * math.floor(self.rotate / 90 + 0.5)

    @property
    def leaves_out(self) -> bool:
        """Whether not all of the master is shown."""
        return self.crop is not None or bool(self.askew)


WHOLE = Framing()


def framed(header: Header, framing: Framing) -> Header:
    """``header`` of the photograph as it is shown; PhotographError where less than LEAST pixels a side are left."""
    orientation, width, height = header.orientation, header.width, header.height
    for _ in range(framing.quarters):
        orientation, width, height = _CLOCKWISE[orientation], height, width
    turned = replace(header, orientation=orientation, width=width, height=height)
    if framing.askew:
        level, (width, height) = (width, height), inscribed(width, height, framing.askew)
        turned = replace(turned, width=width, height=height, askew=framing.askew, level=level)
        if min(width, height) < LEAST:
            raise PhotographError(
                f"{header.path}: straightened by {framing.askew:g}° it keeps {width}×{height} of its"
                f" {level[0]}×{level[1]} pixels, and each side must have {LEAST}; write a smaller 'rotate'"
            )
    if framing.crop is None:
        return turned
    left, top, right, bottom = framing.crop
    columns, rows = slice(round(left * width), round(right * width)), slice(round(top * height), round(bottom * height))
    across, down = columns.stop - columns.start, rows.stop - rows.start
    if min(across, down) < LEAST:
        raise PhotographError(
            f"{header.path}: the crop leaves {max(across, 0)}×{max(down, 0)} of its {width}×{height} pixels, and each"
            f" side must have {LEAST}; write 'crop: [left, top, right, bottom]' as fractions from the upper left"
        )
    return replace(turned, window=(rows, columns))


def cut(whole: Iterator[Strip], window: tuple[slice, slice]) -> Iterator[Strip]:
    """The strips of what lies in ``window``, rows and columns, of a picture whose strips are ``whole``."""
    rows, columns = window
    height = rows.stop - rows.start
    many = strip_rows(columns.stop - columns.start)
    kept: list[np.ndarray] = []
    held = top = 0
    for place, part in whole:
        within = part[max(0, rows.start - place.start) : max(0, rows.stop - place.start), columns]
        while len(within):
            taken = within[: many - held]
            kept.append(taken)
            held += len(taken)
            within = within[len(taken) :]
            if held == min(many, height - top):
                yield slice(top, top + held), np.ascontiguousarray(np.concatenate(kept))
                top, held, kept = top + held, 0, []
