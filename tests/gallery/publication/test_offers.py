"""What an exhibition offers its visitors follows from the manifest."""

from __future__ import annotations

from typing import Any

import pytest

from gallery.manifest.schema import Exhibit
from gallery.publication.offers import Offers

WORK = {
    "id": "moon",
    "source": {"path": "moon.png"},
    "title": "Moon",
    "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
    "alt": "The Moon.",
}


def offers(*, colorized: bool = True, work: dict[str, Any] | None = None, **more: Any) -> Offers:
    rooms = [{"title": "R", "works": [WORK | (work or {})]}]
    values = {"title": "T", "curator": "C", "statement": "S", "rooms": rooms} | more
    return Offers.of(Exhibit.model_validate(values), colorized=colorized)


def test_a_plain_exhibit_offers_panels_rooms_and_the_colorizer() -> None:
    found = offers()
    assert (found.panels, found.walk, found.colorizer, found.feed, found.iiif) == ("jpg", True, True, False, False)
    assert (found.languages, found.indexes) == (("en",), ())


def test_there_is_an_index_of_what_at_least_one_work_says() -> None:
    assert offers(work={"creator": "N", "date": "1969"}).indexes == ("people", "dates")
    assert offers(work={"place": "Sea"}).indexes == ("places",)
    assert offers(work={"creator": "Unknown photographer"}).indexes == ()


def test_the_own_language_comes_first() -> None:
    assert offers(title={"de": "T", "en": "T"}, language="en").languages == ("en", "de")


def test_without_weights_nobody_colorizes() -> None:
    assert not offers(colorized=False).colorizer


def test_what_needs_an_address_is_offered_where_there_is_one() -> None:
    base = "https://example.org/"
    assert (offers(base_url=base).iiif, offers(base_url=base).feed) == (True, False)
    assert offers(base_url=base, published="2026-03-01").feed


@pytest.mark.parametrize("publications", [{"site": {"enabled": False}}])
def test_without_a_site_there_is_nothing_that_a_site_has(publications: dict[str, Any]) -> None:
    found = offers(publications=publications, base_url="https://example.org/", published="2026-03-01")
    assert (found.walk, found.colorizer, found.feed, found.iiif) == (False, False, False, False)
    assert found.panels


@pytest.mark.parametrize(
    ("publications", "name"),
    [
        ({"panels": {"enabled": False}}, "panels"),
        ({"site": {"walk": False}}, "walk"),
        ({"site": {"colorizer": False}}, "colorizer"),
        ({"iiif": {"enabled": False}}, "iiif"),
    ],
)
def test_what_is_not_wanted_is_not_offered(publications: dict[str, Any], name: str) -> None:
    assert getattr(offers(base_url="https://example.org/"), name)
    assert not getattr(offers(base_url="https://example.org/", publications=publications), name)
