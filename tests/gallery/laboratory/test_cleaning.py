"""Cleaning: what is told meanwhile, what a worker's death leaves, and in which order files are written and moved."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

from gallery.errors import OutputError
from gallery.laboratory import cleaning
from gallery.laboratory.cleaning import clean, reasons_in_text, verdicts_on
from model.errors import DatasetError, ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photographs in colour, one in grey."""
    place = tmp_path / "own"
    place.mkdir()
    Image.fromarray(data.astronaut()[::2, ::2]).save(place / "a.png")
    Image.fromarray(data.coffee()[::2, ::2]).save(place / "b.png")
    Image.fromarray(data.camera()[::2, ::2]).save(place / "c.png")
    return place


def test_it_tells_how_many_it_has_looked_at(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    verdicts = verdicts_on(folder, 64, 1, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [(each.path, each.reason) for each in verdicts] == [("a.png", None), ("b.png", None), ("c.png", "grey")]


def test_a_folder_without_photographs_is_an_expected_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no photographs in"):
        verdicts_on(tmp_path, 64, 1, lambda _done, _all: None)


def test_a_process_that_was_ended_from_outside_is_an_expected_error_and_the_others_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []

    class Broken:
        def __init__(self, jobs: int) -> None:
            assert jobs == 2

        def map(self, *_: object, **__: object) -> Iterator[Any]:
            raise BrokenProcessPool

        def kill(self) -> None:
            ended.append(True)

    monkeypatch.setattr(cleaning, "FEW", 2)
    monkeypatch.setattr(cleaning, "ProcessesExecutor", Broken)
    with pytest.raises(ModelError, match="ended from outside, perhaps for want of memory; try again with --jobs 1"):
        verdicts_on(folder, 64, 2, lambda _done, _all: None)
    assert ended == [True]


def test_reports_are_written_before_anything_is_moved(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr(cleaning, "move_files", refuse)
    verdicts = verdicts_on(folder, 64, 1, lambda _done, _all: None)
    reports = (tmp_path / "r.html", tmp_path / "r.json")
    with pytest.raises(OutputError):
        clean(folder, verdicts, 64, reports=reports, move_to=tmp_path / "out")
    assert all(path.stat().st_size for path in reports)
    assert '"moved_to": null' in reports[1].read_text(encoding="utf-8")


def test_the_most_frequent_reason_comes_first_and_what_never_happened_is_left_out() -> None:
    assert reasons_in_text({"rejected": {"small": 1, "grey": 1200, "toned": 0}}) == "1,200 grey, 1 small"
