"""A film looked through, and its shots joined to what is handed out, which says what it is.

Each function below is a step of the pipeline: it reads its inputs and parameters, and writes into an empty folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.labels.label import Label
from gallery.pipeline.films.looking import look_through
from gallery.pipeline.films.steps import POSTER, SEGMENT
from gallery.tasks import Inputs

LOOKED = "film.json"
"""What :func:`look_through` found."""

POSTER_TASK = "film/poster/photograph"
"""The task that the colours of the frame that stands for a film need."""

FILM = "film"
"""Name of the film's file, without its ending."""

__all__ = ["FILM", "LOOKED", "POSTER", "POSTER_TASK", "film_step", "look_step"]


def look_step(inputs: Inputs, _parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``film.json``: head, shots, times and poster of the film."""
    found = look_through(inputs["master/photograph"])
    (out / LOOKED).write_text(json.dumps(found), encoding="ascii", newline="\n")


def film_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the film of all ``shots``, tasks in order, under the ``label``. DisclosureError if it cannot disclose."""
    from gallery.colorize_film import join_shots
    from gallery.film import Encoding, FilmHead

    encoding = Encoding.from_json(parameters["encoding"])
    join_shots(
        [inputs[shot] / SEGMENT for shot in parameters["shots"]],
        inputs["master/photograph"],
        FilmHead.from_json(dict(parameters["head"])),
        out / f"{FILM}{encoding.suffix}",
        encoding=encoding,
        label=Label.from_json(parameters["label"]),
    )
