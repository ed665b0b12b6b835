"""Saving as JPEG."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import open_photograph, save_jpeg


def test_saving_repeats_byte_for_byte_and_keeps_chroma(color: Image.Image, tmp_path: Path) -> None:
    pixels = np.asarray(color)
    save_jpeg(pixels, tmp_path / "a.jpg")
    save_jpeg(pixels, tmp_path / "b.jpg")
    assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()
    assert sorted(path.name for path in tmp_path.glob(".*")) == []
    with Image.open(tmp_path / "a.jpg") as saved:
        assert set(saved.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert [layer[1:3] for layer in saved.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
    assert abs(open_photograph(tmp_path / "a.jpg").pixels.astype(int) - pixels).mean() < 2


def test_greys_are_saved_as_greys_whatever_their_layout_in_memory(grey: Image.Image, tmp_path: Path) -> None:
    save_jpeg(np.asarray(grey)[::-1], tmp_path / "a.jpg", quality=100)
    with Image.open(tmp_path / "a.jpg") as saved:
        assert saved.mode == "L"
    assert abs(open_photograph(tmp_path / "a.jpg").grey[::-1].astype(int) - np.asarray(grey)).max() <= 2


def test_a_failed_save_leaves_the_old_file_and_no_other(grey: Image.Image, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("old")
    with pytest.raises(TypeError):
        save_jpeg(np.zeros((4, 4, 5), np.uint8), tmp_path / "a.jpg")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]
    assert (tmp_path / "a.jpg").read_text() == "old"
    with pytest.raises(PhotographError, match="scale it down"):
        save_jpeg(np.zeros((1, 70_000), np.uint8), tmp_path / "a.jpg")
