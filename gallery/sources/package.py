"""A photograph inside an installed Python package."""

from __future__ import annotations

import importlib.resources
import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

from gallery.errors import SourceError
from gallery.manifest.schema import PackageSource
from gallery.sources.base import FetchOptions, Master, confined, pinned, relative_parts
from gallery.sources.downloads import keep

_INSTALLED_AS = {"skimage": "scikit-image", "sklearn": "scikit-learn", "PIL": "pillow"}


def locate(source: PackageSource, options: FetchOptions) -> Master:
    """The master at ``source.path`` inside ``source.package``, hashed and compared with its pin.

    No code of the package is run. A package inside a zip file gives its picture as a copy in the cache.
    Raises SourceError when the package is not installed, or as for a path in the exhibit's folder.
    """
    origin = f"{source.package}: {source.path}"
    top, *inner = source.package.split(".")
    # The dots of a sub-package are folders; importing it to find out would run its code.
    path = "/".join([*inner, *relative_parts(source.path)])
    spec = _spec(top)
    # A namespace package is spread over several folders.
    folders = [folder for folder in map(Path, spec.submodule_search_locations or ()) if folder.is_dir()]
    if folders:
        holding = [folder for folder in folders if (folder / path).exists()]
        return pinned(confined((holding or folders)[0], path), origin, source.sha256)
    return pinned(_from_archive(spec, path, options), origin, source.sha256)


def _spec(top: str) -> ModuleSpec:
    try:
        spec = importlib.util.find_spec(top)
    except ValueError:  # a module such as __main__, which has no specification
        spec = None
    if spec is None:
        name = _INSTALLED_AS.get(top, top)
        raise SourceError(f"package {top!r} is not installed; install it (pip install {name}) or change the source")
    if spec.submodule_search_locations is None:
        raise SourceError(f"{top!r} is a single module, it holds no files; name a package that does")
    return spec


def _from_archive(spec: ModuleSpec, path: str, options: FetchOptions) -> Path:
    files = importlib.resources.files(importlib.util.module_from_spec(spec))
    member = files.joinpath(*path.split("/"))
    if not member.is_file():
        raise SourceError(f"no file {path!r} in package {spec.name!r}; check the spelling, capitals included")
    with importlib.resources.as_file(member) as unpacked:
        return keep(unpacked, options.cache)
