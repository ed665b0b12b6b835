"""The program's own source files: which there are, and what was found out of them while they were as they are now.

To follow what each module imports takes a short build a thirtieth of its time. So it is remembered, with a look at all
files of the program: their sizes, times of change and numbers in the file system. It counts while none is other.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from gallery.files import TICK

FIRST_PARTY = ("gallery", "model")


class Reach(NamedTuple):
    """What the code of a module can reach."""

    imports: tuple[str, ...]
    """Packages, first-party or not, in the order of the alphabet."""
    digests: dict[str, str]
    """First-party package → digest of the code in it."""


_REACHED: dict[str, Reach] = {}
"""What was found here of modules."""
_RECALLED: dict[str, Reach] = {}
"""What an earlier run had found, if no file is other than then."""
_LOOKS: list[tuple[str, bool]] = []
"""How the files were before any was read, and whether each further change is certain to show; empty without a look."""


def reach_of(module: str, find: Callable[[str], Reach]) -> Reach:
    """What ``module`` can reach: remembered, or as ``find`` finds it."""
    known = _RECALLED.get(module) or _REACHED.get(module)
    if known is None:
        known = _REACHED[module] = find(module)
    return known


def look() -> None:
    """Look at the files, before any of them is read: what is found of them counts for how they are now."""
    _LOOKS[:] = [_look()]


def recall(said: Mapping[str, Any]) -> None:
    """Take over what an earlier run said (:func:`news`); ValueError, KeyError or TypeError where nobody has said it."""
    if said and _LOOKS and said["look"] == _LOOKS[0][0]:
        found = {name: Reach(tuple(imports), dict(digests)) for name, (imports, digests) in said["modules"].items()}
        _RECALLED.update(found)


def recalled() -> Mapping[str, Reach]:
    """What was taken over."""
    return _RECALLED


def is_as_recalled() -> bool:
    """Whether the files are still as they were when something was taken over."""
    return not _RECALLED or _look()[0] == _LOOKS[0][0]


def news() -> dict[str, Any] | None:
    """What is to be said to later runs; None where that is nothing new, or where it is not certain."""
    if not _REACHED or not _LOOKS or not _LOOKS[0][1]:
        return None
    return {"look": _LOOKS[0][0], "modules": {**_RECALLED, **_REACHED}}


def _look() -> tuple[str, bool]:
    stamps, newest, now = [], 0, time.time_ns()
    for top in FIRST_PARTY:
        root = _root(top)
        for name, file in _modules(top, root).items() if root is not None else ():
            try:
                facts = os.stat(file)  # noqa: PTH116
            except OSError:
                stamps.append((name, 0, 0, 0, 0))
                continue
            stamps.append((name, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino))
            newest = max(newest, facts.st_mtime_ns, facts.st_ctime_ns)
    return hashlib.sha256(repr(stamps).encode()).hexdigest(), newest + TICK < now


@cache
def _root(package: str) -> Path | None:
    """The folder of a top-level package, found without importing it."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


@cache
def first_party_file(name: str) -> Path | None:
    """The source file of a module of ours; None where there is none of this name."""
    top = name.partition(".")[0]
    root = _root(top) if top in FIRST_PARTY else None
    file = None if root is None else _modules(top, root).get(name)
    return None if file is None else Path(file)


@cache
def _modules(package: str, root: Path) -> dict[str, str]:
    """Every module of a top-level package in the folder ``root``: dotted name → source file.

    Imports name a thousand things that may be modules or not, and one look at the folders is quicker than two at each.
    """
    found: dict[str, str] = {}
    start = len(str(root))
    for place, inner, files in os.walk(root):
        inner[:] = [name for name in inner if name.isidentifier() and name != "__pycache__"]
        above = f"{package}{place[start:].replace(os.sep, '.')}"
        for file in files:
            stem, _, suffix = file.partition(".")
            if suffix == "py" and stem != "__init__":
                found.setdefault(f"{above}.{stem}", f"{place}{os.sep}{file}")
        if "__init__.py" in files:
            found[above] = f"{place}{os.sep}__init__.py"
    return found


def package_of(path: Path) -> str:
    """Dotted package of a first-party source file, for its relative imports; empty for others."""
    return _package_in(path.parent)


@cache
def _package_in(folder: Path) -> str:
    for top in FIRST_PARTY:
        root = _root(top)
        if root is not None and folder.is_relative_to(root):
            return ".".join([top, *folder.relative_to(root).parts])
    return ""
