"""What steps read beside the results of others, as resources: named files with one digest, found on this machine.

Folders of templates are shipped: every machine has its own copy, and a worker whose copy differs refuses the work.
All else (fonts, weights, a theme) is copied into the store when the first step needs it, so that a step reads exactly
the files that its key names, wherever it runs and whatever becomes of the originals meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import copyfile

from gallery.errors import OutputError, StoreError
from gallery.files import sha256_of
from gallery.pipeline.keys import content_digest
from gallery.pipeline.store import Store
from gallery.resources import SHIPPED, TEMPLATES
from gallery.tasks import Resource

Hash = Callable[[Path], str]
"""SHA-256 of a file; may remember."""


def resource(name: str, files: Mapping[str, Path], hashed: Hash = sha256_of) -> Resource:
    """The resource of these files; OSError when one cannot be read."""
    digests = {file: hashed(path) for file, path in files.items()}
    sizes = {file: path.stat().st_size for file, path in files.items()}
    return Resource(name, dict(files), content_digest(digests), sizes)


def shipped_files(name: str, templates: Path | None = None) -> dict[str, Path]:
    """The files of a folder of templates; hidden ones do not count. Raises OutputError where there are none."""
    folder = (templates or TEMPLATES) / name
    found: dict[str, Path] = {}
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith(".")]
        within = Path(place)
        above = "" if within == folder else f"{within.relative_to(folder).as_posix()}/"
        shown = ((name, within / name) for name in names if not name.startswith("."))
        found |= {f"{above}{name}": path for name, path in shown if path.is_file()}
    if not found:  # a checkout that was not installed has no bundles
        raise OutputError(f"there is nothing in {folder}; install again, or run 'python templates/frontend/build.py'")
    return dict(sorted(found.items()))


def shipped_resources(hashed: Hash = sha256_of) -> dict[str, Resource]:
    """Every folder of templates that steps may read."""
    found = {}
    for name in SHIPPED:
        stamps = _stamps(name)  # before the files are read: what changes meanwhile is seen later
        found[name] = resource(name, shipped_files(name), hashed)
        _SEEN[name] = stamps, found[name].digest
    return found


def keep_resource(found: Resource, store: Store) -> None:
    """See that the store holds ``found``, unless it is shipped, to the byte: a copy that is damaged is made again.

    Raises StoreError when it cannot be written, or when a file is not the one that was inspected any more.
    """
    if found.name in SHIPPED:
        return
    kept = store.get(found.digest)
    if kept is None or store.damage(kept, thorough=True):
        store.make(found.digest, partial(_copy, found), f"the resource {found.name}")


def _copy(found: Resource, out: Path) -> None:
    for name, path in found.files.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            copyfile(path, target)
        except OSError as error:
            raise StoreError(f"{path}: cannot be read any more ({error.strerror or error}); build again") from error
    copied = {name: sha256_of(out / name) for name in found.files}
    if content_digest(copied) != found.digest:
        raise StoreError(f"the {found.name} changed since the exhibit was inspected; build again")


def place_of(name: str, digest: str, store: Store) -> Path:
    """The folder of a resource on this machine; StoreError where it is not in the store."""
    if name in SHIPPED:
        return TEMPLATES / name
    entry = store.get(digest)
    if entry is None:
        raise StoreError(f"the {name} of the exhibit is not in the store any more; build again")
    return entry.folder


def shipped_is(name: str, digest: str) -> bool:
    """Whether this machine's copy of a folder of templates is the one that ``digest`` says."""
    return _shipped_digest(name) == digest


_Stamp = tuple[str, int, int, int]
_SEEN: dict[str, tuple[list[_Stamp], str]] = {}
"""Folder of templates → how its files were when they were last read, and the digest of what they hold."""


def _shipped_digest(name: str) -> str:
    """The digest of a folder of templates here; its files are hashed again only when one of them was touched."""
    stamps = _stamps(name)
    if name not in _SEEN or _SEEN[name][0] != stamps:
        _SEEN[name] = stamps, resource(name, shipped_files(name)).digest
    return _SEEN[name][1]


def _stamps(name: str) -> list[_Stamp]:
    """How the files of a folder of templates are. Each step asks, so that this goes without a Path for each."""
    found = []
    for place, inner, names in os.walk(TEMPLATES / name):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for path in (f"{place}/{name}" for name in names if not name.startswith(".")):
            with suppress(FileNotFoundError):  # a link that leads nowhere is no file
                facts = os.stat(path)  # noqa: PTH116
                found.append((path, facts.st_size, facts.st_mtime_ns, facts.st_ino))
    return sorted(found)
