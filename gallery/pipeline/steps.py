"""What a worker does: one step into the store, with its failure told as a value (picklable functions).

An order names everything by id, key and digest, and holds no path: the worker may be another machine. Where things lie
there says its :class:`Mount`.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError, SourceError, StoreError
from gallery.files import sha256_of
from gallery.pages.compiled import keep_compiled
from gallery.pipeline.code import code_of
from gallery.pipeline.counting import counted
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.reading import place_of, shipped_is
from gallery.pipeline.source_code import recall_code
from gallery.pipeline.store import Store
from gallery.problems import Problem
from gallery.resources import SHIPPED
from gallery.tasks import MEMORY, Step
from gallery.words.texts import keep_texts, read_as

DIFFERS = "worker-differs"
"""Code of the problem that a worker has other code or templates than the build."""

STORE = "store"
"""Code of the problem that the store cannot be read or written: no other step would fare better."""

SIGHT = 75.0
"""Seconds until what one machine put into the store is sure to be seen by another, which may have looked for it before:
NFS remembers for a minute what it did not find."""
LOOK = 0.5
"""Seconds after which it is looked for again."""

TEXTS = "texts"
"""The resource that is read once for all steps of a process."""


@dataclass(frozen=True)
class Order:
    """All that a worker needs to know to run one task."""

    id: str
    key: str
    step: Step
    parameters: Mapping[str, Any]
    needs: Mapping[str, str]
    """Task id → key of its entry."""
    masters: Mapping[str, str] = field(default_factory=dict)
    """``master/<work>`` → SHA-256."""
    reads: Mapping[str, str] = field(default_factory=dict)
    """Resource → digest."""
    code: Mapping[str, str] = field(default_factory=dict)
    """What the key says of the code: package → version or digest (:func:`gallery.pipeline.code.code_of`)."""
    promised: tuple[str, ...] = field(default=())
    """Files, relative to the task's folder, that it is to publish."""
    memory: int = MEMORY
    """Bytes that it takes at most."""


@dataclass(frozen=True)
class Mount:
    """Where the store and the masters lie on the machine that works."""

    cache: Path | None = None
    """Folder that holds the store; None: as this machine's own setting says (``GALLERY_CACHE``)."""
    masters: Mapping[str, Path] = field(default_factory=dict)
    """SHA-256 → file, of masters that need not be in the store."""

    @property
    def sight(self) -> float:
        """Seconds until results in the store are sure to be seen: on one machine they are at once."""
        return SIGHT if self.cache is None else 0.0

    @property
    def folder(self) -> Path:
        """Folder that holds the store."""
        from gallery.sources import default_cache

        return self.cache or default_cache()

    def store(self) -> Store:
        """The store; StoreError where it cannot be written."""
        return FolderStore(self.folder)

    def master(self, sha256: str, store: Store) -> Path:
        """The file of a master; SourceError where there is none."""
        found = self.masters.get(sha256) or store.master(sha256)
        if found is None:
            raise SourceError(f"the master {sha256[:12]}… is not in the store; build again to have it again")
        return found


def run_order(order: Order, mount: Mount) -> Problem | None:
    """Run a task's step and keep what it writes in the store; None when all went well."""
    try:
        recall_code(mount.folder)
        keep_compiled(mount.folder)
        keep_texts(mount.folder)
        if differing := _differences(order):
            return Problem(code=DIFFERS, message=differing, task=order.id)
        if TEXTS in order.reads:
            read_as(order.reads[TEXTS])
        store = mount.store()
        with counted(mount.folder, order.key):
            store.make(order.key, partial(_write, order, mount, store), order.id)
    except GalleryError as error:
        return told(error, order.id)
    except MemoryError:
        return Problem(code="memory", message="not enough memory", hint="build with --jobs 1", task=order.id)
    except Exception as error:  # noqa: BLE001 - told with its traceback, and the build fails
        return told(error, order.id)
    return None


def told(error: BaseException, task: str) -> Problem:
    """What became of a task: an expected error as it was told, or a bug of ours with its traceback."""
    if not isinstance(error, GalleryError):
        trace = "".join(traceback.format_exception(error))
        return Problem(message=f"internal error: {type(error).__name__}: {error}", task=task, trace=trace)
    problem = error.problems[0] if len(error.problems) == 1 else Problem(message=str(error))
    return replace(problem, task=task, code=STORE if isinstance(error, StoreError) else problem.code)


def _differences(order: Order) -> str:
    """What is another version here than where the key was made, in words; empty when nothing is."""
    templates = [
        f"the templates '{name}' differ here from those where the build was planned"
        for name, digest in order.reads.items()
        if name in SHIPPED and not shipped_is(name, digest)
    ]
    code = code_differences(code_of(order.step), order.code)
    return "; ".join([*([code] if code else []), *templates])


def code_differences(here: Mapping[str, str], planned: Mapping[str, str]) -> str:
    """Which packages have another version or other code ``here`` than where a build was ``planned``, in words."""
    return "; ".join(
        f"{name} is {_version(here.get(name))} here and {_version(planned.get(name))} where the build was planned"
        for name in sorted({*here, *planned})
        if here.get(name) != planned.get(name)
    )


def _version(said: str | None) -> str:
    if said is None:
        return "absent"
    return f"the code {said[:8]}…" if len(said) == 64 else said


def _write(order: Order, mount: Mount, store: Store, out: Path) -> None:
    masters = {name: mount.master(sha256, store) for name, sha256 in order.masters.items()}
    inputs = {need: _entry(need, key, store, mount.sight) for need, key in order.needs.items()}
    resources = {name: place_of(name, digest, store) for name, digest in order.reads.items()}
    order.step({**masters, **inputs, **resources}, order.parameters, out)
    for name in order.promised:
        if not (out / name).exists():
            raise FileNotFoundError(f"the step did not write {name}, which {order.id} publishes")
    for name, sha256 in order.masters.items():
        # Looked at after the step: what it read may have been replaced since the exhibit was inspected.
        if sha256_of(masters[name]) != sha256:
            raise SourceError(f"{masters[name]}: the file changed during the build; build again")


def _entry(need: str, key: str, store: Store, sight: float) -> Path:
    until = time.monotonic() + sight
    while (entry := store.get(key)) is None:
        if time.monotonic() >= until:
            raise StoreError(f"the result of {need} is not in the store any more; build again")
        time.sleep(LOOK)
    return entry.folder
