"""Paths stay in their folder; hashes and pins."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.errors import SourceError
from gallery.sources import default_cache
from gallery.sources.base import confined, pinned, relative_parts

SEGMENT = st.sampled_from(["..", ".", "", "a", "b.jpg", "c", "~", "link-in", "link-out", "C:", "\\..", "\x00", "ü"])


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with files, a link inside, and links and files outside."""
    folder = tmp_path / "room"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "b.jpg").write_bytes(b"inside")
    (tmp_path / "b.jpg").write_bytes(b"secret")
    (folder / "link-in").symlink_to(folder / "a")
    (folder / "link-out").symlink_to(tmp_path)
    (folder / "secret.jpg").symlink_to(tmp_path / "b.jpg")
    return folder


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.one_of(st.text(max_size=12), st.lists(SEGMENT, max_size=6).map("/".join)))
def test_whatever_the_path_only_files_inside_the_folder_are_found(room: Path, path: str) -> None:
    try:
        found = confined(room, path)
    except SourceError:
        return
    assert found.is_file()
    assert found.is_relative_to(room.resolve())
    assert found.read_bytes() == b"inside"


@given(st.lists(SEGMENT, min_size=1, max_size=6).map("/".join))
def test_a_path_that_passes_has_no_part_that_leads_elsewhere(path: str) -> None:
    try:
        parts = relative_parts(path)
    except SourceError:
        return
    assert parts
    assert not {"..", "/", ""} & set(parts)


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("../b.jpg", "leads upwards with '..'; put the file inside the folder"),
        ("a/../../b.jpg", "leads upwards"),
        ("/etc/hostname", "is absolute; write it relative to its folder"),
        ("C:/b.jpg", "is absolute"),
        ("a\\b.jpg", "write it with forward slashes"),
        ("link-out/b.jpg", "through a symbolic link"),
        ("secret.jpg", "through a symbolic link"),
        ("a", "is a folder; name a picture file"),
        ("none.jpg", "check the spelling"),
        (".", "names no file"),
        ("a\0b", "control character"),
        ("x" * 300, "cannot reach"),
    ],
)
def test_each_way_out_has_its_own_message(room: Path, path: str, cause: str) -> None:
    with pytest.raises(SourceError, match=cause.replace(".", r"\.")):
        confined(room, path)


def test_links_within_the_folder_are_followed(room: Path) -> None:
    assert confined(room, "link-in/b.jpg").read_bytes() == b"inside"


def test_a_pipe_is_refused_and_not_waited_for(room: Path) -> None:
    os.mkfifo(room / "pipe")
    with pytest.raises(SourceError, match="not a regular file"):
        confined(room, "pipe")


def test_a_loop_of_links_is_refused(room: Path) -> None:
    (room / "x").symlink_to(room / "y")
    (room / "y").symlink_to(room / "x")
    with pytest.raises(SourceError, match="cannot reach"):
        confined(room, "x")


def test_a_wrong_pin_says_both_hashes(room: Path) -> None:
    actual, wrong = sha256(b"inside").hexdigest(), "0" * 64
    assert pinned(room / "a/b.jpg", "a/b.jpg", actual).sha256 == actual
    with pytest.raises(SourceError) as caught:
        pinned(room / "a/b.jpg", "a/b.jpg", wrong)
    assert str(caught.value) == (
        f"a/b.jpg is not the file that was pinned: sha256 is {actual}, the manifest says {wrong};"
        " restore the file, or look at it and change the pin"
    )


def test_the_default_cache_is_what_the_environment_names(tmp_path: Path) -> None:
    assert default_cache() == tmp_path / "cache"
