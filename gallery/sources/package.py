"""A photograph inside an installed Python package."""

from __future__ import annotations

import importlib.resources
import importlib.util
import zlib
from importlib.machinery import ModuleSpec
from pathlib import Path
from zipfile import BadZipFile

from gallery.errors import SourceError
from gallery.manifest.schema import PackageSource
from gallery.sources.base import FetchOptions, Master, pinned
from gallery.sources.downloads import keep_stream
from gallery.sources.paths import LONGEST_NAME, confined, named, refuse_others, relative_parts, shortened

_INSTALLED_AS = {"skimage": "scikit-image", "sklearn": "scikit-learn", "PIL": "pillow"}


def locate(source: PackageSource, options: FetchOptions) -> Master:
    """The master at ``source.path`` inside ``source.package``, hashed and compared with its pin.

    No code of the package is run. A package inside a zip file gives its picture as a copy in the cache.
    Raises SourceError when the package is not installed, or as for a path in the exhibit's folder.
    """
    top, *inner = modules = source.package.split(".")
    if not all(name.isidentifier() and len(name.encode()) <= LONGEST_NAME for name in modules):
        raise SourceError(f"{shortened(source.package)!r} is not the import name of a package; write it like 'skimage'")
    origin = f"{source.package}: {source.path}"
    # The dots of a sub-package are folders; importing it to find out would run its code.
    parts = (*inner, *relative_parts(source.path))
    spec = _spec(top)
    # A namespace package is spread over several folders.
    folders = [folder for folder in map(Path, spec.submodule_search_locations or ()) if folder.is_dir()]
    file = _from_folders(folders, "/".join(parts)) if folders else _from_archive(spec, parts, options)
    return pinned(file, origin, source.sha256, options)


def _spec(top: str) -> ModuleSpec:
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError, OSError):
        # A module such as __main__, which has no specification, or a finder that cannot read what it finds.
        spec = None
    if spec is None:
        name = _INSTALLED_AS.get(top, top)
        raise SourceError(f"package {top!r} is not installed; install it (pip install {name}) or change the source")
    if spec.submodule_search_locations is None:
        raise SourceError(f"{top!r} is a single module, it holds no files; name a package that does")
    return spec


def _from_folders(folders: list[Path], path: str) -> Path:
    """The file in the first of the folders that has it. Raises the first one's SourceError when none has."""
    failures = []
    for folder in folders:
        try:
            return confined(folder, path)
        except SourceError as error:
            failures.append(error)
    raise failures[0]


def _from_archive(spec: ModuleSpec, parts: tuple[str, ...], options: FetchOptions) -> Path:
    path = "/".join(parts)
    try:
        member = importlib.resources.files(importlib.util.module_from_spec(spec))
        found: list[str] = []
        for part in parts:
            name = named(part, (child.name for child in member.iterdir())) if member.is_dir() else None
            if name is None:
                break
            found.append(name)
            member = member / name
        refuse_others(path, parts, found, f"package {spec.name!r}")
        if not member.is_file():
            raise SourceError(f"path {shortened(path)!r} in package {spec.name!r} is a folder; name a file")
        with member.open("rb") as file:
            return keep_stream(file, options.cache)
    except (OSError, ImportError, EOFError, RuntimeError, BadZipFile, zlib.error) as error:
        # RuntimeError: a file with a password, or packed in a way that this Python does not know.
        raise SourceError(f"cannot read {shortened(path)!r} in package {spec.name!r}: {error}") from error
