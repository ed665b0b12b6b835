"""What an exhibition is made from, as files on this machine, and whether any of it has changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gallery.errors import ManifestError
from gallery.manifest.find import find_manifest
from gallery.manifest.named_files import named_files, named_theme
from gallery.manifest.reader import read_draft, read_manifest
from gallery.manifest.schema import PathSource
from gallery.pipeline.program import FIRST_PARTY
from gallery.resources import SHIPPED, TEMPLATES

Stamp = tuple[int, int, int, int] | None
"""Of a file: when its contents and its facts changed last, its size and its number; None where there is none."""

_UNREAD = ("__pycache__", "node_modules")
"""Folders that others fill, and no build reads."""


@dataclass(frozen=True)
class Scope:
    """Files, and folders with all that is in them; none of them need exist."""

    files: frozenset[Path]
    folders: frozenset[Path]
    outside: frozenset[Path] = frozenset()
    """Folders of the build's own. What changes there changes nothing."""

    def stamps(self) -> Mapping[Path, Stamp]:
        """The stamp of every file, by which a change is known: also one that was saved by renaming another."""
        return {path: _stamp(path) for path in {*self.files, *self._inside()}}

    def places(self) -> list[Path]:
        """The folders to watch, each by itself, so that no change of a stamp goes unnoticed.

        Where a file or folder is missing, it is the nearest one above that exists.
        """
        wanted = {path.parent for path in (*self.files, *self.folders)}
        wanted.update(folder for root in self.folders for folder, _ in self._walk(root))
        return sorted({_existing(folder) for folder in wanted})

    def _inside(self) -> Iterator[Path]:
        for root in self.folders:
            for folder, names in self._walk(root):
                yield from (folder / name for name in names if not name.startswith("."))

    def _walk(self, root: Path) -> Iterator[tuple[Path, list[str]]]:
        """Every folder from ``root`` on, with the names of its files. Hidden folders do not count."""
        for place, folders, names in os.walk(root):
            folders[:] = [
                name
                for name in folders
                if not name.startswith(".") and name not in _UNREAD and Path(place, name) not in self.outside
            ]
            yield Path(place), names


def survey(
    manifest: Path, before: Scope | None = None, outside: Iterable[Path] = ()
) -> tuple[Scope, Mapping[Path, Stamp]]:
    """:func:`scope_of`, and the stamps of all of it, the manifest's from before it was read."""
    written = Scope(frozenset({find_manifest(manifest).absolute()}), frozenset()).stamps()
    scope = scope_of(manifest, before, outside)
    return scope, {**scope.stamps(), **written}


def scope_of(manifest: Path, before: Scope | None = None, outside: Iterable[Path] = ()) -> Scope:
    """What the exhibit of ``manifest`` is made from: itself, what it names, templates, the program.

    Where the manifest has problems only some of it can be told, and what was so ``before`` is taken to be so still.
    """
    manifest = find_manifest(manifest).absolute()
    files, folders = {manifest}, {*_program(), *(TEMPLATES / name for name in (*SHIPPED, "profiles"))}
    try:
        exhibit = read_manifest(manifest).exhibit
        files.update(named_files(exhibit, manifest.parent))
        folders.update(named_theme(exhibit, manifest.parent))
    except ManifestError:
        files.update(_drafted(manifest))
        if before is not None:
            files |= before.files
            folders |= before.folders
    # What a link points to changes without the link, and the other way round.
    files |= {path.resolve() for path in files}
    return Scope(frozenset(files), frozenset(folders), frozenset(outside))


def _program() -> Iterator[Path]:
    """The program's own packages, found without importing them: each build runs them as they are then."""
    for package in FIRST_PARTY:
        spec = find_spec(package)
        yield from map(Path, (spec.submodule_search_locations or ()) if spec else ())


def _drafted(manifest: Path) -> list[Path]:
    """The photographs of a manifest with problems, as far as they can be read."""
    try:
        draft = read_draft(manifest)
    except ManifestError:
        return []  # not even YAML
    return [draft.folder / source.path for _, source in draft.sources if isinstance(source, PathSource)]


def _stamp(path: Path) -> Stamp:
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return None
    return facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size, facts.st_ino


def _existing(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if place.is_dir()), Path(folder.anchor))
