"""The store: whole entries or none, and damage is found."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gallery.errors import StoreError
from gallery.pipeline.folder_store import FORSAKEN, FolderStore

KEY = "ab" + "0" * 62


def write(out: Path) -> None:
    (out / "a.txt").write_text("alpha")
    (out / "deep" / "er").mkdir(parents=True)
    (out / "deep" / "er" / "b.txt").write_text("beta")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def test_an_entry_holds_what_the_step_wrote(store: FolderStore) -> None:
    assert store.get(KEY) is None
    made = store.make(KEY, write, "colorize/a")
    found = store.get(KEY)
    assert found == made
    assert not store.damage(made, thorough=True)
    assert sorted(made.files) == ["a.txt", "deep/er/b.txt"]
    assert (made.folder / "deep/er/b.txt").read_text() == "beta"
    assert list(store.unfinished.iterdir()) == []


def test_a_step_that_fails_leaves_nothing(store: FolderStore) -> None:
    def fail(out: Path) -> None:
        write(out)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.make(KEY, fail, "colorize/a")
    assert store.get(KEY) is None
    assert list(store.unfinished.iterdir()) == []


def rewrite(path: Path, text: str) -> None:
    """Other contents under the same size and time, as a failing disk leaves them."""
    facts = path.stat()
    path.write_text(text)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


@pytest.mark.parametrize(
    ("harm", "thorough", "why"),
    [
        (lambda place: (place / "files/a.txt").write_text("alp"), False, "a.txt has 3 bytes instead of 5"),
        (lambda place: (place / "files/a.txt").write_text("ALPHA"), False, "a.txt does not match its SHA-256"),
        (lambda place: rewrite(place / "files/a.txt", "ALPHA"), True, "a.txt does not match its SHA-256"),
        (lambda place: (place / "files/a.txt").unlink(), False, "a.txt cannot be read"),
    ],
)
def test_a_damaged_entry_is_removed_with_a_line_in_the_log(
    store: FolderStore, caplog: pytest.LogCaptureFixture, harm: object, thorough: bool, why: str
) -> None:
    entry = store.make(KEY, write, "colorize/a")
    assert store.damage(entry) == ""
    harm(entry.folder.parent)
    with caplog.at_level(logging.WARNING):
        assert why in store.damage(entry, thorough=thorough)
    assert f"the stored result ab0000000000 is damaged: {why}" in caplog.text
    assert store.get(KEY) is None
    assert not store.damage(store.make(KEY, write, "colorize/a"), thorough=True)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ("{", "its record cannot be read"),
        ('{"key": "x"}', "its record cannot be read (it says that it is x)"),
        ("[" * 100_000, "its record cannot be read"),
        ("null", "its record cannot be read"),
        (None, "it has no record"),
    ],
)
def test_an_entry_without_a_sound_record_is_made_again(
    store: FolderStore, caplog: pytest.LogCaptureFixture, record: str | None, why: str
) -> None:
    place = store.make(KEY, write, "colorize/a").folder.parent
    if record is None:
        (place / "entry.json").unlink()
    else:
        (place / "entry.json").write_text(record)
    with caplog.at_level(logging.WARNING):
        assert store.get(KEY) is None
    assert f"the stored result ab0000000000 is damaged: {why}" in caplog.text
    assert not store.damage(store.make(KEY, write, "colorize/a"), thorough=True)


def test_a_copied_store_is_read_once_more_and_then_good(store: FolderStore) -> None:
    entry = store.make(KEY, write, "colorize/a")
    os.utime(entry.folder / "a.txt", (1, 1))
    assert store.damage(entry) == ""


def test_a_step_for_which_there_is_no_space_is_an_error_of_the_store(store: FolderStore) -> None:
    def full(out: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StoreError, match=r"No space left on device; free some space \('gallery cache prune'\)"):
        store.make(KEY, full, "colorize/a")
    assert list(store.unfinished.iterdir()) == []


def test_an_entry_that_is_used_is_marked_as_used(store: FolderStore) -> None:
    record = store.make(KEY, write, "colorize/a").folder.parent / "entry.json"
    os.utime(record, (1, 1))
    store.get(KEY)
    assert record.stat().st_mtime > 1


def test_masters_are_kept_by_their_hash(store: FolderStore, tmp_path: Path) -> None:
    (tmp_path / "moon.tif").write_bytes(b"a master")
    sha256 = hashlib.sha256(b"a master").hexdigest()
    assert store.master(sha256) is None
    store.keep_master(tmp_path / "moon.tif")
    found = store.master(sha256)
    assert found is not None
    assert found.read_bytes() == b"a master"


def test_many_writers_of_one_entry_all_get_it(store: FolderStore) -> None:
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
    assert store.get(KEY) == entries[0]
    assert not store.damage(entries[0], thorough=True)
    assert list(store.unfinished.iterdir()) == []


def test_a_finished_entry_replaces_a_damaged_one_in_its_place(store: FolderStore) -> None:
    place = store.make(KEY, write, "a").folder.parent
    (place / "files/a.txt").write_text("ALPHA")
    assert not store.damage(store.make(KEY, write, "a"), thorough=True)


def test_only_what_dead_processes_left_is_swept(store: FolderStore) -> None:
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


def test_links_are_refused(store: FolderStore) -> None:
    def link(out: Path) -> None:
        (out / "a").symlink_to("/etc/hostname")

    with pytest.raises(StoreError, match="a step wrote a link"):
        store.make(KEY, link, "a")


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be written: Not a directory; .*--cache DIR"):
        FolderStore(tmp_path / "file")
