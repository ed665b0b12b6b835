"""The site's JPEGs: every size and tile that a viewer asks for is there, and says what it must."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
from PIL import Image

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Facts, write_facts
from gallery.pictures.addresses import TILE, ladder
from gallery.pictures.containers import read_xmp
from gallery.pictures.images import image_information, tile_names
from gallery.pictures.metadata import read_disclosure, xmp_packet
from gallery.publish.site.pictures import tasks


def derivatives(folder: Path, width: int, height: int, *, toned: bool = False, colorized: bool = True) -> Path:
    """Derivatives of that size: a ramp with detail, in grey, brown or blue."""
    folder.mkdir(parents=True)
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    grey = Image.fromarray(((x // 7 + y // 5) % 200 + 20).astype(np.uint8)).convert("RGB")
    grey.save(folder / ORIGINAL)
    grey.save(folder / GREY)
    if colorized:
        Image.blend(grey, Image.new("RGB", grey.size, "#224488"), 0.3).save(folder / COLOUR)
        Image.new("L", (32, 32), 200).save(folder / CONFIDENCE)
    facts = Facts(width, height, "cd" * 32, "PNG", 1234, has_colour=False, toned=toned, colorized=colorized)
    write_facts(facts, folder)
    return folder


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory, an_exhibit: Any, a_show: Any) -> Callable[..., Path]:
    """Publishes the images of derivatives of a size; gives the folder of the work's images."""
    show = a_show(an_exhibit())
    task = tasks(show)[0]

    def make(width: int, height: int, **more: Any) -> Path:
        folder = tmp_path_factory.mktemp("tiles")
        made = derivatives(folder / "made", width, height, **more)
        publishing.run([task], show, {f"colorize/{task.subject}": made}, folder / "scratch", folder / "out")
        return folder / "out" / "site" / "iiif" / task.subject

    return make


@pytest.fixture(scope="module")
def tree(trees: Callable[..., Path]) -> Path:
    """Images of a toned photograph of 2700 × 1801 pixels: larger than the largest size offered whole."""
    return trees(2700, 1801, toned=True)


def names(folder: Path) -> set[str]:
    return {path.parent.parent.relative_to(folder).as_posix() for path in folder.rglob("*.jpg")}


def asked(width: int, height: int) -> set[str]:
    """Every picture that an image of that size is made of, by the Image API's recommendation."""
    return {*tile_names(width, height), *(f"full/{w},{h}" for w, h in ladder(width, height)), "full/max"}


def test_every_tile_and_size_is_there_and_nothing_else(tree: Path) -> None:
    assert sorted(path.name for path in tree.iterdir()) == ["colour", "grey", "original"]
    for version in tree.iterdir():
        assert names(version) == asked(2700, 1801)
        assert {path.name for path in version.rglob("*") if path.is_file()} == {"default.jpg"}


def test_every_file_has_the_size_that_its_address_says(tree: Path) -> None:
    for path in (tree / "colour").rglob("*.jpg"):
        region, size = path.parts[-4:-2]
        with Image.open(path) as image:
            assert size == "max" or image.size == tuple(map(int, size.split(","))), path
            assert image.size == ladder(2700, 1801)[-1] or size != "max"
            assert region == "full" or max(image.size) <= TILE


def test_the_tiles_of_full_size_put_together_are_the_picture(tree: Path, tmp_path: Path) -> None:
    whole = derivatives(tmp_path / "same", 2700, 1801) / COLOUR
    with Image.open(whole) as image:
        expected = np.asarray(image, dtype=np.int16)
    seen = np.full_like(expected, -100)
    for path in (tree / "colour").glob("*/*/0/default.jpg"):
        region, size = path.parts[-4:-2]
        if region != "full" and region.split(",")[2:] == size.split(","):
            left, top, across, down = map(int, region.split(","))
            with Image.open(path) as tile:
                seen[top : top + down, left : left + across] = np.asarray(tile)
    assert np.abs(seen - expected).mean() < 3
    assert seen.min() >= 0


def test_the_largest_size_is_also_called_max(tree: Path) -> None:
    width, height = ladder(2700, 1801)[-1]
    full = tree / "original" / "full"
    assert (full / "max/0/default.jpg").read_bytes() == (full / f"{width},{height}/0/default.jpg").read_bytes()


def test_a_picture_no_larger_than_a_tile_is_offered_whole_only(trees: Callable[..., Path]) -> None:
    folder = trees(512, 300, colorized=False)
    assert names(folder) == {"original/full/240,141", "original/full/512,300", "original/full/max"}
    assert "tiles" not in image_information("http://a/b", 512, 300, "http://r/")


def test_the_same_derivatives_give_the_same_bytes(trees: Callable[..., Path]) -> None:
    first, second = trees(700, 530), trees(700, 530)
    files = sorted(path.relative_to(first) for path in first.rglob("*.jpg"))
    assert files == sorted(path.relative_to(second) for path in second.rglob("*.jpg"))
    assert [path for path in files if (first / path).read_bytes() != (second / path).read_bytes()] == []


def test_every_picture_of_inferred_colours_says_so_and_no_other(tree: Path) -> None:
    for path in tree.rglob("*.jpg"):
        said = read_disclosure(path)
        assert said["web_statement"] == "http://creativecommons.org/publicdomain/mark/1.0/"
        if path.relative_to(tree).parts[0] == "colour":
            assert said["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia")
            assert "inferred" in said["description"]
        else:
            assert "digital_source_type" not in said


def test_what_a_tile_says_is_small_beside_what_it_shows(tree: Path) -> None:
    tile = tree / "colour" / "0,0,512,512/512,512/0/default.jpg"
    packet = read_xmp(tile.read_bytes())
    assert packet is not None
    assert len(packet) < 1500
    assert xmp_packet(read_disclosure(tile), "en") == packet


def test_only_colour_is_bound_to_disclose(an_exhibit: Any, a_show: Any) -> None:
    task = tasks(a_show(an_exhibit()))[0]
    assert {"iiif/original/*", "iiif/grey/*"} <= set(task.authentic)
    assert not any("colour" in pattern for pattern in task.authentic)
    assert task.publishes == {"pictures/": "site/pictures/camera/", "iiif/": "site/iiif/camera/"}
