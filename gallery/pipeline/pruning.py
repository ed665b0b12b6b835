"""What the cache keeps, piece by piece, and which pieces go first: those that nobody used for the longest time.

A piece is what is useful or not as a whole: a download, the entry of a finished step, a small photograph, a map of
hashes. Its use is its file's time of change, which :func:`gallery.files.mark_used` sets; damaged pieces have one too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gallery.errors import StoreError
from gallery.files import COMPILED, HASHES, MARKED

STORE = "store"
UNFINISHED = "unfinished"
ENTRY = "entry.json"

FOLDERS = {
    "downloads": "downloads",
    STORE: "finished steps",
    "training": "small photographs for training",
    HASHES: "hashes of files",
    COMPILED: "compiled templates",
}
"""What the press keeps in the cache, and all that clearing and pruning remove."""

SAFE = 3600.0 + MARKED
"""Seconds for which a used piece stays, whatever is asked: a build that runs may need it, and marks are rare."""

FORSAKEN = 2 * 24 * 3600.0
"""Seconds after which something unfinished is nobody's any more."""


@dataclass(frozen=True)
class CacheItem:
    """One thing in the cache."""

    kind: str
    """Of :data:`FOLDERS`."""
    path: Path
    """A file, or the folder of a finished step."""
    bytes: int
    used: float
    """When it was last used, in seconds since 1970."""


def pieces(cache: Path, kinds: Iterable[str] = FOLDERS) -> Iterator[CacheItem]:
    """Everything in ``cache`` that may be removed. A link in it is somebody's arrangement, and is not followed."""
    for kind in kinds:
        folder = cache / kind
        if folder.is_symlink() or not folder.is_dir():
            continue
        if kind == STORE:
            yield from _entries(folder)
        else:
            yield from (CacheItem(kind, path, size, used) for path, size, used in _files(folder))


def _entries(store: Path) -> Iterator[CacheItem]:
    for shelf in _listed(store):
        for place in _listed(Path(shelf.path)) if shelf.is_dir(follow_symlinks=False) else ():
            if place.is_symlink():
                continue
            found = _entry(Path(place.path))
            if shelf.name != UNFINISHED or found.used < time.time() - FORSAKEN:
                yield found


def _entry(place: Path) -> CacheItem:
    """The entry of a step in a folder; a file in the place of one is a piece too."""
    record = _looked_at(place / ENTRY) or _looked_at(place)
    files = list(_files(place)) if place.is_dir() else [(place, record.st_size if record else 0, 0.0)]
    return CacheItem(STORE, place, sum(size for _, size, _ in files), record.st_mtime if record else 0.0)


def _files(folder: Path) -> Iterator[tuple[Path, int, float]]:
    """Every file below ``folder`` with its bytes and its time of change; what goes meanwhile is passed over."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            facts = _looked_at(path)
            if facts is not None and not stat.S_ISLNK(facts.st_mode):
                yield path, facts.st_size, facts.st_mtime


def _looked_at(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def chosen(
    found: Sequence[CacheItem], *, safe: float, unused_since: float | None = None, max_size: int | None = None
) -> list[CacheItem]:
    """What to remove, the longest unused first (pure).

    Args:
        safe: what was used at this time or later stays; this and the next in seconds since 1970.
        unused_since: what was last used before this time goes.
        max_size: bytes; so much goes that what stays is not more.
    """
    left = sum(piece.bytes for piece in found)
    going = []
    for piece in sorted(found, key=lambda piece: (piece.used, piece.path)):
        if piece.used >= safe:
            break
        old = unused_since is not None and piece.used < unused_since
        if old or (max_size is not None and left > max_size):
            going.append(piece)
            left -= piece.bytes
    return going


def running_since(cache: Path, now: float) -> float:
    """When the builds that run with this cache began, as far as it shows; ``now`` where there are none.

    What they found finished at their beginning they may need at their end.
    """
    began = [now]
    for draft in _listed(cache / STORE / UNFINISHED):
        facts = _looked_at(Path(draft.path))
        if facts is None or facts.st_mtime < now - FORSAKEN:
            continue
        began.append(facts.st_mtime)
        parts = draft.name.split(".")
        process = _looked_at(Path("/proc", parts[-2])) if len(parts) > 3 and parts[-2].isdigit() else None
        if process is not None and draft.name.partition(".")[2].startswith(socket.gethostname()):
            began.append(process.st_mtime)
    return min(began)


def remove(going: Sequence[CacheItem], cache: Path, tell: Callable[[int, int], None]) -> list[CacheItem]:
    """Remove pieces, except those that were used since they were chosen; which ones have gone.

    Raises StoreError at the end where some could not be removed.
    """
    gone: list[CacheItem] = []
    errors: list[OSError] = []
    for number, piece in enumerate(going, start=1):
        try:
            if _is_unused(piece):
                _remove(piece, cache)
                gone.append(piece)
        except FileNotFoundError:
            continue  # somebody else has removed it
        except OSError as error:
            errors.append(error)
        finally:
            tell(number, len(going))
    if errors:
        place = errors[0].filename or cache
        raise StoreError(
            f"{place}: {errors[0].strerror or errors[0]}; {len(errors)} of {len(going)} entries could not be removed, "
            "the others are: mend it and prune again"
        )
    return gone


def _is_unused(piece: CacheItem) -> bool:
    record = piece.path / ENTRY if piece.kind == STORE else piece.path
    facts = _looked_at(record) or _looked_at(piece.path)
    return facts is not None and facts.st_mtime <= piece.used


def _remove(piece: CacheItem, cache: Path) -> None:
    if not piece.path.is_dir():
        piece.path.unlink()
        return
    # Readers see the whole entry or none: it goes in one move, and its files after that.
    token = f"doomed.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
    doomed = cache / STORE / UNFINISHED / token
    doomed.parent.mkdir(exist_ok=True)
    piece.path.rename(doomed)
    shutil.rmtree(doomed)
