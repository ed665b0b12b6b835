"""Straightening: a scan that hangs askew, turned by a small angle, strip by strip.

What is left is the largest upright rectangle inside the turned picture, so that no corner is empty. Every pixel of it
is interpolated from the sixteen around its place in the scan (libvips, bicubic), in the samples as they are seen, sRGB
or grey: fine grain becomes a little softer. The upright picture goes to a temporary file, of which libvips reads what
a strip needs.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from typing import IO

import numpy as np
import pyvips

from gallery.photograph.strips import strips
from gallery.photograph.turning import Pixels, Strip


def inscribed(width: int, height: int, degrees: float) -> tuple[int, int]:
    """Width and height of the largest upright rectangle inside one of ``width`` × ``height`` turned by ``degrees``.

    Its corners touch all four sides, or two of them only where the rectangle is long and the angle large.
    """
    sine, cosine = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    longer, shorter = max(width, height), min(width, height)
    if shorter <= 2 * sine * cosine * longer or math.isclose(sine, cosine):
        half = shorter / 2
        across, down = (half / sine, half / cosine) if width >= height else (half / cosine, half / sine)
    else:
        spread = cosine * cosine - sine * sine
        across = (width * cosine - height * sine) / spread
        down = (height * cosine - width * sine) / spread
    return max(1, math.floor(across)), max(1, math.floor(down))


def straightened(whole: Iterator[Strip], width: int, height: int, degrees: float) -> Iterator[Strip]:
    """The strips of the picture ``width`` × ``height`` turned clockwise by ``degrees``, cut by :func:`inscribed`."""
    across, down = inscribed(width, height, degrees)
    with tempfile.NamedTemporaryFile(suffix=".raw") as file:
        bands = _written(whole, file)
        image = pyvips.Image.rawload(file.name, width, height, bands)
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        middle, centre = ((width - 1) / 2, (height - 1) / 2), ((across - 1) / 2, (down - 1) / 2)
        turned = image.affine(
            [cosine, -sine, sine, cosine],
            interpolate=pyvips.Interpolate.new("bicubic"),
            oarea=[0, 0, across, down],
            odx=centre[0] - cosine * middle[0] + sine * middle[1],
            ody=centre[1] - sine * middle[0] - cosine * middle[1],
            extend="copy",
        )
        region = pyvips.Region.new(turned)
        for rows in strips(down, across):
            count = rows.stop - rows.start
            part: Pixels = np.frombuffer(region.fetch(0, rows.start, across, count), np.uint8)
            yield rows, part.reshape((count, across) if bands == 1 else (count, across, bands))


def _written(whole: Iterator[Strip], file: IO[bytes]) -> int:
    """Channels of the strips, which are in ``file`` then."""
    bands = 1
    for _, part in whole:
        bands = part.shape[2] if part.ndim == 3 else 1
        file.write(np.ascontiguousarray(part).data)
    file.flush()
    return bands
