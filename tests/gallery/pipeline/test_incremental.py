"""An incremental build equals a clean one, byte for byte, whatever was edited or killed in between."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import toy_exhibition as toy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.errors import StoreError
from gallery.pipeline.build import Target, build
from gallery.pipeline.published import DamagedEntryError
from gallery.pipeline.store import Entry

Works = dict[str, dict[str, Any]]

WORK = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Moon", "Coins", "Луна"]),
        "colour": st.sampled_from(["red", "blue"]),
        "large": st.booleans(),
    }
)
EXHIBIT = st.dictionaries(st.sampled_from(["moon", "coins", "rocket", "camera"]), WORK, min_size=1)


@given(st.lists(EXHIBIT, min_size=2, max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_the_output_is_that_of_a_clean_build(tmp_path: Path, states: list[Works]) -> None:
    for name in ("cache", "out", "cacheclean", "outclean"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    for works in states:
        toy.build_toy(works, tmp_path)
    toy.build_toy(states[-1], tmp_path, "clean")
    assert toy.tree(tmp_path / "out") == toy.tree(tmp_path / "outclean")
    again = toy.build_toy(states[-1], tmp_path)
    assert (again.changed, again.execution.ran) == (0, frozenset())


def rot(entry: Entry) -> None:
    """Change a byte of every stored file, and neither its size nor its time."""
    for name in entry.files:
        path = entry.folder / name
        facts = path.stat()
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def test_however_many_stored_files_are_damaged_one_build_makes_them_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    works = {name: {"title": name, "colour": "red", "large": True} for name in ("moon", "coins", "rocket", "camera")}
    for name, entry in toy.build_toy(works, tmp_path).execution.entries.items():
        if name.startswith("site/"):
            rot(entry)
    shutil.rmtree(tmp_path / "out")
    toy.build_toy(works, tmp_path)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == len(works)
    assert all(line.endswith(": damaged since it was written; it is made again") for line in said)
    toy.build_toy(works, tmp_path, "clean")
    assert toy.tree(tmp_path / "out") == toy.tree(tmp_path / "outclean")


def test_a_file_that_is_damaged_again_when_it_was_made_anew_is_the_disks_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cache" / "store" / "a" / ("a" * 64) / "files" / "index.html"

    def damaged(*_: object) -> int:
        raise DamagedEntryError(path)

    monkeypatch.setattr("gallery.pipeline.build._built", damaged)
    with pytest.raises(StoreError, match=r"index\.html: damaged again as soon as it was made anew; check the disk"):
        toy.build_toy({"moon": {"title": "Moon", "colour": "red"}}, tmp_path)


def test_a_build_that_verifies_reads_what_its_steps_will_read(tmp_path: Path) -> None:
    works = {"moon": {"title": "Moon", "colour": "red"}}
    rot(toy.build_toy(works, tmp_path).execution.entries["colorize/moon"])
    works = {"moon": {"title": "Luna", "colour": "red"}}
    plan = toy.toy_plan(works, tmp_path / "masters")
    verifying = toy.means(tmp_path / "cache", verify=True)
    assert "colorize/moon" in build(plan, verifying, Target(tmp_path / "out", "none")).execution.ran
    toy.build_toy(works, tmp_path, "clean")
    assert toy.tree(tmp_path / "out") == toy.tree(tmp_path / "outclean")


def test_a_removed_work_leaves_no_file_behind(tmp_path: Path) -> None:
    works = {name: {"title": name, "colour": "red", "large": True} for name in ("moon", "coins")}
    toy.build_toy(works, tmp_path)
    toy.build_toy({"coins": works["coins"]}, tmp_path)
    assert not [name for name in toy.tree(tmp_path / "out") if "moon" in name]
    assert "moon" not in (tmp_path / "out" / ".gallery.json").read_text()


def test_a_work_that_comes_back_is_not_made_again(tmp_path: Path) -> None:
    works = {name: {"title": name, "colour": "red"} for name in ("moon", "coins")}
    toy.build_toy(works, tmp_path)
    toy.build_toy({"coins": works["coins"]}, tmp_path)
    assert toy.build_toy(works, tmp_path).execution.ran == frozenset()


def test_a_failed_build_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    works = {"moon": {"title": "Moon", "colour": "red"}}
    toy.build_toy(works, tmp_path)
    before = toy.tree(tmp_path / "out")
    with pytest.raises(Exception, match="internal error"):
        toy.build_toy({"moon": {"title": None, "colour": "red"}}, tmp_path)
    assert toy.tree(tmp_path / "out") == before


@pytest.mark.parametrize("jobs", [1, 2])
def test_builds_killed_at_random_moments_are_finished_by_the_next(tmp_path: Path, jobs: int) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    works: Works = {
        f"work-{number}": {"title": f"Work {number}", "colour": "red", "large": True, "seconds": 0.05}
        for number in range(6)
    }
    toy.build_toy({"gone": {"title": "Gone", "colour": "blue", "large": True}}, tmp_path)
    killed = sum(kill_after(tmp_path, works, jobs, 0.1 + 0.5 * chance.random()) for _ in range(4))
    assert killed, "no build was still running: the machine is faster than this test supposes"
    toy.build_toy(works, tmp_path, jobs=jobs)
    toy.build_toy(works, tmp_path, "clean")
    assert toy.tree(tmp_path / "out") == toy.tree(tmp_path / "outclean"), f"seed {seed}, {killed} killed"


def kill_after(folder: Path, works: Works, jobs: int, seconds: float) -> bool:
    """Start a build and kill it, and it alone, after ``seconds``; whether it was still running."""
    with toy.start(folder, works, jobs) as process:
        time.sleep(seconds)
        running = process.poll() is None
        process.kill()
        process.wait()
    return running


@pytest.mark.parametrize("move", range(0, 12, 2))
def test_a_build_that_ends_at_any_moment_of_publishing_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: int
) -> None:
    """The moments that a random kill seldom meets: between any two changes of the output folder."""
    old: Works = {name: {"title": name, "colour": "red", "large": True} for name in ("moon", "coins")}
    new: Works = {name: {"title": name, "colour": "blue", "large": True} for name in ("coins", "rocket")}
    toy.build_toy(old, tmp_path)
    changes = 0

    def counted(name: str) -> None:
        change = getattr(Path, name)

        def call(self: Path, *args: Any, **kwargs: Any) -> Any:
            nonlocal changes
            if (tmp_path / "out") in self.parents:
                if changes == move:
                    raise KeyboardInterrupt
                changes += 1
            return change(self, *args, **kwargs)

        monkeypatch.setattr(Path, name, call)

    for name in ("replace", "unlink", "rmdir"):
        counted(name)
    with pytest.raises(KeyboardInterrupt):
        toy.build_toy(new, tmp_path)
    monkeypatch.undo()
    toy.build_toy(new, tmp_path)
    toy.build_toy(new, tmp_path, "clean")
    assert toy.tree(tmp_path / "out") == toy.tree(tmp_path / "outclean")
