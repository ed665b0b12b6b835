"""The exhibit's own templates for the site, its *theme*: where they lie, and which files belong to it."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gallery.errors import ThemeError
from gallery.problems import Problem

PUBLISHED = (".css", ".jpg", ".png", ".svg", ".webp", ".woff2")
"""Suffixes of the files that pages may ask for; templates stay at home, and scripts are not a theme's business."""

STYLE = "theme.css"
"""Linked after our style sheet, where there is one."""

MAX_FILES = 10_000
"""A folder with more is no theme, and was named by mistake."""


def theme_folder(name: str, folder: Path) -> Path:
    """The theme that a manifest in ``folder`` names, as a resolved path.

    Raises ThemeError if there is no such folder inside ``folder``, and with everything that :func:`file_problems`
    finds in it.
    """
    if PurePosixPath(name).is_absolute() or "\\" in name or ".." in PurePosixPath(name).parts:
        raise ThemeError(f"{name!r} is not a path inside the exhibit's folder; write it relative to the manifest")
    try:
        found, base = (folder / name).resolve(), folder.resolve()
        is_folder = found.is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a name that no file can have
        said = getattr(error, "strerror", None) or error
        raise ThemeError(
            f"{name!r} cannot be reached ({said}); put the theme in a folder beside the manifest"
        ) from error
    if found == base or not found.is_relative_to(base):
        raise ThemeError(f"{name!r} leads out of the exhibit's folder; put the theme in a folder of its own inside")
    if not is_folder:
        raise ThemeError(f"there is no folder {name!r} beside the manifest; check the spelling, capitals included")
    if problems := file_problems(found):
        raise ThemeError(problems)
    return found


def theme_files(theme: Path) -> dict[str, Path]:
    """The files of ``theme``, by their names in it: those that pages are made from, and those that are published.

    Hidden files, and what lies in hidden folders, do not belong to it, and no link to a folder is followed.
    """
    return {name: path for name, path, problem in _walk(theme) if problem is None}


def published_files(theme: Path) -> dict[str, Path]:
    """Those of :func:`theme_files` that pages may ask for."""
    return {name: path for name, path in theme_files(theme).items() if path.suffix.lower() in PUBLISHED}


def file_problems(theme: Path) -> list[Problem]:
    """What in ``theme`` cannot be part of one: links that lead out or nowhere, pipes, files that may not be read, names
    that some computers take for the same."""
    found = []
    folded: dict[str, str] = {}
    for number, (name, _, problem) in enumerate(_walk(theme)):
        if number >= MAX_FILES:
            said = f"the theme has more than {MAX_FILES} files"
            return [
                Problem(theme.name, code="theme", message=said, hint="put templates and what they need in a folder")
            ]
        if wrong := problem or _misnamed(name, folded):
            found.append(Problem(f"{theme.name}/{name}", code="theme", message=wrong[0], hint=wrong[1]))
    return found


def _walk(theme: Path) -> Iterator[tuple[str, Path, tuple[str, str] | None]]:
    """Every file that is not hidden, in the order of names, with what keeps it from being used, and the remedy."""
    for place, folders, names in os.walk(theme):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118
        for name in sorted([*names, *links]):
            path = Path(place, name)
            shown = os.fsencode(path.relative_to(theme).as_posix()).decode("utf-8", "backslashreplace")
            if not name.startswith("."):
                yield shown, path, _problem(path, theme, shown)


def _misnamed(name: str, folded: dict[str, str]) -> tuple[str, str] | None:
    """Whether some computer takes ``name`` for several, or for that of another file or of its folder; ``folded`` is
    what was seen so far."""
    if "\\" in name:
        return "its name has a backslash, which parts folders on other computers", "rename it"
    plain = unicodedata.normalize("NFC", name).casefold()
    above = [plain[:at] for at, sign in enumerate(plain) if sign == "/"]
    other = next((folded[path] for path in (plain, *above) if path in folded), None)
    folded[plain] = name
    return None if other is None else (f"some computers take this for the same file as {other}", "rename one of them")


def _problem(path: Path, theme: Path, shown: str) -> tuple[str, str] | None:
    if shown != path.relative_to(theme).as_posix():
        return "its name is not UTF-8", "rename it"
    try:
        if not path.resolve(strict=True).is_relative_to(theme):
            return "this is a link that leads out of the theme", "put the file itself there"
        mode = path.stat().st_mode
    except (OSError, RuntimeError):
        return "this is a link that ends nowhere", "remove it"
    if stat.S_ISDIR(mode):
        return "this is a link to a folder", "put the folder itself there"
    if not stat.S_ISREG(mode):
        return "this is a pipe or a device, and no file", "remove it"
    return None if os.access(path, os.R_OK) else ("this file may not be read", "change its permissions")
