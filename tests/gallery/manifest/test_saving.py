"""A manifest that is saved stays whose it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gallery.errors import GalleryError
from gallery.manifest.saving import save_manifest

MODES = pytest.mark.skipif(os.name == "nt", reason="files have no such modes here")


@MODES
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o644])
def test_who_may_read_and_write_it_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_text("title: A\n")
    path.chmod(mode)
    save_manifest(path, "title: B\n")
    assert path.read_text() == "title: B\n"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@MODES
def test_what_nobody_is_to_write_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_text("title: A\n")
    path.chmod(0o444)
    with pytest.raises(GalleryError, match="is read-only; allow writing first"):
        save_manifest(path, "title: B\n")
    assert path.read_text() == "title: A\n"
    assert [one.name for one in tmp_path.iterdir()] == ["exhibit.yaml"]


def test_a_new_one_is_written_with_the_breaks_that_it_has(tmp_path: Path) -> None:
    save_manifest(tmp_path / "exhibit.yaml", "title: A\r\n")
    assert (tmp_path / "exhibit.yaml").read_bytes() == b"title: A\r\n"
