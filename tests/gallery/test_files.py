"""Files that are whole or not there, and messages that a terminal can show."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from gallery.files import printable, sha256_of, whole


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
