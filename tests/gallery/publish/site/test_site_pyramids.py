"""Tiles in one file for each version, for those who have an image server; or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import Image

from gallery.cli import _run
from gallery.pictures.containers import read_xmp
from gallery.publish.site.steps.tiles import _write_pyramid

MANIFEST = """\
title: T
curator: C
statement: S
base_url: https://example.org/
publications:
  site: {tiles: TILES, walk: false, colorizer: false}
  iiif: {image_server: "https://images.example.org/iiif/3/"}
  panels: {enabled: false}
  artsteps: {enabled: false}
  room: {enabled: false}
rooms:
  - title: R
    works:
      - {id: cat, source: {path: cat.jpg}, title: A cat, alt: A cat., credit: Of a friend,
         rights: "http://creativecommons.org/publicdomain/mark/1.0/"}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site of an exhibit of one photograph of 1200 × 800 pixels: with pyramids, and with no tiles at all."""
    from skimage import data

    folder = tmp_path_factory.mktemp("exhibit")
    Image.fromarray(data.chelsea()).resize((1200, 800)).save(folder / "cat.jpg", quality=92)
    sites = {}
    for tiles in ("pyramid", "none"):
        (folder / "exhibit.yaml").write_text(MANIFEST.replace("TILES", tiles), encoding="utf-8")
        out = folder / tiles
        arguments = ["build", str(folder), "--output", str(out), "--cache", str(folder / "cache"), "--jobs", "1"]
        assert _run([*arguments, "--quiet"]) == 0
        sites[tiles] = out / "site"
    return sites


def names(site: Path) -> list[str]:
    """The pictures of the work that are no whole sizes."""
    folder = site / "iiif" / "cat"
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if "/full/" not in name)


def test_a_pyramid_takes_the_place_of_all_tiles_of_a_version(built: dict[str, Path]) -> None:
    assert names(built["pyramid"]) == [
        "colour.tif", "confidence/info.json", "grey.tif", "manifest.json", "original.tif",
    ]  # fmt: skip
    assert not list((built["pyramid"] / "iiif" / "cat").rglob("0,0,512,512"))


def test_a_pyramid_holds_every_level_in_tiles_with_full_chroma(built: dict[str, Path]) -> None:
    path = built["pyramid"] / "iiif" / "cat" / "colour.tif"
    levels = [pyvips.Image.tiffload(str(path), page=page) for page in range(2)]
    assert [(level.width, level.height) for level in levels] == [(1200, 800), (600, 400)]
    assert levels[0].get("tile-width") == 512
    with Image.open(path) as image:
        assert image.tag_v2[262] == 2, "not RGB, whose chroma is never halved"  # type: ignore[attr-defined]
        assert image.tag_v2[259] == 7, "not compressed by JPEG"  # type: ignore[attr-defined]


def test_pyramids_say_what_they_are(built: dict[str, Path]) -> None:
    packets = {name: read_xmp((built["pyramid"] / "iiif" / "cat" / f"{name}.tif").read_bytes()) for name in
               ("original", "grey", "colour")}  # fmt: skip
    assert all(packet and b"Of a friend" in packet for packet in packets.values())
    inferred = [name for name, packet in packets.items() if packet and b"TrainedAlgorithmicMedia" in packet]
    assert inferred == ["colour"]


def services(part: Any) -> set[tuple[str, str]]:
    """Every image service in a IIIF document: address and level."""
    if isinstance(part, list):
        return set().union(*map(services, part))
    if not isinstance(part, dict):
        return set()
    own = {(one["id"], one["profile"]) for one in part.get("service", ())}
    return own.union(*map(services, part.values()))


def test_manifests_name_the_server_of_the_pyramids(built: dict[str, Path]) -> None:
    site = built["pyramid"]
    found = services(json.loads((site / "iiif" / "cat" / "manifest.json").read_bytes()))
    server = "https://images.example.org/iiif/3/"
    pyramids = {(f"{server}cat%2F{version}.tif", "level2") for version in ("original", "colour")}
    assert found == pyramids | {("https://example.org/iiif/cat/confidence", "level0")}
    assert services(json.loads((site / "iiif" / "collection.json").read_bytes())) <= pyramids


def test_without_tiles_the_descriptions_promise_whole_sizes_only(built: dict[str, Path]) -> None:
    site = built["none"]
    versions = [name for name in names(site) if name.endswith("info.json")]
    assert versions == ["colour/info.json", "confidence/info.json", "grey/info.json", "original/info.json"]
    told = json.loads((site / "iiif" / "cat" / "original" / "info.json").read_bytes())
    assert "tiles" not in told
    for size in told["sizes"]:
        assert (site / f"iiif/cat/original/full/{size['width']},{size['height']}/0/default.jpg").is_file()
    assert told["id"] == "https://example.org/iiif/cat/original"


def test_without_tiles_the_zoom_takes_the_largest_whole_size(built: dict[str, Path]) -> None:
    for site in built.values():
        assert " data-whole" in (site / "works" / "cat" / "index.html").read_text(encoding="utf-8")


@pytest.mark.browser
def test_the_zoom_opens_and_asks_for_no_tile(visit: Callable[..., Any], built: dict[str, Path]) -> None:
    page = visit(f"{(built['pyramid'] / 'works' / 'cat' / 'index.html').as_uri()}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("button.zoom-open").click()
    page.wait_for_function("() => document.querySelectorAll('dialog.zoom canvas').length >= 2")
    page.wait_for_timeout(300)
    pictures = [address.rpartition("iiif/")[2] for address in asked if "/iiif/" in address]
    assert sorted(set(pictures)) == [f"cat/{version}/full/max/0/default.jpg" for version in ("colour", "original")]


@pytest.mark.parametrize("size", [(5, 87), (16, 16), (513, 1)])
def test_narrow_pictures_have_pyramids_that_can_be_read(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.zeros((size[1], size[0], 3), np.uint8)).save(path)
    _write_pyramid(path, tmp_path / "a.tif")
    image = pyvips.Image.new_from_file(str(tmp_path / "a.tif"))
    assert (image.width, image.height, image.avg()) == (*size, 0)
