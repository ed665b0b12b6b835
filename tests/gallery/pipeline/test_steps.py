"""A step finds what it needs in the store, which on another machine may show it late."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gallery.pipeline import steps
from gallery.pipeline.code import code_of
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.steps import STORE, Mount, Order, run_order
from gallery.tasks import Inputs

NEED, KEY = "ab" * 32, "cd" * 32


def copy(inputs: Inputs, _parameters: Mapping[str, Any], out: Path) -> None:
    (out / "text").write_bytes((inputs["first"] / "text").read_bytes())


ORDER = Order("second", KEY, copy, {}, {"first": NEED}, code=code_of(copy))


def test_what_another_machine_made_is_awaited_until_it_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path))
    store = FolderStore(tmp_path)

    def late() -> None:
        time.sleep(1)
        store.make(NEED, lambda out: (out / "text").write_text("late"), "first")

    other = threading.Thread(target=late)
    other.start()
    problem = run_order(ORDER, Mount())
    other.join()
    assert problem is None
    made = store.get(KEY)
    assert made
    assert (made.folder / "text").read_text() == "late"


def test_what_is_never_seen_is_told_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path))
    monkeypatch.setattr(steps, "SIGHT", 1.0)
    problem = run_order(ORDER, Mount())
    assert problem
    assert (problem.code, problem.task) == (STORE, "second")
    assert "the result of first is not in the store any more" in problem.message


def test_on_the_machine_of_the_store_nothing_is_awaited(tmp_path: Path) -> None:
    began = time.monotonic()
    problem = run_order(ORDER, Mount(tmp_path))
    assert problem
    assert problem.code == STORE
    assert time.monotonic() - began < steps.SIGHT / 10
