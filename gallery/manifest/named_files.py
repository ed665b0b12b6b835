"""The files that an exhibit names, as its manifest writes them: a link on the way may come to lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gallery.manifest.schema import Exhibit, PathSource

OWN_PROFILES = "profiles"
"""Folder beside a manifest for profiles of its own, which come before the shipped ones."""


def named_files(exhibit: Exhibit, folder: Path) -> Iterator[Path]:
    """Photographs, captions, fonts, logo, weights and profile, whether or not they exist; ``folder`` is the manifest's.

    Those of the theme are all that is in its folder (:func:`named_theme`).
    """
    for work in exhibit.works:
        if isinstance(work.source, PathSource):
            yield folder / work.source.path
        yield from (folder / one.path for one in work.captions)
    logo = exhibit.institution.logo if exhibit.institution is not None else None
    weights = exhibit.colorizer.weights if exhibit.colorizer.weights.endswith(".json") else None
    yield from (folder / name for name in (exhibit.fonts.serif, exhibit.fonts.sans, logo, weights) if name)
    profile = f"{exhibit.publications.artsteps.profile}.yaml"
    yield from (folder / profile, folder / OWN_PROFILES / profile)


def named_theme(exhibit: Exhibit, folder: Path) -> Iterator[Path]:
    """The theme's folder, also while it is empty or missing; a path out of the exhibit is a problem, and not looked
    at."""
    name = exhibit.publications.site.theme
    if name and not Path(name).is_absolute() and Path(name).parts and ".." not in Path(name).parts:
        yield folder / name
