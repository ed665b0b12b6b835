"""The pictures of a comparison: the same for all, painted once, and sheets of them that are not too large."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from model.comparison import pictures
from model.comparison.candidates import find_candidates
from model.comparison.pictures import Shown, Strip, Tile, look_through, photographs_in, strips
from model.datasets.cifar10 import load_cifar10
from model.errors import DatasetError
from model.evaluate import open_set


@pytest.fixture
def painters(make_card, tiny_onnx: bytes):
    return find_candidates([str(make_card("runs/tiny/weights.json", onnx=tiny_onnx).parent)])


@pytest.fixture
def shown() -> list[Shown]:
    photograph, small = data.astronaut()[:400, :450], data.astronaut()[:32, 100:132]
    return [Shown("a photograph", photograph, small=False, true=True), Shown("an image", small, small=True, true=True)]


def test_the_seed_chooses_the_same_few_pictures_every_time(small_cifar10: Path) -> None:
    digest, chosen = look_through(open_set("cifar10-test", small_cifar10))
    images, _ = load_cifar10(small_cifar10, "test")
    assert len(chosen) == pictures.THUMBNAILS
    for one in chosen:
        number = int(one.title.removeprefix("cifar10-test, picture "))
        assert (one.pixels == images[number - 1]).all()
    again, same = look_through(open_set("cifar10-test", small_cifar10))
    assert (again, [one.title for one in same]) == (digest, [one.title for one in chosen])
    fewer, chosen = look_through(open_set("cifar10-test", small_cifar10, 3))
    assert len(chosen) == 3
    assert fewer != digest


def test_a_strip_has_the_truth_grey_and_every_painter_and_is_painted_once(
    painters, shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    made = strips(shown, painters, None, tmp_path / "tiles", lambda *step: told.append(step))
    assert [[tile.label for tile in strip.tiles] for strip in made] == [["truth", "grey", "tiny"]] * 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    photograph, small = made
    with Image.open(photograph.tiles[2].path) as image:
        assert (image.format, image.size) == ("JPEG", (400, 356))
        assert image.info["comment"] == pictures.COMMENT.encode()
    with Image.open(photograph.tiles[0].path) as image:
        assert "comment" not in image.info
    with Image.open(small.tiles[0].path) as image:
        assert (np.asarray(image) == shown[1].pixels).all()
    with Image.open(small.tiles[1].path) as image:
        grey = np.asarray(image)
        assert (grey == grey[..., :1]).all()
    monkeypatch.setattr(pictures, "Colorist", None)  # nobody is asked again
    assert strips(shown, painters, None, tmp_path / "tiles", lambda *_: None) == made


def test_another_vividness_is_another_tile(painters, shown, tmp_path: Path) -> None:
    one, other = (strips(shown[1:], painters, vivid, tmp_path, lambda *_: None)[0] for vivid in (0.0, 1.0))
    assert one.tiles[:2] == other.tiles[:2]
    assert one.tiles[2].path != other.tiles[2].path


def test_a_photograph_without_a_truth_has_its_original_only(painters, tmp_path: Path) -> None:
    folder = tmp_path / "historical"
    folder.mkdir()
    Image.fromarray(data.camera()).save(folder / "camera.png")
    found, of = photographs_in(folder)
    assert ([one.title for one in found], of) == (["camera.png"], 1)
    (strip,) = strips(found, painters, None, tmp_path / "tiles", lambda *_: None)
    assert [tile.label for tile in strip.tiles] == ["original", "tiny"]


def test_a_damaged_photograph_is_named(tmp_path: Path) -> None:
    (tmp_path / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(DatasetError, match=r"torn\.jpg: .*; repair it or take it away"):
        photographs_in(tmp_path)


def noisy(folder: Path, labels: list[str], size: tuple[int, int], suffix: str) -> Strip:
    """A strip that is as hard to compress as pictures can be."""
    random, tiles = np.random.default_rng(0), []
    for label in labels:
        path = folder / f"{len(tiles)}{suffix}"
        Image.fromarray(random.integers(0, 256, (size[1], size[0], 3), np.uint8)).save(path)
        tiles.append(Tile(label, label, path, inferred=True))
    return Strip("noise", suffix == ".png", tuple(tiles))


def test_a_sheet_of_ten_noisy_photographs_stays_below_its_bytes(tmp_path: Path) -> None:
    labels = ["truth", "grey", *(f"runs/of/a/very/long/name/of-a-colourist/{index}" for index in range(8))]
    content = pictures.sheet_of([noisy(tmp_path, labels, (400, 300), ".jpg")])
    with Image.open(io.BytesIO(content)) as sheet:
        assert sheet.width == 5 * 400 + 4 * 16 + 2 * 24
        assert sheet.height > 2 * 300
    assert len(content) <= pictures.LARGEST


def test_a_sheet_of_small_pictures_shows_them_pixel_by_pixel(tmp_path: Path) -> None:
    strip = noisy(tmp_path, ["truth", "grey", "unet"], (32, 32), ".png")
    content = pictures.sheet_of([strip, strip])
    with Image.open(io.BytesIO(content)) as sheet, Image.open(strip.tiles[1].path) as tile:
        times, side = pictures.ENLARGED, 32 * pictures.ENLARGED
        x, y = 24 + side + 8, 24 + 30
        shown = np.asarray(sheet)[y : y + side : times, x : x + side : times]
        assert shown.tolist() == np.asarray(tile).tolist()


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_the_same_strips_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    strip = noisy(tmp_path, ["truth", "grey", "unet"], (40, 30), suffix)
    assert pictures.sheet_of([strip]) == pictures.sheet_of([strip])
