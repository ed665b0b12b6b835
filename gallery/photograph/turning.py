"""Turning: a photograph that does not stand upright in its file, stood upright strip by strip.

What comes last in the file may be needed first. So the strips go to a temporary file, those of a picture that lies on
its side transposed: then each strip of the upright picture is one read from every strip of the other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from gallery.photograph.strips import strips

Pixels = NDArray[np.uint8]
Strip = tuple[slice, Pixels]
"""Rows, and their pixels: grey (R, W) or sRGB (R, W, 3) uint8."""

# EXIF's orientation → what makes the picture upright: it is transposed, then its rows reversed, then its columns.
_TURNS = {
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}


def upright(lying: Iterator[Strip], orientation: int, height: int, width: int) -> Iterator[Strip]:
    """The strips of the picture stood upright, ``height`` × ``width``, from those as they lie in the file."""
    if orientation not in _TURNS:
        yield from lying
        return
    transposed, reverse_rows, reverse_columns = _TURNS[orientation]
    if not (transposed or reverse_rows):
        for rows, part in lying:
            yield rows, np.ascontiguousarray(part[:, ::-1])
        return
    with tempfile.TemporaryFile() as file:
        blocks: list[slice] = []
        shape: tuple[int, ...] = ()
        for rows, part in lying:
            blocks.append(rows)
            shape = part.shape[2:]
            file.write(np.ascontiguousarray(part.swapaxes(0, 1) if transposed else part).data)
        for rows in strips(height, width):
            lines = slice(height - rows.stop, height - rows.start) if reverse_rows else rows
            out = np.empty((rows.stop - rows.start, width, *shape), np.uint8)
            _read(file, out, lines, blocks if transposed else [slice(0, width)], height)
            turned = out[:: -1 if reverse_rows else 1, :: -1 if reverse_columns else 1]
            yield rows, np.ascontiguousarray(turned)


def _read(file: IO[bytes], out: Pixels, lines: slice, blocks: list[slice], height: int) -> None:
    """Fill ``out`` with ``lines`` of the file: of each of its blocks, which is as wide as its slice, in turn."""
    size = int(np.prod(out.shape[2:], dtype=int))
    for block in blocks:
        across = (block.stop - block.start) * size
        file.seek(block.start * height * size + lines.start * across)
        part = np.frombuffer(file.read((lines.stop - lines.start) * across), np.uint8)
        out[:, block] = part.reshape(len(out), block.stop - block.start, *out.shape[2:])
