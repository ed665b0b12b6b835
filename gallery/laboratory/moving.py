"""Moving files out of a folder: each whole or not at all, none overwritten, their relative paths kept."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from gallery.errors import OutputError


def move_files(folder: Path, paths: Sequence[str], target: Path) -> None:
    """Move the files at ``paths``, relative to ``folder``, to the same places below ``target``.

    Nothing is moved when another file is already at one of the places; OutputError names them. A file that is there
    already with the same bytes is one that an interrupted move has left in both: then it only goes from ``folder``.
    Of a link its file is copied, and the link goes: elsewhere it would lead nowhere.
    """
    taken = [path for path in paths if _differs(folder / path, target / path)]
    if taken:
        more = f" and {len(taken) - 3} more" if len(taken) > 3 else ""
        raise OutputError(
            f"{target} already holds other files at {', '.join(taken[:3])}{more}; nothing was moved: choose another "
            "--move-to"
        )
    # Links first, while what they lead to is there.
    for done, path in enumerate(sorted(paths, key=lambda path: not (folder / path).is_symlink())):
        try:
            _move(folder / path, target / path)
        except OSError as error:
            where = error.filename if error.filename2 is None and error.filename else target / path
            raise OutputError(
                f"{where}: {error.strerror or error}; moved: {done} of {len(paths)}, the others are "
                "where they were: mend it and run this again"
            ) from error


def _differs(source: Path, target: Path) -> bool:
    return os.path.lexists(target) and not (target.is_file() and filecmp.cmp(source, target, shallow=False))


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    is_new = not target.exists()
    if is_new:
        _put(source, target)
    try:
        source.unlink()
    except OSError:
        if is_new:
            target.unlink(missing_ok=True)
        raise


def _put(source: Path, target: Path) -> None:
    """Have at ``target``, too, what ``source`` is or leads to; a link that leads nowhere is put there itself."""
    if source.is_symlink() and source.exists():
        _copy(source, target)
        return
    try:
        os.link(source, target, follow_symlinks=False)  # unlike a rename it never overwrites
    except OSError as error:
        if error.errno == errno.EEXIST:
            raise
        _copy(source, target)  # another disk, or one that knows no links


def _copy(source: Path, target: Path) -> None:
    """Copy under another name, compare, and then take the place, unless somebody else has."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copy2(source, temporary)
        if not filecmp.cmp(source, temporary, shallow=False):
            raise OSError(errno.EIO, "the copy differs from the original")
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)
