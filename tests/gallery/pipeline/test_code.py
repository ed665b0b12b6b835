"""The code that a step can reach: what changes its digest, and what does not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import gallery
from gallery.files import TICK
from gallery.pipeline import code, program, source_code


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small package that takes the name ``gallery`` for the reading of code."""
    folder = tmp_path / "gallery"
    files = {
        "__init__.py": "",
        "render/__init__.py": '"""Rooms."""',
        "render/panels.py": "def draw():\n    from gallery.render import typography\n    return typography\n",
        "render/typography.py": "import PIL.Image\nfrom .measure import width\n",
        "render/measure.py": "width = 1\n",
        "render/lazy.py": "import importlib\nname = importlib.import_module('gallery.errors')\n",
        "render/typed.py": "import typing\nif typing.TYPE_CHECKING:\n    import gallery.site\n",
        "errors.py": "",
        "site.py": "import gallery.errors\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(program, "_root", lambda name: folder if name == "gallery" else None)
    forget()
    yield folder
    monkeypatch.undo()
    forget()


def forget() -> None:
    code.code_in.cache_clear()
    code._imported.cache_clear()
    code._tops.cache_clear()
    program.first_party_file.cache_clear()
    program._modules.cache_clear()
    program._package_in.cache_clear()
    source_code._SOURCES.clear()
    program._REACHED.clear()
    program._RECALLED.clear()
    program._LOOKS.clear()


def test_code_is_followed_through_functions_relative_imports_and_packages(package: Path) -> None:
    assert list(code.reachable("gallery.render.panels")) == [
        "gallery",
        "gallery.render",
        "gallery.render.measure",
        "gallery.render.panels",
        "gallery.render.typography",
    ]


def test_a_text_that_looks_like_a_module_is_not_followed(package: Path) -> None:
    assert "gallery.errors" not in code.reachable("gallery.render.lazy")


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\nwidth = 1\n",
        '"""A docstring."""\n\nwidth = 1\n',
        "width = (\n    1\n)\n",
        "assert True\nwidth = 1\n",
    ],
)
def test_a_comment_a_docstring_and_a_line_break_change_nothing(package: Path, text: str) -> None:
    before = code.code_in("gallery.render.panels")
    (package / "render/measure.py").write_text(text)
    forget()
    assert code.code_in("gallery.render.panels") == before


@pytest.mark.parametrize("text", ["width = 2\n", "width = 1.0\n", "height = 1\n", "width = '1'\n", "width = 1, 2\n"])
def test_whatever_a_module_does_otherwise_changes_the_code(package: Path, text: str) -> None:
    before = code.code_in("gallery.render.panels")
    (package / "render/measure.py").write_text(text)
    forget()
    after = code.code_in("gallery.render.panels")
    assert {name for name in after if after[name] != before[name]} == {"gallery"}


def test_the_packages_of_a_step_belong_to_its_code(package: Path) -> None:
    before = code.code_in("gallery.render.panels")
    (package / "render/__init__.py").write_text("import gallery.site\n")
    forget()
    assert "gallery.site" in code.reachable("gallery.render.panels")
    assert code.code_in("gallery.render.panels") != before


def test_imports_for_type_checkers_are_not_followed(package: Path) -> None:
    assert "gallery.site" not in code.reachable("gallery.render.typed")


@pytest.mark.parametrize(
    ("changed", "affected"),
    [
        ("render/measure.py", {"gallery.render.panels", "gallery.render.typography"}),
        ("site.py", {"gallery.site"}),
        ("errors.py", {"gallery.site"}),
    ],
)
def test_a_code_change_affects_exactly_the_modules_that_reach_it(
    package: Path, changed: str, affected: set[str]
) -> None:
    names = ["gallery.render.panels", "gallery.render.typography", "gallery.site", "gallery.render.lazy"]
    before = {name: code.code_in(name) for name in names}
    (package / changed).write_text("changed = True\n" + (package / changed).read_text())
    forget()
    after = {name: code.code_in(name) for name in names}
    assert {name for name in names if before[name] != after[name]} == affected


def test_code_that_changes_after_its_key_was_made_is_noticed(package: Path) -> None:
    code.code_in("gallery.render.panels")
    assert code.code_is_unchanged()
    (package / "site.py").write_text("changed = True\n")
    assert code.code_is_unchanged()
    (package / "render/measure.py").write_text("width = 2\n")
    assert not code.code_is_unchanged()


def test_only_libraries_that_the_code_imports_count(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: code.code_in(name) for name in ("gallery.render.panels", "gallery.site")}
    monkeypatch.setattr(code, "_version", lambda name: "99" if name == "pillow" else "1")
    forget()
    versions = {name: code.code_in(name) for name in before}
    assert versions["gallery.render.panels"] != before["gallery.render.panels"]
    assert versions["gallery.site"] == before["gallery.site"]


HARMLESS = {
    "defusedxml", "markupsafe", "platformdirs", "pydantic", "pydantic_core", "requests", "slugify", "urllib3",
    "webcolors", "yaml",
}  # fmt: skip
"""Libraries that read, check and name: what comes of it stands in the parameters of tasks, or is compared."""


def test_every_library_that_a_step_can_reach_is_in_its_key_or_known_to_decide_no_byte() -> None:
    folder = Path(gallery.__file__).parent
    with_steps = [
        path for path in folder.rglob("*.py") if re.search(r"^def \w+_step\(", path.read_text(), re.MULTILINE)
    ]
    assert len(with_steps) > 20
    ours = {*sys.stdlib_module_names, "gallery", "model", *HARMLESS, *code.DISTRIBUTIONS}
    for path in with_steps:
        module = ".".join(("gallery", *path.relative_to(folder).with_suffix("").parts))
        assert set(code._found(module).imports) <= ours, module


def test_reading_the_code_of_a_step_imports_none_of_it() -> None:
    program = (
        "import sys; from gallery.pipeline.code import reachable;"
        "found = reachable('gallery.pictures.metadata');"
        "assert 'gallery.pictures.metadata' in found and 'gallery.errors' in found;"
        "sys.exit('PIL' in sys.modules or 'gallery.pictures.metadata' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Path]]:
    """What is known of code goes; answers with the files that are parsed from then on."""

    def begin() -> list[Path]:
        forget()
        parsed: list[Path] = []

        def watched(data: bytes, sha256: str, path: Path) -> source_code.Source:
            parsed.append(path)
            return original(data, sha256, path)

        monkeypatch.setattr(source_code, "_parsed", watched)
        for name, empty in {"_PARSED": {}, "_NEW": set(), "_RECALLED": set()}.items():
            monkeypatch.setattr(source_code, name, empty)
        return parsed

    original = source_code._parsed
    return begin


def test_what_one_run_parsed_the_next_parses_only_where_it_changed(
    package: Path, tmp_path: Path, another_process: Callable[[], list[Path]]
) -> None:
    another_process()
    first = code.code_in("gallery.render.panels")
    source_code.keep_code(tmp_path / "cache")

    parsed = another_process()
    source_code.recall_code(tmp_path / "cache")
    assert code.code_in("gallery.render.panels") == first
    assert parsed == []

    (package / "render" / "measure.py").write_text("width = 2\n")
    parsed = another_process()
    source_code.recall_code(tmp_path / "cache")
    assert code.code_in("gallery.render.panels") != first
    assert parsed == [package / "render" / "measure.py"]


@pytest.fixture
def settled(package: Path, tmp_path: Path) -> Path:
    """A cache that a run has left, with files of the program that had not just changed."""
    for path in package.rglob("*.py"):
        os.utime(path, (1, 1))
    time.sleep(TICK / 1e9)
    forget()
    source_code._RECALLED.clear()
    source_code.recall_code(tmp_path / "cache")
    code.code_in("gallery.render.panels")
    source_code.keep_code(tmp_path / "cache")
    return tmp_path / "cache"


def test_while_no_file_of_the_program_changes_none_is_read(
    settled: Path, package: Path, another_process: Callable[[], list[Path]]
) -> None:
    first = code.code_in("gallery.render.panels")
    another_process()
    source_code.recall_code(settled)
    assert code.code_in("gallery.render.panels") == first
    assert not source_code._SOURCES
    assert code.code_is_unchanged()
    assert code.code_in("gallery.site") != first
    source_code.keep_code(settled)

    another_process()
    source_code.recall_code(settled)
    assert set(program.recalled()) == {"gallery.render.panels", "gallery.site"}


def test_a_change_after_code_was_recalled_is_noticed_where_it_is_reached(
    settled: Path, package: Path, another_process: Callable[[], list[Path]]
) -> None:
    another_process()
    source_code.recall_code(settled)
    code.code_in("gallery.render.panels")
    (package / "site.py").write_text("changed = True\n")
    assert code.code_is_unchanged()
    (package / "render/measure.py").write_text("width = 2\n")
    assert not code.code_is_unchanged()


def test_what_is_recalled_is_of_files_that_are_the_same(
    settled: Path, package: Path, another_process: Callable[[], list[Path]]
) -> None:
    first = code.code_in("gallery.render.panels")
    (package / "render/measure.py").write_text("width = 2\n")
    another_process()
    source_code.recall_code(settled)
    assert code.code_in("gallery.render.panels") != first
    assert not program.recalled()


def test_what_is_found_of_files_that_have_only_just_changed_is_not_kept(
    settled: Path, package: Path, another_process: Callable[[], list[Path]]
) -> None:
    (package / "render/measure.py").write_text("width = 2\n")
    another_process()
    source_code.recall_code(settled)
    code.code_in("gallery.render.panels")
    assert program.news() is None


@pytest.mark.parametrize("said", ["", "{", "[]", '{"parser": "another", "files": {}}', '{"parser": 1, "files": []}'])
def test_where_nothing_sound_is_kept_all_is_parsed(
    said: str, package: Path, tmp_path: Path, another_process: Callable[[], list[Path]]
) -> None:
    another_process()
    first = code.code_in("gallery.render.panels")
    (tmp_path / "hashes").mkdir()
    (tmp_path / source_code.PARSED).write_text(said)
    parsed = another_process()
    source_code.recall_code(tmp_path)
    assert code.code_in("gallery.render.panels") == first
    assert len(parsed) == 5
