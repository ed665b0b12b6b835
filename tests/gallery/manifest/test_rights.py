"""Rights: URIs as IIIF asks for them, and their names."""

from __future__ import annotations

import pytest

from gallery.manifest.rights import STATEMENTS, USUAL, rights_form, rights_label, rights_uri
from gallery.resources import EXHIBITS
from gallery.words.texts import languages, sections


@pytest.mark.parametrize(
    ("uri", "label"),
    [
        ("http://rightsstatements.org/vocab/NoC-US/1.0/", "No Copyright – United States"),
        ("http://rightsstatements.org/vocab/CNE/1.0/", "Copyright Not Evaluated"),
        ("http://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("http://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/us/", "CC BY-NC-SA 3.0 US"),
    ],
)
def test_a_uri_has_a_name(uri: str, label: str) -> None:
    assert rights_uri(uri) == uri
    assert rights_label(uri) == label


@pytest.mark.parametrize(
    ("uri", "language", "label"),
    [
        ("http://rightsstatements.org/vocab/NoC-US/1.0/", "de", "Kein Urheberrechtsschutz – Vereinigte Staaten"),
        ("http://rightsstatements.org/vocab/NoC-US/1.0/", "de-CH", "Kein Urheberrechtsschutz – Vereinigte Staaten"),
        ("http://rightsstatements.org/vocab/InC-OW-EU/1.0/", "es", "Protegido por derecho de autor – Obra huérfana UE"),
        ("http://creativecommons.org/publicdomain/mark/1.0/", "fr", "Marque du domaine public 1.0"),
        ("http://creativecommons.org/licenses/by-sa/4.0/", "fr", "CC BY-SA 4.0"),
        ("http://rightsstatements.org/vocab/NKC/1.0/", "it", "No Known Copyright"),
    ],
)
def test_the_name_is_in_the_readers_language_or_else_in_english(uri: str, language: str, label: str) -> None:
    assert rights_label(uri, language) == label


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", STATEMENTS)
def test_all_twelve_statements_have_a_name_in_every_language_that_means_them_again(key: str, language: str) -> None:
    uri = f"http://rightsstatements.org/vocab/{key}/1.0/"
    name = rights_label(uri, language)
    assert rights_form(name) == uri
    assert rights_form(name.replace("–", "-").replace("’", "'")) == uri  # as it is published


def test_no_two_statements_share_a_name_and_no_text_is_of_none() -> None:
    for language in languages():
        assert (
            len({rights_label(f"http://rightsstatements.org/vocab/{key}/1.0/", language) for key in STATEMENTS}) == 12
        )
    assert set(sections()["rights"]) == {key.replace("-", "_") for key in STATEMENTS} | {"PDM", "CC0"}


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by/4.0/"),
        ("http://creativecommons.org/licenses/by/4.0", "http://creativecommons.org/licenses/by/4.0/"),
        (
            "https://creativecommons.org/licenses/by-nc/4.0/deed.en",
            "http://creativecommons.org/licenses/by-nc/4.0/",
        ),
        ("creativecommons.org/licenses/by/4.0", "http://creativecommons.org/licenses/by/4.0/"),
        (
            "https://rightsstatements.org/page/NoC-US/1.0/?language=en",
            "http://rightsstatements.org/vocab/NoC-US/1.0/",
        ),
        ("http://rightsstatements.org/vocab/noc-us/1.0/", "http://rightsstatements.org/vocab/NoC-US/1.0/"),
        ("http://rightsstatements.org/vocab/CNE/", "http://rightsstatements.org/vocab/CNE/1.0/"),
        ("NoC-US", "http://rightsstatements.org/vocab/NoC-US/1.0/"),
        ("CC0", "http://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY-SA 4.0", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("cc-by", "http://creativecommons.org/licenses/by/4.0/"),
        ("Public Domain", "http://creativecommons.org/publicdomain/mark/1.0/"),
        ("Gemeinfrei", "http://creativecommons.org/publicdomain/mark/1.0/"),
        ("domaine public", "http://creativecommons.org/publicdomain/mark/1.0/"),
        ("Dominio público", "http://creativecommons.org/publicdomain/mark/1.0/"),
        ("No Known Copyright", "http://rightsstatements.org/vocab/NKC/1.0/"),
        ("no copyright - united states", "http://rightsstatements.org/vocab/NoC-US/1.0/"),
        ("All rights reserved", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("Alle Rechte vorbehalten", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("CC-BY-SA-3.0-DE", "http://creativecommons.org/licenses/by-sa/3.0/de/"),
        ("Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("Creative Commons Attribution 4.0", "http://creativecommons.org/licenses/by/4.0/"),
    ],
)
def test_a_slip_gets_the_right_form_as_remedy(written: str, right: str) -> None:
    with pytest.raises(ValueError) as caught:
        rights_uri(written)
    assert str(caught.value) == f"{written!r} is not the URI of a rights statement or licence; write {right}"
    assert rights_uri(right) == right


@pytest.mark.parametrize("written", ["", "http://rightsstatements.org/vocab/XX/1.0/", "CC BY 9"])
def test_anything_else_is_sent_to_the_two_vocabularies(written: str) -> None:
    with pytest.raises(ValueError) as caught:
        rights_label(written)
    assert str(caught.value) == (
        f"{written!r} is not the URI of a rights statement or licence; "
        "choose one at rightsstatements.org or creativecommons.org, such as "
        "http://rightsstatements.org/vocab/CNE/1.0/ where nobody has looked into it"
    )


def test_the_manual_lists_every_statement_and_every_kind_of_licence() -> None:
    assert set(USUAL) >= {f"http://rightsstatements.org/vocab/{key}/1.0/" for key in STATEMENTS}
    assert all(rights_uri(uri) == uri for uri in USUAL)
    manual = (EXHIBITS / "README.md").read_text(encoding="utf-8")
    for uri in USUAL:
        assert f"| {rights_label(uri)} | `{uri}` |" in manual
