"""The site's WebP pictures and veils: sizes, versions, disclosure. The JPEGs are in test_site_tiles.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gallery.pictures.metadata import read_disclosure
from gallery.pictures.veil import VEILS


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
