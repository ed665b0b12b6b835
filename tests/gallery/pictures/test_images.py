"""The geometry of IIIF images: what is told, what libvips cuts and what viewers ask for are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gallery.pictures.addresses import LIMIT, TILE, ladder
from gallery.pictures.images import image_information, scale_factors, tile_names, whole_sizes

ROOT = Path(__file__).resolve().parents[3]
VIEWER = ROOT / "templates" / "frontend" / "node_modules" / "openseadragon" / "build" / "openseadragon"
PIXELS = st.integers(1, 2300)
AWKWARD = [(512, 512), (513, 400), (1024, 1024), (1025, 1025), (1, 1025), (1777, 1233), (9000, 3), (3, 2401)]
"""At and beside the borders of tiles, very long, and one (1777) with as many sizes as levels."""


def names(folder: Path) -> set[str]:
    return {path.parent.parent.relative_to(folder).as_posix() for path in folder.rglob("*.jpg")}


def asked(width: int, height: int) -> set[str]:
    """Every picture that is published of an image of that size."""
    return {*tile_names(width, height), *(f"full/{w},{h}" for w, h in ladder(width, height)), "full/max"}


def test_tiles_of_a_picture_of_two_by_one_and_a_bit() -> None:
    assert list(tile_names(1024, 600)) == [
        "0,0,512,512/512,512", "512,0,512,512/512,512", "0,512,512,88/512,88", "512,512,512,88/512,88",
        "full/512,300",
    ]  # fmt: skip


def test_full_max_is_told_where_it_is_smaller_than_the_picture() -> None:
    told = image_information("http://a/b", 6000, 4000, "http://r/")
    assert (told["width"], told["maxWidth"], told["maxHeight"]) == (6000, 2400, 1600)
    assert told["tiles"][0]["scaleFactors"] == [1, 2, 4, 8, 16]
    assert "maxWidth" not in image_information("http://a/b", 2400, 1600, "http://r/")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIXELS, PIXELS)
@example(1025, 1025)
@example(1777, 1233)
def test_libvips_cuts_the_tiles_that_the_image_api_recommends(
    tmp_path_factory: pytest.TempPathFactory, width: int, height: int
) -> None:
    folder = tmp_path_factory.mktemp("cut") / "tree"
    pyvips.Image.black(width, height).dzsave(str(folder), layout="iiif3", tile_size=TILE, suffix=".jpg")
    cut = names(folder)
    told = json.loads((folder / "info.json").read_text(encoding="utf-8"))["tiles"][0]["scaleFactors"]
    if scale_factors(width, height):
        assert cut == set(tile_names(width, height))
        assert told == scale_factors(width, height)
    else:
        assert cut == {f"full/{width},{height}"}


@given(st.integers(1, 9000), st.integers(1, 9000))
def test_what_is_told_of_an_image_is_there(width: int, height: int) -> None:
    told = image_information("http://a/b", width, height, "http://r/")
    sizes = [(size["width"], size["height"]) for size in told["sizes"]]
    assert set(sizes) <= set(whole_sizes(width, height))
    assert sizes
    assert sizes == sorted(sizes)
    assert {f"full/{w},{h}" for w, h in sizes} <= asked(width, height)
    # Only with a limit may full/max be smaller than the picture.
    largest = ladder(width, height)[-1]
    assert (told.get("maxWidth", width), told.get("maxHeight", height)) == largest
    assert max(largest) <= LIMIT


ASKED = """infos => infos.map(info => {
  const source = new OpenSeadragon.IIIFTileSource(OpenSeadragon.IIIFTileSource.prototype.configure(info, "", null));
  const asked = [];
  for (let level = source.minLevel; level <= source.maxLevel; level += 1) {
    const {x: columns, y: rows} = source.getNumTiles(level);
    for (let x = 0; x < columns; x += 1) {
      for (let y = 0; y < rows; y += 1) { asked.push(source.getTileUrl(level, x, y)); }
    }
  }
  return asked;
})"""


@pytest.mark.browser
def test_openseadragon_asks_for_nothing_that_is_not_there(visit: Any, tmp_path: Path) -> None:
    script = VIEWER / "openseadragon.min.js"
    if not script.is_file():
        pytest.skip("no openseadragon: pip install -e . brings it")
    random = np.random.default_rng(3)
    sizes = [*AWKWARD, *((int(w), int(h)) for w, h in random.integers(1, 7000, (150, 2)))]
    # With as many sizes as levels it would take the ones for the others.
    sizes += [(width, width * 3 // 4) for width in range(960, 2400, 7)]
    (tmp_path / "empty.html").write_text("<!doctype html><title>Empty</title>", encoding="utf-8")
    page = visit((tmp_path / "empty.html").as_uri())
    page.add_script_tag(path=str(script))
    infos = [image_information("http://a/b", *size, "http://r/") for size in sizes]
    for (width, height), urls in zip(sizes, page.evaluate(ASKED, infos), strict=True):
        wanted = {url.removeprefix("http://a/b/").removesuffix("/0/default.jpg") for url in urls}
        assert urls, (width, height)
        assert wanted <= asked(width, height), (width, height)
