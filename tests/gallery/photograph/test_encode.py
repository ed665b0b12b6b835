"""Saving as JPEG."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pyvips
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import coded, jpeg_file, open_photograph, save_jpeg, strips, strips_coded
from gallery.photograph.strips import threads


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


@pytest.mark.parametrize("size", [(8, 8), (9, 40_000), (601, 1000), (40_000, 9), (1280, 800)])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_coded_in_strips_is_the_same_picture(size: tuple[int, int], channels: int, tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*size, channels), dtype=np.uint8)
    pixels = pixels[..., 0] if channels == 1 else pixels
    save_jpeg(pixels, tmp_path / "a.jpg", 90)
    whole = Image.fromarray(np.ascontiguousarray(pixels[..., :3]) if channels > 1 else pixels)
    whole.save(tmp_path / "b.jpg", quality=90, subsampling=0)
    with Image.open(tmp_path / "a.jpg") as ours, Image.open(tmp_path / "b.jpg") as pillows:
        assert np.array_equal(np.asarray(ours), np.asarray(pillows))
        other = pyvips.Image.new_from_file(str(tmp_path / "a.jpg"), fail_on="warning").numpy()
        assert np.array_equal(other.reshape(np.asarray(ours).shape), np.asarray(ours))


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_system_without_files_in_memory_codes_the_same_bytes(channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 600, channels), dtype=np.uint8).squeeze()
    found = coded(pixels, 90)
    monkeypatch.delattr("os.memfd_create", raising=False)
    assert coded(pixels, 90) == found


@pytest.mark.parametrize("size", [(8, 8), (9, 40_000), (601, 1000), (40_000, 9)])
def test_the_strips_of_a_written_picture_are_those_that_were_coded(size: tuple[int, int], tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    save_jpeg(pixels, tmp_path / "a.jpg", 90)
    found = list(strips_coded(tmp_path / "a.jpg"))
    assert found == [coded(pixels[rows], 90) for rows in strips(*size)]
    with jpeg_file(tmp_path / "again.jpg", *size) as file:
        for strip in found:
            file.add(strip)
    assert (tmp_path / "again.jpg").read_bytes() == (tmp_path / "a.jpg").read_bytes()


def test_there_are_no_more_threads_than_processors_that_the_process_may_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {3}, raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert threads() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    assert threads() == 5


def test_the_number_of_threads_changes_no_byte(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (900, 1100, 3), dtype=np.uint8)
    for count in ("1", "2", "5"):
        monkeypatch.setenv("OMP_NUM_THREADS", count)
        save_jpeg(pixels, tmp_path / f"{count}.jpg")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_metadata_are_in_the_file_and_change_no_pixel(color: Image.Image, tmp_path: Path) -> None:
    pixels = np.asarray(color)
    save_jpeg(pixels, tmp_path / "plain.jpg")
    with jpeg_file(tmp_path / "a.jpg", *pixels.shape[:2], b"<x:xmpmeta/>") as file:
        file.add(coded(pixels, 95))
    with Image.open(tmp_path / "a.jpg") as saved, Image.open(tmp_path / "plain.jpg") as plain:
        assert saved.info["xmp"] == b"<x:xmpmeta/>"
        assert saved.info["jfif"] == 257
        assert saved.tobytes() == plain.tobytes()
    with pytest.raises(PhotographError, match="its metadata are 70000 bytes, over the 65502"):
        jpeg_file(tmp_path / "a.jpg", 8, 8, bytes(70_000)).__enter__()


def test_a_picture_that_lacks_strips_does_not_appear(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="1 strips of 256 rows in a picture of 900"),
        jpeg_file(tmp_path / "a.jpg", 900, 1024) as file,
    ):
        file.add(coded(np.zeros((256, 1024), np.uint8), 95))
    assert list(tmp_path.iterdir()) == []
