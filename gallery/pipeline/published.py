"""The files of an exhibition: which they are, where the store has them, and what is put into them on their way out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gallery.errors import StoreError
from gallery.pictures.containers import with_xmp
from gallery.pictures.containers.mp4 import is_film, packet_box, without_samples
from gallery.pipeline.code import code_in
from gallery.pipeline.plan import WHOLE, Plan, check_confined, check_nesting, claim
from gallery.pipeline.store import Entry, FileRecord
from gallery.tasks import Task


class Published(NamedTuple):
    """One file of the exhibition."""

    path: str
    """In the exhibition, with forward slashes."""
    folder: Path
    """Of the task that made it, in the store."""
    sha256: str
    """In the store."""
    task: str
    """Id of the task that made it."""
    name: str
    """In the task's folder."""
    packet: Path | None = None
    """XMP packet that is put into it as it is published."""
    packet_sha256: str = ""
    discloses: str = ""
    """Last part of the DigitalSourceType that pictures of inferred colours in it must carry; empty where its task has
    read none."""

    @property
    def file(self) -> Path:
        """In the store."""
        return self.folder / self.name

    @property
    def recipe(self) -> str:
        """What decides the published file, and whether it has been looked at: its SHA-256 where nothing is put in, and
        else the code that puts it in and looks, too."""
        if not (self.packet_sha256 or self.discloses):
            return self.sha256
        parts = self.sha256, self.packet_sha256, self.discloses, _code()
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()

    def content(self) -> bytes:
        """The bytes that are published, in memory. Raises StoreError where the store was damaged."""
        data = _verified(self.file, self.sha256)
        if (added := self.added) is not None:
            return data + added
        return with_xmp(data, self._said())

    @property
    def added(self) -> bytes | None:
        """What follows the stored bytes, which stay as they are: nothing where there is no packet, and that of a film;
        None where something is put among them."""
        if self.packet is None:
            return b""
        return packet_box(self._said()) if is_film(self.name) else None

    def _said(self) -> bytes:
        if self.packet is None:
            raise ValueError(f"{self.path} gets no packet")
        return _verified(self.packet, self.packet_sha256)

    def looked_at(self) -> bytes | Path:
        """What is published, as far as it is looked at: a film may be of any length, and is never read whole."""
        if self.packet is None:
            return self.file
        return without_samples(self.file) + (self.added or b"") if is_film(self.name) else self.content()


@cache
def _code() -> str:
    """Digest of the program that puts packets in, and that looks at what is published."""
    code = [code_in(module) for module in ("gallery.pictures.containers", "gallery.pipeline.disclosure")]
    return hashlib.sha256(json.dumps(code, sort_keys=True, default=dict).encode()).hexdigest()


def _verified(path: Path, sha256: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DamagedEntryError(path)
    return data


class DamagedEntryError(StoreError):
    """A stored file is not what it was: what it belongs to has to be made again."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: damaged since it was written")
        self.path = path


def published_files(plan: Plan, entries: Mapping[str, Entry], source_type: str = "") -> list[Published]:
    """Every file of the exhibition, by path; ``source_type`` is what pictures of inferred colours must disclose.

    Raises:
        ValueError: two tasks publish the same path, or a task lacks what it publishes (bugs).
    """
    files: list[Published] = []
    owners: dict[str, str] = {}
    inferring = plan.reads_colours()
    for task in plan.tasks:
        entry = entries[task.id]
        for name, target in task.publishes.items():
            for found in _names(entry, name):
                path = target + (found if name == WHOLE else found.removeprefix(name)) if name.endswith("/") else target
                check_confined(path, task.id)
                claim(owners, path, f"{task.id} ({found})")
                packet, record = _packet(task, found, entries)
                discloses = source_type if task.id in inferring else ""
                sha256 = entry.files[found].sha256
                files.append(Published(path, entry.folder, sha256, task.id, found, packet, record.sha256, discloses))
    check_nesting(owners)
    return sorted(files, key=lambda item: item.path)


_NOTHING = FileRecord("", 0)


def _packet(task: Task, name: str, entries: Mapping[str, Entry]) -> tuple[Path | None, FileRecord]:
    """What is put into the file ``name`` of ``task`` as it is published: the packet's file and its record."""
    wanted = next((packet for pattern, packet in task.stamps.items() if fnmatchcase(name, pattern)), None)
    if wanted is None:
        return None, _NOTHING
    writer, _, file = wanted.rpartition("/")
    return entries[writer].folder / file, entries[writer].files[file]


def _names(entry: Entry, name: str) -> Iterator[str]:
    if name == WHOLE:
        yield from entry.files
    elif name.endswith("/"):
        yield from (found for found in entry.files if found.startswith(name))
    elif name in entry.files:
        yield name
    else:
        raise ValueError(f"{name} is published, but the entry {entry.key[:12]} does not hold it")
