"""``gallery cache``."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gallery.cli.cache import command
from gallery.sources import default_cache
from gallery.sources.downloads import keep


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"photograph")
    return keep(picture, default_cache())


def test_path_is_the_folder_that_the_environment_names(tmp_path: Path) -> None:
    assert run("path").output == f"{tmp_path / 'cache'}\n"
    assert json.loads(run("path", "--json").output) == {"path": str(tmp_path / "cache")}


def test_without_the_variable_it_is_the_platforms_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GALLERY_CACHE")
    assert "nostalgia-gallery" in run("path").output


def test_an_empty_cache_lists_verifies_and_clears() -> None:
    for name in ("list", "verify", "clear"):
        assert run(name).exit_code == 0


def test_list_names_each_download_and_all_sizes(kept: Path) -> None:
    result = json.loads(run("list", "--json").output)
    assert result["downloads"] == [{"sha256": sha256(b"photograph").hexdigest(), "bytes": 10}]
    assert result["bytes"] == {"downloads": 10, "store": 0, "training": 0, "hashes": 0, "compiled": 0}
    assert kept.name in run("list").output


def test_verify_passes_whole_files_and_fails_damaged_ones(kept: Path) -> None:
    assert run("verify").exit_code == 0
    kept.write_bytes(b"photographs")
    result = run("verify")
    assert result.exit_code == 1
    assert f"{kept}: damaged" in result.output
    assert json.loads(run("verify", "--json").output)["damaged"] == [str(kept)]


def test_clear_removes_what_the_press_keeps_and_nothing_else(kept: Path) -> None:
    store = default_cache() / "store" / "ab"
    store.mkdir(parents=True)
    (store / "file").write_bytes(b"12345")
    bystander = default_cache() / "letters.txt"
    bystander.write_text("mine")
    removed = json.loads(run("clear", "--json").output)["removed_bytes"]
    assert removed == {"downloads": 10, "store": 5, "training": 0, "hashes": 0, "compiled": 0}
    assert [path.name for path in default_cache().iterdir()] == ["letters.txt"]


def test_clear_does_not_follow_a_link_out_of_the_cache(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("keep me")
    default_cache().mkdir()
    (default_cache() / "downloads").symlink_to(outside)
    assert run("clear").exit_code == 0
    assert (outside / "file").exists()
