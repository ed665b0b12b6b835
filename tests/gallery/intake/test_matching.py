"""Rows and files: which row tells of which file."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.intake.matching import Matches, match
from gallery.intake.tables import Row

DECOMPOSED = unicodedata.normalize("NFD", "Müller.tif")
FILES = ["Müller.tif", "scans/IMG_0001.JPG", "scans/no. 3.png", "other/IMG_0001.JPG", "street car.jpg"]


def matched(names: Sequence[str], files: Sequence[str] = FILES) -> Matches:
    rows = [Row(number, {"file": name}) for number, name in enumerate(names, 2)]
    return match(rows, files, lambda row: [row.cells["file"]] if row.cells["file"] else [])


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Müller.tif", "Müller.tif"),
        (DECOMPOSED, "Müller.tif"),
        ("MÜLLER.TIF", "Müller.tif"),
        ("müller", "Müller.tif"),
        ("müller.tiff", "Müller.tif"),
        ("scans/img_0001.jpg", "scans/IMG_0001.JPG"),
        (r"D:\archive\scans\IMG_0001.jpg", "scans/IMG_0001.JPG"),
        ("./Müller.tif", "Müller.tif"),
        ("no. 3", "scans/no. 3.png"),
        ("street_car.jpeg", "street car.jpg"),
        ("Street-Car", "street car.jpg"),
        ("street car.psb", "street car.jpg"),
    ],
)
def test_a_file_is_found_however_its_name_is_written(name: str, file: str) -> None:
    found = matched([name])
    assert [path for _, path in found.pairs] == [file]
    assert found.unmatched == tuple(path for path in FILES if path != file)


def test_names_on_disk_with_accents_composed_otherwise_are_found_too() -> None:
    assert [path for _, path in matched(["Müller.tif"], [DECOMPOSED]).pairs] == [DECOMPOSED]


def test_a_name_of_several_files_is_nobodys() -> None:
    found = matched(["IMG_0001.jpg"])
    assert [path for _, path in found.pairs] == [None]
    assert [why for _, why in found.reasons] == ["'IMG_0001.jpg' may be scans/IMG_0001.JPG, other/IMG_0001.JPG"]


def test_a_file_is_told_of_by_one_row() -> None:
    found = matched(["müller", "Müller.tif", "nobody.tif", ""])
    assert [path for _, path in found.pairs] == [None, "Müller.tif", None, None]
    assert [(row.number, why) for row, why in found.reasons] == [
        (2, "Müller.tif is what row 3 tells of"),
        (4, "there is no file 'nobody.tif'"),
        (5, "it names no file"),
    ]


@pytest.mark.parametrize(
    ("names", "files", "pairs"),
    [
        (["p1.tif", "p1.jpg"], ["p1.jpg"], [None, "p1.jpg"]),
        (["b/001.jpg", "a/001.jpg"], ["a/001.jpg", "c/x.jpg"], [None, "a/001.jpg"]),
        (["street car", "street_car.jpg"], ["street_car.jpg", "Street Car.jpg"], ["Street Car.jpg", "street_car.jpg"]),
    ],
)
def test_a_row_further_down_that_names_the_file_itself_has_it(
    names: list[str], files: list[str], pairs: list[str | None]
) -> None:
    assert [file for _, file in matched(names, files).pairs] == pairs


def test_the_column_of_files_counts_before_another_that_may_name_one() -> None:
    rows = [Row(2, {"file": "missing.jpg", "number": "p1"}), Row(3, {"file": "P1", "number": "77"})]
    found = match(rows, ["p1.jpg"], lambda row: list(row.cells.values()))
    assert [file for _, file in found.pairs] == [None, "p1.jpg"]


@given(st.lists(st.sampled_from(["a", "A.jpg", "a.jpg", "x/a.jpg", "b b.png", "b_b"]), max_size=6), st.randoms())
def test_what_a_file_is_told_of_does_not_hang_on_the_order_of_rows(names: list[str], random: Random) -> None:
    names = list(dict.fromkeys(names))
    files = ["a.jpg", "b b.png", "x/c.jpg"]
    first = {row.cells["file"]: file for row, file in matched(names, files).pairs if file}
    shuffled = random.sample(names, len(names))
    second = {row.cells["file"]: file for row, file in matched(shuffled, files).pairs if file}
    strict = {name: file for name, file in first.items() if name in files}
    assert strict.items() <= second.items()
    assert set(first.values()) == set(second.values())


def test_a_full_stop_within_a_name_is_no_ending() -> None:
    assert [path for _, path in matched(["no. 4"], ["no.jpg", "no. 3.jpg"]).pairs] == [None]
