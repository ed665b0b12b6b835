"""The cache's downloads, and the mirror."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from gallery.errors import SourceError
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, downloads, fetch


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
