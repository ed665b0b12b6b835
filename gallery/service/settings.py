"""What a service is started with, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gallery.photograph import MAX_PIXELS
from gallery.pipeline.cluster.connection import Scheduler
from gallery.sources import FetchOptions

LARGE = 4_000_000
"""Pixels from which a photograph is not waited for: the answer is where it will be."""

WAIT = 20.0
"""Seconds that a request waits for its picture, unless it says ``Prefer: wait=N``."""
MOST_WAIT = 60.0

JOB_SECONDS = 300.0
"""Seconds that a step may take before its worker is ended."""

MOST_SECONDS = 600.0
"""Seconds that a film may last, where nobody says otherwise."""

LISTENERS = 100
"""Streams of events open at a time."""

BATCH = 100
"""Photographs in a batch at most."""

DOCUMENT = 1_000_000
"""Bytes of a text that is no photograph: a manifest, a list of addresses, options."""


@dataclass(frozen=True)
class Settings:
    """What a service is started with."""

    folder: Path
    """Where it keeps what it was sent and what it made: a store of its own, and the list of jobs."""
    weights: tuple[str, ...] = ("default",)
    """Weights that may be asked for, the first where none are: names, or paths of cards."""
    jobs: int = 2
    """Colorizations at a time."""
    queue: int = 100
    """Colorizations that may wait."""
    keep: float = 24 * 3600.0
    """Seconds for which a photograph and what was made of it are kept, from when that is done."""
    most_bytes: int = 256_000_000
    """Of a body."""
    most_pixels: int = MAX_PIXELS
    """Of a photograph."""
    most_seconds: float = MOST_SECONDS
    """Of a film."""
    most_disk: int = 10_000_000_000
    """Bytes kept in all, beyond which nothing is accepted."""
    scheduler: Scheduler | None = None
    """Of the workers that colorize; None to do it here."""
    fetching: FetchOptions = field(default_factory=lambda: FetchOptions(cache=Path()))
    """How far to go for a photograph on the web."""
