"""Places that several works share: described once, named by the works."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.errors import ManifestError
from gallery.manifest.reader import Manifest, parse_manifest

HEAD = """
title: {en: Streets, de: Straßen}
curator: A. Curator
statement: Two streets.
rooms:
  - title: Room
    works:
"""
WORK = """
      - id: {id}
        source: {{package: skimage, path: data/camera.png}}
        title: Street
        rights: http://creativecommons.org/publicdomain/mark/1.0/
        alt: A street.
        place: {place}
"""
VIENNA = """
places:
  - name: {en: Vienna, de: Wien}
    coordinates: 48°12′N 16°22′E
    same_as: http://www.wikidata.org/entity/Q1741
"""


def read(tmp_path: Path, *places: str, shared: str = VIENNA) -> Manifest:
    works = "".join(WORK.format(id=f"street-{number}", place=place) for number, place in enumerate(places))
    return parse_manifest(HEAD + works + shared, tmp_path / "exhibit.yaml")


def test_works_have_the_coordinates_and_the_names_of_the_place_that_they_name_in_any_language(tmp_path: Path) -> None:
    works = read(tmp_path, "Vienna", "Wien", "Graz").exhibit.works
    assert [work.coordinates for work in works[:2]] == [pytest.approx((48.2, 16.367), abs=0.001)] * 2
    assert [work.place.pick("de") for work in works if work.place] == ["Wien", "Wien", "Graz"]
    assert [work.place.pick("en") for work in works if work.place] == ["Vienna", "Vienna", "Graz"]
    assert works[2].coordinates is None


def test_what_a_work_says_itself_comes_first(tmp_path: Path) -> None:
    own = "{en: Vienna, de: Alt-Wien}\n        coordinates: [48.21, 16.36]"
    (work,) = read(tmp_path, own).exhibit.works
    assert work.coordinates == (48.21, 16.36)
    assert work.place is not None
    assert work.place.pick("de") == "Alt-Wien"


def test_a_place_that_no_work_has_is_warned_of_and_no_mistake(tmp_path: Path) -> None:
    (warning,) = read(tmp_path, "Vienna, Austria").warnings
    assert not warning.is_error
    assert "no work has the place 'Vienna'; write it as the works do, or remove it [unused-place]" in str(warning)


def test_two_places_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    twice = VIENNA + "  - {name: Wien, coordinates: [48.2, 16.4]}\n"
    with pytest.raises(ManifestError, match=r"two places are called 'Wien'; keep one, or tell them apart"):
        read(tmp_path, "Wien", shared=twice)


@pytest.mark.parametrize(
    ("shared", "told"),
    [
        (VIENNA.replace("48°12′N 16°22′E", "[148, 16]"), r"the latitude comes first, and is at most 90; write"),
        (VIENNA.replace("coordinates", "koordinaten"), r"unknown key 'koordinaten'.*'coordinates'"),
        (VIENNA.replace("http://www.wikidata.org/entity/", ""), r"same_as"),
    ],
)
def test_mistakes_in_a_place_are_told_with_their_remedy(tmp_path: Path, shared: str, told: str) -> None:
    with pytest.raises(ManifestError, match=told):
        read(tmp_path, "Wien", shared=shared)


def test_the_manual_s_example_is_read(tmp_path: Path) -> None:
    manual = (Path(__file__).resolve().parents[3] / "exhibits" / "README.md").read_text(encoding="utf-8")
    example = manual.partition("```yaml\nplaces:")[2].partition("```")[0]
    (work,) = read(tmp_path, "Vienna", shared="places:" + example).exhibit.works
    assert work.coordinates == (48.21, 16.37)
