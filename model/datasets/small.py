"""Small versions of photographs, made once: in a folder by the SHA-256 of the file, in memory up to a bound."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.datasets.pictures import Picture, read_picture
from model.errors import CacheError
from model.files import whole

SIDE = 96
"""Px of the shorter side at most, unless more are asked for: the largest size at which crops of 32 px are cut."""

MEMORY = 1 << 30
"""Bytes that are kept in memory; about 25,000 photographs. The others are read from the folder again."""


class SmallVersions:
    """Photographs shrunk by area to a shorter side of at most ``side`` px."""

    def __init__(self, folder: Path, memory: int = MEMORY, side: int = SIDE) -> None:
        self._folder, self._left, self._side = folder, memory, side
        self._kept: dict[str, Picture] = {}

    def get(self, path: Path, sha256: str) -> Picture:
        """Of the photograph at ``path``, whose file has ``sha256``: sRGB uint8 ``(H, W, 3)``.

        Raises PictureError when the file cannot be decoded, and CacheError when the folder cannot be written.
        """
        if sha256 in self._kept:
            return self._kept[sha256]
        small = self._read(self._place(sha256))
        if small is None:
            small, _ = read_picture(path, self._side)
            self._write(self._place(sha256), small)
        if small.nbytes <= self._left:
            self._left -= small.nbytes
            self._kept[sha256] = small
        return small

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}-{self._side}.npy"

    @staticmethod
    def _read(path: Path) -> Picture | None:
        """What is kept at ``path``; None when there is nothing, or it is damaged."""
        try:
            small: Picture = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return small if small.dtype == np.uint8 and small.ndim == 3 and small.shape[2] == 3 else None

    @staticmethod
    def _write(path: Path, small: Picture) -> None:
        try:
            with whole(path) as temporary, temporary.open("wb") as file:
                np.save(file, small)
        except OSError as error:
            raise CacheError(
                f"{path}, a small version of a photograph, cannot be written: {error.strerror}; mend that"
            ) from error
