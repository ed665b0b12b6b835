"""TIFF on the page for one's own photograph, in a browser that does not read it: scans are shown as they are."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
import pyvips
import skimage
import tifffile
from numpy.typing import NDArray
from PIL import Image

from gallery.colorize import find_weights
from gallery.publish.site.plan import plan

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[..., Any]
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def address(
    an_exhibit: Callable[..., Any],
    a_show: Callable[..., Any],
    serve: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The page and what it loads."""
    folder, found = tmp_path_factory.mktemp("tiff"), find_weights("default")
    show = a_show(an_exhibit(), weights=found.facts, resources=publishing.resources(weights=found.files))
    wanted = ("site/assets", "site/colorizer", "site/pages/colorize")
    publishing.run([task for task in plan(show) if task.id in wanted], show, {}, folder / "scratch", folder / "out")
    return serve(folder / "out") + "site/colorize/index.html"


@pytest.fixture(scope="module")
def page(address: str, visit_for_all: Visit) -> Any:
    return visit_for_all(address)


@pytest.fixture(scope="module")
def colour() -> Pixels:
    with Image.open(Path(skimage.__file__).parent / "data" / "rocket.jpg") as opened:
        return np.asarray(opened.convert("RGB").resize((150, 100)))


@pytest.fixture(scope="module")
def grey(colour: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(colour).convert("L"))


def original(page: Any) -> Pixels:
    """What the page shows as the photograph, (H, W, 3)."""
    url = page.eval_on_selector(
        "#original",
        "e => { const c = Object.assign(document.createElement('canvas'), {width: e.width, height: e.height});"
        "c.getContext('2d').drawImage(e, 0, 0); return c.toDataURL('image/png'); }",
    )
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("RGB"))


def choose(page: Any, path: Path) -> None:
    page.set_input_files("#file", str(path))
    page.get_by_text(f"{path.name}, ").wait_for()


def by_vips(path: Path, pixels: Pixels, **how: Any) -> None:
    """As libtiff writes it."""
    pyvips.Image.new_from_array(pixels).tiffsave(str(path), **how)


def by_tifffile(path: Path, pixels: NDArray[Any], **how: Any) -> None:
    tifffile.imwrite(path, pixels, **how)


def sixteen(pixels: Pixels) -> NDArray[np.uint16]:
    return pixels.astype(np.uint16) * 257


GREY = {
    "plain": lambda path, grey: by_vips(path, grey, compression="none"),
    "lzw": lambda path, grey: by_vips(path, grey, compression="lzw", predictor="horizontal"),
    "packbits": lambda path, grey: by_vips(path, grey, compression="packbits"),
    "white is zero": lambda path, grey: by_vips(path, grey, compression="deflate", miniswhite=True),
    "16 bits": lambda path, grey: by_vips(path, sixteen(grey), compression="lzw"),
    "16 bits, big-endian, zip": lambda path, grey: by_tifffile(
        path, sixteen(grey), byteorder=">", compression="zlib", photometric="minisblack"
    ),
    "tiles": lambda path, grey: by_vips(path, grey, compression="deflate", tile=True, tile_width=64, tile_height=64),
}
RGB = {
    "plain": lambda path, rgb: by_vips(path, rgb, compression="none"),
    "deflate": lambda path, rgb: by_vips(path, rgb, compression="deflate", predictor="horizontal"),
    "zstd": lambda path, rgb: Image.fromarray(rgb).save(path, compression="zstd"),
    "planes": lambda path, rgb: by_tifffile(
        path, rgb.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", compression="zlib"
    ),
    "16 bits, big-endian, planes": lambda path, rgb: by_tifffile(
        path, sixteen(rgb).transpose(2, 0, 1), photometric="rgb", planarconfig="separate", byteorder=">"
    ),
    "16 bits": lambda path, rgb: by_vips(path, sixteen(rgb), compression="lzw", predictor="horizontal"),
}


@pytest.mark.parametrize("kind", GREY)
def test_a_scan_in_grey_is_shown_as_it_is(kind: str, page: Any, grey: Pixels, tmp_path: Path) -> None:
    GREY[kind](tmp_path / f"{kind}.tif", grey)
    choose(page, tmp_path / f"{kind}.tif")
    assert np.array_equal(original(page), grey[..., None].repeat(3, 2))


@pytest.mark.parametrize("kind", RGB)
def test_a_scan_in_colour_is_shown_as_it_is(kind: str, page: Any, colour: Pixels, tmp_path: Path) -> None:
    RGB[kind](tmp_path / f"{kind}.tif", colour)
    choose(page, tmp_path / f"{kind}.tif")
    assert np.array_equal(original(page), colour)


@pytest.mark.parametrize("quality", [80, 95])  # up to 89 libvips halves the chroma
def test_a_scan_compressed_by_jpeg_is_shown(quality: int, page: Any, colour: Pixels, tmp_path: Path) -> None:
    path = tmp_path / f"jpeg {quality}.tif"
    by_vips(path, colour, compression="jpeg", Q=quality)
    choose(page, path)
    expected = pyvips.Image.new_from_file(str(path)).numpy().astype(int)
    assert np.abs(original(page) - expected).mean() < 2


def test_a_palette_is_shown(page: Any, colour: Pixels, tmp_path: Path) -> None:
    picture = Image.fromarray(colour).convert("P")
    picture.save(tmp_path / "palette.tif")
    choose(page, tmp_path / "palette.tif")
    assert np.array_equal(original(page), np.asarray(picture.convert("RGB")))


@pytest.mark.parametrize(
    "orientation", [3, 6, *(pytest.param(other, marks=pytest.mark.matrix) for other in (1, 2, 4, 5, 7, 8))]
)
def test_a_scan_stands_upright(orientation: int, page: Any, grey: Pixels, tmp_path: Path) -> None:
    path = tmp_path / f"turned {orientation}.tif"
    by_tifffile(path, grey, photometric="minisblack", extratags=[(274, "H", 1, orientation, False)])
    choose(page, path)
    expected = pyvips.Image.new_from_file(str(path)).autorot().numpy()
    assert np.array_equal(original(page)[..., 0], expected)


def test_its_colours_are_inferred_like_those_of_any_picture(page: Any, grey: Pixels, tmp_path: Path) -> None:
    by_vips(tmp_path / "scan.tif", sixteen(grey), compression="lzw")
    choose(page, tmp_path / "scan.tif")
    page.wait_for_selector("#bench[data-state=done]", timeout=60_000)


def test_what_is_not_read_is_told_with_its_kind_and_what_to_do(page: Any, grey: Pixels, tmp_path: Path) -> None:
    Image.fromarray(grey).convert("1").save(tmp_path / "fax.tif", compression="group4")
    by_tifffile(tmp_path / "floats.tif", (grey / 255).astype(np.float32), photometric="minisblack")
    by_vips(tmp_path / "whole.tif", grey, compression="none")
    (tmp_path / "cut.tif").write_bytes((tmp_path / "whole.tif").read_bytes()[:60])
    Image.new("1", (9000, 7200)).save(tmp_path / "large.tif")
    problem = page.get_by_role("alert")
    for name, told in {
        "fax.tif": "a kind that is not read here (compression 4, 1 bits a channel)",
        "floats.tif": "a kind that is not read here (compression 1, 32 bits a channel)",
        "cut.tif": "but it is damaged",
        "large.tif": "is too large, 9000 × 7200 pixels",
    }.items():
        page.set_input_files("#file", str(tmp_path / name))
        problem.get_by_text(f"“{name}”").wait_for()
        assert told in problem.inner_text()


def test_what_reads_tiff_comes_only_when_one_is_chosen(
    address: str, colour: Pixels, tmp_path: Path, visit: Visit
) -> None:
    page = visit(address)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    Image.fromarray(colour).save(tmp_path / "a.png")
    choose(page, tmp_path / "a.png")
    assert not any("tiff" in url for url in asked)
    by_vips(tmp_path / "a.tif", colour, compression="lzw")
    choose(page, tmp_path / "a.tif")
    assert sum("colorizer/tiff.js" in url for url in asked) == 1
