"""Publish finished tasks into the output folder, so that it equals a clean build byte for byte.

The folder's record, ``.gallery.json``, lists what we published: path → SHA-256. Before anything changes it
becomes the union of the old and the new list, so that whatever a killed build leaves behind is still known to
be ours, and the next build removes or replaces it. Files that are not in the record are the user's: never
changed, never removed. Copies are made in ``.gallery-unfinished`` inside the folder and moved into place.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gallery.errors import OutputError, StoreError
from gallery.pipeline.plan import WHOLE, Plan, check_confined, check_nesting, claim
from gallery.pipeline.store import CHUNK, Entry, file_sha256

LOG = logging.getLogger(__name__)

RECORD = ".gallery.json"
UNFINISHED = ".gallery-unfinished"
FORMAT = 1


@dataclass(frozen=True)
class Published:
    """One file of the exhibition."""

    path: str
    """In the exhibition, with forward slashes."""
    file: Path
    """In the store."""
    sha256: str
    task: str
    """Id of the task that made it."""
    name: str
    """In the task's folder."""


def published_files(plan: Plan, entries: Mapping[str, Entry]) -> list[Published]:
    """Every file of the exhibition, by path.

    Raises:
        ValueError: two tasks publish the same path, or a task lacks what it publishes (bugs).
    """
    files: list[Published] = []
    owners: dict[str, str] = {}
    for task in plan.tasks:
        entry = entries[task.id]
        for name, target in task.publishes.items():
            for found in _names(entry, name):
                path = target + (found if name == WHOLE else found.removeprefix(name)) if name.endswith("/") else target
                check_confined(path, task.id)
                claim(owners, path, f"{task.id} ({found})")
                files.append(Published(path, entry.folder / found, entry.files[found].sha256, task.id, found))
    check_nesting(owners)
    return sorted(files, key=lambda item: item.path)


def _names(entry: Entry, name: str) -> list[str]:
    if name == WHOLE:
        return list(entry.files)
    if name.endswith("/"):
        return [found for found in entry.files if found.startswith(name)]
    if name not in entry.files:
        raise ValueError(f"{name} is published, but the entry {entry.key[:12]} does not hold it")
    return [name]


def check_output(output: Path) -> None:
    """See early whether ``output`` may be published into: absent, empty, or with a record of our own.

    Raises:
        OutputError: it is a file, holds somebody else's files, or has a damaged record.
    """
    with _problems_of(output):
        _read_record(output)


def publish(files: Sequence[Published], output: Path) -> int:
    """Make ``output`` hold exactly ``files``, beside whatever the user keeps there; how many files changed.

    Raises:
        OutputError: the folder is not ours, a file of the user is in the way, another build is writing, or it
            cannot be written.
        StoreError: a stored file was damaged since it was verified.
    """
    new = {item.path: item.sha256 for item in files}
    with _problems_of(output):
        output.mkdir(parents=True, exist_ok=True)
        with _locked(output):
            old = _read_record(output)
            for path in {**old, **new}:
                _refuse_links(output, path)
            changed = [item for item in files if _digest(output / item.path) != item.sha256]
            _refuse_foreign(output, changed, old)
            removed = sorted(old.keys() - new.keys())
            if changed or removed or old != new or (output / UNFINISHED).exists():
                _replace(output, changed, removed, old, new)
    return len(changed) + len(removed)


def _replace(
    output: Path,
    changed: Sequence[Published],
    removed: Sequence[str],
    old: Mapping[str, str],
    new: Mapping[str, str],
) -> None:
    unfinished = output / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    _write_record(output, {**old, **new})
    for path in removed:
        _remove(output / path)
        _prune(output, path)
    for item in changed:
        draft = unfinished / "file"
        _copy(item, draft)
        target = output / item.path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
    _write_record(output, new)
    shutil.rmtree(unfinished)


def _copy(item: Published, draft: Path) -> None:
    """Copy by reading and writing, so that the file has the ordinary mode, and verify what was read."""
    digest = hashlib.sha256()
    with item.file.open("rb") as source, draft.open("wb") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != item.sha256:
        raise StoreError(f"{item.file}: damaged since it was verified; build again to make it anew")


def _digest(path: Path) -> str | None:
    """SHA-256 of what lies at ``path``; None where there is nothing, a link, or no plain file."""
    return file_sha256(path) if path.is_file() and not path.is_symlink() else None


def _remove(path: Path) -> None:
    # After an interrupted build a path of the record may be a folder now, or lie inside a file.
    if path.is_symlink() or path.is_file():
        path.unlink()


def _prune(output: Path, path: str) -> None:
    """Remove the folders that held ``path`` and hold nothing now."""
    for folder in (output / path).parents:
        if folder == output:
            return
        try:
            folder.rmdir()
        except OSError:
            if folder.is_dir():
                return  # Something is left in it.


def _refuse_links(output: Path, path: str) -> None:
    for folder in (output / path).parents:
        if folder == output:
            return
        if folder.is_symlink():
            raise OutputError(
                f"{folder} is a symbolic link, and publishing through it would write outside {output}; "
                "remove the link, or build into another folder with --output DIR"
            )


def _refuse_foreign(output: Path, changed: Sequence[Published], old: Mapping[str, str]) -> None:
    """A file or folder that no build of ours made is in the way."""
    for item in changed:
        place = output / item.path
        in_the_way = [
            folder
            for folder in place.parents
            if folder.is_relative_to(output)
            and folder != output
            and folder.is_file()
            and folder.relative_to(output).as_posix() not in old
        ]
        if item.path not in old and (place.is_symlink() or place.is_file()):
            in_the_way.append(place)
        if place.is_dir() and not place.is_symlink():
            ours = {path for path in old if path.startswith(f"{item.path}/")}
            in_the_way.extend(
                path for path in place.rglob("*") if not path.is_dir() and _relative(path, output) not in ours
            )
        if in_the_way:
            raise OutputError(
                f"{in_the_way[0]} is not from a build and is in the way of {item.path}; "
                "move it, or build into another folder with --output DIR"
            )


def _relative(path: Path, output: Path) -> str:
    return path.relative_to(output).as_posix()


def _read_record(output: Path) -> dict[str, str]:
    """What earlier builds published into ``output``: path → SHA-256."""
    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; name a folder with --output DIR")
    record = output / RECORD
    if not record.is_file():
        if output.is_dir() and any(path.name != UNFINISHED for path in output.iterdir()):
            raise OutputError(
                f"{output} is not empty and was not made by a build, so nothing is written there; "
                "name an empty or a new folder with --output DIR"
            )
        return {}
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        files = {str(path): str(sha256) for path, sha256 in content["files"].items()}
        if content["format"] != FORMAT:
            raise ValueError(f"its format is {content['format']}")
        for path in files:
            check_confined(path, RECORD)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{record} is damaged or of another version ({error}); remove the folder, "
            "or build into another one with --output DIR"
        ) from error
    return files


def _write_record(output: Path, files: Mapping[str, str]) -> None:
    text = json.dumps({"format": FORMAT, "files": dict(files)}, indent=1, sort_keys=True) + "\n"
    draft = output / UNFINISHED / "record"
    draft.write_text(text, encoding="utf-8")
    draft.replace(output / RECORD)


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    """One build at a time writes into a folder. The lock is on the folder and ends with the process."""
    try:
        import fcntl
    except ImportError:  # Windows has no such lock: two builds into one folder are then the user's to avoid.
        yield
        return
    handle = os.open(output, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"another build is writing into {output}; wait until it is done") from error
        except OSError as error:
            LOG.debug("%s is on a file system without locks (%s): go on without", output, error)
        yield
    finally:
        os.close(handle)


@contextmanager
def _problems_of(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{error.filename or output}: cannot be written: {error.strerror or error}; "
            "mend that, or build into another folder with --output DIR"
        ) from error
