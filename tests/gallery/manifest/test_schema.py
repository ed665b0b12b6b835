"""The schema: texts, sources and works made in Python rather than read."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from gallery.manifest.hints import Area
from gallery.manifest.schema import Exhibit, PackageSource, PathSource, Room, UrlSource, Work
from gallery.manifest.text import Text

RIGHTS = "http://rightsstatements.org/vocab/NoC-US/1.0/"


def work(**more: object) -> Work:
    facts = {"id": "a", "source": PathSource(path="a.jpg"), "title": "A", "rights": RIGHTS, "alt": "A."}
    return Work.model_validate(facts | more)


@pytest.mark.parametrize(
    "source",
    [
        UrlSource(url="https://example.org/a.jpg"),
        PathSource(path="a.jpg"),
        PackageSource(package="x", path="a.jpg"),
    ],
)
def test_a_work_takes_a_finished_source(source: UrlSource | PathSource | PackageSource) -> None:
    assert work(source=source).source == source


def test_a_text_is_picked_by_language_then_base_language_then_the_first() -> None:
    text = Text({"en": "colour", "fr": "couleur"})
    assert text.pick("fr") == "couleur"
    assert text.pick("fr-CA") == "couleur"
    assert text.pick("de") == "colour"
    assert Text("colour").pick("de") == "colour"
    assert list(text.strings()) == [(("en",), "colour"), (("fr",), "couleur")]


@pytest.mark.parametrize("blank", ["", "  ", {}, {"en": " "}])
def test_a_text_is_not_blank(blank: object) -> None:
    with pytest.raises(ValidationError):
        Text.model_validate(blank)


def test_an_uncolorized_work_says_why() -> None:
    with pytest.raises(ValidationError, match="'colorize: false' without a reason"):
        work(colorize=False)
    assert work(colorize=False, reason="A drawing.").reason == Text("A drawing.")


def test_works_hang_in_order_through_all_rooms() -> None:
    rooms = tuple(Room(title=Text(name), works=(work(id=name),)) for name in ("a", "b"))
    shown = Exhibit(title=Text({"fr": "T", "en": "T"}), curator="C", statement=Text("S"), rooms=rooms)
    assert [each.id for each in shown.works] == ["a", "b"]
    assert shown.languages == ("en", "fr")


@pytest.mark.parametrize(
    ("corners", "holds"),
    [
        ([[0.1, 0.2]] * 3, False),
        ([[0.1, 0.1], [0.2, 0.2], [0.4, 0.4]], False),
        ([[0.1, 0.1], [0.1, 0.1], [0.4, 0.1], [0.4, 0.3]], True),
        ([[0.1, 0.1], [0.4, 0.3], [0.4, 0.1], [0.1, 0.3]], True),
    ],
)
def test_an_area_that_holds_nothing_is_told_and_one_that_crosses_itself_is_none(
    corners: list[list[float]], *, holds: bool
) -> None:
    adapter = TypeAdapter(Area)
    if holds:
        assert adapter.validate_python(corners) == tuple(map(tuple, corners))
        return
    with pytest.raises(ValidationError, match="lie on one line; give those of an area"):
        adapter.validate_python(corners)
