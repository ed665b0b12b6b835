"""A photograph inside an installed Python package."""

from __future__ import annotations

import importlib
import sys
import unicodedata
import zipfile
from hashlib import sha256
from pathlib import Path
from types import ModuleType

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


@pytest.mark.parametrize("package", ["skimage..data", "skimage.", "skimage.3d", "x" * 256, "skimage." + "x" * 300])
def test_an_odd_name_of_a_package_is_said(options: FetchOptions, package: str) -> None:
    with pytest.raises(SourceError, match="is not the import name of a package; write it like 'skimage'"):
        find(options, package, "data/moon.png")


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("data/" + "x" * 300, "has a name of 300 bytes"),
        ("data/Moon.PNG", "there is 'data/moon.png': write it so"),
        ("data", "is a folder; name a file"),
        ("data/moon.png/x.png", "no file"),
    ],
)
def test_paths_in_packages_are_read_as_those_in_folders(options: FetchOptions, path: str, cause: str) -> None:
    with pytest.raises(SourceError, match=cause):
        find(options, "skimage", path)


@pytest.mark.parametrize("failure", [ImportError("broken"), ValueError("odd"), OSError("unreadable")])
def test_a_finder_that_fails_is_no_bug_of_ours(
    options: FetchOptions, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    class Finder:
        @staticmethod
        def find_spec(name: str, path: object, target: object = None) -> None:
            if name == "album_nowhere":
                raise failure

    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    with pytest.raises(SourceError, match="'album_nowhere' is not installed"):
        find(options, "album_nowhere", "a.jpg")


def test_a_module_without_a_specification_is_said(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "album_odd", ModuleType("album_odd"))
    with pytest.raises(SourceError, match="'album_odd' is not installed"):
        find(options, "album_odd.inner", "a.jpg")


def test_a_file_of_a_namespace_package_is_found_in_any_of_its_folders(
    options: FetchOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "spread_album").mkdir(parents=True)
        (tmp_path / name / "spread_album" / f"{name}.jpg").write_bytes(name.encode())
        monkeypatch.syspath_prepend(str(tmp_path / name))
    for name in ("one", "two"):
        assert find(options, "spread_album", f"{name}.jpg").sha256 == sha256(name.encode()).hexdigest()
    with pytest.raises(SourceError, match=r"no file 'three\.jpg'"):
        find(options, "spread_album", "three.jpg")


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
    with pytest.raises(SourceError, match=r"there is 'data/a\.jpg': write it so"):
        find(options, "zipped_album", "Data/A.jpg")
    with pytest.raises(SourceError, match="is a folder"):
        find(options, "zipped_album", "data")
    with pytest.raises(SourceError, match="no file"):
        find(options, "zipped_album", "data/a.jpg/b.jpg")


def test_a_zip_file_with_other_accents_and_damage(
    options: FetchOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "zipped.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("accented_album/__init__.py", "")
        file.writestr(unicodedata.normalize("NFD", "accented_album/Zürich.jpg"), b"picture" * 99)
    monkeypatch.syspath_prepend(str(archive))
    assert find(options, "accented_album", "Zürich.jpg").sha256 == sha256(b"picture" * 99).hexdigest()
    archive.write_bytes(archive.read_bytes().replace(b"picture", b"damaged"))
    with pytest.raises(SourceError, match=r"cannot read 'Zürich\.jpg' in package 'accented_album': Bad CRC-32"):
        find(options, "accented_album", "Zürich.jpg")
