"""Compiled templates, kept between builds: compiling one takes longer than filling it.

    <cache>/compiled/<version of Jinja>/<digest of the template's name and file>

Each says which source it was compiled from, and by which Python; Jinja takes no other. What lies there is run, so it is
read only from a folder that nobody else can write to.
"""

from __future__ import annotations

import logging
import os
import stat
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from gallery.files import COMPILED, read_checked, write_checked

LOG = logging.getLogger(__name__)

_CACHES: list[Path] = []
"""The cache that this process uses, if any."""


def keep_compiled(cache: Path) -> None:
    """From now on keep compiled templates in ``cache``, and take them from there."""
    _CACHES[:] = [cache]


class Compiled(BytecodeCache):
    """Where Jinja looks for what a template was compiled to. What cannot be read or written is only a loss of time."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill ``bucket``, if what it wants is there and sound."""
        try:
            place = _place(bucket)
            data = read_checked(place) if place is not None else None
            if data is not None:
                bucket.bytecode_from_string(data)
        except OSError as error:
            LOG.debug("a compiled template cannot be read: %s", error)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what ``bucket`` holds."""
        try:
            place = _place(bucket)
            if place is not None:
                write_checked(place, bucket.bytecode_to_string())
        except OSError as error:
            LOG.info("a compiled template is not kept (%s)", error)


def _place(bucket: Bucket) -> Path | None:
    """Its file; None where nothing is kept, or the folder is not this user's alone."""
    if not _CACHES:
        return None
    folder = _CACHES[0] / COMPILED / f"jinja-{_version()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / bucket.key if _is_private(folder) else None


@cache
def _version() -> str:
    # All of the metadata is parsed for it, which takes a millisecond, and there are many templates.
    return version("jinja2")


def _is_private(folder: Path) -> bool:
    if not hasattr(os, "geteuid"):  # Windows keeps a user's folders apart
        return True
    facts = folder.lstat()
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and not facts.st_mode & 0o022
