"""The cache's downloads, and the mirror."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from gallery.errors import SourceError
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, downloads, fetch
from gallery.sources.remembered import remember, remembered


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    (folder / "deep" / "down").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(b"first")
    (folder / "deep" / "down" / "other name.tif").write_bytes(b"second")
    (folder / "big.tif").write_bytes(b"x" * 5000)
    return folder


def test_a_mirror_satisfies_a_pin_under_any_name_and_the_cache_keeps_it(tmp_path: Path, mirror: Path) -> None:
    options = FetchOptions(tmp_path / "cache", offline=True, mirror=mirror)
    source = UrlSource(url="https://archive.example/second.tif", sha256=digest(b"second"))
    path = fetch(source, options)
    assert path == downloads.entry(options.cache, digest(b"second"))
    assert path.read_bytes() == b"second"
    assert fetch(source, FetchOptions(tmp_path / "cache", offline=True)) == path


def test_a_file_with_the_addresss_name_is_hashed_first_and_no_other(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def counted(path: Path, size: int, time: int) -> str:
        hashed.append(path.name)
        return digest(path.read_bytes())

    monkeypatch.setattr(downloads, "_digest", counted)
    assert downloads.from_mirror(mirror, digest(b"first"), "a.jpg", 1000) == mirror / "a.jpg"
    assert hashed == ["a.jpg"]


def test_a_changed_file_in_the_mirror_is_hashed_anew(mirror: Path) -> None:
    assert downloads.from_mirror(mirror, digest(b"first"), "a.jpg", 1000) is not None
    (mirror / "a.jpg").write_bytes(b"changed")
    assert downloads.from_mirror(mirror, digest(b"first"), "a.jpg", 1000) is None
    assert downloads.from_mirror(mirror, digest(b"changed"), "a.jpg", 1000) is not None


def test_large_files_and_links_are_passed_over(tmp_path: Path, mirror: Path) -> None:
    assert downloads.from_mirror(mirror, digest(b"x" * 5000), "big.tif", 1000) is None
    (tmp_path / "outside.jpg").write_bytes(b"outside")
    (mirror / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    assert downloads.from_mirror(mirror, digest(b"outside"), "link.jpg", 1000) is None


def test_a_mirror_that_is_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not a folder"):
        downloads.from_mirror(tmp_path / "none", digest(b""), "a.jpg", 1000)


def test_what_was_not_settled_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with downloads.arriving(tmp_path / "cache") as arrival:
            arrival.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert downloads.entries(tmp_path / "cache") == []


def test_what_killed_downloads_left_is_swept_and_what_others_write_is_not(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folder = downloads.downloads(cache)
    (folder / "addresses").mkdir(parents=True)
    left = [folder / ".0123456789abcdef.part", folder / "addresses" / ".0123456789abcdef.part.json"]
    others = [folder / ".fedcba9876543210.part", folder / "somebody's.part"]
    for path in (*left, *others):
        path.write_bytes(b"half")
    long_ago = time.time() - 2 * downloads.ABANDONED
    for path in (*left, others[1]):
        os.utime(path, (long_ago, long_ago))
    with downloads.arriving(cache) as arrival:
        arrival.write(b"whole")
        arrival.settle(cache)
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(
        [*others, downloads.entry(cache, digest(b"whole"))]
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_said_also_when_it_shows_only_at_the_end(tmp_path: Path) -> None:
    full = Path("/dev/full").open("wb")  # noqa: SIM115 - settling closes it
    arrival = downloads.Arrival(full, tmp_path / ".a.part")
    arrival.write(b"fits into the buffer")
    with pytest.raises(SourceError, match="free space there"):
        arrival.settle(tmp_path)


def test_what_is_remembered_holds_only_as_long_as_the_file(tmp_path: Path) -> None:
    cache, url = tmp_path / "cache", "https://archive.example/a.jpg"
    assert remembered(cache, url) is None
    with downloads.arriving(cache) as arrival:
        arrival.write(b"picture")
        path = arrival.settle(cache)
    remember(cache, url, path)
    found = remembered(cache, url)
    assert found is not None
    assert found.path == path
    assert remembered(cache, url + "?") is None
    path.write_bytes(b"damaged")
    assert remembered(cache, url) is None
    assert not path.exists()


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{", b"\xff", b'{"url": "https://a/", "sha256": "../../../etc"}']
)
def test_a_damaged_note_is_no_note(tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    remember(cache, "https://a/", Path("0" * 64))
    (note,) = (downloads.downloads(cache) / "addresses").iterdir()
    note.write_bytes(content)
    assert remembered(cache, "https://a/") is None
