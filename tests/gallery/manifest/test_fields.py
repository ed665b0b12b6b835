"""What the schema says about a place in a manifest."""

from __future__ import annotations

from gallery.manifest.fields import fields_at, is_required, is_text
from gallery.manifest.schema import Work


def test_fields_are_those_of_the_mapping_that_stands_there() -> None:
    assert fields_at(("rooms", 0)) == ("title", "text", "works")
    assert fields_at(("rooms", 0, "works", 3)) == tuple(Work.model_fields)
    site = ("enabled", "accent", "theme", "tiles", "avif", "mark", "walk", "colorizer")
    assert fields_at(("publications", "site")) == site


def test_a_source_may_have_the_fields_of_every_kind_of_source() -> None:
    assert fields_at(("rooms", 0, "works", 0, "source")) == ("url", "sha256", "path", "package")


def test_a_text_and_an_unknown_key_have_no_fields() -> None:
    assert fields_at(("title",)) == ()
    assert fields_at(("rooms", 0, "wall")) == ()


def test_texts_are_known_from_the_schema() -> None:
    assert is_text(("statement",))
    assert is_text(("rooms", 0, "works", 0, "hints", 0, "evidence"))
    assert not is_text(("curator",))
    assert not is_text(("rooms", 0))
    assert not is_text(())


def test_what_has_a_default_is_not_required() -> None:
    assert is_required(("rooms", 0, "works", 0, "alt"))
    assert not is_required(("rooms", 0, "works", 0, "medium"))
