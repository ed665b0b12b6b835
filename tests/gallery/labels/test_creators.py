"""Creators on labels: one or several, with roles, in the label's language; and nobody."""

from __future__ import annotations

from typing import Any

import pytest

from gallery.labels.creators import CreatorName, creators_of, in_one_line
from gallery.labels.label import label_of
from gallery.manifest.schema import Exhibit, Work


def work(creator: Any) -> Work:
    required = {"id": "w", "source": {"path": "a.jpg"}, "title": "Title", "alt": "What it shows"}
    return Work.model_validate(
        required | {"rights": "http://rightsstatements.org/vocab/NoC-US/1.0/", "creator": creator}
    )


def said(creator: Any, language: str = "en", own: str = "en") -> str | None:
    return in_one_line(creators_of(work(creator), language, own))


def listed(creator: Any, language: str = "en", own: str = "en") -> list[str | None]:
    return [one.sort for one in creators_of(work(creator), language, own)]


def test_a_name_alone_is_a_creator() -> None:
    assert creators_of(work("Dorothea Lange"), "en", "en") == (
        CreatorName("Dorothea Lange", None, "Lange, Dorothea", None, "en"),
    )


def test_roles_stand_in_brackets_behind_the_names() -> None:
    several = [{"name": "Dorothea Lange"}, {"name": "Studio Huf", "role": {"en": "printer", "de": "Abzug"}}]
    assert said(several) == "Dorothea Lange; Studio Huf (printer)"
    assert said(several, "de") == "Dorothea Lange; Studio Huf (Abzug)"


def test_the_manifest_may_say_how_a_name_is_listed_and_what_it_is() -> None:
    given = [
        {"name": "Federico García Lorca", "sort": "García Lorca, Federico"},
        {"name": "Deutsche Fotothek", "kind": "body"},
        {"name": "Sherrill Studio", "kind": "person"},
        {"name": {"en": "Sergei Prokudin-Gorskii", "ru": "Сергей Прокудин-Горский"}},
    ]
    expected = ["García Lorca, Federico", "Deutsche Fotothek", "Studio, Sherrill", "Prokudin-Gorskii, Sergei"]
    assert listed(given) == expected
    assert listed(given, "ru")[3] == "Прокудин-Горский, Сергей"


@pytest.mark.parametrize(
    ("creator", "own", "language", "expected"),
    [
        ("Unknown photographer", "en", "en", "Unknown photographer"),
        ("Anonymous", "en", "en-GB", "Anonymous"),
        ("Unknown photographer", "en", "de", "Fotograf/in unbekannt"),
        ("Unknown photographer", "de", "de", "Fotograf/in unbekannt"),
        ("Unbekannt", "de", "fr", "Photographe non identifié"),
        ({"en": "Unknown", "de": "Niemand bekannt"}, "en", "de", "Niemand bekannt"),
        ("Unknown", "en", "it", "Unknown photographer"),
    ],
)
def test_nobody_is_named_in_the_labels_language_and_listed_nowhere(
    creator: Any, own: str, language: str, expected: str
) -> None:
    assert said(creator, language, own) == expected
    assert listed(creator, language, own) == [None]


def test_somebody_may_be_called_so() -> None:
    assert listed([{"name": "Anonymous", "kind": "body"}]) == ["Anonymous"]


def test_a_label_says_all_of_them_and_in_which_language() -> None:
    given = work([{"name": {"en": "Unknown"}}, {"name": "A. Printer", "role": "printer"}])
    shown = Exhibit.model_validate(
        {"title": "E", "curator": "C", "statement": "S", "rooms": [{"title": "R", "works": [given.model_dump()]}]}
    )
    label = label_of(given, shown, 1, "de")
    assert label.creator == "Fotograf/in unbekannt; A. Printer (printer)"
    assert "creator" not in label.elsewhere
    assert label_of(given, shown, 1, "it").elsewhere["creator"] == "en"
