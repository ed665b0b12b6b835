"""A folder of one's own: verified, seeded, cut at several sizes; what is wrong with it is said all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from model.datasets.folder import CROPS, SIDES, VIEWS, crop, open_folder
from model.datasets.pictures import find_pictures
from model.datasets.split import NAME, update
from model.errors import DatasetError

MakeFolder = Callable[..., Path]
share = st.floats(0, 1, exclude_max=True)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "small"


def test_a_folder_opens_with_its_split_written_and_small_versions_kept(photographs: MakeFolder, cache: Path) -> None:
    folder, told = photographs(12), []
    opened = open_folder(folder, cache, lambda done, of: told.append((done, of)))
    assert (folder / NAME).is_file()
    assert told == [(done, 12) for done in range(13)]
    assert len(opened) == CROPS * len(opened.split.of("train"))
    assert len(list(cache.rglob("*.npy"))) == 12
    assert opened.description.startswith(f"{len(opened.split.of('train'))} photographs of one's own, split ")
    assert opened.notices == ()


def test_crops_are_the_same_for_the_same_seed_and_step_and_differ_otherwise(
    photographs: MakeFolder, cache: Path
) -> None:
    opened = open_folder(photographs(8), cache)
    which = np.arange(16)
    one = opened.crops(which, 3, 5)
    assert one.shape == (16, 32, 32, 3)
    assert one.dtype == np.uint8
    assert (one == open_folder(opened.folder, cache).crops(which, 3, 5)).all()
    for other in (opened.crops(which, 3, 6), opened.crops(which, 4, 5)):
        assert (one != other).any(axis=(1, 2, 3)).mean() > 0.6  # at the smallest size a square has one crop only


def test_what_is_trained_on_is_not_what_is_validated_on(photographs: MakeFolder, cache: Path) -> None:
    folder, random = photographs(10), np.random.default_rng(0)
    for index, path in enumerate(find_pictures(folder)):  # each in a colour that says which it is
        colours = random.integers(0, 256, (96, 128, 3), np.uint8)
        colours[..., 0] = 20 * index
        Image.fromarray(colours).save(folder / path, "PNG")
    opened = open_folder(folder, cache)
    reds = {
        part: {round(float(red) / 20) for red in crops[..., 0].mean(axis=(1, 2))}
        for part, crops in (("train", opened.crops(np.arange(64), 0, 0)), ("validation", opened.views()))
    }
    numbers = {path: index for index, path in enumerate(find_pictures(folder))}
    for part, found in reds.items():
        assert found == {numbers[entry.path] for entry in opened.split.of(part)}


def test_views_are_always_the_same_and_so_many_for_each_photograph(photographs: MakeFolder, cache: Path) -> None:
    opened = open_folder(photographs(12), cache)
    views = opened.views()
    assert views.shape == (VIEWS * len(opened.split.of("validation")), 32, 32, 3)
    assert (views == opened.views()).all()
    assert len(opened.views("test")) == VIEWS * len(opened.split.of("test"))


@given(st.integers(32, 96), st.integers(32, 300), share, share, share)
def test_every_crop_lies_inside_its_photograph(
    shorter: int, longer: int, scale: float, down: float, across: float
) -> None:
    height, width = shorter, max(shorter, longer)
    x, y = np.meshgrid(np.linspace(40, 200, width), np.linspace(60, 220, height))
    small = np.stack([x, y, np.full_like(x, 99)], axis=-1).astype(np.uint8)
    part = crop(small, scale, down, across)
    assert part.shape == (32, 32, 3)
    assert (part[..., 2] == 99).all()
    assert part[..., 0].min() >= 40
    assert (np.diff(part[16, :, 0].astype(int)) >= 0).all()


def test_every_size_is_cut_and_none_is_enlarged() -> None:
    x = np.broadcast_to(np.arange(96, dtype=np.uint8)[None, :, None], (96, 96, 3))
    spans = [int(np.ptp(crop(x, (i + 0.5) / 4, 0, 0))) for i in range(4)]
    assert spans == pytest.approx([96 * 32 / side for side in SIDES], abs=4)
    small = np.broadcast_to(np.arange(40, dtype=np.uint8)[None, :, None], (40, 40, 3))
    assert {int(np.ptp(crop(small, scale, 0, 0))) for scale in (0, 0.5, 0.99)} <= {38, 39, 40}


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_lost(photographs: MakeFolder, cache: Path) -> None:
    folder = photographs(12)
    Image.new("RGB", (31, 200), "red").save(folder / "narrow.png")
    (folder / "note.png").write_bytes(b"not a picture")
    update(folder, find_pictures(folder))
    (folder / "astronaut-0.jpg").unlink()
    (folder / "astronaut-1.jpg").write_bytes((folder / "astronaut-3.jpg").read_bytes())
    before = (folder / NAME).read_bytes()
    with pytest.raises(DatasetError) as caught:
        open_folder(folder, cache)
    assert str(caught.value).splitlines() == [
        f"{folder} cannot be trained on as it is",
        "1 photograph in split.json but not in the folder (put them back, or run gallery data split): astronaut-0.jpg",
        "1 photograph changed since split.json was written (restore them, or run gallery data split): astronaut-1.jpg",
        "1 photograph that cannot be decoded (run gallery data clean --move-to, then split): note.png: not a JPEG, "
        "PNG, TIFF or WebP picture, or damaged from its start",
        "1 photograph with less than 32 px at the shorter side (run gallery data clean --move-to, then split): "
        "narrow.png",
    ]
    assert (folder / NAME).read_bytes() == before


def test_many_of_a_kind_are_counted_and_some_named(photographs: MakeFolder, cache: Path) -> None:
    folder = photographs(20)
    open_folder(folder, cache)
    for path in find_pictures(folder)[:7]:
        (folder / path).unlink()
    with pytest.raises(DatasetError, match=r"7 photographs in split.json but not .*: (\S+, ){5}and 2 more$"):
        open_folder(folder, cache)


def test_photographs_that_are_not_in_the_split_are_not_used_and_said(photographs: MakeFolder, cache: Path) -> None:
    folder = photographs(12)
    paths = find_pictures(folder)
    update(folder, paths[:-2])
    opened = open_folder(folder, cache)
    assert len(opened.split.files) == 10
    assert opened.notices == ("2 photographs not in split.json and not used; gallery data split adds them",)


def test_grey_photographs_only_are_nothing_to_learn_from(photographs: MakeFolder, cache: Path) -> None:
    folder = photographs(6)
    for path in find_pictures(folder):
        Image.open(folder / path).convert("L").save(folder / path)
    with pytest.raises(DatasetError, match="no photograph has colours of its own, they are grey or toned"):
        open_folder(folder, cache)


def test_some_grey_photographs_are_a_notice(photographs: MakeFolder, cache: Path) -> None:
    folder = photographs(12)
    for path in find_pictures(folder)[:6]:
        Image.open(folder / path).convert("L").save(folder / path)
    (notice,) = open_folder(folder, cache).notices
    assert notice.endswith("photographs looked at are grey or toned; gallery data clean finds them")
    assert 1 <= int(notice.split()[0]) <= 6


def test_too_few_are_refused_before_anything_is_written(photographs: MakeFolder, cache: Path) -> None:
    folder = photographs(3)
    with pytest.raises(DatasetError, match="3 photographs are too few"):
        open_folder(folder, cache)
    assert not cache.exists()
