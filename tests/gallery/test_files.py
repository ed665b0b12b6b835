"""Files that are whole or not there, and messages that a terminal can show."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.files import Hashes, printable, printable_json, read_bytes, sha256_of, whole


def test_a_file_takes_its_place_when_all_went_well(tmp_path: Path) -> None:
    with whole(tmp_path / "card.json") as draft:
        draft.write_text("new", encoding="utf-8", newline="\n")
        assert not (tmp_path / "card.json").exists()
        assert draft.suffix == ".json"
    assert [path.name for path in tmp_path.iterdir()] == ["card.json"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text("old", encoding="utf-8", newline="\n")
    with pytest.raises(ZeroDivisionError):
        _half_written(tmp_path / "card.json")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("card.json", "old")]


def _half_written(path: Path) -> None:
    with whole(path) as draft:
        draft.write_text("half", encoding="utf-8", newline="\n")
        raise ZeroDivisionError


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_a_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with whole(tmp_path / "private.jpg") as draft:
            draft.write_bytes(b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "private.jpg").stat().st_mode & 0o777 == 0o640


def test_a_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc" * 1_000_000)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"abc" * 1_000_000).hexdigest()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Wien, 1900.tif", "Wien, 1900.tif"),
        ("Straße 東京", "Straße 東京"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\x9bb", "a\\x9bb"),
        ("a\u202eb", "a\\u202eb"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_control_characters_do_not_reach_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["Łomża 東京", "a\x1b[2J\x9b\x7f", "\u202e\u2066", "bad\udcff", "\U000e0001", "\t\n"])
def test_json_has_no_control_characters_and_reads_as_it_was_given(text: str) -> None:
    shown = printable_json({text: [text]}, indent=1)
    assert json.loads(shown.encode()) == {text: [text]}
    assert shown == printable(shown)


def settled(monkeypatch: pytest.MonkeyPatch, seconds: float = 10) -> None:
    """Let so much time pass that a further change of any file has another time."""
    now = time.time_ns() + int(seconds * 1e9)
    monkeypatch.setattr("gallery.files.time.time_ns", lambda: now)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read to be hashed."""
    names: list[str] = []

    def counted(path: Path) -> str:
        names.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr("gallery.files.sha256_of", counted)
    return names


def test_an_unchanged_file_is_read_once_also_by_the_next_process(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    settled(monkeypatch)
    first = Hashes(tmp_path / "cache" / "hashes.json")
    assert [first.sha256_of(tmp_path / "a"), first.sha256_of(tmp_path / "a")] == [digest(b"abc")] * 2
    first.save()
    assert Hashes(tmp_path / "cache" / "hashes.json").sha256_of(tmp_path / "a") == digest(b"abc")
    assert reads == ["a"]


def longer(path: Path) -> None:
    path.write_bytes(b"longer")


def as_long(path: Path) -> None:
    path.write_bytes(b"xyz")


def dated_back(path: Path) -> None:
    path.write_bytes(b"xyz")
    os.utime(path, (1, 1))


def replaced(path: Path) -> None:
    path.with_name("new").write_bytes(b"xyz")
    path.with_name("new").replace(path)


@pytest.mark.parametrize("change", [longer, as_long, dated_back, replaced])
def test_a_changed_file_is_read_again(
    tmp_path: Path, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    os.utime(path, (1, 1))
    settled(monkeypatch)
    hashes = Hashes(tmp_path / "hashes.json")
    hashes.sha256_of(path)
    time.sleep(0.02)  # a tick of the file system
    change(path)
    assert hashes.sha256_of(path) == digest(path.read_bytes())


def test_a_file_that_changed_this_moment_is_read_again_though_its_stamp_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second change in the same tick of the file system has the same time, and perhaps the same size."""
    path = tmp_path / "a"
    now = time.time_ns()
    monkeypatch.setattr("gallery.files._stamp", lambda name, **_: [3, now, now, 7])
    hashes = Hashes(tmp_path / "hashes.json")
    for content in (b"abc", b"xyz"):
        path.write_bytes(content)
        assert hashes.sha256_of(path) == digest(content)
    hashes.save()
    path.write_bytes(b"uvw")
    assert Hashes(tmp_path / "hashes.json").sha256_of(path) == digest(b"uvw")


@pytest.mark.parametrize(
    ("changed", "trusted"), [(1_700_000_000_000_000_000, False), (1_700_000_000_123_456_789, True)]
)
def test_where_times_are_whole_seconds_a_file_is_trusted_later(
    tmp_path: Path, changed: int, trusted: bool, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    monkeypatch.setattr("gallery.files._stamp", lambda name, **_: [3, changed, changed, 7])
    monkeypatch.setattr("gallery.files.time.time_ns", lambda: changed + 1_000_000_000)
    hashes = Hashes()
    hashes.sha256_of(tmp_path / "a")
    hashes.sha256_of(tmp_path / "a")
    assert len(reads) == (1 if trusted else 2)


def test_what_was_written_with_a_known_digest_is_not_read(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = Hashes(tmp_path / "hashes.json")
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"abc")
        hashes.remember(tmp_path / name, digest(b"abc"))
    settled(monkeypatch)
    time.sleep(0.02)
    (tmp_path / "b").write_bytes(b"xyz")  # somebody else, meanwhile
    hashes.save()
    later = Hashes(tmp_path / "hashes.json")
    assert [later.sha256_of(tmp_path / name) for name in ("a", "b")] == [digest(b"abc"), digest(b"xyz")]
    assert reads == ["b"]


def test_in_doubt_every_file_is_read(tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    settled(monkeypatch)
    hashes = Hashes(verify=True)
    hashes.sha256_of(tmp_path / "a")
    hashes.sha256_of(tmp_path / "a")
    assert reads == ["a", "a"]


def test_the_map_is_bounded_and_keeps_what_was_asked_for(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcde":
        (tmp_path / name).write_bytes(name.encode())
    settled(monkeypatch)
    for names in ("abc", "de"):
        hashes = Hashes(tmp_path / "hashes.json", limit=3)
        for name in names:
            hashes.sha256_of(tmp_path / name)
        hashes.save()
    assert len(json.loads((tmp_path / "hashes.json").read_text(encoding="utf-8"))["files"]) == 3
    reads.clear()
    hashes = Hashes(tmp_path / "hashes.json", limit=3)
    for name in "de":
        hashes.sha256_of(tmp_path / name)
    assert reads == []


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff", b'{"format": 2, "files": {}}', b'{"format": 1, "files": []}', b"[" * 100_000],
)
def test_a_damaged_map_is_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "hashes.json").write_bytes(damage)
    (tmp_path / "a").write_bytes(b"abc")
    assert Hashes(tmp_path / "hashes.json").sha256_of(tmp_path / "a") == digest(b"abc")


@given(
    damage=st.recursive(
        st.none() | st.integers() | st.text() | st.floats(allow_nan=False),
        lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=2),
    )
)
def test_a_damaged_entry_is_as_none(damage: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("hashes")
    (folder / "a").write_bytes(b"abc")
    content = {"format": 1, "files": {str(folder / "a"): damage}}
    (folder / "hashes.json").write_text(json.dumps(content), encoding="utf-8", newline="\n")
    assert Hashes(folder / "hashes.json").sha256_of(folder / "a") == digest(b"abc")


def test_a_map_that_cannot_be_written_is_only_a_loss_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    settled(monkeypatch)
    hashes = Hashes(tmp_path / "a" / "hashes.json")
    assert hashes.sha256_of(tmp_path / "a") == digest(b"abc")
    hashes.save()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_what_is_no_file_is_an_error_and_no_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "missing", "."):
        with pytest.raises(OSError, match=r"not a regular file|No such file"):
            Hashes().sha256_of(tmp_path / name)


def test_a_file_is_read_whole_or_refused_for_its_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("a")
    assert read_bytes(tmp_path / "a", 5) == read_bytes(tmp_path / "link", 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 4 bytes"):
        read_bytes(tmp_path / "a", 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    refused = {
        "pipe": "it is a pipe or a device",
        "": "it is a folder",
        "circle": "Too many levels",
        "x" * 300: "too long",
    }
    for name, said in refused.items():
        with pytest.raises(OSError, match=said):
            read_bytes(tmp_path / name, 10)
    with pytest.raises(OSError, match="it is a pipe or a device"):
        read_bytes(Path("/dev/zero"), 10)
    for name in ("a\0b", "\ud800"):
        with pytest.raises(OSError, match="no file can have such a name"):
            read_bytes(tmp_path / name, 10)
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "gone", 10)
