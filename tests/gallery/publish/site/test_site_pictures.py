"""The site's WebP pictures and veils: sizes, versions, disclosure. The JPEGs are in test_site_tiles.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
from PIL import Image

from gallery.derivatives import GREY, ORIGINAL
from gallery.pictures.metadata import read_disclosure
from gallery.pictures.veil import VEILS
from gallery.publish.site.plan import plan
from gallery.publish.site.steps.pictures import site_pictures_step


def files(built_site: Path, work: str) -> list[str]:
    return sorted(path.name for path in (built_site / "site" / "pictures" / work).iterdir())


def test_a_black_and_white_work_has_original_colour_and_confidence(built_site: Path) -> None:
    assert files(built_site, "camera") == [
        "colour-240.webp",
        "colour-300.webp",
        "confidence.png",
        "original-240.webp",
        "original-300.webp",
    ]


def test_a_work_with_colours_of_its_own_is_also_shown_in_grey(built_site: Path) -> None:
    assert "grey-300.webp" in files(built_site, "astronaut")


def test_an_uncolorized_work_has_its_original_only(built_site: Path) -> None:
    assert files(built_site, "moon") == ["original-240.webp", "original-300.webp"]


def test_inferred_colour_is_disclosed_in_the_file_and_the_original_is_not_accused(built_site: Path) -> None:
    folder = built_site / "site" / "pictures" / "camera"
    colour = read_disclosure(folder / "colour-300.webp")
    assert colour["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert "inferred" in colour["description"]
    assert "digital_source_type" not in read_disclosure(folder / "original-300.webp")


def test_the_veil_is_strongest_where_the_network_is_least_certain(built_site: Path) -> None:
    with Image.open(built_site / "site" / "pictures" / "camera" / "confidence.png") as image:
        alpha = np.asarray(image.convert("RGBA"))[..., 3]
    row = alpha[0]  # the fixture's confidence climbs from left to right
    assert list(dict.fromkeys(row.tolist())) == [round(opacity * 255) for opacity in VEILS]


def test_the_same_inputs_give_the_same_bytes(built_site: Path, rebuilt: Any) -> None:
    first, second = built_site, rebuilt()
    names = sorted(path.relative_to(first).as_posix() for path in first.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(second).as_posix() for path in second.rglob("*") if path.is_file())
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []


@pytest.fixture
def work_page(
    tmp_path: Path, an_exhibit: Callable[..., Any], a_show: Callable[..., Any], derivatives: dict[str, Path]
) -> Callable[[bool], tuple[str, Path]]:
    """The page of a work and the site, of an exhibit that wants AVIF or does not."""

    def build(avif: bool) -> tuple[str, Path]:
        show = a_show(an_exhibit(publications={"site": {"avif": avif}}))
        wanted = ("site/pages/works/camera", "site/pictures/")
        tasks = [task for task in plan(show) if task.id.startswith(wanted)]
        publishing.run(tasks, show, derivatives, tmp_path / "scratch", tmp_path / "out")
        site = tmp_path / "out" / "site"
        return (site / "works/camera/index.html").read_text(encoding="utf-8"), site

    return build


def test_avif_is_offered_first_and_says_the_same_of_itself(work_page: Callable[[bool], tuple[str, Path]]) -> None:
    page, site = work_page(True)
    kinds = re.findall(r'<source type="image/(\w+)"', page)
    assert kinds[:2] == ["avif", "webp"]
    offered = set(re.findall(r"pictures/camera/([\w-]+\.avif)\?v=", page))
    assert {"colour-240.avif", "colour-300.avif"} <= offered
    assert offered == {path.name for path in (site / "pictures/camera").glob("*.avif")}
    colour = read_disclosure(site / "pictures/camera/colour-300.avif")
    assert colour == read_disclosure(site / "pictures/camera/colour-300.webp")
    assert colour["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia")
    with (
        Image.open(site / "pictures/camera/colour-300.avif") as small,
        Image.open(site / "pictures/camera/colour-300.webp") as other,
    ):
        difference = np.asarray(small.convert("L"), np.int16) - np.asarray(other.convert("L"))
    assert np.abs(difference).mean() < 4


def test_there_is_no_avif_unless_it_is_asked_for(work_page: Callable[[bool], tuple[str, Path]]) -> None:
    page, site = work_page(False)
    assert ".avif" not in page
    assert list(site.rglob("*.avif")) == []


def test_a_version_that_is_not_smaller_as_avif_is_left_as_it_is(tmp_path: Path, derivatives: dict[str, Path]) -> None:
    made = derivatives["colorize/moon"]
    blank = tmp_path / "blank"
    blank.mkdir()
    for path in made.iterdir():
        (blank / path.name).write_bytes(path.read_bytes())
    for name in (ORIGINAL, GREY):  # AVIF takes more bytes to say what it is, and little else is there to say
        with Image.open(made / name) as picture:
            Image.new("RGB", picture.size, "#808080").save(blank / name, quality=92)
    for folder, kinds in ((made, {".avif", ".webp"}), (blank, {".webp"})):
        out = tmp_path / folder.name / "out"
        out.mkdir(parents=True, exist_ok=True)
        site_pictures_step({"colorize/moon": folder}, {"work": "moon", "avif": True, "tiles": "files"}, out)
        assert {path.suffix for path in (out / "pictures").glob("*-*")} == kinds
