"""The code that a step can reach, and the libraries whose version decides its bytes.

Found by reading the code, never by importing it: the step's module, its packages, and transitively the first-party
modules that these import, wherever in the file. What counts of a module is what it compiles to, without docstrings
and assertions: a comment, a docstring or another line break changes no key.
"""

from __future__ import annotations

import ast
import hashlib
import platform
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import CodeType

FIRST_PARTY = ("gallery", "model")

DISTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "PIL": ("pillow",),
    "fontTools": ("fonttools", "brotli"),
    "jinja2": ("jinja2", "markupsafe"),
    "markdown_it": ("markdown-it-py",),
    "nh3": ("nh3",),
    "numpy": ("numpy",),
    "onnxruntime": ("onnxruntime",),
    "pyvips": ("pyvips", "pyvips-binary"),
    "scipy": ("scipy",),
    "skimage": ("scikit-image", "scipy"),
    "uharfbuzz": ("uharfbuzz",),
}
"""Import name → the distributions behind it whose version decides bytes."""


def code_of(step: Callable[..., object]) -> Mapping[str, str]:
    """What a step's result depends on beside what it reads: package → version, or digest of the code it can reach.

    The first-party packages are told apart (``gallery``, ``model``), so that a worker of another version can say
    which package differs.
    """
    return _code_of(step.__module__)


def step_name(step: Callable[..., object]) -> str:
    """Where a step lives: ``gallery.colorize:colorize_step``."""
    return f"{step.__module__}:{step.__qualname__}"


@cache
def _code_of(module: str) -> Mapping[str, str]:
    modules = reachable(module)
    found = {
        # Archives and PNG files come out of the interpreter's zlib; sorting and text out of its version.
        "python": ".".join(platform.python_version_tuple()[:2]),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    imported = {name.partition(".")[0] for path in modules.values() for name in _read(path).imports}
    for name in sorted(imported):
        found |= {dist: _version(dist) for dist in DISTRIBUTIONS.get(name, ())}
    for package in dict.fromkeys(name.partition(".")[0] for name in modules):
        parts = [f"{name} {_read(path).digest}" for name, path in modules.items() if name.partition(".")[0] == package]
        found[package] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return found


def reachable(module: str) -> dict[str, Path]:
    """First-party modules that ``module`` can reach by imports, itself and its packages included: name → file."""
    found = {module: _source(module)}
    pending = [module]
    while pending:
        name = pending.pop()
        for imported in _with_parents({name, *_read(found[name]).imports}):
            path = _first_party_file(imported)
            if path is not None and imported not in found:
                found[imported] = path
                pending.append(imported)
    return dict(sorted(found.items()))


class _Module:
    """One source file: a digest of what it compiles to, and the modules it may import."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        self.sha256 = hashlib.sha256(data).hexdigest()
        tree = ast.parse(data, str(path))
        self.imports = frozenset(_imports(tree, _package_of(path)))
        _strip(tree.body)
        hashed = hashlib.sha256()
        # optimize=2 leaves out assertions, which decide no bytes.
        _feed(compile(tree, "", "exec", optimize=2), hashed.update)
        self.digest = hashed.hexdigest()


def _strip(body: list[ast.stmt]) -> None:
    """Take out docstrings, and other texts that stand alone, from statements and all that are in them."""
    for node in body:
        for inner in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            _strip(inner.body)
        for block in filter(None, (getattr(node, field, None) for field in ("body", "orelse", "finalbody"))):
            _strip(block)
    body[:] = [node for node in body if not _is_text(node)] or [ast.Pass(lineno=1, col_offset=0)]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""Fields of statements that hold further statements: expressions, which are most of a tree, hold none."""


def _feed(code: CodeType, update: Callable[[bytes], object]) -> None:
    """Hand over everything of compiled code but where it stands in its file."""
    names = (code.co_name, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    update(repr((names, counts)).encode())
    update(code.co_code)
    update(getattr(code, "co_exceptiontable", b""))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _feed(constant, update)
        elif isinstance(constant, frozenset):  # its order changes from process to process
            update(repr(sorted(map(repr, constant))).encode())
        else:
            update(f"{type(constant).__name__} {constant!r};".encode("utf-8", "surrogatepass"))


_MODULES: dict[Path, _Module] = {}
"""Every source file that was read for a key in this process."""


def _read(path: Path) -> _Module:
    if path not in _MODULES:
        _MODULES[path] = _Module(path)
    return _MODULES[path]


def code_is_unchanged() -> bool:
    """Whether the code is still as it was when the keys were made: workers import it later than that."""
    return all(
        path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == module.sha256
        for path, module in _MODULES.items()
    )


def _imports(tree: ast.Module, package: str) -> Iterator[str]:
    """Dotted names that the code may import, also inside functions; not those for type checkers alone."""
    pending: list[ast.stmt | ast.ExceptHandler | ast.match_case] = [*tree.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            pending.extend(node.orelse)
            continue
        for field in _BLOCKS:
            pending.extend(getattr(node, field, ()))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            # ``from gallery.labels import label`` names a module; other names are no files and fall away.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _with_parents(names: set[str]) -> Iterator[str]:
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
