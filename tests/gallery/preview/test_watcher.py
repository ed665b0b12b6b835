"""Waiting for a change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gallery.errors import GalleryError
from gallery.preview.scope import Scope
from gallery.preview.watcher import wait_for_change


def soon(act: Callable[[], object], seconds: float = 0.6) -> threading.Timer:
    """Act when the wait has surely begun."""
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    (tmp_path / "exhibit.yaml").write_text("title: T")
    return Scope(frozenset({tmp_path / "exhibit.yaml", tmp_path / "scans" / "a.png"}), frozenset({tmp_path / "look"}))


def test_it_returns_when_a_file_changes_and_not_for_others(scope: Scope, tmp_path: Path) -> None:
    before, began = scope.stamps(), time.monotonic()
    others = soon(lambda: (tmp_path / "notes.txt").write_text("n"), 0.3)
    timer = soon(lambda: (tmp_path / "exhibit.yaml").write_text("title: S"))
    assert wait_for_change(scope, before) == [tmp_path / "exhibit.yaml"]
    assert time.monotonic() - began >= 0.6
    others.join()
    timer.join()


def test_what_changed_before_the_wait_is_not_lost(scope: Scope, tmp_path: Path) -> None:
    before = scope.stamps()
    (tmp_path / "exhibit.yaml").write_text("title: S")
    assert wait_for_change(scope, before) == [tmp_path / "exhibit.yaml"]


def test_a_file_in_a_folder_that_was_not_there_is_found(scope: Scope, tmp_path: Path) -> None:
    def come() -> None:
        (tmp_path / "scans").mkdir()
        time.sleep(0.5)
        (tmp_path / "scans" / "a.png").write_bytes(b"a")

    timer = soon(come, 0.3)
    assert wait_for_change(scope, scope.stamps()) == [tmp_path / "scans" / "a.png"]
    timer.join()


def test_a_folder_that_takes_the_place_of_a_watched_one_is_watched(scope: Scope, tmp_path: Path) -> None:
    (tmp_path / "look").mkdir()

    def replace() -> None:
        (tmp_path / "new").mkdir()
        (tmp_path / "look").rename(tmp_path / "old")
        (tmp_path / "new").rename(tmp_path / "look")
        time.sleep(0.5)
        (tmp_path / "look" / "own.css").write_text("")

    timer = soon(replace, 0.3)
    assert wait_for_change(scope, scope.stamps()) == [tmp_path / "look" / "own.css"]
    timer.join()


def test_a_system_that_cannot_watch_says_what_to_do(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*places: object, **options: object) -> object:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    with pytest.raises(GalleryError, match=r"cannot be watched: OS file watch limit reached; set WATCHFILES_FORCE"):
        wait_for_change(scope, scope.stamps())
