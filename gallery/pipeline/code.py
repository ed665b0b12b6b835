"""The code that a step can reach, and the libraries whose version decides its bytes.

Found by reading the code, never by importing it: the step's module, its packages, and transitively the first-party
modules that these import, wherever in the file. A comment, a docstring or another line break changes no key
(:mod:`gallery.pipeline.source_code`).
"""

from __future__ import annotations

import hashlib
import platform
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from gallery.pipeline.program import FIRST_PARTY, Reach, first_party_file, is_as_recalled, reach_of, recalled
from gallery.pipeline.source_code import source, sources_are_unchanged

DISTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "PIL": ("pillow",),
    "av": ("av",),
    "cv2": ("opencv-python-headless",),
    "fontTools": ("fonttools", "brotli"),
    "jinja2": ("jinja2", "markupsafe"),
    "markdown_it": ("markdown-it-py",),
    "nh3": ("nh3",),
    "numpy": ("numpy",),
    "onnxruntime": ("onnxruntime",),
    "pillow_heif": ("pillow-heif",),
    "pypdf": ("pypdf",),
    "pyvips": ("pyvips", "pyvips-binary"),
    "scipy": ("scipy",),
    "skimage": ("scikit-image", "scipy"),
    "uharfbuzz": ("uharfbuzz",),
    "xlsxwriter": ("xlsxwriter",),
}
"""Import name → the distributions behind it whose version decides bytes."""


def code_of(step: Callable[..., object]) -> Mapping[str, str]:
    """What a step's result depends on beside what it reads: package → version, or digest of the code it can reach.

    The first-party packages are told apart (``gallery``, ``model``), so that a worker of another version can say
    which package differs.
    """
    return code_in(step.__module__)


def step_name(step: Callable[..., object]) -> str:
    """Where a step lives: ``gallery.colorize:colorize_step``."""
    return f"{step.__module__}:{step.__qualname__}"


@cache
def code_in(module: str) -> Mapping[str, str]:
    """The same of whatever lives in ``module``."""
    reach = reach_of(module, _found)
    found = {
        # Archives and PNG files come out of the interpreter's zlib; sorting and text out of its version.
        "python": ".".join(platform.python_version_tuple()[:2]),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    for name in reach.imports:
        found |= {dist: _version(dist) for dist in DISTRIBUTIONS.get(name, ())}
    return found | reach.digests


def code_is_unchanged() -> bool:
    """Whether the code still is as it was when the keys were made: workers import it later than that."""
    if not sources_are_unchanged():
        return False
    # A file that no step reaches may have changed as well.
    return is_as_recalled() or all(_found(module) == reach for module, reach in recalled().items())


def _found(module: str) -> Reach:
    """What the code of ``module`` can reach, by reading it."""
    modules = reachable(module)
    imported = set[str]().union(*map(_tops, modules.values()))
    parts: dict[str, list[str]] = {}
    for name, path in modules.items():
        parts.setdefault(name.partition(".")[0], []).append(f"{name} {source(path).digest}")
    digests = {package: hashlib.sha256("\n".join(its).encode()).hexdigest() for package, its in parts.items()}
    return Reach(tuple(sorted(imported)), digests)


def reachable(module: str) -> dict[str, Path]:
    """First-party modules that ``module`` can reach by imports, itself and its packages included: name → file."""
    found = {module: _source(module)}
    pending = [module]
    while pending:
        name = pending.pop()
        for imported, path in _imported(name, found[name]):
            if imported not in found:
                found[imported] = path
                pending.append(imported)
    return dict(sorted(found.items()))


@cache
def _imported(module: str, path: Path) -> tuple[tuple[str, Path], ...]:
    """The first-party modules that ``module`` imports, with its own packages and theirs, whose ``__init__`` runs too;
    each with its file. Kept, since every step reaches much the same modules."""
    imports = source(path).imports
    names = {above for name in (module, *imports) if name.partition(".")[0] in FIRST_PARTY for above in _ways(name)}
    files = ((name, first_party_file(name)) for name in sorted(names))
    return tuple((name, path) for name, path in files if path is not None)


@cache
def _tops(path: Path) -> frozenset[str]:
    """The packages, first-party or not, from which a source file imports."""
    return frozenset(name.partition(".")[0] for name in source(path).imports)


def _ways(name: str) -> Iterator[str]:
    """``name`` and the packages above it."""
    parts = name.split(".")
    return (".".join(parts[: end + 1]) for end in range(len(parts)))


def _source(module: str) -> Path:
    path = first_party_file(module)
    if path is None:
        file = getattr(sys.modules.get(module), "__file__", None)
        if file is None:
            raise TypeError(f"a step lives in {module}, whose source cannot be found")
        path = Path(file)
    return path


@cache
def _version(distribution: str) -> str:
    try:
        # The whole of it is parsed for metadata.version, with the description: twenty times as long.
        head = (metadata.distribution(distribution).read_text("METADATA") or "").partition("\n\n")[0]
        found = re.search(r"^Version:[ \t]*(\S+)", head, re.MULTILINE)
        return found[1] if found else metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
