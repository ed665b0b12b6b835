"""The unit of work: what one step needs, runs and publishes.

Publications plan tasks (pure); the pipeline keys, runs, stores and publishes them. A task's function runs in
another process, so it is a module-level function and its parameters are plain JSON values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Inputs = Mapping[str, Path]
"""The finished folders of the tasks a task needs, by task id. ``master/<work>`` is the file of a work's master:
it is given, not made, so it stands among the needs of a task without being one (:mod:`gallery.pipeline.plan`)."""

Step = Callable[[Inputs, Mapping[str, Any], Path], None]
"""``step(inputs, parameters, out)`` reads ``inputs`` and ``parameters`` only and writes files into ``out``,
an empty folder. The same arguments write the same bytes, on every machine and in every run."""


@dataclass(frozen=True)
class Task:
    """One step on one subject."""

    id: str
    """Unique and readable, stage first: ``colorize/first-flight``, ``site/rooms/flight``."""
    step: Step
    """The module-level function that does it."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Plain JSON values; everything that decides the result and is not an input (they enter the key)."""
    places: Mapping[str, Any] = field(default_factory=dict)
    """Where things lie on this machine, such as the paths of fonts. The step finds them among its parameters,
    but they do not enter the key: the digest of what lies there has to stand in ``parameters``."""
    needs: tuple[str, ...] = ()
    """Ids of the tasks whose folders this one reads."""
    publishes: Mapping[str, str] = field(default_factory=dict)
    """File in the task's folder → path in the exhibition, with forward slashes.
    A name that ends in ``/`` publishes a whole folder under the path (which ends in ``/`` too); ``./`` is all of
    the task's folder."""
    authentic: tuple[str, ...] = ("original*", "grey*", "confidence*")
    """Patterns (:mod:`fnmatch`) of pictures that show no inferred colour: on the base name of the file, or, if the
    pattern has a ``/``, on its path in the task's folder (then ``*`` stands for any number of folders); of pictures
    inside a file with a ``!``, ``room.glb!*, original``. Every other picture published by a task that reads a
    colorization, directly or through other tasks, must disclose its DigitalSourceType when read back, or the build
    fails (:mod:`gallery.pipeline.disclosure`)."""
    subject: str = ""
    """The id of the work this is about, for messages; empty for tasks about the whole exhibit."""

    @property
    def stage(self) -> str:
        """First part of the id, as the progress bar shows it."""
        return self.id.partition("/")[0]
