"""One pass through a film, which is kept by its SHA-256, so that a film is looked through once and plans are pure."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.files import HASHES, mark_used, whole
from gallery.pipeline.code import code_of
from gallery.pipeline.keys import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOG = logging.getLogger(__name__)

SHORT_SIDE = 96
"""Pixels of the frames that are looked at."""

DARK = 24.0
"""Mean of 8-bit grey below which a frame stands for no film."""


def look_through(path: Path) -> dict[str, Any]:
    """What a build wants to know of the film at ``path``, as plain JSON: ``head``, ``shots`` (first frame, and the one
    after the last), ``times`` (seconds, of every frame) and ``poster`` (a number of a frame).

    Raises GalleryError for what is no film, or cannot be read.
    """
    from gallery.colorize_film import shots_in
    from gallery.film.ahead import ahead
    from gallery.film.survey import Survey

    survey = Survey(path, SHORT_SIDE)
    lightness: list[float] = []

    def small() -> Iterator[NDArray[np.uint8]]:
        for grey in survey.greys():
            lightness.append(float(grey.mean()))
            yield grey

    shots = shots_in(ahead(small()))
    if survey.head.damaged:
        survey = Survey(path, SHORT_SIDE, by_one_thread=True)
        lightness.clear()
        shots = shots_in(small())
    times = [round(float(time), 6) for time in survey.times]
    parts = [[shot.first, shot.last, shot.before, shot.after] for shot in shots]
    return {"head": survey.head.to_json(), "shots": parts, "times": times, "poster": poster_in(lightness)}


def poster_in(lightness: Sequence[float]) -> int:
    """The frame about a tenth in, or the first after it that is not dark; in a dark film the lightest of all."""
    from_tenth = range(len(lightness) // 10, len(lightness))
    light = next((number for number in from_tenth if lightness[number] >= DARK), None)
    return light if light is not None else max(range(len(lightness)), key=lightness.__getitem__)


class LookedThrough:
    """Films that were looked through, each in a file of the cache by its SHA-256."""

    def __init__(self, cache: Path) -> None:
        self.folder = cache / HASHES

    def get(self, sha256: str) -> dict[str, Any] | None:
        """What was found in the film of that hash by the very code that looks now; None where nothing was."""
        path = self._path(sha256)
        try:
            content = json.loads(path.read_text(encoding="ascii"))
            found: dict[str, Any] | None = content["film"] if content["rule"] == _rule() else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            LOG.debug("%s: %s", path, error)
            return None
        mark_used(path)
        return found

    def keep(self, sha256: str, found: dict[str, Any]) -> None:
        """Remember ``found``; where that cannot be written it is only a loss of time."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with whole(self._path(sha256)) as draft:
                draft.write_text(json.dumps({"rule": _rule(), "film": found}), encoding="ascii", newline="\n")
        except OSError as error:
            LOG.info("%s cannot be written (%s): films are looked through again", self.folder, error)

    def _path(self, sha256: str) -> Path:
        return self.folder / f"film-{sha256}.json"


def _rule() -> str:
    return digest(dict(code_of(look_through)))
