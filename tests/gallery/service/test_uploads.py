"""Photographs as they come, and what strangers are told of them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import GalleryError, PhotographError, SourceError
from gallery.pipeline.steps import STORE
from gallery.problems import Problem
from gallery.service.uploads import (
    Held,
    fetched,
    head_of,
    keep_bytes,
    keep_stream,
    manifest_problems,
    without_path,
)
from gallery.sources import FetchOptions


async def parts(*blocks: bytes) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


def test_a_stream_is_kept_by_its_hash(
    tmp_path: Path, picture: Callable[..., bytes], in_a_loop: Callable[..., Any]
) -> None:
    data = picture(1)
    upload = in_a_loop(keep_stream(parts(data[:10], b"", data[10:]), tmp_path))
    assert upload.path.read_bytes() == data
    assert upload.path.name == upload.sha256
    assert upload.size == len(data)


def test_nothing_is_no_photograph_and_too_much_is_not_kept(tmp_path: Path, in_a_loop: Callable[..., Any]) -> None:
    with pytest.raises(GalleryError, match="no photograph in the request"):
        in_a_loop(keep_stream(parts(), tmp_path))
    with pytest.raises(GalleryError, match="longer than"):
        keep_bytes(io.BytesIO(b"x" * 200), tmp_path, 100)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_head_tells_the_size_or_what_is_wrong_and_never_where_the_file_lies(
    tmp_path: Path, picture: Callable[..., bytes]
) -> None:
    path = tmp_path / "secret-place"
    path.write_bytes(picture(2, (96, 64)))
    assert head_of(path, 10_000) == (96, 64)
    with pytest.raises(PhotographError, match="96×64 is more than") as large:
        head_of(path, 1000)
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(PhotographError, match="the photograph: a PDF") as wrong:
        head_of(path, 1000)
    assert "secret-place" not in str(large.value) + str(wrong.value)


def test_strangers_read_neither_paths_nor_tracebacks() -> None:
    path = Path("somewhere") / "ab12"
    damaged = without_path(Problem(message=f"{path}: damaged", task="colorize/photograph"), path)
    assert (damaged.code, damaged.message, damaged.task) == ("photograph", "the photograph: damaged", "")
    bug = without_path(Problem(message=f"KeyError in {path}", trace="Traceback …"), path)
    assert (bug.code, bug.trace) == ("bug", "")
    assert "KeyError" not in bug.message
    full = without_path(Problem(code=STORE, message="somewhere/store: no space left"), path)
    assert (full.code, full.message) == ("disk", "nothing can be kept")


def test_offline_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="fetches nothing"):
        fetched("https://archive.example/a.jpg", None, FetchOptions(tmp_path, offline=True))


def test_a_photograph_is_held_as_long_as_somebody_holds_it() -> None:
    held = Held()
    held.hold("a")
    held.hold("a")
    held.let_go("a")
    assert "a" in held
    held.let_go("a")
    assert "a" not in held


def test_a_manifest_is_checked_by_its_text_alone() -> None:
    counts, problems = manifest_problems(b"{" * 100)
    assert counts == {"rooms": None, "works": None}
    assert {problem.path for problem in problems} == {"exhibit.yaml"}
