"""Small versions: made once, whole or not at all, and made again when they are damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from model.datasets import small as module
from model.datasets.small import SIDE, SmallVersions
from model.errors import CacheError, PictureError

SHA256 = "ab" + "0" * 62


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Image.fromarray(data.coffee()).save(tmp_path / "coffee.png")
    return tmp_path / "coffee.png"


def kept(tmp_path: Path) -> Path:
    return tmp_path / "small" / "ab" / f"{SHA256}-{SIDE}.npy"


def test_it_is_shrunk_by_area_kept_and_not_decoded_again(path: Path, tmp_path: Path) -> None:
    small = SmallVersions(tmp_path / "small").get(path, SHA256)
    assert small.shape == (96, 144, 3)
    assert small.mean() == pytest.approx(data.coffee().mean(), abs=0.5)
    assert (np.load(kept(tmp_path)) == small).all()
    assert [entry.name for entry in kept(tmp_path).parent.iterdir()] == [kept(tmp_path).name]
    path.unlink()
    assert (SmallVersions(tmp_path / "small").get(path, SHA256) == small).all()


def test_a_small_photograph_is_not_enlarged(tmp_path: Path) -> None:
    Image.new("RGB", (40, 50), "red").save(tmp_path / "a.png")
    assert SmallVersions(tmp_path / "small").get(tmp_path / "a.png", SHA256).shape == (50, 40, 3)


@pytest.mark.parametrize("content", [b"", b"half", np.zeros(3)])
def test_a_damaged_one_is_made_again(content: bytes | np.ndarray, path: Path, tmp_path: Path) -> None:
    good = SmallVersions(tmp_path / "small").get(path, SHA256)
    if isinstance(content, bytes):
        kept(tmp_path).write_bytes(content)
    else:
        np.save(kept(tmp_path), content)
    assert (SmallVersions(tmp_path / "small").get(path, SHA256) == good).all()
    assert (np.load(kept(tmp_path)) == good).all()


def test_memory_is_bounded(path: Path, tmp_path: Path) -> None:
    versions = SmallVersions(tmp_path / "small", memory=96 * 144 * 3)
    first = versions.get(path, SHA256)
    assert versions.get(path, SHA256) is first
    second = versions.get(path, "cd" + SHA256[2:])
    assert versions.get(path, "cd" + SHA256[2:]) is not second


def test_a_full_disk_is_an_error_that_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.np, "save", full)
    with pytest.raises(CacheError, match=r"\.npy, a small version .* cannot be written: No space left on device; mend"):
        SmallVersions(tmp_path / "small").get(path, SHA256)
    assert [entry for entry in (tmp_path / "small").rglob("*") if entry.is_file()] == []


def test_what_cannot_be_decoded_is_a_picture_error(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no")
    with pytest.raises(PictureError):
        SmallVersions(tmp_path / "small").get(tmp_path / "a.png", SHA256)
