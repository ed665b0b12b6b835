"""The unit of work: what one step needs, reads, runs and publishes.

Publications plan tasks (pure); the pipeline keys, runs, stores and publishes them. A task's function runs in
another process, perhaps on another machine, so it is a module-level function and its parameters are plain JSON
values; where things lie it learns from its inputs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Inputs = Mapping[str, Path]
"""Where a step finds what it reads, under the names that its task declares: the finished folder of each task it
needs, by task id; the file of a master, as ``master/<work>`` (given, not made: :mod:`gallery.pipeline.plan`); the
folder of each resource, by its name."""

Step = Callable[[Inputs, Mapping[str, Any], Path], None]
"""``step(inputs, parameters, out)`` reads ``inputs`` and ``parameters`` only and writes files into ``out``,
an empty folder. The same arguments write the same bytes, on every machine and in every run."""

Report = Callable[[int, int], None]
"""Told how much of a step is done, and of how much."""

_reports: ContextVar[Report | None] = ContextVar("reports", default=None)

MEMORY = 400_000_000
"""Bytes that an ordinary step takes at most, the interpreter and its libraries among them."""


@dataclass(frozen=True)
class Resource:
    """Files that steps read beside the results of others: fonts, weights, a theme, a logo, a folder of templates."""

    name: str
    """As tasks declare it: one of :data:`~gallery.resources.SHIPPED`, ``fonts``, ``logo``, ``theme``, ``weights``."""
    files: Mapping[str, Path]
    """Every file by its name in the resource's folder, with forward slashes → where it lies on this machine."""
    digest: str
    """SHA-256 of names and contents, which enters the key of every task that reads it."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Bytes of each file."""


@dataclass(frozen=True)
class Task:
    """One step on one subject."""

    id: str
    """Unique and readable, stage first: ``colorize/first-flight``, ``site/rooms/flight``."""
    step: Step
    """The module-level function that does it."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Plain JSON values; everything that decides the result and is not an input (they enter the key)."""
    needs: tuple[str, ...] = ()
    """Ids of the tasks whose folders this one reads, and of masters."""
    reads: tuple[str, ...] = ()
    """Names of the resources it reads. What a step opens beside its needs and these fails a test."""
    publishes: Mapping[str, str] = field(default_factory=dict)
    """File in the task's folder → path in the exhibition, with forward slashes.
    A name that ends in ``/`` publishes a whole folder under the path (which ends in ``/`` too); ``./`` is all of
    the task's folder."""
    stamps: Mapping[str, str] = field(default_factory=dict)
    """Pattern (:mod:`fnmatch`) of published files, by their names in the task's folder → ``<task id>/<file>``, the XMP
    packet that is put into them on their way out; the first that matches counts. It enters no key: a picture is not
    encoded anew when its label changes."""
    infers: bool = False
    """Whether colours are inferred in it. Whoever reads its folder, directly or through other tasks, has to
    disclose them."""
    authentic: tuple[str, ...] = ("original*", "grey*", "confidence*")
    """Patterns (:mod:`fnmatch`) of pictures that show no inferred colour: on the base name of the file, or, if the
    pattern has a ``/``, on its path in the task's folder (then ``*`` stands for any number of folders); of pictures
    inside a file with a ``!``, ``room.glb!*, original``. Every other picture published by a task that reads a
    colorization, directly or through other tasks, must disclose its DigitalSourceType when read back, or the build
    fails (:mod:`gallery.pipeline.disclosure`)."""
    memory: int = MEMORY
    """Bytes it takes at most. No more steps run side by side than there is memory for."""
    counts: int = 0
    """Of what it does one by one, such as frames, how many; it reports how many are done. 0 for all that is short."""
    light: bool = False
    """It takes about a tenth of a second and decodes no master: a few of these are done before worker processes would
    have started."""
    subject: str = ""
    """The id of the work this is about, for messages; empty for tasks about the whole exhibit."""

    @property
    def stage(self) -> str:
        """First part of the id, as the progress bar shows it."""
        return self.id.partition("/")[0]


def report(done: int, of: int) -> None:
    """Say, in a step that takes long, how much of it is done; it changes nothing that the step makes."""
    if tell := _reports.get():
        tell(done, of)


@contextmanager
def reported_by(tell: Report) -> Iterator[None]:
    """While a step runs: what it reports is told to ``tell``."""
    before = _reports.set(tell)
    try:
        yield
    finally:
        _reports.reset(before)
