"""Names as an index lists them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.words.names import is_body, nobody_in, sort_form


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Dorothea Lange", "Lange, Dorothea"),
        ("Timothy H. O’Sullivan", "O’Sullivan, Timothy H."),
        ("Vincent van Gogh", "Gogh, Vincent van"),
        ("Ludwig Mies van der Rohe", "Rohe, Ludwig Mies van der"),
        ("Wilhelm von Gloeden", "Gloeden, Wilhelm von"),
        ("Alfred de Musset", "Musset, Alfred de"),
        ("Jean de La Fontaine", "La Fontaine, Jean de"),
        ("Carl Van Vechten", "Van Vechten, Carl"),
        ("Gustave Le Gray", "Le Gray, Gustave"),
        ("Jean d’Alembert", "Alembert, Jean d’"),
        ("Gabriele D’Annunzio", "D’Annunzio, Gabriele"),
        ("Сергей Прокудин-Горский", "Прокудин-Горский, Сергей"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
        ("Lucas Cranach der Ältere", "Cranach, Lucas, der Ältere"),
        ("Dorothea Lange (1895–1965)", "Lange, Dorothea (1895–1965)"),
        ("  Dorothea   Lange ", "Lange, Dorothea"),
    ],
)
def test_people_are_listed_by_family_name(name: str, listed: str) -> None:
    assert sort_form(name) == listed


@pytest.mark.parametrize(
    "name",
    [
        "NASA", "Nadar", "Lange, Dorothea", "Bain News Service", "Harris & Ewing", "Underwood and Underwood",
        "Detroit Publishing Co.", "U.S. Army Signal Corps", "The Keystone View Company", "Atelier Elvira", "ESA/Hubble",
        "ñandú Studio", "Frères Neurdein", "Brown, Barnes & Bell", "土門拳", "山田 太郎", "Studio 54 Vienna",
        "Hill & Adamson",
    ],
)  # fmt: skip
def test_bodies_and_names_that_cannot_be_turned_stay_as_they_are(name: str) -> None:
    assert sort_form(name) == name


def test_whoever_knows_better_may_say_so() -> None:
    assert sort_form("Sherrill Schell Studio", body=False) == "Studio, Sherrill Schell"
    assert sort_form("Deutsche Fotothek", body=True) == "Deutsche Fotothek"
    assert is_body("Bain News Service")
    assert not is_body("Dorothea Lange")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Unknown", "en"), ("Unknown photographer", "en"), ("[unidentified photographer]", "en"), ("Anon.", "en"),
        ("Photographer unknown", "en"), ("An unknown artist", "en"), ("ANONYMOUS", "en"), ("Not recorded", "en"),
        ("Unbekannt", "de"), ("Unbekannter Fotograf", "de"), ("Unbekannte Fotografin", "de"), ("Anonym", "de"),
        ("Fotograf/in unbekannt", "de"), ("Fotograf*in unbekannt", "de"), ("Fotograf: unbekannt", "de"),
        ("N. N.", "de"),
        ("Photographe inconnu", "fr"), ("Auteur non identifié", "fr"), ("Anonyme", "fr"),
        ("Fotógrafo desconocido", "es"), ("Anónimo", "es"), ("Autoría desconocida", "es"),
        ("Dorothea Lange", None), ("Anonymous Studio Vienna", None), ("N", None), ("", None), ("Studio", None),
    ],
)  # fmt: skip
def test_unknown_photographer_is_nobody(name: str, language: str | None) -> None:
    assert nobody_in(name) == language


@given(st.text(min_size=1, max_size=60))
def test_no_letter_of_a_name_is_lost(name: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(char for char in text if char != "," and not char.isspace())

    assert letters(sort_form(name)) == letters(name)
    assert letters(sort_form(name, body=False)) == letters(name)


@given(st.text(max_size=60))
def test_what_is_in_sort_form_stays_so(name: str) -> None:
    once = sort_form(name)
    if "," in once:
        assert sort_form(once) == once
