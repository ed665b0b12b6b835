"""How far long steps are is read while they run, and what killed ones left goes with the next build."""

from __future__ import annotations

import os
import time
from pathlib import Path

from gallery.pipeline.counting import COUNTS, Tally, count_of, counted
from gallery.tasks import report


def test_what_a_step_reports_is_read_while_it_runs_and_gone_afterwards(tmp_path: Path) -> None:
    with counted(tmp_path, "key"):
        report(3, 8)
        assert count_of(tmp_path, "key") == (3, 8)
        assert Tally(tmp_path, {"shot": 8, "other": 4}).now(["key"], {"other"}) == (7, 12)
    assert count_of(tmp_path, "key") is None


def test_a_tally_never_goes_back(tmp_path: Path) -> None:
    tally = Tally(tmp_path, {"shot": 8})
    with counted(tmp_path, "key"):
        report(5, 8)
        assert tally.now(["key"], ()) == (5, 8)
    assert tally.now([], ()) == (5, 8)


def test_what_killed_steps_left_goes_with_the_next_build_and_fresh_counts_stay(tmp_path: Path) -> None:
    folder = tmp_path / COUNTS
    folder.mkdir()
    for name, days in (("old", 2), ("fresh", 0)):
        (folder / name).write_text("1 2", encoding="ascii")
        os.utime(folder / name, (time.time() - days * 86_400,) * 2)
    Tally(tmp_path, {})
    assert [path.name for path in folder.iterdir()] == ["fresh"]
