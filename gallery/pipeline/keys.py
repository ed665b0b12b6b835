"""The key of a task: a digest of everything that decides what it makes.

    key = sha256 of canonical JSON of
          the step's qualified name
          the code it can reach: its module and, transitively, the first-party modules that these import
          the versions of the third-party distributions which that code imports and which decide bytes
          its parameters
          its needs, in order: id and key of each (a master's key is its SHA-256)

The code is found by reading it (:mod:`ast`), never by importing it, so that a change in one module re-runs
exactly the steps that can reach that module. Where things lie (:attr:`gallery.tasks.Task.places`), the task's
id and the paths it publishes do not enter the key: they do not decide bytes.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeGuard

from gallery.tasks import Step, Task

FORMAT = 1
"""Raised when the layout of the store or the meaning of a key changes."""

FIRST_PARTY = ("gallery", "model")

DISTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "PIL": ("pillow",),
    "fontTools": ("fonttools", "brotli"),
    "font_source_sans_pro": ("font-source-sans-pro",),
    "font_source_serif_pro": ("font-source-serif-pro",),
    "jinja2": ("jinja2", "markupsafe"),
    "markdown_it": ("markdown-it-py",),
    "nh3": ("nh3",),
    "numpy": ("numpy",),
    "onnxruntime": ("onnxruntime",),
    "pyvips": ("pyvips", "pyvips-binary"),
    "scipy": ("scipy",),
    "skimage": ("scikit-image", "scipy"),
}
"""Import name → the distributions behind it whose version decides bytes."""


def canonical(value: Any) -> str:
    """``value`` as canonical JSON: sorted keys, no blanks, ASCII.

    Raises:
        TypeError: for anything that is not plain JSON (a path, a set, a model, a key that is no string).
        ValueError: for NaN and infinities.
    """
    _refuse_foreign(value, "")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _refuse_foreign(value: Any, where: str) -> None:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if not isinstance(name, str):
                raise TypeError(f"{where or 'value'} has the key {name!r}: only strings are keys in JSON")
            _refuse_foreign(item, f"{where}.{name}" if where else name)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse_foreign(item, f"{where}[{index}]")
    elif value is not None and type(value) not in (str, int, float, bool):
        raise TypeError(f"{where or 'value'} is a {type(value).__name__}, not plain JSON: {value!r}")


def plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """``parameters`` as a step sees them on every machine: through JSON, so that tuples are lists."""
    result: dict[str, Any] = json.loads(canonical(parameters))
    return result


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def digest_files(paths: Sequence[tuple[str, Path]]) -> str:
    """SHA-256 of named files: names and contents, in the order of their names."""
    return digest([[name, hashlib.sha256(path.read_bytes()).hexdigest()] for name, path in sorted(paths)])


def digest_folder(folder: Path) -> str:
    """SHA-256 of every file under ``folder``: relative names and contents. Hidden files do not count."""
    named = [(path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()]
    return digest_files([(name, path) for name, path in named if not f"/{name}".count("/.")])


def task_keys(tasks: Sequence[Task], given: Mapping[str, str]) -> dict[str, str]:
    """The key of each task, by id. ``tasks`` come after what they need; ``given`` holds ready keys (masters).

    Raises:
        TypeError: a task's parameters are not plain JSON (a bug in its publication, which the message names).
    """
    keys = dict(given)
    for task in tasks:
        try:
            keys[task.id] = digest(
                {
                    "format": FORMAT,
                    "step": step_name(task.step),
                    "code": code_version(task.step),
                    "parameters": dict(task.parameters),
                    "needs": [[need, keys[need]] for need in task.needs],
                }
            )
        except (TypeError, ValueError) as error:
            raise TypeError(f"the parameters of task {task.id}: {error}") from error
    return {task.id: keys[task.id] for task in tasks}


def step_name(step: Step | Callable[..., object]) -> str:
    """Where a step lives: ``gallery.colorize:colorize_step``."""
    return f"{step.__module__}:{step.__qualname__}"


def code_version(step: Step | Callable[..., object]) -> str:
    """Digest of the code a step can reach and of the libraries that this code imports."""
    return _module_version(step.__module__)


@cache
def _module_version(module: str) -> str:
    modules = reachable(module)
    imported = {name for path in modules.values() for name in _read(path).imports}
    libraries = {dist for name in imported for dist in DISTRIBUTIONS.get(name.partition(".")[0], ())}
    return digest(
        {
            "sources": {name: _read(path).sha256 for name, path in modules.items()},
            "libraries": {dist: _version(dist) for dist in libraries},
            # Archives and PNG files come out of the interpreter's zlib; sorting and text out of its version.
            "python": ".".join(platform.python_version_tuple()[:2]),
            "zlib": zlib.ZLIB_RUNTIME_VERSION,
        }
    )


def reachable(module: str) -> dict[str, Path]:
    """First-party modules that ``module`` can reach by imports, itself included: name → source file."""
    found = {module: _source(module)}
    pending = [module]
    while pending:
        name = pending.pop()
        for imported in _with_parents(_read(found[name]).imports):
            path = _first_party_file(imported)
            if path is not None and imported not in found:
                found[imported] = path
                pending.append(imported)
    return dict(sorted(found.items()))


class _Source:
    """One source file: its digest and the modules it may import."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.imports = frozenset(_imports(ast.parse(data, str(path)), _package_of(path)))


_SOURCES: dict[Path, _Source] = {}
"""Every source file that was read for a key in this process."""


def _read(path: Path) -> _Source:
    if path not in _SOURCES:
        _SOURCES[path] = _Source(path)
    return _SOURCES[path]


def code_is_unchanged() -> bool:
    """Whether the code is still as it was when the keys were made: workers import it later than that."""
    return all(
        path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == source.sha256
        for path, source in _SOURCES.items()
    )


def _imports(tree: ast.AST, package: str) -> Iterator[str]:
    """Dotted names that the code may import, also inside functions; not those for type checkers alone."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            pending.extend(node.orelse)
            continue
        pending.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            # ``from gallery.render import label`` names a module; other names are no files and fall away.
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and _names_first_party(node.value):
            # importlib.import_module("model.inference") and tables of lazy imports.
            yield node.value


def _names_first_party(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.partition(".")[0] in FIRST_PARTY and value.replace(".", "").isidentifier()


def _with_parents(names: frozenset[str]) -> Iterator[str]:
    """``names`` and the packages above them, whose ``__init__`` runs too."""
    for name in sorted(names):
        parts = name.split(".")
        yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


@cache
def _root(package: str) -> Path | None:
    """The folder of a top-level package, found without importing it."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _first_party_file(name: str) -> Path | None:
    top, *rest = name.split(".")
    root = _root(top) if top in FIRST_PARTY else None
    if root is None:
        return None
    base = root.joinpath(*rest)
    candidates = (base / "__init__.py", base.with_name(base.name + ".py")) if rest else (base / "__init__.py",)
    return next((path for path in candidates if path.is_file()), None)


def _package_of(path: Path) -> str:
    """Dotted package of a first-party source file, for its relative imports; empty for others."""
    for top in FIRST_PARTY:
        root = _root(top)
        if root is not None and path.is_relative_to(root):
            return ".".join([top, *path.parent.relative_to(root).parts])
    return ""


def _source(module: str) -> Path:
    path = _first_party_file(module)
    if path is None:
        file = getattr(sys.modules.get(module), "__file__", None)
        if file is None:
            raise TypeError(f"a step lives in {module}, whose source cannot be found")
        path = Path(file)
    return path


@cache
def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
