"""Films whose colours are known, read for measuring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gallery.errors import GalleryError
from gallery.film import FilmHead, coloured, head_of
from model import Colorist
from model.errors import DatasetError
from model.film.protocol import LONGEST, measure_film


def measure_films(
    paths: Sequence[Path],
    colorist: Colorist,
    vividness: float,
    limit: int | None,
    progress: Callable[[str, int, int], None],
) -> dict[str, Any]:
    """What :func:`model.film.protocol.measure_film` says of each film, by its name; ``limit`` is that of its frames.

    Raises GalleryError for a file that is no film in colour, or two of one name.
    """
    found: dict[str, Any] = {}
    for path in paths:
        if path.name in found:
            raise GalleryError(f"two films are called {path.name}", "measure them one by one")
        head = head_of(path)
        try:
            its = measure_film(
                lambda path=path, head=head: colour_frames(path, head, LONGEST, limit),  # type: ignore[misc]
                colorist,
                vividness=vividness,
                progress=lambda done, frames, path=path: progress(path.name, done, frames),  # type: ignore[misc]
            )
        except DatasetError as error:
            raise GalleryError(f"{path}: {error}", "name a film in colour") from error
        found[path.name] = {"limit": limit, "longest": LONGEST} | its
    return found


def colour_frames(path: Path, head: FilmHead, longest: int, limit: int | None = None) -> Iterator[NDArray[np.uint8]]:
    """The frames of a film in its own colours, sRGB ``(H, W, 3)``, upright, their longer side reduced to ``longest``;
    the first ``limit`` only."""
    import cv2

    for _, picture in coloured(path, head, 0, limit):
        factor = min(1.0, longest / max(picture.shape[:2]))
        height, width = (max(1, round(side * factor)) for side in picture.shape[:2])
        yield np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
