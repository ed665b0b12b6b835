"""Files that are whole or not there, and messages that a terminal can show."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from gallery.files import printable, read_bytes, sha256_of, whole


def test_a_file_takes_its_place_when_all_went_well(tmp_path: Path) -> None:
    with whole(tmp_path / "card.json") as draft:
        draft.write_text("new", encoding="utf-8", newline="\n")
        assert not (tmp_path / "card.json").exists()
        assert draft.suffix == ".json"
    assert [path.name for path in tmp_path.iterdir()] == ["card.json"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text("old", encoding="utf-8", newline="\n")
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "card.json") as draft:  # noqa: PT012
        draft.write_text("half", encoding="utf-8", newline="\n")
        raise ZeroDivisionError
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("card.json", "old")]


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
