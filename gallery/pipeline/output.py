"""Publish finished tasks into the output folder, so that it equals a clean build byte for byte.

The folder's record, ``.gallery.json``, lists what we published: path → SHA-256. Before anything changes it
becomes the union of the old and the new list, so that whatever a killed build leaves behind is still known to
be ours, and the next build removes or replaces it. Files that are not in the record are the user's: never
changed, never removed. Copies are made in ``.gallery-unfinished`` inside the folder and moved into place; pictures get
what they say of themselves on the way (:class:`gallery.pipeline.published.Published`).

What the files hold is remembered in the cache (``hashes/``), not in the output: it is of one machine.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from gallery.errors import OutputError
from gallery.files import BLOCK, HASHES, Hashes
from gallery.pipeline.published import DamagedEntryError, Published
from gallery.pipeline.record import UNFINISHED, Record, read_record, write_record
from gallery.pipeline.refusals import refuse_foreign, refuse_links, refuse_other_owner, refuse_sources

LOG = logging.getLogger(__name__)

_THREADS, _AHEAD = 4, 32
"""That write files, and how many they write before these are moved into place."""


def check_output(output: Path, owner: str = "", sources: Iterable[Path] = (), *, replace: bool = False) -> None:
    """See early whether ``output`` may be published into: absent, empty, or with a record of our own.

    Args:
        owner: which exhibit is to be published (:func:`~gallery.pipeline.record.owner_of`); empty: any.
        sources: folders that the exhibit is made from, with all that is in them.
        replace: the exhibit may take the place of another one.

    Raises:
        OutputError: it is a file, holds somebody else's files or another exhibit, lies inside one of ``sources``,
            or has a damaged record.
    """
    with _problems_of(output):
        refuse_sources(output, sources)
        record = read_record(output)
        if not replace:
            refuse_other_owner(output, record, owner)


def publish(
    files: Sequence[Published],
    output: Path,
    owner: str = "",
    *,
    replace: bool = False,
    cache: Path | None = None,
    verify: bool = False,
    look: Callable[[Sequence[Published]], object] = len,
) -> int:
    """Make ``output`` hold exactly ``files``, beside whatever the user keeps there; how many files changed.

    Args:
        owner: which exhibit it is; empty: not known, and the record says what it said.
        replace: it may take the place of another exhibit.
        cache: folder in which to remember what the files hold, so that unchanged ones are not read.
        verify: read them all the same.
        look: the last look at what is to be written, before anything is; whatever it raises leaves all as it was.

    Raises:
        OutputError: the folder is not ours or holds another exhibit, a file of the user is in the way, another
            build is writing, or it cannot be written.
        StoreError: a stored file was damaged since it was verified.
    """
    hashes = _hashes_of(output, cache, len(files), verify=verify)
    with _problems_of(output), _locked(output), _not_left_empty(output):
        old = read_record(output)
        if not replace:
            refuse_other_owner(output, old, owner)
        changed = [item for item in files if not _is_there(item, output, old, hashes)]
        new = _record(files, changed, old, owner)
        removed = sorted(old.files.keys() - new.files.keys())
        refuse_links(output, [*(item.path for item in changed), *removed])
        refuse_foreign(output, [item.path for item in changed], old.files)
        look(changed)
        if changed or removed or old != new or (output / UNFINISHED).exists():
            _replace(output, changed, removed, old=old, new=new, hashes=hashes)
    hashes.save()
    return len(changed) + len(removed)


@contextmanager
def _not_left_empty(output: Path) -> Iterator[None]:
    """A folder in which nothing came to lie is gone again. Only who holds the lock may say so."""
    try:
        yield
    finally:
        if not any(output.iterdir()):
            output.rmdir()


def _is_there(item: Published, output: Path, old: Record, hashes: Hashes) -> bool:
    """Whether the output holds this very file, made from the same parts."""
    known = old.files.get(item.path)
    if known is None or item.recipe == item.sha256:
        return item.recipe == item.sha256 == _digest(output, item.path, hashes)
    return old.recipe(item.path) == item.recipe and _digest(output, item.path, hashes) == known


def _record(files: Sequence[Published], changed: Sequence[Published], old: Record, owner: str) -> Record:
    """What the record is to say, but for the hashes of changed files that are stamped as they are written."""
    anew = {item.path for item in changed}
    known = {item.path: item.sha256 if item.path in anew else old.files.get(item.path, item.sha256) for item in files}
    recipes = {item.path: item.recipe for item in files if item.recipe != item.sha256}
    return Record(known, owner or old.owner, recipes)


def _hashes_of(output: Path, cache: Path | None, files: int, *, verify: bool) -> Hashes:
    """What the files in ``output`` held when they were last looked at."""
    if cache is None:
        return Hashes(verify=verify, links=False)
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()
    return Hashes(cache / HASHES / f"output-{name[:32]}.json", limit=max(1, files), verify=verify, links=False)


def _replace(
    output: Path, changed: Sequence[Published], removed: Sequence[str], *, old: Record, new: Record, hashes: Hashes
) -> None:
    unfinished = output / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        write_record(output, Record({**old.files, **new.files}, new.owner))
        written = {}
        for path in removed:
            _remove(output / path)
            _prune(output, path)
        for item, draft, sha256 in _drafts(changed, unfinished):
            written[item.path] = sha256
            target = output / item.path
            try:
                draft.replace(target)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                draft.replace(target)
            hashes.remember(target, written[item.path])
        write_record(output, Record({**new.files, **written}, new.owner, new.recipes))
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _drafts(items: Sequence[Published], folder: Path) -> Iterator[tuple[Published, Path, str]]:
    """Each of ``items``, the file in ``folder`` that it was written to, and its SHA-256; a few are written ahead, in
    threads: to read, hash and write keeps others from nothing."""
    drafts = [folder / str(number) for number in range(_AHEAD)]
    with ThreadPoolExecutor(_THREADS) as pool:
        for first in range(0, len(items), _AHEAD):
            some = items[first : first + _AHEAD]
            yield from zip(some, drafts, pool.map(_write, some, drafts), strict=False)


def _write(item: Published, draft: Path) -> str:
    """Write the file, so that it has the ordinary mode, and verify what was read; its SHA-256."""
    added = item.added
    if added is None:
        data = item.content()
        draft.write_bytes(data)
        return hashlib.sha256(data).hexdigest()
    digest = hashlib.sha256()
    with item.file.open("rb") as source, draft.open("wb") as target:
        while chunk := source.read(BLOCK):
            digest.update(chunk)
            target.write(chunk)
        if digest.hexdigest() != item.sha256:
            raise DamagedEntryError(item.file)
        target.write(added)
    digest.update(added)
    return digest.hexdigest()


def _digest(output: Path, path: str, hashes: Hashes) -> str | None:
    """SHA-256 of what lies at ``path``; None where there is nothing, a link, or no plain file."""
    try:
        return hashes.sha256_of(f"{output}/{path}")
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EINVAL):
            return None
        raise


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


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    """One build at a time writes into a folder, made here. The lock is on the folder and ends with the process."""
    output.mkdir(parents=True, exist_ok=True)
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
