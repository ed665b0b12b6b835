"""The store: whole entries or none, and damage is found."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gallery.errors import StoreError
from gallery.pipeline.store import FORSAKEN, Store

KEY = "ab" + "0" * 62


def write(out: Path) -> None:
    (out / "a.txt").write_text("alpha")
    (out / "deep" / "er").mkdir(parents=True)
    (out / "deep" / "er" / "b.txt").write_text("beta")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_an_entry_holds_what_the_step_wrote(store: Store) -> None:
    assert store.get(KEY) is None
    made = store.make(KEY, write, "colorize/a")
    found = store.get(KEY, thorough=True)
    assert found == made
    assert sorted(made.files) == ["a.txt", "deep/er/b.txt"]
    assert (made.folder / "deep/er/b.txt").read_text() == "beta"
    assert list(store.unfinished.iterdir()) == []


def test_a_step_that_fails_leaves_nothing(store: Store) -> None:
    def fail(out: Path) -> None:
        write(out)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.make(KEY, fail, "colorize/a")
    assert store.get(KEY) is None
    assert list(store.unfinished.iterdir()) == []


@pytest.mark.parametrize(
    ("harm", "thorough", "why"),
    [
        (lambda place: (place / "files/a.txt").write_text("alp"), False, "a.txt has 3 bytes instead of 5"),
        (lambda place: (place / "files/a.txt").write_text("ALPHA"), True, "a.txt does not match its SHA-256"),
        (lambda place: (place / "files/a.txt").unlink(), False, "a.txt cannot be read"),
        (lambda place: (place / "entry.json").write_text("{"), False, "its record cannot be read"),
        (
            lambda place: (place / "entry.json").write_text('{"key": "x"}'),
            False,
            "its record cannot be read (it says that it is x)",
        ),
    ],
)
def test_a_damaged_entry_is_removed_with_a_line_in_the_log(
    store: Store, caplog: pytest.LogCaptureFixture, harm: object, thorough: bool, why: str
) -> None:
    place = store.make(KEY, write, "colorize/a").folder.parent
    harm(place)
    with caplog.at_level(logging.WARNING):
        assert store.get(KEY, thorough=thorough) is None
    assert f"the stored result ab0000000000 is damaged: {why}" in caplog.text
    assert not place.exists()
    store.make(KEY, write, "colorize/a")
    assert store.get(KEY, thorough=True) is not None


def test_many_writers_of_one_entry_all_get_it(store: Store) -> None:
    barrier, entries = threading.Barrier(8), []

    def make() -> None:
        barrier.wait()
        entries.append(store.make(KEY, write, "colorize/a"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries) == 8
    assert store.get(KEY, thorough=True) == entries[0]
    assert list(store.unfinished.iterdir()) == []


def test_a_finished_entry_replaces_a_damaged_one_in_its_place(store: Store) -> None:
    place = store.make(KEY, write, "a").folder.parent
    (place / "files/a.txt").write_text("ALPHA")
    store.make(KEY, write, "a")
    assert store.get(KEY, thorough=True) is not None


def test_only_what_dead_processes_left_is_swept(store: Store) -> None:
    import socket

    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    host = socket.gethostname()
    names = {
        "dead": f"abc.{host}.{int(gone.stdout)}.aa",
        "alive": f"abc.{host}.{os.getpid()}.aa",
        "elsewhere": "abc.another.host.1.aa",
        "old": "abc.another.host.2.aa",
    }
    for name in names.values():
        (store.unfinished / name / "files").mkdir(parents=True)
    age = (store.unfinished / names["old"]).stat().st_mtime - FORSAKEN - 60
    os.utime(store.unfinished / names["old"], (age, age))
    assert store.sweep() == 2
    assert {path.name for path in store.unfinished.iterdir()} == {names["alive"], names["elsewhere"]}


def test_links_are_refused(store: Store) -> None:
    def link(out: Path) -> None:
        (out / "a").symlink_to("/etc/hostname")

    with pytest.raises(StoreError, match="a step wrote a link"):
        store.make(KEY, link, "a")


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be written: Not a directory; .*--cache DIR"):
        Store(tmp_path / "file")
