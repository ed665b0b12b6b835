"""What the tasks of a film do. Each reads the master, and what it needs of the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.tasks import Inputs

POSTER = "poster.png"
"""The frame that stands for the film, in its own colours."""
SEGMENT = "segment.mp4"
"""A shot in colour."""
COLOUR_FILM, ORIGINAL_FILM = "colour.mp4", "original.mp4"
"""The film as browsers play it."""
FACTS = "facts.json"


def poster_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``poster.png``: the frame ``number`` upright, in square pixels, in the colours that it has."""
    raise NotImplementedError


def poster_colours_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    raise NotImplementedError


def shot_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    raise NotImplementedError


def join_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    raise NotImplementedError


def original_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    raise NotImplementedError


def facts_of(folder: Path) -> dict[str, Any]:
    """What a task of a film says of what it made."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts
