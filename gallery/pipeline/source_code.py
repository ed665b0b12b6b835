"""What counts of a source file for keys: a digest of what it compiles to, and what it imports.

The file is parsed, never imported. Docstrings, comments, assertions and line breaks do not count. What a file comes to
is remembered in the cache by its contents (``hashes/code.json``), since parsing all of the program takes a while.
Beside it stands what modules were found to reach (:mod:`gallery.pipeline.program`).
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType

from gallery.files import HASHES, whole
from gallery.pipeline import program
from gallery.pipeline.program import package_of

LOG = logging.getLogger(__name__)

PARSED = Path(HASHES, "code.json")
"""In the cache."""
ATTEMPTS = 20
"""To build a syntax tree."""


@dataclasses.dataclass(frozen=True)
class Source:
    """One source file."""

    sha256: str
    digest: str
    """Of what it compiles to."""
    imports: tuple[str, ...]
    """Modules that it may import, and names in them."""


_SOURCES: dict[Path, Source] = {}
"""Every source file that was read for a key in this process."""
_PARSED: dict[str, Source] = {}
"""What was parsed, here or in an earlier run."""
_NEW: set[str] = set()
"""Of these, what was parsed here and is not kept yet."""
_RECALLED: set[Path] = set()
"""Caches that were asked."""
_PARSING = threading.Lock()


def source(path: Path) -> Source:
    """The source file at ``path``; OSError when it cannot be read, SyntaxError when it is no Python."""
    if path not in _SOURCES:
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        known = _known(path, sha256)
        if known not in _PARSED:
            with _PARSING:
                _PARSED[known] = _parsed(data, sha256, path)
            _NEW.add(known)
        _SOURCES[path] = _PARSED[known]
    return _SOURCES[path]


def sources_are_unchanged() -> bool:
    """Whether the files that were read for keys hold what they held: workers import them later than that."""
    return all(
        path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == known.sha256
        for path, known in _SOURCES.items()
    )


def recall_code(folder: Path) -> None:
    """Take over what earlier runs parsed, from the cache in ``folder``: that takes each process half a second."""
    if folder in _RECALLED:
        return
    _RECALLED.add(folder)
    if not _SOURCES:
        program.look()
    try:
        said = json.loads((folder / PARSED).read_text(encoding="utf-8"))
        if said["parser"] == _parser():
            for known, (digest, code, names) in said["files"].items():
                _PARSED[known] = Source(digest, code, tuple(names))
            program.recall(said["reached"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        LOG.debug("nothing is known of code parsed earlier: %s", error)


def keep_code(folder: Path) -> None:
    """Keep what was parsed for later runs, if any was; of what this process read, and of no older version."""
    reached = program.news()
    if not _NEW and reached is None:
        return
    files = {_known(path, read.sha256): dataclasses.astuple(read) for path, read in sorted(_SOURCES.items())}
    if program.recalled():  # then most files were not even read, and are as they were
        files |= {known: dataclasses.astuple(read) for known, read in _PARSED.items()}
    try:
        (folder / PARSED).parent.mkdir(parents=True, exist_ok=True)
        with whole(folder / PARSED) as draft:
            draft.write_text(
                json.dumps({"parser": _parser(), "files": files, "reached": reached or {}}),
                encoding="utf-8",
                newline="\n",
            )
        _NEW.clear()
    except OSError as error:
        LOG.info("what was parsed is not kept (%s)", error)


@cache
def _parser() -> str:
    """What parsed: this module, and the interpreter, whose bytecode differs from version to version."""
    return f"{sys.version} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def _known(path: Path, sha256: str) -> str:
    """Under what a parsed file is known; relative imports depend on the package too."""
    return f"{package_of(path)} {sha256}"


def _parsed(data: bytes, sha256: str, path: Path) -> Source:
    tree = _tree(data, path)
    imports = tuple(sorted({*_imports(tree, package_of(path))}))
    _strip(tree.body)
    hashed = hashlib.sha256()
    # optimize=2 leaves out assertions, which decide no bytes.
    _feed(compile(tree, "", "exec", optimize=2), hashed.update)
    return Source(sha256, hashed.hexdigest(), imports)


def _tree(data: bytes, path: Path) -> ast.Module:
    # CPython 3.11 counts the depth of all syntax trees together, so that threads confuse one another (gh-106905):
    # those of ours take turns, and libraries build some too, as inspect.signature does.
    for _ in range(ATTEMPTS):
        try:
            return ast.parse(data, str(path))
        except SystemError as error:
            LOG.debug("%s is parsed again: %s", path, error)
    return ast.parse(data, str(path))


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
