"""Which file an address names, and which ones it never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.web.files import find, media_type


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "site" / "works").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("home")
    (folder / "site" / "ein Tag.html").write_text("a day")
    (folder / ".gallery.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "site" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "site" / "loop").symlink_to(folder / "site" / "loop")
    return folder


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/site/index.html", "site/index.html"),
        ("/site//index.html", "site/index.html"),
        ("/site/ein%20Tag.html", "site/ein Tag.html"),
        ("/site/works/", "site/works"),
        ("/", ""),
    ],
)
def test_an_address_names_a_file_or_folder(root: Path, address: str, name: str) -> None:
    assert find(root, address) == root / name


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.txt",
        "/site/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/site/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/site/out.txt",
        "/site/loop",
        "/.gallery.json",
        "/site/nowhere.html",
        "/site/index.html%00.txt",
        "/%ff",
        "/c:/windows",
        "/site/" + "a" * 5000,
    ],
)
def test_nothing_outside_and_nothing_hidden_is_found(root: Path, address: str) -> None:
    assert find(root, address) is None


def test_a_root_that_is_not_there_yet_holds_nothing(tmp_path: Path) -> None:
    assert find(tmp_path / "later", "/site/index.html") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.json", "application/json"),
        ("a.JPG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.svg", "image/svg+xml"),
        ("a.glb", "model/gltf-binary"),
        ("a.woff2", "font/woff2"),
        ("default.onnx", "application/octet-stream"),
        ("noending", "application/octet-stream"),
    ],
)
def test_every_kind_of_file_has_its_media_type(name: str, kind: str) -> None:
    assert media_type(Path(name)) == kind


def test_nothing_is_found_in_a_folder_that_is_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert find(tmp_path / "circle", "/site/") is None
