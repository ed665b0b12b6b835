"""Photographs of one's own to measure on: of any kind and place, bounded, and only those that have a truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from model.datasets.measuring import OWN, open_own
from model.errors import DatasetError

MakeFolder = Callable[..., Path]


@pytest.fixture
def astronaut() -> Image.Image:
    return Image.fromarray(data.astronaut()).crop((0, 0, 300, 200))


def test_every_kind_is_found_below_the_folder_and_shown_upright(astronaut: Image.Image, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("1.jpg", "a/2.PNG", "a/b/3.tif", "a/b/4.webp"):
        astronaut.save(tmp_path / name)
    exif = Image.Exif()
    exif[0x0112] = 6
    astronaut.save(tmp_path / "5.jpeg", exif=exif)
    (tmp_path / "note.txt").write_text("not a picture")
    own = open_own(tmp_path)
    assert (own.name, own.n, own.of, own.thumbnails, own.left_out) == (OWN, 5, 5, False, ())
    assert [batch.shape for batch in own.batches()] == [
        (1, 200, 300, 3), (1, 300, 200, 3), (1, 200, 300, 3), (1, 200, 300, 3), (1, 200, 300, 3)
    ]  # fmt: skip
    shown = [batch[0] for batch in own.batches()]
    assert (shown[2] == np.asarray(astronaut)).all()


def test_large_ones_are_measured_at_768_px(astronaut: Image.Image, tmp_path: Path) -> None:
    astronaut.resize((1200, 800)).save(tmp_path / "wide.png")
    astronaut.rotate(90, expand=True).resize((900, 1800)).save(tmp_path / "tall.png")
    assert [batch.shape for batch in open_own(tmp_path).batches()] == [(1, 768, 384, 3), (1, 512, 768, 3)]


def test_those_without_colours_are_left_out_and_said(photographs: MakeFolder) -> None:
    folder = photographs(6)
    Image.open(folder / "astronaut-0.jpg").convert("L").save(folder / "grey.png")
    own = open_own(folder)
    assert (own.n, own.of, own.left_out) == (6, 7, ("grey.png",))
    assert len(list(own.batches())) == 6


def test_a_limit_is_of_files_and_looks_at_no_others(photographs: MakeFolder) -> None:
    folder = photographs(6)
    (folder / "zzz.jpg").write_bytes(b"<html>")
    own = open_own(folder, 3)
    assert (own.n, own.of) == (3, 7)
    assert len(list(own.batches())) == 3


def test_only_grey_ones_are_nothing_to_measure_against(photographs: MakeFolder) -> None:
    folder = photographs(5)
    for path in folder.rglob("*.jpg"):
        Image.open(path).convert("L").save(path)
    with pytest.raises(
        DatasetError, match=r"no photograph has colours of its own, .* name a folder of colour photographs"
    ):
        open_own(folder)


def test_every_one_that_cannot_be_measured_is_named_at_once(photographs: MakeFolder) -> None:
    folder = photographs(7)
    (folder / "more" / "html.jpg").write_bytes(b"<html>")
    path = folder / "astronaut-0.jpg"
    path.write_bytes(path.read_bytes()[:1500])
    Image.new("RGB", (1600, 20), "red").save(folder / "strip.png")
    with pytest.raises(DatasetError) as caught:
        open_own(folder)
    first, *lines = str(caught.value).splitlines()
    assert first == f"{folder} cannot be measured on as it is; repair or take away"
    assert [line.split(":")[0] for line in lines] == ["astronaut-0.jpg", "more/html.jpg", "strip.png"]
    assert lines[2] == "strip.png: 1600 × 20 px is too small, or too narrow at 768 px"


def test_many_of_them_are_counted(tmp_path: Path) -> None:
    for index in range(9):
        (tmp_path / f"{index}.jpg").write_bytes(b"<html>")
    with pytest.raises(DatasetError, match=r"4\.jpg: [^\n]*\nand 4 more$"):
        open_own(tmp_path)


def test_an_empty_folder_says_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no photographs in .*none of its files ends in \.jpeg, \.jpg, \.png"):
        open_own(tmp_path)
