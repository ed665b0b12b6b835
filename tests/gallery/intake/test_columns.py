"""Columns by their names, in four languages and several standards."""

from __future__ import annotations

import pytest
import yaml

from gallery.intake.columns import FILE, column, language_of


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Title", "title"),
        ("dc:title", "title"),
        ("dcterms:title", "title"),
        ("Dublin Core:Title", "title"),
        ("DC.Title", "title"),
        ("object_location", "file"),
        ("image_alt_text", "alt"),
        ("rightsstatement", "rights"),
        ("Accession No.", "inventory_number"),
        ("INVENTARNUMMER", "inventory_number"),
        ("Inv.-Nr.", "inventory_number"),
        ("Numéro d’inventaire", "inventory_number"),
        ("n° d'inventaire", "inventory_number"),
        ("Número de inventario", "inventory_number"),
        ("Fotograf/in", "creator"),
        ("Photographe", "creator"),
        ("fotógrafa", "creator"),
        ("Künstler", "creator"),
        ("Entstehungsdatum", "date"),
        ("date_created", "date"),
        ("lieu de prise de vue", "place"),
        ("Bildnachweis", "credit"),
        ("Material/Technik", "medium"),
        ("sha-256", "sha256"),
    ],
)
def test_columns_are_known_however_an_archive_calls_them(name: str, field: str) -> None:
    found = column(name)
    assert found is not None
    assert (found.field, found.language) == (field, "")


@pytest.mark.parametrize(
    ("name", "field", "language"),
    [
        ("title [de]", "title", "de"),
        ("Titel (fr)", "title", "fr"),
        ("dc:title@pt-BR", "title", "pt-BR"),
        ("title_es", "title", "es"),
        ("Beschreibung EN", "description", "en"),
        ("alt.it", "alt", "it"),
    ],
)
def test_a_language_may_follow_a_name(name: str, field: str, language: str) -> None:
    found = column(name)
    assert found is not None
    assert (found.field, found.language) == (field, language)


@pytest.mark.parametrize("name", ["", "  ", "notes", "bytes", "width", "title of the owner", "Zustand"])
def test_other_columns_are_not_guessed(name: str) -> None:
    assert column(name) is None


def test_no_name_means_two_things() -> None:
    fields = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for field, tongues in fields.items():
        assert set(tongues) <= {"en", "de", "fr", "es", "standards"}
        assert {"en", "de", "fr", "es"} <= set(tongues), f"{field} is not called anything in one of the languages"
        for names in tongues.values():
            assert [name for name in names if (found := column(str(name))) is None or found.field != field] == []


def test_the_language_is_that_of_most_columns() -> None:
    assert language_of(["Datei", "Titel", "Fotograf", "Notizen"]) == "de"
    assert language_of(["fichier", "titre", "auteur"]) == "fr"
    assert language_of(["archivo", "título", "fecha"]) == "es"
    assert language_of(["dc:title", "dc:creator", "foo"]) == "en"
    assert language_of([]) == "en"
