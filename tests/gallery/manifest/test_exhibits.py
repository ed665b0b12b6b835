"""The exhibits that ship with the project: no problem in them, and labels that are true to the sources."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from gallery.manifest.checks import GOOD_ALT, MAX_ALT
from gallery.manifest.reader import read_manifest
from gallery.manifest.schema import Exhibit, PackageSource, UrlSource, Work
from gallery.resources import DEFAULT_EXHIBIT, EXHIBITS, TEMPLATES

NAMES = ("nostalgia-and-memory", "witnesses", "empire-in-colour", "films")
PINNED = [("witnesses", "historical", 18), ("empire-in-colour", "true-colour", 11)]


def exhibit(name: str) -> Exhibit:
    return read_manifest(EXHIBITS / name).exhibit


@pytest.mark.parametrize("path", [*sorted(EXHIBITS.glob("*/exhibit.yaml")), *sorted(TEMPLATES.glob("*/exhibit.yaml"))])
def test_every_shipped_manifest_reads_without_a_problem(path: Path) -> None:
    assert read_manifest(path).exhibit.works


def test_the_shipped_exhibits_are_these() -> None:
    assert {path.parent.name for path in EXHIBITS.glob("*/exhibit.yaml")} == set(NAMES)
    assert DEFAULT_EXHIBIT == EXHIBITS / "nostalgia-and-memory" / "exhibit.yaml"


@pytest.mark.parametrize("name", NAMES)
def test_texts_have_the_length_that_reads_well(name: str) -> None:
    shown = exhibit(name)
    assert len(shown.statement.pick("en").split()) <= 150
    for room in shown.rooms:
        assert room.text is None or len(room.text.pick("en").split()) <= 150
    for work in shown.works:
        assert work.description is not None
        assert 60 <= len(work.description.pick("en").split()) <= 150, work.id
        assert len(work.alt.pick("en")) <= MAX_ALT - 75, work.id
    mean = sum(len(work.alt.pick("en")) for work in shown.works) / len(shown.works)
    assert mean <= GOOD_ALT + 10


@pytest.mark.parametrize("name", NAMES)
def test_every_hint_has_evidence_and_says_where_it_is_an_assumption(name: str) -> None:
    for work in exhibit(name).works:
        for hint in work.hints:
            assert hint.assumption == ("assumption" in hint.evidence.pick("en"))


def test_the_default_exhibit_needs_no_network_and_its_pins_hold() -> None:
    for work in exhibit("nostalgia-and-memory").works:
        assert isinstance(work.source, PackageSource)
        spec = find_spec(work.source.package)
        assert spec is not None
        assert spec.origin is not None
        data = (Path(spec.origin).parent / work.source.path).read_bytes()
        assert hashlib.sha256(data).hexdigest() == work.source.sha256, work.id


def test_witnesses_keep_one_photograph_uncolorized_and_give_hints() -> None:
    works = exhibit("witnesses").works
    assert [work.id for work in works if not work.colorize] == ["frederick-douglass"]
    assert sum(len(work.hints) for work in works) >= 2


def rows_and_works(folder: Path, name: str) -> Iterator[tuple[dict[str, str], Work]]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["sha256"]: row for row in csv.DictReader(file)}
    works = exhibit(name).works
    assert {work.source.sha256 for work in works} == set(rows)
    for work in works:
        yield rows[str(work.source.sha256)], work


@pytest.mark.parametrize(("name", "folder", "number"), PINNED)
def test_facts_are_those_of_the_source(shared_data: Path, name: str, folder: str, number: int) -> None:
    pairs = list(rows_and_works(shared_data / "photographs" / folder, name))
    assert len(pairs) == number
    for row, work in pairs:
        assert isinstance(work.source, UrlSource)
        assert work.source.url == row["url"]
        # The source of the second exhibit writes its titles as file names.
        assert work.title.pick("en").casefold().replace("-", " ") in row["title"].casefold().replace("-", " ")
        if work.creator is not None:
            assert row["creator"].startswith(work.creator.pick("en"))
        else:
            assert row["creator"] == ""
        assert work.rights_note is not None


@pytest.mark.parametrize(("name", "folder", "number"), PINNED)
def test_pins_are_those_of_the_files(shared_data: Path, name: str, folder: str, number: int) -> None:
    for row, work in rows_and_works(shared_data / "photographs" / folder, name):
        data = (shared_data / "photographs" / folder / row["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == work.source.sha256


def test_credits_and_dates_of_the_witnesses_are_those_of_the_source(shared_data: Path) -> None:
    dates = {
        "1936": "1936",
        "1935": "1935",
        "1935; printed later": "1935",
        "about 1935-1940": "1935~/1940~",
        "February 1936": "1936-02",
        "17 December 1903": "1903-12-17",
        "1911": "1911",
        "1919": "1919",
        "ca. 1879": "1879~",
        "1910": "1910",
        "ca 1900-1915": "1900~/1915~",
        # Inferred, and marked so.
        "not stated (before the 1910s airmail flight it is tied to)": "1911?",
        "Second World War (year not stated)": "1942?/1945?",
        "not stated": "1919?",
    }
    for row, work in rows_and_works(shared_data / "photographs" / "historical", "witnesses"):
        assert work.date == dates[row["date"]], work.id
        if row["credit"] and "Wikimedia" not in row["credit"]:
            assert work.credit is not None
            assert work.credit.pick("en") == row["credit"]


def test_dates_of_the_empire_are_those_of_the_source(shared_data: Path) -> None:
    for row, work in rows_and_works(shared_data / "photographs" / "true-colour", "empire-in-colour"):
        assert work.date == ("1905/1915" if "collection range" in row["date"] else row["date"])


def test_the_film_is_pinned_to_the_very_file(shared_data: Path) -> None:
    (work,) = exhibit("films").works
    assert isinstance(work.source, UrlSource)
    assert work.is_film
    data = (shared_data / "film" / "roundhay_garden_scene_1888.mp4").read_bytes()
    assert hashlib.sha256(data).hexdigest() == work.source.sha256
