"""``gallery init``: an exhibit to begin with, without photographs of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from gallery.errors import GalleryError
from gallery.files import sha256_of, whole
from gallery.manifest.find import MANIFEST
from gallery.manifest.json_schema import SCHEMA_FILE, json_schema
from gallery.manifest.reader import read_manifest
from gallery.manifest.schema import PackageSource, PathSource
from gallery.resources import TEMPLATES
from gallery.sources.base import FetchOptions, default_cache
from gallery.sources.package import locate

STARTER = TEMPLATES / "starter" / MANIFEST
"""One photograph, which stays in its package, and a comment on every key that is often needed."""

EXAMPLE = TEMPLATES / "example" / MANIFEST
"""Two photographs beside the manifest, with true labels, and a hint."""

_PACKAGE = "skimage"
"""The installed package in whose folder ``data`` the example's photographs lie, under the names that they keep."""


def write_starter(folder: Path) -> Path:
    """The starter in ``folder``, and the path of its manifest. Raises GalleryError where it cannot be."""
    return _write(folder, STARTER, {})


def write_example(folder: Path) -> Path:
    """The example in ``folder`` with its photographs, and the path of its manifest.

    Raises GalleryError where it cannot be, or would take the place of a file that is there, and SourceError when the
    package is not installed or has other photographs than the manifest pins.
    """
    copies: dict[str, Path] = {}
    for work in read_manifest(EXAMPLE).exhibit.works:
        assert isinstance(work.source, PathSource), work.id
        inside = f"data/{Path(work.source.path).name}"
        pinned = PackageSource(package=_PACKAGE, path=inside, sha256=work.source.sha256)
        master = locate(pinned, FetchOptions(default_cache(), offline=True)).path
        assert master is not None, work.id
        copies[work.source.path] = master
    return _write(folder, EXAMPLE, copies)


def _write(folder: Path, template: Path, copies: dict[str, Path]) -> Path:
    """The manifest last, since it is what makes a folder an exhibit."""
    manifest = folder / MANIFEST
    if manifest.exists():
        raise GalleryError(f"{manifest} exists already: name another folder, or edit it")
    try:
        for target, source in copies.items():
            _copy(source, folder / target)
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in ((folder / SCHEMA_FILE, json_schema()), (manifest, template.read_text(encoding="utf-8"))):
            with whole(path) as draft:
                draft.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise GalleryError(f"{folder} cannot be written: {reason}; name another folder") from error
    return manifest


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        if sha256_of(target) == sha256_of(source):
            return
        raise GalleryError(f"{target} exists already, and is another picture: name another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as draft:
        shutil.copyfile(source, draft)
