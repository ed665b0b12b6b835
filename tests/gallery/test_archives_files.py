"""Files as archives have them, and works that are turned and cropped, from the manifest to the finished site."""

from __future__ import annotations

import contextlib
import io
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import iiif_prezi3
import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms
from skimage import data

from gallery.cli import _run
from gallery.colorize import infer
from gallery.photograph import Framing, open_monochrome
from gallery.pictures.metadata import read_disclosure

HEAD = """\
title: From the archive
curator: A. Curator
statement: Scans as they are.
base_url: https://archive.example/
rooms:
  - title: Scans
    works:
"""
WORK = """\
      - id: {id}
        source: {{path: {file}}}
        title: {id}
        alt: A man.
        rights: http://creativecommons.org/publicdomain/mark/1.0/
"""
CROPPED = "        rotate: 90\n        crop: [0.1, 0.125, 0.9, 0.875]\n"


def grey() -> NDArray[np.uint8]:
    """96 × 128 pixels of a photograph."""
    return np.ascontiguousarray(np.asarray(data.camera())[80:464:4, ::4])


def film() -> NDArray[np.uint8]:
    """A photograph that lies on its side within the black edge of its film, 160 × 128 pixels."""
    scan = np.zeros((128, 160), np.uint8)
    scan[16:112, 16:144] = grey()
    return np.ascontiguousarray(np.rot90(scan))


def photoshop(pixels: NDArray[np.uint8]) -> bytes:
    height, width = pixels.shape
    return b"8BPS" + struct.pack(">H6xHIIHH3IH", 1, 1, height, width, 8, 1, 0, 0, 0, 0) + pixels.tobytes()


def write_masters(folder: Path) -> dict[str, str]:
    """A master of each kind, all of one picture; id of the work → name of the file."""
    picture = Image.fromarray(grey())
    color = picture.convert("RGB")
    pillow_heif.register_heif_opener()
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(color, to_lab)
    assert lab is not None
    picture.save(folder / "jpeg2000.jp2", irreversible=False)
    color.save(folder / "heic.heic", quality=95)
    picture.save(folder / "gif.gif")
    picture.save(folder / "pdf.pdf", quality=95)
    lab.save(folder / "lab.tif")
    Image.fromarray((grey() / 255).astype(np.float32)).save(folder / "float.tif")
    picture.save(folder / "pages.tif", save_all=True, append_images=[picture.rotate(90), picture])
    (folder / "photoshop.psd").write_bytes(photoshop(grey()))
    Image.fromarray(film()).save(folder / "film.png")
    return {path.stem: path.name for path in sorted(folder.iterdir())}


@dataclass(frozen=True)
class Built:
    folder: Path
    works: dict[str, str]
    said: str

    @property
    def site(self) -> Path:
        return self.folder / "out" / "site"

    def json(self, path: str) -> Any:
        return json.loads((self.folder / "out" / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("archive")
    exhibit = folder / "exhibit"
    exhibit.mkdir()
    works = write_masters(exhibit)
    Image.fromarray(np.repeat(np.repeat(grey(), 2, 0), 2, 1)).save(exhibit / "askew.png")
    text = (
        HEAD
        + WORK.format(id="askew", file="askew.png")
        + "        rotate: -1.4\n"
        + "".join(WORK.format(id=name, file=file) + (CROPPED if name == "film" else "") for name, file in works.items())
    )
    (exhibit / "exhibit.yaml").write_text(text, encoding="utf-8")
    arguments = ["build", str(exhibit), "--output", str(folder / "out"), "--cache", str(folder / "cache"), "--quiet"]
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        assert _run([*arguments, "--jobs", "1"]) == 0
    return Built(folder, works, said.getvalue())


def pixels(path: Path) -> NDArray[np.int64]:
    with Image.open(path) as image:
        return np.asarray(image.convert("L")).astype(int)


@pytest.mark.slow
def test_masters_of_every_kind_show_the_same_picture_and_disclose_their_colours(built: Built) -> None:
    for name in built.works:
        shown = built.site / "iiif" / name / "original" / "full" / "max" / "0" / "default.jpg"
        assert pixels(shown).shape == (96, 128), name
        assert abs(pixels(shown) - grey()).mean() < (6 if name in ("heic", "pdf") else 4), name
        colour = read_disclosure(built.site / "iiif" / name / "colour" / "full" / "max" / "0" / "default.jpg")
        assert colour["digital_source_type"].endswith("compositeWithTrainedAlgorithmicMedia")
    formats = {work["id"]: work["master"]["format"] for work in built.json("report.json")["works"]}
    assert formats == {
        "askew": "PNG",
        "film": "PNG",
        "float": "TIFF",
        "gif": "GIF",
        "heic": "HEIF",
        "jpeg2000": "JPEG2000",
        "lab": "TIFF",
        "pages": "TIFF",
        "pdf": "PDF",
        "photoshop": "PSD",
    }


@pytest.mark.slow
def test_that_one_of_several_pages_is_shown_is_said(built: Built) -> None:
    assert "a TIFF of 3 pages; the first is shown" in built.said
    pages = {work["id"]: work["master"]["pages"] for work in built.json("report.json")["works"]}
    assert (pages["pages"], pages["gif"]) == (3, 1)


@pytest.mark.slow
def test_of_a_cropped_work_the_whole_scan_stays_within_reach(built: Built) -> None:
    whole = built.site / "iiif/film/whole/full/160,128/0/default.jpg"
    assert pixels(whole).shape == (128, 160)
    assert abs(pixels(whole) - np.rot90(film(), -1)).mean() < 3
    assert "digital_source_type" not in read_disclosure(whole)
    assert read_disclosure(whole)["title"] == "film"
    page = (built.site / "works/film/index.html").read_text(encoding="utf-8")
    assert "iiif/film/whole/full/160,128/0/default.jpg" in page
    assert "The whole scan, neither straightened nor cropped, JPEG, 160 × 128" in page
    assert "PNG, 160 × 128 pixels" in page
    assert not (built.site / "iiif/gif/whole").exists()
    manifest = built.json("site/iiif/film/manifest.json")
    iiif_prezi3.Manifest.model_validate(manifest)
    canvas = manifest["items"][0]
    assert (canvas["width"], canvas["height"]) == (128, 96)
    assert [one["id"] for one in canvas["rendering"]] == [
        "https://archive.example/iiif/film/whole/full/160,128/0/default.jpg"
    ]
    master = next(work for work in built.json("report.json")["works"] if work["id"] == "film")["master"]
    assert (master["width"], master["height"], master["shown"]) == (160, 128, [128, 96])
    assert (master["rotate"], master["crop"]) == (90, [0.1, 0.125, 0.9, 0.875])


@pytest.mark.slow
def test_a_straightened_work_says_so_and_keeps_its_whole_scan_within_reach(built: Built) -> None:
    assert pixels(built.site / "iiif/askew/whole/full/256,192/0/default.jpg").shape == (192, 256)
    shown = pixels(built.site / "iiif/askew/original/full/max/0/default.jpg").shape
    assert shown == (185, 251)
    page = (built.site / "works/askew/index.html").read_text(encoding="utf-8")
    assert "Shown: 251 × 185, straightened by 1.4°, which interpolates its pixels" in page
    assert "That of the photograph once straightened; only colour was added" in page
    master = next(work for work in built.json("report.json")["works"] if work["id"] == "askew")["master"]
    assert (master["rotate"], master["straightened"], master["crop"]) == (-1.4, -1.4, None)
    report = (built.folder / "out/report.html").read_text(encoding="utf-8")
    assert "straightened by 1.4° anticlockwise, which interpolates its pixels, and 251 × 185 of them are left" in report


def test_within_the_film_s_edge_the_network_sees_the_photograph_alone(tmp_path: Path) -> None:
    Image.fromarray(film()).save(tmp_path / "film.png")
    Image.fromarray(grey()).save(tmp_path / "alone.png")
    cropped = open_monochrome(tmp_path / "film.png", Framing(90, (0.1, 0.125, 0.9, 0.875)))
    assert np.array_equal(cropped.grey, grey())  # the original's lightness, to the pixel
    shown = [
        infer(photograph)[1].paint(slice(0, len(photograph.grey)), photograph.grey)
        for photograph in (cropped, open_monochrome(tmp_path / "alone.png"), open_monochrome(tmp_path / "film.png"))
    ]
    assert np.array_equal(shown[0], shown[1])
    within_the_edge = np.rot90(shown[2], -1)[16:112, 16:144]
    assert abs(shown[0].astype(int) - within_the_edge).max() > 3
