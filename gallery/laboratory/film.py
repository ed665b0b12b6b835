"""Films whose colours are known, read for measuring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gallery.errors import GalleryError
from model import Colorist
from model.errors import DatasetError
from model.film.protocol import LONGEST, measure_film


def measure_films(
    paths: Sequence[Path],
    colorist: Colorist,
    vividness: float | None,
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
        try:
            its = measure_film(
                lambda path=path: colour_frames(path, LONGEST, limit),  # type: ignore[misc]
                colorist,
                vividness=vividness,
                progress=lambda done, frames, path=path: progress(path.name, done, frames),  # type: ignore[misc]
            )
        except DatasetError as error:
            raise GalleryError(f"{path}: {error}", "name a film in colour") from error
        found[path.name] = {"limit": limit, "longest": LONGEST} | its
    return found


def colour_frames(path: Path, longest: int, limit: int | None = None) -> Iterator[NDArray[np.uint8]]:
    """The frames of a film as sRGB ``(H, W, 3)``, their longer side reduced to ``longest``; the first ``limit`` only.

    Raises GalleryError for a file without pictures that can be read. Needs the extra ``film``.
    """
    import av

    try:
        with av.open(path) as container:
            if not container.streams.video:
                raise GalleryError(f"{path} has no pictures", "name a film")
            for frame in islice(container.decode(container.streams.video[0]), limit):
                factor = min(1.0, longest / max(frame.width, frame.height))
                width, height = (max(1, round(side * factor)) for side in (frame.width, frame.height))
                shown = frame.reformat(width, height, format="rgb24", interpolation="AREA")
                yield np.ascontiguousarray(shown.to_ndarray())
    except av.error.FFmpegError as error:
        raise GalleryError(f"{path} cannot be read as a film ({error.strerror})", "name another file") from error
