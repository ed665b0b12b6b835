"""A photograph inside an installed Python package."""

from __future__ import annotations

import importlib
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from gallery.errors import SourceError
from gallery.manifest.schema import PackageSource
from gallery.sources import FetchOptions, Master, locate


@pytest.fixture
def options(tmp_path: Path) -> FetchOptions:
    return FetchOptions(tmp_path / "cache")


def find(options: FetchOptions, package: str, path: str, pin: str | None = None) -> Master:
    return locate(PackageSource(package=package, path=path, sha256=pin), Path(), options)


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def make_package(folder: Path) -> None:
    package = folder / "album_of_tests"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('this code must not run')\n")
    (package / "a.jpg").write_bytes(b"picture")
    (package / "inner" / "b.jpg").write_bytes(b"inner picture")
    (folder / "secret.jpg").write_bytes(b"secret")
    importlib.invalidate_caches()


def test_a_real_photograph_of_an_installed_package_is_found(options: FetchOptions) -> None:
    master = find(options, "skimage", "data/moon.png")
    assert master.path is not None
    assert master.path.read_bytes().startswith(b"\x89PNG")
    assert master.origin == "skimage: data/moon.png"
    assert find(options, "skimage.data", "moon.png", master.sha256).sha256 == master.sha256


def test_no_code_of_the_package_runs(options: FetchOptions, importable: Path) -> None:
    make_package(importable)
    assert find(options, "album_of_tests", "a.jpg").sha256 == sha256(b"picture").hexdigest()
    assert find(options, "album_of_tests.inner", "b.jpg").sha256 == sha256(b"inner picture").hexdigest()
    assert "album_of_tests" not in sys.modules


def test_a_wrong_pin_is_an_error(options: FetchOptions) -> None:
    with pytest.raises(SourceError, match=r"skimage: data/moon\.png is not the file that was pinned"):
        find(options, "skimage", "data/moon.png", "0" * 64)


def test_paths_stay_in_the_package(options: FetchOptions, importable: Path) -> None:
    make_package(importable)
    (importable / "album_of_tests" / "link.jpg").symlink_to(importable / "secret.jpg")
    for path, cause in [
        ("../secret.jpg", "upwards"),
        ("/etc/hostname", "absolute"),
        ("link.jpg", "symbolic link"),
    ]:
        with pytest.raises(SourceError, match=cause):
            find(options, "album_of_tests", path)


def test_a_missing_package_says_what_to_install(options: FetchOptions) -> None:
    with pytest.raises(SourceError, match=r"not installed; install it \(pip install no_such_album\)"):
        find(options, "no_such_album", "a.jpg")


def test_a_single_module_holds_no_files(options: FetchOptions) -> None:
    with pytest.raises(SourceError, match="single module"):
        find(options, "this", "a.jpg")


def test_a_package_inside_a_zip_gives_a_copy_in_the_cache(
    options: FetchOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "zipped.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped_album/__init__.py", "raise RuntimeError")
        file.writestr("zipped_album/data/a.jpg", b"picture")
    monkeypatch.syspath_prepend(str(archive))
    master = find(options, "zipped_album", "data/a.jpg")
    assert master.path == options.cache / "downloads" / master.sha256[:2] / master.sha256
    assert master.path.read_bytes() == b"picture"
    with pytest.raises(SourceError, match="no file"):
        find(options, "zipped_album", "data/b.jpg")
    with pytest.raises(SourceError, match="upwards"):
        find(options, "zipped_album", "../zipped.zip")
