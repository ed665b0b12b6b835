"""A manifest written in place of the one that is there."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from gallery.errors import GalleryError
from gallery.files import is_full, synced, whole
from gallery.problems import Problem


def save_manifest(path: Path, text: str) -> None:
    """Write ``text``, whole or not at all, with the breaks of lines that it has: when this returns it is on the disk.

    Over a link, what that leads to is written. Who may read and write it stays. Raises GalleryError, also for a file
    that nobody is to write.
    """
    target = path.resolve()
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if mode is not None and not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise GalleryError(f"{path} is read-only", "allow writing first, if it is to be changed")
        with whole(target) as draft:
            draft.write_text(text, encoding="utf-8", newline="")
            if mode is not None:
                _as_before(draft, target)
            synced(draft)
        synced(target.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> GalleryError:
    """The error that ``path`` cannot be written; where that is for want of space its code is ``disk``."""
    message = f"{path} cannot be written: {error.strerror or error}"
    if is_full(error):
        return GalleryError(Problem(code="disk", message=message, hint="free space there, and save again"))
    return GalleryError(message)


def _as_before(draft: Path, target: Path) -> None:
    """Give ``draft`` the owner and the mode of ``target``, whose place it takes; the owner where we may."""
    facts = target.stat()
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(draft, facts.st_uid, facts.st_gid)
    draft.chmod(stat.S_IMODE(facts.st_mode))
