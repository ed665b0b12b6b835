"""The house itself: its layout, its sizes, its contracts, and words that no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["name"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}

TOP_LEVEL = {
    "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "gallery", "model", "templates", "exhibits", "tests",
}  # fmt: skip
LEFT_BY_TOOLS = {"build", "dist", "data", "runs", "__pycache__"}
"""What .gitignore keeps out of the repository."""

MAX_LINES = 300
MAX_FUNCTION = 60
GOOD_FUNCTION = 35
MAX_BYTES = 1_500_000
MAX_WEIGHTS_BYTES = 12_000_000

# Put together here, so that this file does not hold them.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "download." + "pytorch", "deb." + "debian"]
MACHINE_PATHS = [r"(?<![\w.])/" + name + "/" for name in ("work", "root", "home", "Users", "opt/wheels", "mnt")]
HISTORY = [r"\.\./" + "shared", r"\b(?:" + "issue|ticket) #?" + r"\d+"]
FORBIDDEN = re.compile("|".join([*map(re.escape, REGISTRIES), *MACHINE_PATHS, *HISTORY]), re.IGNORECASE)


def repository() -> list[Path]:
    """Every file that belongs to the repository; in a copy without git, every file that tools did not leave."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and (ROOT / ".git").exists():
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
        return sorted(path for path in paths if path.is_file())
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and not _left_by_tools(path.relative_to(ROOT)))


def _left_by_tools(path: Path) -> bool:
    hidden = path.parts[0].startswith(".") and path.parts[0] not in {".ci", ".github", ".gitignore"}
    return hidden or path.parts[0] in LEFT_BY_TOOLS or "__pycache__" in path.parts or ".egg-info" in str(path)


def text_of(path: Path) -> str | None:
    """A file's text; None for one that is not text."""
    content = path.read_bytes()
    return None if b"\0" in content[:8000] else content.decode("utf-8", "replace")


FILES = repository()
MODULES = [path for path in FILES if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"gallery", "model"}]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its length in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_the_top_level_holds_only_what_a_stranger_expects() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert {name for name in found if not name.startswith(".")} == TOP_LEVEL


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    assert len(MODULES) > 50
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def test_no_function_is_long_and_nine_in_ten_are_short() -> None:
    lengths = dict(function for path in MODULES for function in functions(path))
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION} == {}
    short = sum(lines <= GOOD_FUNCTION for lines in lengths.values())
    assert short >= 0.9 * len(lengths)


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in MODULES if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(step, ast.Pass) for step in node.body))
    ]
    assert swallowed == []


def written_as_text(node: ast.Call) -> bool:
    """Whether a call writes, or opens for writing, a file of text (PyAV's are films)."""
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "av":
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "write_text":
        return True
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    modes = [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return name in {"open", "fdopen"} and any(re.fullmatch("[wax]t?\\+?t?", mode) for mode in modes)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("path.write_text(text, encoding='utf-8')", True),
        ("path.open('w', encoding='utf-8')", True),
        ("open(path, mode='a')", True),
        ("os.fdopen(handle, 'w')", True),
        ("path.open('wb')", False),
        ("path.open(encoding='utf-8')", False),
        ("webbrowser.open('w.html')", False),
        ("av.open(path, 'w')", False),
    ],
)
def test_calls_that_write_text_are_found(call: str, found: bool) -> None:
    (node,) = [part for part in ast.walk(ast.parse(call)) if isinstance(part, ast.Call)]
    assert written_as_text(node) is found


def test_lines_end_alike_on_every_system() -> None:
    """Windows makes CR LF of each line's end where nobody says which it shall be."""
    careless = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and written_as_text(node)
        and "newline" not in {keyword.arg for keyword in node.keywords}
    ]
    assert careless == []


def test_modes_of_files_are_the_users_to_say() -> None:
    """By the umask, which a mode that stands in the program overrules."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"chmod\(.*0o\d", line)
    ]
    assert found == []


def test_no_file_names_a_registry_a_machine_or_the_way_here() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in FILES
        if (text := text_of(path)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see https://" + "pypi" + ".org/simple",
        "open('/ro" + "ot/x')",
        "cd /wo" + "rk/main",
        "closes issue" + " #12",
        "../" + "shared/data",
    ],
)
def test_such_words_would_be_found(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", ["https://example.org/home/page", "the framework/main", "an issue of the magazine"])
def test_harmless_words_would_not(line: str) -> None:
    assert not FORBIDDEN.search(line)


def test_no_file_is_large_except_weights() -> None:
    for path in FILES:
        weights = ROOT / "model" / "weights" in path.parents
        assert path.stat().st_size <= (MAX_WEIGHTS_BYTES if weights else MAX_BYTES), path


def test_tests_mirror_the_packages() -> None:
    """tests/gallery/labels/test_tombstone.py tests gallery/labels/…: no folder of tests without its package."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in FILES if path.name.startswith("test_")}
    for folder in folders - {Path()}:
        if folder.parts[0] in {"gallery", "model"}:
            assert (ROOT / folder).is_dir(), f"tests/{folder} tests nothing"


def rooms(package: str) -> set[str]:
    """The modules and packages directly inside a package."""
    folder = ROOT / package
    inside = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return inside - {"__init__", "__pycache__"}


@pytest.mark.parametrize("package", ["gallery", "model"])
def test_every_room_has_its_storey(package: str) -> None:
    contract = CONTRACTS[f"The storeys of {package}"]
    assert contract["exhaustive"] is True
    listed = {room.strip() for layer in contract["layers"] for room in layer.split("|")}
    assert listed == rooms(package)


def test_only_one_door_leads_to_the_model() -> None:
    closed = {name.removeprefix("gallery.") for name in CONTRACTS["One door to model"]["source_modules"]}
    doors = {"colorize", "colorize_film", "colorize_sketch"}
    assert rooms("gallery") - closed <= doors | {"cli", "laboratory", "errors", "problems"}


def test_the_contracts_of_independence_name_every_sibling() -> None:
    publications = {f"gallery.publish.{room}" for room in rooms("gallery/publish")}
    assert set(CONTRACTS["Publications do not know one another"]["modules"]) == publications
    networks = {f"model.networks.{room}" for room in rooms("model/networks")}
    shared = {"model.networks.registry", "model.networks.blocks", "model.networks.loading"}
    assert set(CONTRACTS["Networks stand alone"]["modules"]) == networks - shared


def test_the_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.is_file():
        pytest.skip("import-linter is in the dev extra")
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_the_training_extra_brings_torch_and_pins_it() -> None:
    project: dict[str, Any] = PYPROJECT["project"]
    assert not [name for name in project["dependencies"] if re.match("torch|onnx(?!runtime)|safetensors", name)]
    assert "torch==2.13.0" in project["optional-dependencies"]["train"]


def test_warnings_are_errors_and_types_are_strict() -> None:
    assert PYPROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert PYPROJECT["tool"]["mypy"]["strict"] is True
