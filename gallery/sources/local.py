"""A photograph in the exhibit's folder."""

from __future__ import annotations

from pathlib import Path

from gallery.manifest.schema import PathSource
from gallery.sources.base import FetchOptions, Master, pinned
from gallery.sources.paths import confined


def locate(source: PathSource, folder: Path, options: FetchOptions) -> Master:
    """The master at ``source.path`` inside ``folder``, hashed and compared with its pin.

    Raises SourceError when the path leaves the folder, is missing, is no file, or is not what was pinned.
    """
    return pinned(confined(folder, source.path), source.path, source.sha256, options)
