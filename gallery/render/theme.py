"""The exhibit's own templates for the site, its *theme*: where they lie, what belongs to it, what is published."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from gallery.errors import ThemeError

PUBLISHED = (".css", ".jpg", ".png", ".svg", ".webp", ".woff2")
"""Suffixes of the files that pages may ask for; templates stay at home, and scripts are not a theme's business."""

STYLE = "theme.css"
"""Linked after our style sheet, where there is one."""


def theme_folder(name: str, folder: Path) -> Path:
    """The theme that a manifest in ``folder`` names, as a resolved path.

    Raises ThemeError if there is no such folder inside ``folder``, or if a link in it leads out.
    """
    if PurePosixPath(name).is_absolute() or "\\" in name or ".." in PurePosixPath(name).parts:
        raise ThemeError(f"{name!r} is not a path inside the exhibit's folder; write it relative to the manifest")
    found, base = (folder / name).resolve(), folder.resolve()
    if found == base or not found.is_relative_to(base):
        raise ThemeError(f"{name!r} leads out of the exhibit's folder; put the theme in a folder of its own inside")
    if not found.is_dir():
        raise ThemeError(f"there is no folder {name!r} beside the manifest; check the spelling, capitals included")
    for path in sorted(found.rglob("*")):
        if not path.resolve().is_relative_to(found):
            raise ThemeError(f"{name}/{path.relative_to(found).as_posix()} is a link that leads out of the theme")
    return found


def theme_files(theme: Path) -> dict[str, Path]:
    """The files of ``theme``, by their names in it; hidden ones do not count."""
    found = {path.relative_to(theme).as_posix(): path for path in sorted(theme.rglob("*")) if path.is_file()}
    return {name: path for name, path in found.items() if "/." not in f"/{name}"}


def published_files(theme: Path) -> dict[str, Path]:
    """Those of :func:`theme_files` that pages may ask for."""
    return {name: path for name, path in theme_files(theme).items() if path.suffix.lower() in PUBLISHED}
