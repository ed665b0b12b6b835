"""The store of finished steps, content-addressed and verified; and of masters, by their hash.

:class:`Store` is what the pipeline asks of it. :class:`gallery.pipeline.folder_store.FolderStore` is a folder, which
several builds, and the workers of a cluster, may share; an object store would be another class beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol


class FileRecord(NamedTuple):
    """What a finished file has to be."""

    sha256: str
    size: int
    """Bytes."""
    mtime_ns: int = 0
    """When it was written: a file that still has this time and its size is not read again to know its hash."""


@dataclass(frozen=True)
class Entry:
    """A finished entry."""

    key: str
    folder: Path
    """Folder of the files that the step wrote."""
    records: Mapping[str, list[Any]]
    """File, relative with forward slashes → the fields of its :class:`FileRecord`."""
    digest: str
    """Of its content: names and hashes of all its files."""

    @cached_property
    def files(self) -> Mapping[str, FileRecord]:
        """File, relative with forward slashes → what it is."""
        return {name: FileRecord(*values) for name, values in self.records.items()}


class Store(Protocol):
    """What the pipeline asks of the place where results are kept. Whatever answers has to be reached by the build and
    by all of its workers; folders that it names lie on the machine that asks."""

    def get(self, key: str) -> Entry | None:
        """The finished entry of ``key``, or None; its files are not looked at."""

    def damage(self, entry: Entry, *, thorough: bool = False) -> str:
        """What is wrong with the files of ``entry``, empty when nothing is. A damaged entry is removed, with a line
        in the log. ``thorough`` reads every file; else one whose time and size are as they were is taken to be so."""

    def make(self, key: str, write: Callable[[Path], None], about: str) -> Entry:
        """The entry of ``key``, made by ``write(folder)``; ``about`` names the task in the record.

        Raises StoreError where it cannot be written, else whatever ``write`` raises; the store is then as before.
        """

    def forget(self, key: str) -> None:
        """Remove the entry of ``key``, if there is one. Readers see the whole entry or none."""

    def sweep(self) -> int:
        """Remove what killed builds left unfinished; how many entries that was."""

    def master(self, sha256: str) -> Path | None:
        """The master with this hash, verified, or None."""

    def keep_master(self, path: Path) -> None:
        """Keep a copy of the master at ``path``, so that every worker can read it."""
