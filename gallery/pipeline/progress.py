"""What a build tells whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Progress(Protocol):
    """Told of each step of a build, always from the thread that runs it."""

    def planned(self, stages: Mapping[str, int], reused: int) -> None:
        """The build begins: how many steps each stage has to run, in order, and how many the store has."""

    def started(self, task: str) -> None:
        """A step is handed to a worker."""

    def counted(self, done: int, of: int) -> None:
        """Of all frames of films that the build has to make, so many are done."""

    def finished(self, task: str) -> None:
        """A step is done and in the store."""

    def failed(self, task: str, message: str) -> None:
        """A step failed, or was skipped because what it needs failed."""


class Silence:
    """A :class:`Progress` that tells nobody."""

    def planned(self, stages: Mapping[str, int], reused: int) -> None: ...

    def started(self, task: str) -> None: ...

    def counted(self, done: int, of: int) -> None: ...

    def finished(self, task: str) -> None: ...

    def failed(self, task: str, message: str) -> None: ...
