"""Templates are compiled once for all builds of a machine, and what is kept is never wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2.sandbox import SandboxedEnvironment

from gallery.pages import compiled
from gallery.pages.environment import environment


@pytest.fixture(autouse=True)
def kept(tmp_path: Path) -> Iterator[Path]:
    """A cache in which compiled templates are kept."""
    before = list(compiled._CACHES)
    compiled.keep_compiled(tmp_path / "cache")
    yield tmp_path / "cache" / "compiled"
    compiled._CACHES[:] = before


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    folder = tmp_path / "theme"
    folder.mkdir()
    (folder / "page.html").write_text("{{ title }} by day", encoding="utf-8")
    return folder


def rendered(theme: Path) -> str:
    """By an environment of its own, as in another process."""
    return environment("site", theme=theme).get_template("page.html").render(title="Moon")


def forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> str:
        raise AssertionError("a template was compiled")

    monkeypatch.setattr(SandboxedEnvironment, "_generate", refuse)


def test_a_template_is_compiled_once_for_all_builds(theme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rendered(theme)
    forbid_compiling(monkeypatch)
    assert rendered(theme) == first == "Moon by day"


def test_a_changed_template_is_compiled_anew(theme: Path) -> None:
    rendered(theme)
    (theme / "page.html").write_text("{{ title }} by night", encoding="utf-8")
    assert rendered(theme) == "Moon by night"


def test_a_damaged_file_is_compiled_anew(theme: Path, kept: Path) -> None:
    rendered(theme)
    files = [path for path in kept.rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:60])
    assert rendered(theme) == "Moon by day"


def test_nothing_is_run_from_a_folder_that_others_can_write_to(
    theme: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered(theme)
    folder = next(path for path in kept.iterdir() if path.is_dir())
    folder.chmod(0o777)
    forbid_compiling(monkeypatch)
    with pytest.raises(AssertionError, match="was compiled"):
        rendered(theme)


def test_a_cache_that_cannot_be_written_costs_only_time(theme: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands in the folder's place", encoding="utf-8")
    assert rendered(theme) == "Moon by day"
