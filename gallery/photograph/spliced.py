"""Files read as if they were written otherwise: a head put before a part of one, some bytes in place of others.

So the flat picture of a Photoshop document is read as the TIFF whose rows it holds, a picture in Lab as its plain
samples, and the photograph inside a PDF as the file it is.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyvips

Parts = tuple[bytes | slice, ...]
"""What follows one another: bytes of our own, and slices of the file's."""


class Spliced(io.RawIOBase):
    """``parts`` of the file at ``path`` as one file, to be read."""

    def __init__(self, path: Path, parts: Parts) -> None:
        super().__init__()
        self._file: BinaryIO = path.open("rb")
        self._parts = parts
        self._starts = [0]
        for part in parts:
            length = len(part) if isinstance(part, bytes) else part.stop - part.start
            self._starts.append(self._starts[-1] + length)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._starts[-1] - self._at)
        left = left if size is None or size < 0 else min(size, left)
        found = []
        while left > 0:
            number = bisect_right(self._starts, self._at) - 1
            part, within = self._parts[number], self._at - self._starts[number]
            many = min(left, self._starts[number + 1] - self._at)
            if isinstance(part, bytes):
                piece = part[within : within + many]
            else:
                self._file.seek(part.start + within)
                piece = self._file.read(many)
            if not piece:
                break  # the file has become shorter
            found.append(piece)
            self._at += len(piece)
            left -= len(piece)
        return b"".join(found)

    def close(self) -> None:
        self._file.close()
        super().close()


def opened(path: Path, parts: Parts) -> BinaryIO:
    """The file at ``path``, or its ``parts`` as one, to be read."""
    return cast(BinaryIO, Spliced(path, parts)) if parts else path.open("rb")


@contextmanager
def vips_source(path: Path, parts: Parts) -> Iterator[pyvips.Source]:
    """What libvips reads while the block lasts: the file at ``path``, or a temporary one of its ``parts``."""
    if not parts:
        yield pyvips.Source.new_from_file(os.fsencode(path))
        return
    with Spliced(path, parts) as spliced, tempfile.TemporaryFile() as file:
        shutil.copyfileobj(spliced, file, 1 << 20)
        file.flush()
        file.seek(0)
        yield pyvips.Source.new_from_descriptor(file.fileno())
