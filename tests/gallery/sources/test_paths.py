"""Paths stay in their folder, and mean the same file on every system."""

from __future__ import annotations

import os
import re
import socket
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.errors import SourceError
from gallery.sources.paths import confined, named, relative_parts

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
    (folder / "dangling").symlink_to(folder / "nothing")
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "device").symlink_to("/dev/zero")
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
        ("a", "is a folder; name a file"),
        ("none.jpg", "check the spelling"),
        ("device", "through a symbolic link"),
        (".", "names no file"),
        ("a\0b", "control character"),
        ("x" * 300, "has a name of 300 bytes, and 255 is the most; shorten it"),
        ("ü" * 128, "has a name of 256 bytes"),
        ("a/" * 3000 + "b.jpg", "check the spelling"),
        ("a\x9bm", "control character"),
        ("a\ufffem", "holds characters that a manifest cannot hold; rename the file"),
        ("a" + "\u0301" * 31, "holds characters that a manifest cannot hold"),
        ("half \ud800.jpg", "path 'half \\ud800.jpg' is not UTF-8; rename the file"),
        ("bytes \udcff.jpg", "path 'bytes \\udcff.jpg' is not UTF-8; rename the file"),
        ("a/b.jpg/c.jpg", "what it names as a folder is a file"),
        ("dangling", "leads over a link to what is missing"),
        ("circle", "leads over a link that ends nowhere"),
        ("circle/b.jpg", "leads over a link that ends nowhere"),
        ("socket", "not a regular file"),
    ],
)
def test_each_way_out_has_its_own_message(room: Path, path: str, cause: str) -> None:
    if path == "socket":
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(room / "socket"))
    with pytest.raises(SourceError, match=re.escape(cause)):
        confined(room, path)


def test_links_within_the_folder_are_followed(room: Path) -> None:
    assert confined(room, "link-in/b.jpg").read_bytes() == b"inside"


def test_a_pipe_is_refused_and_not_waited_for(room: Path) -> None:
    os.mkfifo(room / "pipe")
    with pytest.raises(SourceError, match="not a regular file"):
        confined(room, "pipe")


def test_a_circle_of_links_is_refused(room: Path) -> None:
    (room / "x").symlink_to(room / "y")
    (room / "y").symlink_to(room / "x")
    with pytest.raises(SourceError, match="leads over a link that ends nowhere"):
        confined(room, "x")


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no folder"):
        confined(tmp_path / "none", "a.jpg")


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("there", ["NFC", "NFD"])
def test_accents_may_be_composed_in_one_way_in_the_manifest_and_in_another_on_the_disk(
    tmp_path: Path, written: str, there: str
) -> None:
    file = tmp_path / unicodedata.normalize(there, "Žižkov") / unicodedata.normalize(there, "Zürich é.jpg")
    file.parent.mkdir()
    file.write_bytes(b"picture")
    assert confined(tmp_path, unicodedata.normalize(written, "Žižkov/Zürich é.jpg")) == file.resolve()


def test_the_very_spelling_comes_before_another_composition(tmp_path: Path) -> None:
    composed, apart = (unicodedata.normalize(form, "é.jpg") for form in ("NFC", "NFD"))
    (tmp_path / composed).write_bytes(b"composed")
    (tmp_path / apart).write_bytes(b"apart")
    assert confined(tmp_path, composed).read_bytes() == b"composed"
    assert confined(tmp_path, apart).read_bytes() == b"apart"
    both = "e\u0301\u1e69", "\u00e9s\u0323\u0307"
    with pytest.raises(SourceError, match="means 2 files, which differ in how accents are composed; rename all but"):
        named(unicodedata.normalize("NFC", both[0]), both)


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("photographs/tram.tif", "photographs/Tram.TIF"),
        ("Photographs/Tram.TIF", "photographs/Tram.TIF"),
        ("PHOTOGRAPHS/none.tif", "photographs"),
        ("photographs/ŻABA.jpg", "photographs/żaba.jpg"),
    ],
)
def test_wrong_capitals_name_the_file_that_lies_there(tmp_path: Path, path: str, there: str) -> None:
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs" / "Tram.TIF").write_bytes(b"picture")
    (tmp_path / "photographs" / unicodedata.normalize("NFD", "żaba.jpg")).write_bytes(b"picture")
    with pytest.raises(SourceError) as caught:
        confined(tmp_path, path)
    shown = str(caught.value)
    assert shown.startswith(f"no file {path!r} in {tmp_path}; there is ")
    assert unicodedata.normalize("NFC", shown).endswith(f"there is {there!r}: write it so")


def test_names_behind_a_link_out_are_not_told(room: Path) -> None:
    with pytest.raises(SourceError, match="through a symbolic link"):
        confined(room, "link-out/B.jpg")


@given(st.text(min_size=1, max_size=6), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_a_name_that_lies_there_is_always_found(name: str, others: list[str]) -> None:
    assert named(name, [*others, name]) == name
